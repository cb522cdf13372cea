"""Two at once, on a database that locks rows: SQLite writes one after the other anyway."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from core.access import Role
from core.people.users import User
from core.records.review import State
from monitoring import services
from monitoring.models import Answer, Finding, Option, Visit, VisitEdition
from tests.at_once import at_once, errors
from tests.ksm.factories import make_facility
from tests.monitoring import factories as f

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="needs row locks"),
]


def second_reviewer() -> User:
    return User.objects.create_user("sekretariat-2", password="x", role=Role.SECRETARIAT)


def test_one_visit_is_made_once_however_often_it_is_sent(regions: Any, officer: Any) -> None:
    facility, instrument, key = make_facility(), f.make_instrument(), uuid.uuid4()

    def send() -> Visit:
        return services.start_visit(
            by=officer,
            client_uuid=key,
            facility=facility,
            round=None,
            instrument=instrument,
            visited_on=dt.date(2018, 5, 8),
        )

    found = at_once(*[send] * 4)
    assert errors(found) == []
    assert {row.pk for row in found} == {Visit.objects.get().pk}


def test_two_phones_that_began_the_same_day_meet_in_one_visit(regions: Any, officer: Any) -> None:
    facility, instrument = make_facility(), f.make_instrument()

    def send() -> Visit:
        return services.start_visit(
            by=officer,
            client_uuid=uuid.uuid4(),
            facility=facility,
            round=None,
            instrument=instrument,
            visited_on=dt.date(2018, 5, 8),
        )

    found = at_once(send, send, send)
    assert errors(found) == []
    assert {row.pk for row in found} == {Visit.objects.get().pk}


def test_two_devices_saving_one_aspect_are_told_and_nothing_is_lost(
    regions: Any, officer: Any
) -> None:
    """Both start from nothing: one question each alone, one question both, differently."""
    visit = f.make_visit()
    shared, first, second = f.question("T01"), f.question("T02"), f.question("F12")

    def save(own: Any, own_value: str, shared_value: str) -> Callable[[], Any]:
        return lambda: services.merge_answers(
            visit=Visit.objects.get(pk=visit.pk),
            by=officer,
            answers={shared: (shared_value, ""), own: (own_value, "")},
            bases={shared.pk: "", own.pk: ""},
        )

    found = at_once(save(first, "12", "baik"), save(second, "Bersih", "rusak"))
    assert errors(found) == []
    kept = {row.question.code: row.value for row in Answer.objects.select_related("question")}
    assert kept["T02"] == "12" and kept["F12"] == "Bersih"
    told = [len(one.conflicts) for one in found]
    assert sorted(told) == [0, 1], "exactly the later one is told"
    assert kept["T01"] == ("baik" if told[0] == 0 else "rusak"), "the first one's answer stands"


def test_handed_in_once(regions: Any, officer: Any) -> None:
    visit = f.make_visit()
    for code, value in (("T01", "baik"), ("T10", "2017-01-01"), ("F03", "20/30")):
        f.make_answer(visit, code, value)

    def send() -> Visit:
        return services.submit_visit(visit=Visit.objects.get(pk=visit.pk), by=officer)

    found = at_once(send, send, send)
    assert any(not isinstance(one, Exception) for one in found)
    assert all(isinstance(one, ValidationError) for one in errors(found))
    visit.refresh_from_db()
    assert (visit.state, visit.submission) == (State.SUBMITTED, 1)
    assert VisitEdition.objects.filter(visit=visit).count() == 1


def bad_visit(officer: Any, facility: Any = None, day: int = 8) -> Visit:
    visit = f.make_visit(facility, visited_on=dt.date(2018, 5, day))
    for code, value in (("T01", "rusak"), ("T10", "2017-01-01"), ("F03", "20/30")):
        f.make_answer(visit, code, value)
    Option.objects.filter(question=f.question("T01"), value="rusak").update(
        opens_finding=True, severity="high", responsible="chapter", due_days=30
    )
    return services.submit_visit(visit=visit, by=officer)


def approve(visit: Visit, by: Any) -> Callable[[], Any]:
    return lambda: services.approve_visit(visit=Visit.objects.get(pk=visit.pk), by=by)


def test_two_reviewers_approve_one_visit_once(regions: Any, officer: Any, secretariat: Any) -> None:
    visit = bad_visit(officer)
    found = at_once(approve(visit, secretariat), approve(visit, second_reviewer()))
    assert len(errors(found)) == 1
    assert isinstance(errors(found)[0], ValidationError), errors(found)
    visit.refresh_from_db()
    assert visit.state == State.APPROVED
    assert Finding.objects.filter(facility=visit.facility, question_code="T01").count() == 1
    assert visit.scores.count() == 1


def test_two_visits_of_one_facility_open_one_finding(
    regions: Any, officer: Any, secretariat: Any
) -> None:
    """Approved at the same moment by two people: the fault is one, so is its finding."""
    facility = make_facility()
    visits = [bad_visit(officer, facility, day) for day in (8, 9)]
    found = at_once(approve(visits[0], secretariat), approve(visits[1], second_reviewer()))
    assert errors(found) == []
    assert Finding.objects.filter(facility=facility, question_code="T01").count() == 1
