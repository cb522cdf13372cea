"""The cooperation pipeline as a table: its stages, the legal moves between them, and how long each lasts.

Pure: knows no model. Stages follow design §4 and domain §7.1; their order is typical, not
enforced: steps may be skipped and returned to, each with a reason.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.tools import partial_dates
from core.tools.rows.values import value_class

FORGOTTEN_AFTER_DAYS = 60
"""No contact for so many days and no blocker named: forgotten, unless its stage says otherwise (domain §7.3)."""
Period = tuple[dt.date, dt.date]
"""First and last day of a time in which nobody expects an answer."""
MOST_QUIET_DAYS = 1000
ENDING_ALERTS = (180, 90, 30)
"""Days before an agreement's end at which it is announced (products F36)."""


class Waiting(models.TextChoices):
    """Whose turn it is while a partnership stands at a stage."""

    US = "us", _("us (AKSANSI)")
    GOVERNMENT = "government", _("the regional government")
    NOBODY = "nobody", _("nobody")


class StageKind(models.TextChoices):
    STEP = "step", _("step")
    HOLD = "hold", _("held")
    STOP = "stop", _("stopped")


class Move(models.TextChoices):
    """How a partnership came to a stage."""

    START = "start", _("started here")
    FORWARD = "forward", _("next step")
    SKIP = "skip", _("steps skipped")
    RETURN = "return", _("returned")
    HOLD = "hold", _("held")
    RESUME = "resume", _("resumed")
    STOP = "stop", _("stopped")
    RESTART = "restart", _("taken up again")
    RENEW = "renew", _("renewed")
    EARLIER = "earlier", _("told later by a document")


class Stall(models.TextChoices):
    """Why a partnership stands still, or that it does not."""

    MOVING = "moving", _("Moving")
    KNOWN = "known", _("Known reason")
    FORGOTTEN = "forgotten", _("Contact due")
    RESTING = "resting", _("Not followed up")
    CLOSED = "closed", _("Closed")


@value_class
class StageStep:
    """One stage as the rules see it; `closes`: no next step is owed while standing here."""

    code: str
    order: int
    kind: StageKind = StageKind.STEP
    closes: bool = False


LEAD, AUDIENCE, SURVEY, CHAPTER = "potensi", "audiensi", "pra_monitoring", "pembentukan"
MOU_DRAFT, MOU_SIGNED = "draf_mou", "mou"
PKS_DRAFT, MECHANISM, PKS_SIGNED = "draf_pks", "mekanisme", "pks"
RUNNING, ENDED, HELD, STOPPED = "pelaksanaan", "berakhir", "tertahan", "dihentikan"

STAGES: dict[str, StageStep] = {
    step.code: step
    for step in (
        StageStep(LEAD, 1),
        StageStep(AUDIENCE, 2),
        StageStep(SURVEY, 3),
        StageStep(CHAPTER, 4),
        StageStep(MOU_DRAFT, 5),
        StageStep(MOU_SIGNED, 6),
        StageStep(PKS_DRAFT, 7),
        StageStep(MECHANISM, 8),
        StageStep(PKS_SIGNED, 9),
        StageStep(RUNNING, 10),
        StageStep(ENDED, 11, closes=True),
        StageStep(HELD, 12, StageKind.HOLD),
        StageStep(STOPPED, 13, StageKind.STOP, closes=True),
    )
}
RENEWALS = (MOU_DRAFT, PKS_DRAFT, RUNNING)
"""Where an ended cooperation goes on when it is renewed."""
NEEDS_REASON = (Move.SKIP, Move.RETURN, Move.HOLD, Move.STOP, Move.RESTART)
"""Moves that are refused without a reason; the database holds the same rule."""


@value_class
class Rule:
    """The answer to "may it move there?": the kind of move, or in words why not."""

    move: Move | None
    needs_reason: bool = False
    skipped: tuple[str, ...] = ()
    refusal: object = ""

    @property
    def allowed(self) -> bool:
        return self.move is not None


def _refused(why: object) -> Rule:
    return Rule(None, refusal=why)


def _allowed(move: Move, skipped: tuple[str, ...] = ()) -> Rule:
    return Rule(move, move in NEEDS_REASON, skipped)


def between(lower: int, upper: int) -> tuple[str, ...]:
    """Return the codes of the steps strictly between two orders."""
    return tuple(
        s.code for s in STAGES.values() if s.kind == StageKind.STEP and lower < s.order < upper
    )


def beyond(code: str) -> tuple[str, ...]:
    """Return the codes of a step and of those after it; of a hold or a stop its own."""
    start = STAGES.get(code)
    if start is None or start.kind != StageKind.STEP:
        return (code,)
    return tuple(
        s.code for s in STAGES.values() if s.kind == StageKind.STEP and s.order >= start.order
    )


def may_move(source: str | None, target: str, *, held_at: str | None = None) -> Rule:
    """Return the rule for a move from `source` (None: a new partnership) to `target`.

    `held_at`: the step a held or stopped partnership stood at before. Raises KeyError for an unknown code.
    """
    goal = STAGES[target]
    if source is None:
        if goal.kind != StageKind.STEP:
            return _refused(_("A partnership begins at a step; it cannot begin held or stopped."))
        skipped = between(0, goal.order)
        return Rule(Move.START, goal.order > STAGES[AUDIENCE].order, skipped)
    start = STAGES[source]
    if source == target:
        return _refused(_("The partnership stands at this stage already."))
    if goal.kind == StageKind.HOLD:
        if start.kind == StageKind.STOP or start.closes:
            return _refused(
                _("What has ended or was stopped cannot be held; take it up again first.")
            )
        return _allowed(Move.HOLD)
    if goal.kind == StageKind.STOP:
        return _allowed(Move.STOP)
    if start.kind == StageKind.STOP:
        return _allowed(Move.RESTART)
    if start.kind == StageKind.HOLD:
        if held_at is None or target == held_at:
            return _allowed(Move.RESUME)
        start = STAGES[held_at]
    if start.code == ENDED:
        return _allowed(Move.RENEW if target in RENEWALS else Move.RETURN)
    if goal.order < start.order:
        return _allowed(Move.RETURN)
    skipped = between(start.order, goal.order)
    return _allowed(Move.SKIP if skipped else Move.FORWARD, skipped)


def targets(source: str | None, *, held_at: str | None = None) -> dict[str, Rule]:
    """Return the stages a partnership may move to, in order, each with its rule."""
    rules = {code: may_move(source, code, held_at=held_at) for code in STAGES}
    return {code: rule for code, rule in rules.items() if rule.allowed}


def days_in_stage(entered_on: str, at: dt.date, left_on: str = "") -> int | None:
    """Return whole days at a stage until it was left, or until `at`; None where the beginning is unknown.

    A partial date counts from its first possible day (see `is_rough`); never negative.
    """
    start = partial_dates.first_day(entered_on)
    if start is None:
        return None
    return max(0, ((partial_dates.first_day(left_on) or at) - start).days)


def is_rough(*dates: str) -> bool:
    """Return whether any of the dates is only a month or a year, so that days are about right at best."""
    return any(date and len(date) < 10 for date in dates)


def days_since(date: str, at: dt.date) -> int | None:
    """Return whole days since a full or partial date; None for blank."""
    return days_in_stage(date, at)


def stall(
    *,
    stage: str,
    is_blocked: bool,
    last_contact: str,
    entered_on: str,
    at: dt.date,
    agreed_until: dt.date | None = None,
    quiet_since: str = "",
    followed_up: bool = True,
) -> Stall:
    """Return whether a partnership moves, stands still for a known reason, or was forgotten.

    Known: at least one open blocker. Forgotten: none, no next step whose day (`agreed_until`) is still to
    come, and neither a contact nor a move since `quiet_since` (`last_quiet_day` of its stage; or none on
    record at all). What nobody follows up is silent, not forgotten: resting.
    """
    if STAGES[stage].closes:
        return Stall.CLOSED
    if is_blocked:
        return Stall.KNOWN
    if agreed_until is not None and agreed_until >= at:
        return Stall.MOVING
    last_sign = max(last_contact, entered_on)
    is_silent = last_sign <= (quiet_since or last_quiet_day(at))
    if not is_silent:
        return Stall.MOVING
    return Stall.FORGOTTEN if followed_up else Stall.RESTING


def periods_of(text: str) -> tuple[Period, ...]:
    """Return the quiet times of a column of `QuietQuerySet.as_text`."""
    pairs = (part.split("/") for part in text.split(";") if part)
    return tuple((dt.date.fromisoformat(a), dt.date.fromisoformat(b)) for a, b in pairs)


@lru_cache(maxsize=512)  # one page asks the same for each of its rows
def last_quiet_day(
    at: dt.date, after: int = FORGOTTEN_AFTER_DAYS, quiet: tuple[Period, ...] = ()
) -> str:
    """Return the ISO day up to which a last sign of life counts as forgotten: `after` days back, quiet times
    left out. A partial date is compared with it as text (`<=`); blank is always silent.
    """
    day, left = at, after
    for _step in range(after + MOST_QUIET_DAYS):
        if not left:
            break
        left -= not any(start <= day <= end for start, end in quiet)
        day -= dt.timedelta(days=1)
    return day.isoformat()


def ending_alert(ends_on: dt.date | None, at: dt.date) -> int | None:
    """Return the narrowest alert (30, 90 or 180 days) an end falls into; None where it is over or far."""
    if ends_on is None or ends_on < at:
        return None
    left = (ends_on - at).days
    return min((limit for limit in ENDING_ALERTS if left <= limit), default=None)
