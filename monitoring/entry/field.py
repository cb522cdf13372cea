"""What a phone takes along to the field, and what it brings back."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Case, IntegerField, Q, Value, When
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as __

from core.access import ScopedQuerySet
from core.people.users import User
from core.records.review import Locked, State
from core.tools import formats, partial_dates
from ksm.doubles import former
from ksm.models import Facility
from monitoring import services
from monitoring.entry.about import about
from monitoring.entry.answer_form import AnswersForm
from monitoring.entry.merging import as_pair
from monitoring.entry.sheet import (
    VisitSheet,
    answers_by_code,
    facts_of,
    load_sheet,
    stand_on_day,
)
from monitoring.forms import HeadForm
from monitoring.models import (
    Instrument,
    Question,
    QuestionType,
    Round,
    RoundTarget,
    Visit,
)
from monitoring.querysets import HANDED_IN

# More than a team visits in a week; keeps the page light (design §8).
TAKEN_ALONG = 40


@dataclass
class FieldItem:
    """One facility to visit: a target of a running round, or a visit that is begun."""

    key: str
    facility: Facility
    instrument_id: int
    round: Round | None = None
    planned_on: dt.date | None = None
    is_mine: bool = False
    visit: Visit | None = None
    url: str = ""
    data: dict[str, Any] = field(default_factory=dict)


@dataclass
class FieldSheet:
    items: list[FieldItem]
    instruments: list[Instrument]
    left_out: int


def build_field(*, user: User, today: dt.date) -> FieldSheet:
    """Return what the user takes along: own and unassigned targets of running rounds, open visits.

    Own ones first, then by planned day; at most `TAKEN_ALONG`, `left_out` says how many are not in.
    A constant number of queries.
    """
    targets = (
        RoundTarget.objects.visible_to(user)  # type: ignore[misc]
        .current()
        .running(today)
        .with_progress()
        .filter(Q(assignee=user) | Q(assignee__isnull=True), progress__in=("planned", "under_way"))
        .select_related("facility__region", "round")
        .annotate(
            rank=Case(When(assignee=user, then=Value(0)), default=1, output_field=IntegerField())
        )
        .order_by("rank", "planned_on", "facility__code")
    )
    begun = (
        Visit.objects.visible_to(user)
        .current()
        .filter(state__in=(State.DRAFT, State.RETURNED))
        .select_related("facility__region", "round")
        .order_by("-visited_on", "-pk")
    )
    open_visits = {(v.round_id, v.facility_id): v for v in begun[: TAKEN_ALONG + 1]}
    items = []
    for target in targets[: TAKEN_ALONG + 1]:
        visit = open_visits.pop((target.round_id, target.facility_id), None)
        items.append(
            FieldItem(
                key=f"t{target.pk}",
                facility=target.facility,
                instrument_id=visit.instrument_id if visit else target.round.instrument_id,
                round=target.round,
                planned_on=target.planned_on,
                is_mine=target.assignee_id == user.pk,
                visit=visit,
            )
        )
    for visit in open_visits.values():
        items.append(
            FieldItem(f"v{visit.pk}", visit.facility, visit.instrument_id, visit.round, visit=visit)
        )
    left_out = max(0, len(items) - TAKEN_ALONG)
    items = items[:TAKEN_ALONG]
    wanted = {item.instrument_id for item in items}
    instruments = list(Instrument.objects.filter(pk__in=wanted).with_questions().order_by("pk"))
    _add_data(items)
    return FieldSheet(items, instruments, left_out)


def _add_data(items: list[FieldItem]) -> None:
    """Fill in what the script needs of each item: identity, head, answers, the last visit's words."""
    facilities = [item.facility.pk for item in items]
    last: dict[int, Visit] = {}
    for row in (
        Visit.objects.current()
        .filter(facility__in=facilities, state__in=HANDED_IN)
        .order_by("visited_on", "pk")
    ):
        last[row.facility_id] = row
    stand_on_day(item.visit for item in items if item.visit)
    pks = [row.pk for row in last.values()] + [item.visit.pk for item in items if item.visit]
    answers = answers_by_code(pks)
    told = about([item.facility for item in items])
    for item in items:
        visit, before = item.visit, last.get(item.facility.pk)
        item.url = (
            reverse("monitoring:visit-answers", args=[visit.pk])
            if visit
            else f"{reverse('monitoring:visit-create')}?facility={item.facility.pk}"
            f"&round={item.round.pk if item.round else ''}"
        )
        item.data = {
            "key": item.key,
            "facility": item.facility.code,
            "title": item.facility.name,
            "about": told[item.facility.pk],
            "instrument": item.instrument_id,
            "round": item.round.pk if item.round else "",
            "facts": facts_of(visit.facility if visit else item.facility),
            "uuid": str(visit.client_uuid) if visit else "",
            "units": _units(visit, answers[visit.pk]) if visit else {},
            "before": {code: row.words() for code, row in answers[before.pk].items()}
            if before
            else {},
        }


def _units(visit: Visit, answers: dict[str, Any]) -> dict[str, Any]:
    found = {
        name: {"values": {name: [typed_head(visit, name)]}, "base": services.head_text(visit, name)}
        for name in services.HEAD
    }
    for row in answers.values():
        found[str(row.question_id)] = {
            "values": typed(row.question, row.as_text()),
            "base": row.as_text(),
        }
    return found


def typed_head(visit: Visit, name: str) -> str:
    text = services.head_text(visit, name)
    return partial_dates.display(text) if name == "visited_on" else text


def typed(question: Question, text: str) -> dict[str, list[str]]:
    """Return an answer written as text as the fields of a form hold it, by name."""
    value, reason = as_pair(text)
    name, why = f"q{question.pk}", f"n{question.pk}"
    if question.kind == QuestionType.SINGLE:
        return {name: [text] if text else []}
    shown = value
    if value and question.kind == QuestionType.NUMBER:
        shown = formats.number(Decimal(value))
    elif value and question.kind == QuestionType.DATE:
        shown = partial_dates.display(value) if value[:1].isdecimal() else ""
        reason = reason if shown else f"={value}"  # a word instead of a date: “never”
    values = value.split() if question.kind == QuestionType.MULTI else [shown]
    return {name: values, why: [reason]}


@dataclass
class Receipt:
    """The answer to a device: what stands now per unit, what does not fit, what another hand changed."""

    now: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    conflicts: dict[str, dict[str, object]] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    visit: Visit | None = None
    locked: str = ""

    def as_data(self) -> dict[str, Any]:
        found: dict[str, Any] = {
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
