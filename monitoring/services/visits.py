"""Visits as they come in from pages and from phones that were without a line."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as __

from core.access import Action, recheck, require
from core.people.users import User
from core.records.review import ReviewMove, State, hold_row, require_unlocked
from core.records.services import add_file
from core.records.steps import move
from core.tools.files import uploads
from core.tools.rough_days import RoughDay
from core.tools.todo import leading_to
from ksm.models import Facility
from monitoring.entry.merging import Outcome, merge
from monitoring.models import Answer, Instrument, Round, Visit, VisitEdition

HEAD = ("visited_on", "team", "respondent", "women", "men", "narrative")


def head_text(visit: Visit, name: str) -> str:
    """Return a field of the visit's head as text, the way devices keep and compare it."""
    value = getattr(visit, name)
    if isinstance(value, dt.date):
        return value.partial if isinstance(value, RoughDay) else value.isoformat()
    return "" if value is None else str(value)


@transaction.atomic
def start_visit(
    *,
    by: User,
    client_uuid: uuid.UUID,
    facility: Facility,
    round: Round | None,
    instrument: Instrument,
    visited_on: dt.date,
) -> Visit:
    """Return the visit of this UUID, made now if nobody made it before.

    A visit to the same facility on the same day in the same round that is still open is continued
    under its own UUID: two people who started without a line meet in one visit. Raises
    PermissionDenied; ValidationError where that visit is handed in already or the day is no good.
    """
    require(by, Action.ADD, facility)
    if found := Visit.objects.filter(client_uuid=client_uuid).first():
        return found
    visit = Visit(
        client_uuid=client_uuid,
        facility=facility,
        round=round,
        instrument=instrument,
        visited_on=visited_on,
    )
    visit.clean()
    try:
        with transaction.atomic():
            visit.save()
    except IntegrityError:
        # Another device was first: with this very visit, or with the same day's.
        same = Visit.objects.current().filter(
            facility=facility, round=round, instrument=instrument, visited_on=visited_on
        )
        found = Visit.objects.filter(client_uuid=client_uuid).first() or same.first()
        if found is None:
            raise
        if found.state not in (State.DRAFT, State.RETURNED):
            words = __("A visit of this day is entered and handed in already. Check the date.")
            raise ValidationError(leading_to(found, words)) from None
        return found
    recheck(by, visit)
    return visit


@transaction.atomic
def merge_head(
    *, visit: Visit, by: User, values: Mapping[str, object], bases: Mapping[str, str]
) -> tuple[Visit, list[str]]:
    """Write fields of the head (`HEAD`) by the rule of answers; return the visit and the conflicts.

    Raises PermissionDenied, Locked; ValidationError for values that do not go together.
    """
    require(by, Action.CHANGE, visit)
    visit = (
        Visit.objects.select_for_update(of=("self",))
        .select_related("facility__region")
        .get(pk=visit.pk)
    )
    conflicts, changed = [], []
    for name, value in values.items():
        theirs = head_text(visit, name)
        probe = Visit(**{name: value})
        mine = head_text(probe, name)
        outcome = merge(base=bases.get(name), mine=mine, theirs=theirs)
        if outcome is Outcome.CONFLICT:
            conflicts.append(name)
        elif outcome is Outcome.WRITE:
            setattr(visit, name, value)
            changed.append(name)
    if changed:
        require_unlocked(visit)
        visit.clean()
        visit.validate_constraints()
        visit.save()
    return visit, conflicts


@transaction.atomic
def submit_visit(*, visit: Visit, by: User, remark: str = "") -> Visit:
    """Hand a visit in and keep its answers as they are now, as the next numbered version.

    Handing in what the same person handed in already changes nothing: a phone whose line broke
    sends twice. Raises PermissionDenied; ValidationError with what is missing.
    """
    visit = hold_row(visit)
    if visit.state == State.SUBMITTED and visit.submitted_by_id == by.pk:
        return visit
    visit = move(obj=visit, move_=ReviewMove.SUBMIT, by=by, remark=remark)  # type: ignore[assignment]
    visit.submission += 1
    visit.save(update_fields=["submission"])
    rows = Answer.objects.current().filter(visit=visit)
    VisitEdition.objects.create(
        visit=visit,
        number=visit.submission,
        made_by=by,
        answers={str(row.question_id): [row.value, row.reason] for row in rows},
    )
    return visit


def keep_photo(
    *, visit: Visit, by: User, upload: object, title: str, taken_on: dt.date | None
) -> None:
    """Keep a photo of a visit; the same one again changes nothing. Raises as `core.records.services.add_file`.

    The visit's row is held, so that of two sendings of one photo the second meets the first; not while the
    picture is decoded.
    """
    checked = uploads.check(upload)
    try:
        with transaction.atomic():
            Visit.objects.select_for_update(of=("self",)).get(pk=visit.pk)
            add_file(obj=visit, by=by, upload=checked, title=title, taken_on=taken_on)
    except ValidationError as error:
        if error.code != "attached_already":
            raise
