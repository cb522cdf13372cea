"""A partnership opened, and moved from stage to stage under a row lock."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as __

from agreements import pipeline
from agreements.models import Partnership, Stage, StageEntry
from agreements.pipeline import Move, Rule, StageKind
from core.access import Action, recheck, require
from core.people.users import User
from core.records.review import hold_row
from core.tools.partial_dates import lies_before
from core.tools.rows.values import value_class


@value_class
class Stay:
    """What is told of a stay at a stage: since when (full or partial date), on what evidence, by whom, why.

    `as_of`: where the day is not known, when it was already so. `source`, `source_url`: who states it.
    """

    entered_on: str = ""
    evidence: str = ""
    by_whom: str = ""
    reason: str = ""
    as_of: str = ""
    source: str = ""
    source_url: str = ""


NOTHING_TOLD = Stay()


@value_class
class NextStep:
    """What has to happen next, who does it (`models.Party`), until when."""

    what: str
    owner: str
    due: dt.date | None


def lock(partnership: Partnership, by: User) -> Partnership:
    """Return the partnership held until the end of the transaction. Raises PermissionDenied."""
    require(by, Action.CHANGE, partnership)
    return (
        Partnership.objects.select_for_update(of=("self",))
        .select_related("region")
        .get(pk=partnership.pk)
    )


def store(obj: models.Model, by: User) -> Any:
    obj.full_clean()
    obj.save()
    recheck(by, obj)
    return obj


@transaction.atomic
def open_partnership(
    *, partnership: Partnership, stage: str, by: User, told: Stay = NOTHING_TOLD
) -> Partnership:
    """Save a new partnership together with its first stage, which may be a later one with a reason.

    Where neither the day nor "as of" is told, that of the partnership tells when it stood there.
    Raises ValidationError, PermissionDenied.
    """
    require(by, Action.ADD, partnership)
    rule = pipeline.may_move(None, stage)
    check_move(rule, told.reason)
    if pipeline.STAGES[stage].closes:
        partnership.followed_up = False
    store(partnership, by)
    told = replace(
        told,
        as_of=told.as_of or partnership.as_of,
        source=told.source or partnership.source,
        source_url=told.source_url or partnership.source_url,
    )
    _enter(partnership, stage, Move.START, 1, told, by)
    return partnership


def _enter(
    partnership: Partnership, stage: str, move: Move, sequence: int, told: Stay, by: User
) -> StageEntry:
    entry = StageEntry(
        partnership=partnership,
        stage_id=stage,
        sequence=sequence,
        move=move,
        is_example=partnership.is_example,
        entered_by=by,
        **asdict(told),
    )
    return store(entry, by)


def present_entry(partnership: Partnership) -> StageEntry:
    """Return the open stage entry. Raises ValidationError where there is none (no service leaves it so)."""
    entry = (
        StageEntry.objects.filter(partnership=partnership, is_open=True)
        .select_related("stage")
        .first()
    )
    if entry is None:
        raise ValidationError(__("This partnership has no present stage."))
    return entry


def held_at(partnership: Partnership) -> str | None:
    """Return the last step the partnership stood at before it was held or stopped."""
    return (
        StageEntry.objects.filter(partnership=partnership, stage__kind=StageKind.STEP)
        .order_by("-sequence")
        .values_list("stage_id", flat=True)
        .first()
    )


def possible_moves(partnership: Partnership) -> dict[str, Rule]:
    """Return the stages this partnership may move to now, each with its rule."""
    return pipeline.targets(present_entry(partnership).stage_id, held_at=held_at(partnership))


def check_move(rule: Rule, reason: str) -> None:
    """Raise ValidationError in words where a move is refused, or lacks the reason it needs."""
    if not rule.allowed:
        raise ValidationError({"stage": str(rule.refusal)})
    if rule.needs_reason and not reason.strip():
        messages = {
            Move.START: __(
                "Earlier stages are passed over: say in “reason” what is known of them."
            ),
            Move.SKIP: __("Stages are skipped (%(stages)s): give the reason.")
            % {"stages": _names(rule.skipped)},
            Move.RETURN: __("This goes back to an earlier stage: give the reason."),
            Move.HOLD: __("Give the reason why it is held."),
            Move.STOP: __("Give the reason why it is stopped."),
            Move.RESTART: __("Give the reason why it is taken up again."),
        }
        assert rule.move is not None
        raise ValidationError({"reason": messages[rule.move]})


def _names(codes: tuple[str, ...]) -> str:
    return ", ".join(stage.label for stage in Stage.objects.filter(pk__in=codes))


def moved_meanwhile(present: StageEntry) -> str:
    """Return the sentence for whoever looked at another stage than the present one."""
    return __(
        "Somebody moved this partnership to “%(stage)s” meanwhile. Look at it again before you move it."
    ) % {"stage": present.stage.label}


@transaction.atomic
def move_stage(
    *,
    partnership: Partnership,
    to: str,
    by: User,
    told: Stay = NOTHING_TOLD,
    expected: int | None = None,
    next_step: NextStep | None = None,
) -> StageEntry:
    """Close the present stage and open the next in one transaction; return the new entry.

    `expected`: pk of the entry the user saw; refused where somebody moved it meanwhile.
    `next_step` replaces the present one; a stage that closes clears it.
    Raises ValidationError in words for an illegal move, PermissionDenied.
    """
    partnership = lock(partnership, by)
    present = present_entry(partnership)
    if expected is not None and expected != present.pk:
        raise ValidationError(moved_meanwhile(present))
    rule = pipeline.may_move(present.stage_id, to, held_at=held_at(partnership))
    check_move(rule, told.reason)
    if lies_before(told.entered_on, present.entered_on):
        raise ValidationError({"entered_on": __("This date is before the present stage began.")})
    present = hold_row(present)
    present.is_open = False
    present.left_on = told.entered_on
    present.save()
    assert rule.move is not None
    entry = _enter(partnership, to, rule.move, present.sequence + 1, told, by)
    if pipeline.STAGES[to].closes:
        next_step = NextStep("", "", None)
    if next_step is not None:
        set_next_step(partnership, next_step, by=by)
    return entry


@transaction.atomic
def add_earlier_stage(*, entry: StageEntry, by: User) -> StageEntry:
    """Save a stage passed before the present one at its place in the history: by its date, undated ones first.

    Raises ValidationError where it lies after the present stage began, PermissionDenied.
    """
    partnership = lock(entry.partnership, by)
    present = present_entry(partnership)
    told = entry.entered_on or entry.as_of
    if lies_before(present.entered_on, told) and present.entered_on:
        raise ValidationError(
            {"entered_on": __("The present stage began before; move the partnership instead.")}
        )
    rows = list(StageEntry.objects.filter(partnership=partnership).order_by("-sequence"))
    after = [
        row
        for row in rows
        if row.pk == present.pk or not (told and lies_before(row.entered_on, told))
    ]
    entry.sequence = min(row.sequence for row in after)
    entry.entered_by, entry.is_open, entry.move = by, False, Move.EARLIER
    # From the last on: no two share a number on the way.
    for row in rows:
        if row.sequence >= entry.sequence:
            later = hold_row(row)
            later.sequence += 1
            later.save()
    return store(entry, by)


def set_next_step(partnership: Partnership, step: NextStep, *, by: User) -> None:
    """Agree a next step on a locked partnership, or (an empty one) clear it: then nothing is followed up."""
    new = {
        "next_step": step.what,
        "next_step_owner": step.owner,
        "next_step_due": step.due,
        "followed_up": bool(step.what),
    }
    if any(getattr(partnership, name) != value for name, value in new.items()):
        for name, value in new.items():
            setattr(partnership, name, value)
        store(partnership, by)
