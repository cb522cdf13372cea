"""What a device brings back from the field: taken in, and the answer to it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as __

from core.access import ScopedQuerySet
from core.people.users import User
from core.records.review import Locked, State
from core.tools import formats
from ksm.doubles import former
from ksm.models import Facility
from monitoring import services
from monitoring.entry.answer_form import AnswersForm
from monitoring.entry.field import typed, typed_head
from monitoring.entry.sheet import VisitSheet, load_sheet
from monitoring.forms import HeadForm
from monitoring.models import Instrument, Round, Visit


@dataclass
class Receipt:
    """The answer to a device: what stands now per unit, what does not fit, what another hand changed."""

    now: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    conflicts: dict[str, dict[str, object]] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    visit: Visit | None = None
    locked: str = ""

    def as_data(self) -> dict[str, object]:
        found: dict[str, object] = {
            "now": self.now,
            "errors": self.errors,
            "conflicts": self.conflicts,
            "refused": self.refused,
            "locked": self.locked,
            "at": round(timezone.now().timestamp() * 1000),
        }
        if self.visit is None:
            return found
        sheet = load_sheet(self.visit)
        return {
            **found,
            "url": self.visit.get_absolute_url(),
            "state": self.visit.state,
            "uuid": str(self.visit.client_uuid),
            "answered": sheet.answered,
            "asked": sheet.asked,
            "total": __("%(n)s of %(m)s answered") % {"n": sheet.answered, "m": sheet.asked},
            "parts": {str(part.aspect.pk): [part.answered, part.asked] for part in sheet.parts},
        }


def receive(*, user: User, client_uuid: uuid.UUID, data: QueryDict) -> Receipt:
    """Take in what a device sends of one visit: what reads well is kept, the rest is told.

    Sent again it changes nothing. Raises PermissionDenied; Visit.DoesNotExist where the UUID
    belongs to a visit out of sight, or names no facility and instrument to begin one with.
    """
    receipt = Receipt()
    head = HeadForm(data=data, user=user, wanted=[n for n in services.HEAD if f"b{n}" in data])
    head.is_valid()
    visit = _find(user, client_uuid, data, head, receipt)
    if visit is None:
        return receipt
    receipt.visit = visit
    sheet = load_sheet(visit)
    form = AnswersForm(
        data=data,
        user=user,
        lines=[line for part in sheet.parts for line in part.lines],
        partial=True,
    )
    form.is_valid()
    clashes: list[str] = []
    try:
        try:
            receipt.visit, clashes = services.merge_head(
                visit=visit, by=user, values=head.good(), bases=head.bases()
            )
        except ValidationError as error:
            # A day that does not fit keeps no answer back.
            receipt.errors["visited_on"] = " ".join(error.messages)
        saved = services.merge_answers(
            visit=visit, by=user, answers=form.answers(), bases=form.bases()
        )
    except Locked as error:
        receipt.locked = str(error)
        return receipt
    except ValidationError as error:
        receipt.refused = error.messages
        return receipt
    _tell(receipt, head, form, saved, clashes, sheet)
    if data.get("submit") and not receipt.errors and not receipt.conflicts:
        _submit(receipt, user)
    return receipt


def _find(
    user: User, client_uuid: uuid.UUID, data: QueryDict, head: HeadForm, receipt: Receipt
) -> Visit | None:
    rows = Visit.objects.visible_to(user).select_related("facility__region", "instrument")
    found = rows.filter(client_uuid=client_uuid).first()
    if found is not None:
        return found
    if Visit.objects.filter(client_uuid=client_uuid).exists():
        raise Visit.DoesNotExist
    code = data.get("facility", "").replace("\x00", "")
    facility = Facility.objects.visible_to(user).current().filter(code=code).first()
    # A phone may name what was merged since it last had a line.
    facility = facility or former.standing_for([code], user).get(code)
    instrument = _by_number(Instrument.objects.visible_to(user).current(), data.get("instrument"))
    if facility is None or instrument is None:
        raise Visit.DoesNotExist
    visited_on = head.cleaned_data.get("visited_on")
    if visited_on is None:
        words = head.errors.get("visited_on", [__("Give the day of the visit.")])
        receipt.errors["visited_on"] = " ".join(map(str, words))
        return None
    try:
        return services.start_visit(
            by=user,
            client_uuid=client_uuid,
            facility=facility,
            round=_by_number(Round.objects.visible_to(user).current(), data.get("round")),
            instrument=instrument,
            visited_on=visited_on,
        )
    except ValidationError as error:
        receipt.errors["visited_on"] = " ".join(error.messages)
        return None


def _by_number(rows: ScopedQuerySet, text: str | None) -> Any:
    return (
        rows.filter(pk=int(text)).first() if text and text.isdecimal() and len(text) < 12 else None
    )


def _tell(
    receipt: Receipt,
    head: HeadForm,
    form: AnswersForm,
    saved: services.Saved,
    clashes: list[str],
    sheet: VisitSheet,
) -> None:
    """Write down per unit what came of it."""
    assert receipt.visit is not None
    for name in head.wanted:
        if name in receipt.errors:
            continue
        if name in head.errors:
            receipt.errors[name] = " ".join(map(str, head.errors[name]))
        elif name in clashes:
            receipt.conflicts[name] = {
                "words": typed_head(receipt.visit, name),
                "text": services.head_text(receipt.visit, name),
                "typed": {name: [typed_head(receipt.visit, name)]},
                "who": "",
                "at": "",
            }
        else:
            receipt.now[name] = services.head_text(receipt.visit, name)
    told = services.told_conflicts(saved) if saved.conflicts else {}
    for name, question in form.questions.items():
        unit = name[1:]
        errors = [*form.errors.get(name, []), *form.errors.get(f"n{unit}", [])]
        if errors:
            receipt.errors[unit] = " ".join(map(str, errors))
        elif question.pk in told:
            theirs = told[question.pk]
            if theirs.row is not None:
                theirs.row.question = question
            receipt.conflicts[unit] = {
                "words": theirs.row.words() if theirs.row else "",
                "text": theirs.text,
                "typed": typed(question, theirs.text),
                "who": theirs.who,
                "at": formats.moment(theirs.at) if theirs.at else "",
            }
        else:
            receipt.now[unit] = saved.now[question.pk]


def _submit(receipt: Receipt, user: User) -> None:
    visit = receipt.visit
    assert visit is not None
    try:
        receipt.visit = services.submit_visit(visit=visit, by=user)
    except ValidationError as error:
        fresh = Visit.objects.select_related("facility__region").get(pk=visit.pk)
        receipt.visit = fresh
        # Two sendings at once: the other one handed it in.
        if not (fresh.state == State.SUBMITTED and fresh.submitted_by_id == user.pk):
            receipt.refused = error.messages
