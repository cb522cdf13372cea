"""Writes of the room: whatever touches more than one row or changes where a partnership stands.

All are atomic, check the right of `by`, and refuse in words (ValidationError).
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as __

from agreements import pipeline
from agreements.models import (
    Agreement,
    AgreementKind,
    Blocker,
    Contact,
    PaperState,
    Partnership,
    Stage,
    StageEntry,
)
from agreements.pipeline import Kind, Move, Rule
from chapters.access import Action, recheck, require


def _lock(partnership: Partnership, by: Any) -> Partnership:
    """Return the partnership held until the end of the transaction. Raises PermissionDenied."""
    require(by, Action.CHANGE, partnership)
    return (
        Partnership.objects.select_for_update(of=("self",))
        .select_related("region")
        .get(pk=partnership.pk)
    )


def _store(obj: Any, by: Any) -> Any:
    obj.full_clean()
    obj.save()
    recheck(by, obj)
    return obj


@transaction.atomic
def open_partnership(
    *,
    partnership: Partnership,
    stage: str,
    by: Any,
    entered_on: str = "",
    evidence: str = "",
    by_whom: str = "",
    reason: str = "",
    as_of: str = "",
) -> Partnership:
    """Save a new partnership together with its first stage, which may be a later one with a reason.

    `entered_on` is a full or partial date; where it is not known, `as_of` (or that of the
    partnership) tells when the partnership stood there. Raises ValidationError, PermissionDenied.
    """
    require(by, Action.ADD, partnership)
    rule = pipeline.may_move(None, stage)
    _check(rule, reason)
    _store(partnership, by)
    entry = StageEntry(
        partnership=partnership,
        stage_id=stage,
        sequence=1,
        move=Move.START,
        entered_on=entered_on,
        evidence=evidence,
        by_whom=by_whom,
        reason=reason,
        as_of=as_of or partnership.as_of,
        source=partnership.source,
        source_url=partnership.source_url,
        is_example=partnership.is_example,
        entered_by=by,
    )
    _store(entry, by)
    return partnership


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
        StageEntry.objects.filter(partnership=partnership, stage__kind=Kind.STEP)
        .order_by("-sequence")
        .values_list("stage_id", flat=True)
        .first()
    )


def possible_moves(partnership: Partnership) -> dict[str, Rule]:
    """Return the stages this partnership may move to now, each with its rule."""
    return pipeline.targets(present_entry(partnership).stage_id, held_at=held_at(partnership))


def _check(rule: Rule, reason: str) -> None:
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


@transaction.atomic
def move_stage(
    *,
    partnership: Partnership,
    to: str,
    by: Any,
    entered_on: str = "",
    evidence: str = "",
    by_whom: str = "",
    reason: str = "",
    as_of: str = "",
    source: str = "",
    source_url: str = "",
    expected: int | None = None,
    next_step: tuple[str, str, dt.date | None] | None = None,
) -> StageEntry:
    """Close the present stage and open the next in one transaction; return the new entry.

    `expected`: pk of the entry the user saw; refused where somebody moved it meanwhile.
    `next_step`: (what, who, until when), replaces the present one; a stage that closes clears it.
    Raises ValidationError in words for an illegal move, PermissionDenied.
    """
    partnership = _lock(partnership, by)
    present = present_entry(partnership)
    if expected is not None and expected != present.pk:
        raise ValidationError(
            __(
                "Somebody moved this partnership to “%(stage)s” meanwhile. Look at it again before you move it."
            )
            % {"stage": present.stage.label}
        )
    rule = pipeline.may_move(present.stage_id, to, held_at=held_at(partnership))
    _check(rule, reason)
    if pipeline.earlier(entered_on, present.entered_on):
        raise ValidationError({"entered_on": __("This lies before the present stage was entered.")})
    present.is_open = False
    present.left_on = entered_on
    present.save()
    assert rule.move is not None
    entry = StageEntry(
        partnership=partnership,
        stage_id=to,
        sequence=present.sequence + 1,
        move=rule.move,
        entered_on=entered_on,
        evidence=evidence,
        by_whom=by_whom,
        reason=reason,
        as_of=as_of,
        source=source,
        source_url=source_url,
        is_example=partnership.is_example,
        entered_by=by,
    )
    _store(entry, by)
    if pipeline.STAGES[to].closes:
        next_step = ("", "", None)
    if next_step is not None:
        _set_next_step(partnership, *next_step, by=by)
    return entry


def _set_next_step(
    partnership: Partnership, what: str, who: str, due: dt.date | None, *, by: Any
) -> None:
    new = (what, who, due)
    if new != (partnership.next_step, partnership.next_step_owner, partnership.next_step_due):
        partnership.next_step, partnership.next_step_owner, partnership.next_step_due = new
        _store(partnership, by)


@transaction.atomic
def raise_blocker(*, blocker: Blocker, by: Any) -> Blocker:
    """Save a new blocker on its partnership. Raises ValidationError, PermissionDenied."""
    partnership = _lock(blocker.partnership, by)
    if pipeline.STAGES[present_entry(partnership).stage_id].closes:
        raise ValidationError(
            __("This cooperation has ended or was stopped; nothing blocks it any more.")
        )
    blocker.raised_by = by
    return _store(blocker, by)


@transaction.atomic
def resolve_blocker(
    *, blocker: Blocker, by: Any, on: str, resolution: str, text: str = "", action_taken: str = ""
) -> Blocker:
    """Close an open blocker with the day (full or partial date) and how. Raises ValidationError, PermissionDenied."""
    require(by, Action.CHANGE, blocker)
    blocker = Blocker.objects.select_for_update(of=("self",)).get(pk=blocker.pk)
    if not blocker.is_unresolved:
        raise ValidationError(__("This blocker was resolved already."))
    if not on or not resolution:
        raise ValidationError(__("A resolved blocker needs both: when and how."))
    blocker.resolved_on, blocker.resolution, blocker.resolution_text = on, resolution, text
    blocker.action_taken = action_taken or blocker.action_taken
    return _store(blocker, by)


@transaction.atomic
def record_contact(*, contact: Contact, by: Any) -> Contact:
    """Save a contact; its next step becomes the partnership's. Raises ValidationError, PermissionDenied."""
    partnership = _lock(contact.partnership, by)
    contact.entered_by = by
    _store(contact, by)
    if contact.next_step:
        _set_next_step(
            partnership, contact.next_step, contact.next_step_owner, contact.next_step_due, by=by
        )
    return contact


STAGE_OF_SIGNING = {AgreementKind.MOU: pipeline.MOU_SIGNED, AgreementKind.PKS: pipeline.PKS_SIGNED}


@transaction.atomic
def sign_agreement(
    *, agreement: Agreement, by: Any, reason: str = "", advance: bool = True, **facts: Any
) -> Agreement:
    """Mark an agreement signed with the `facts` of its signing, and move the partnership to the stage reached.

    `facts`: signed_on (required), numbers, place, signatories, starts_on, ends_on. The stage moves
    only forward, and only with `advance`; skipped stages need `reason`. Raises ValidationError, PermissionDenied.
    """
    partnership = _lock(agreement.partnership, by)
    agreement = Agreement.objects.select_for_update(of=("self",)).get(pk=agreement.pk)
    if agreement.paper not in (PaperState.DRAFT, PaperState.HANDED_OVER):
        raise ValidationError(
            __("Only a draft can be signed; this one is: %(state)s.")
            % {"state": agreement.get_paper_display()}
        )
    if not facts.get("signed_on"):
        raise ValidationError({"signed_on": __("Give the date of signing.")})
    agreement.paper = PaperState.SIGNED
    for name, value in facts.items():
        setattr(agreement, name, value)
    _store(agreement, by)
    target = STAGE_OF_SIGNING.get(AgreementKind(agreement.kind))
    present = present_entry(partnership)
    if (
        advance
        and target
        and pipeline.may_move(present.stage_id, target, held_at=held_at(partnership)).move
        in (
            Move.FORWARD,
            Move.SKIP,
        )
    ):
        move_stage(
            partnership=partnership,
            to=target,
            by=by,
            entered_on=agreement.signed_on,
            evidence=str(agreement),
            reason=reason,
        )
    return agreement
