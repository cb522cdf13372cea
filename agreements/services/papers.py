"""Agreements signed, their signed version named, clause templates copied."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as __

from agreements import pipeline
from agreements.models import Agreement, AgreementKind, Clause, ClauseTemplate, PaperState
from agreements.pipeline import Move
from agreements.services.stages import Stay, held_at, lock, move_stage, present_entry, store
from core.access import Action, ScopedQuerySet, require
from core.people.users import User
from core.records.journal import Attachment
from core.tools.partial_dates import lies_before

STAGE_OF_SIGNING = {AgreementKind.MOU: pipeline.MOU_SIGNED, AgreementKind.PKS: pipeline.PKS_SIGNED}


@transaction.atomic
def sign_agreement(
    *, agreement: Agreement, by: User, reason: str = "", advance: bool = True, **facts: object
) -> Agreement:
    """Mark an agreement signed with the `facts` of its signing, and move the partnership to the stage reached.

    `facts`: signed_on (required), numbers, place, signatories, starts_on, ends_on. The stage moves
    only forward, and only with `advance`; skipped stages need `reason`. Where the present stage was entered
    after the signing, the paper keeps its day and the new stage begins with the present one: its own date
    cannot tell more than is recorded of the stages. Raises ValidationError, PermissionDenied.
    """
    partnership = lock(agreement.partnership, by)
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
    store(agreement, by)
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
            told=Stay(
                entered_on=present.entered_on
                if lies_before(agreement.signed_on, present.entered_on)
                else agreement.signed_on,
                evidence=str(agreement),
                reason=reason,
            ),
        )
    return agreement


@transaction.atomic
def name_signed_file(*, agreement: Agreement, file: Attachment | None, by: User) -> Agreement:
    """Say which of an agreement's files is the signed version (None: none of them yet).

    Raises ValidationError where it is not signed or the file is not its own; PermissionDenied.
    """
    require(by, Action.CHANGE, agreement)
    agreement = Agreement.objects.select_for_update(of=("self",)).get(pk=agreement.pk)
    if file is not None:
        if agreement.paper not in (PaperState.SIGNED, PaperState.CANCELLED):
            raise ValidationError(__("Only a signed agreement has a signed version."))
        if not versions_of(agreement, by=by).filter(pk=file.pk).exists():
            raise ValidationError(__("This file does not belong to the agreement."))
    agreement.signed_file = file
    return store(agreement, by)


def versions_of(agreement: Agreement, *, by: User) -> ScopedQuerySet:
    """Return the documents kept on an agreement, oldest first: its versions."""
    rows = Attachment.objects.of(agreement).visible_to(by).filter(archived_at__isnull=True)
    return rows.order_by("created_at", "pk")


@transaction.atomic
def copy_template(*, template: ClauseTemplate, valid_from: dt.date, by: User) -> ClauseTemplate:
    """Make the next version of a template with all its clauses. Raises ValidationError, PermissionDenied."""
    require(by, Action.ADD, template)
    copy = ClauseTemplate(
        kind=template.kind,
        valid_from=valid_from,
        heading=template.heading,
        opening=template.opening,
        closing=template.closing,
        source=template.source,
        source_url=template.source_url,
        as_of=template.as_of,
    )
    store(copy, by)
    for clause in Clause.objects.current().filter(template=template).order_by("number"):
        store(
            Clause(template=copy, number=clause.number, heading=clause.heading, body=clause.body),
            by,
        )
    return copy
