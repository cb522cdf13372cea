"""What a phone takes along to the field."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Case, IntegerField, Q, Value, When
from django.urls import reverse

from core.people.users import User
from core.records.review import State
from core.tools import formats, partial_dates
from ksm.models import Facility
from monitoring import services
from monitoring.entry.about import about
from monitoring.entry.merging import as_pair
from monitoring.entry.sheet import answers_by_code, facts_of, stand_on_day
from monitoring.models import Instrument, Question, QuestionType, Round, RoundTarget, Visit
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
