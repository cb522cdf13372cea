"""Where a partnership stands, in one place: read by the list, the board, the page and the reports.

Takes partnerships loaded by `PartnershipQuerySet.with_standing`; makes no query.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as __
from django.utils.translation import ngettext

from agreements import pipeline
from agreements.models import Partnership, Stage
from agreements.pipeline import Stall, Waiting
from core.tools import partial_dates
from core.tools.formats import day, number
from core.tools.rows.values import value_class
from core.tools.tables import Badge

STALL_TONES = {
    Stall.MOVING: "good",
    Stall.KNOWN: "part",
    Stall.FORGOTTEN: "bad",
    Stall.RESTING: "none",
    Stall.CLOSED: "none",
}
STAGE_TONES = {pipeline.HELD: "part", pipeline.STOPPED: "bad", pipeline.ENDED: "none"}


@value_class
class Standing:
    """`days` at the stage and since the last contact: None where the date is not known.

    `rough`: the days rest on a month or a year only. `reasons`: labels of the open blockers.
    """

    stage: Stage
    since: str
    days: int | None
    rough: bool
    reasons: tuple[str, ...]
    stall: Stall
    last_contact_on: str
    last_contact_days: int | None
    overdue: bool
    is_past: bool = False

    @property
    def stage_badge(self) -> Badge:
        return Badge(self.stage.label, STAGE_TONES.get(self.stage.pk, "info"))

    @property
    def stall_badge(self) -> Badge | None:
        """How it moves; None on a past day for what would only tell that no contact was written down."""
        if self.is_past and self.stall in (Stall.MOVING, Stall.FORGOTTEN, Stall.RESTING):
            return None
        return Badge(str(self.stall.label), STALL_TONES[self.stall])

    @property
    def days_text(self) -> str:
        """The days in words, "±" before rough ones; "" where not known."""
        return days_in_words(self.days, rough=self.rough)


def days_in_words(days: int | None, *, rough: bool = False) -> str:
    """Return "1 day", "± 320 days", or "" for None."""
    if days is None:
        return ""
    words = ngettext("%(n)s day", "%(n)s days", days) % {"n": number(days)}
    return f"± {words}" if rough else words


def since_words(entry: Any) -> str:
    """Return since when a stage entry runs, or as of when it is known where the beginning is not."""
    if entry.entered_on:
        return __("since %(date)s") % {"date": partial_dates.display(entry.entered_on)}
    if not entry.as_of:
        return __("since when is not recorded")
    return __("known as of %(date)s, since when is not recorded") % {
        "date": partial_dates.display(entry.as_of)
    }


def _reason(blocker: Any, partnership: Partnership) -> str:
    """Return the label; a made-up blocker on a real partnership says so wherever it is named."""
    made_up = blocker.is_example and not partnership.is_example
    return f"{blocker.reason.label} (CONTOH)" if made_up else blocker.reason.label


def standing_of(partnership: Partnership, at: dt.date) -> Standing | None:
    """Return where a partnership stands on a day; None where it has no present stage."""
    entries = partnership.open_entries
    if not entries:
        return None
    entry = entries[0]
    blockers = partnership.open_blockers
    last = partnership.last_contact_on
    due = _due(partnership)
    closed = pipeline.STAGES[entry.stage_id].closes
    return Standing(
        stage=entry.stage,
        since=since_words(entry),
        days=pipeline.days_in_stage(entry.entered_on, at),
        rough=pipeline.is_rough(entry.entered_on),
        reasons=tuple(_reason(blocker, partnership) for blocker in blockers),
        stall=stall_of(partnership, entry.stage, at),
        last_contact_on=last,
        last_contact_days=pipeline.days_since(last, at),
        overdue=bool(due and due < at and not closed),
        is_past=partnership.is_past,
    )


def stall_of(partnership: Partnership, stage: Stage, at: dt.date) -> Stall:
    """Return how a partnership moves that stands at a stage; what is prefetched is not asked for."""
    return pipeline.stall(
        stage=stage.pk,
        is_blocked=partnership.is_blocked,
        last_contact=partnership.last_contact_on,
        entered_on=partnership.entered_on,
        at=at,
        agreed_until=_due(partnership),
        quiet_since=partnership.quiet_since(stage, at),
        followed_up=partnership.followed_up,
    )


def _due(partnership: Partnership) -> dt.date | None:
    # Next steps are kept for the present only; of a past day none is told.
    return None if partnership.is_past else partnership.next_step_due


def in_words(partnership: Partnership, at: dt.date) -> list[str]:
    """Return where the partnership stands as sentences, one thought each."""
    now = standing_of(partnership, at)
    if now is None:
        return [__("No stage is recorded.")]
    where = {"stage": now.stage.label, "since": now.since}
    days = f" ({now.days_text})" if now.days is not None else ""
    said = [__("Stands at “%(stage)s”, %(since)s") % where + f"{days}."]
    said.append(
        {
            Waiting.US: __("AKSANSI has to act."),
            Waiting.GOVERNMENT: __("The regional government has to act."),
            Waiting.NOBODY: __("No action is pending."),
        }[Waiting(now.stage.waits_for)]
    )
    if now.reasons:
        said.append(__("Recorded blockers: %(reasons)s.") % {"reasons": "; ".join(now.reasons)})
    elif now.stall == Stall.FORGOTTEN and not now.is_past:
        said.append(__("No reason for the lack of contact is recorded."))
    if now.last_contact_days is None:
        if not now.is_past:
            said.append(__("No dated contact is recorded."))
    else:
        said.append(
            __("Last contact %(date)s, %(days)s ago.")
            % {
                "date": partial_dates.display(now.last_contact_on),
                "days": days_in_words(
                    now.last_contact_days, rough=pipeline.is_rough(now.last_contact_on)
                ),
            }
        )
    if partnership.is_past:
        return said
    if partnership.next_step:
        said.append(
            __("Next: %(step)s (%(who)s, by %(due)s).")
            % {
                "step": partnership.next_step,
                "who": partnership.get_next_step_owner_display(),
                "due": day(partnership.next_step_due),
            }
            + (" " + __("The date of this step has passed.") if now.overdue else "")
        )
    elif now.stall != Stall.CLOSED:
        said.append(__("No next step is agreed."))
    return said
