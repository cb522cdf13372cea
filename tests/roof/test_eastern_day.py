"""B20: half an hour past midnight in Papua it is still yesterday in Jakarta, where the server's day ends."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from agreements.models import Contact
from core.tools.partial_dates import in_future
from events.models import Commitment, Event
from ksm.forms import StatusRecordForm
from ksm.models import StatusRecord
from monitoring import services
from monitoring.models import Finding, Visit
from planning.models import CheckIn, Progress, ReviewMeeting
from tests.ksm.factories import make_facility
from tests.monitoring.factories import make_finding

NEXT, AFTER = dt.date(2026, 11, 30), dt.date(2026, 12, 1)


@pytest.fixture(autouse=True)
def late_in_jakarta(monkeypatch: pytest.MonkeyPatch) -> None:
    """22.30 WIB of 29 November is 00.30 WIT of the thirtieth."""
    monkeypatch.setattr(timezone, "now", lambda: dt.datetime(2026, 11, 29, 15, 30, tzinfo=dt.UTC))


def test_a_day_that_has_begun_in_the_east_is_no_future() -> None:
    assert timezone.localdate() < NEXT
    assert not in_future(NEXT) and not in_future("2026-11-30") and not in_future("2026-11")
    assert in_future(AFTER) and in_future("2026-12") and in_future("2027")
    assert not in_future("") and not in_future(None)


@pytest.mark.parametrize(
    ("make", "column"),
    [
        (lambda day: Visit(visited_on=day), "visited_on"),
        (lambda day: Finding(opened_on=day), "opened_on"),
        (lambda day: CheckIn(checked_on=day), "checked_on"),
        (lambda day: Progress(date=day, volume=1), "date"),
        (lambda day: ReviewMeeting(held_on=day), "held_on"),
        (lambda day: StatusRecord(as_of=day.isoformat()), "as_of"),
        (lambda day: Contact(held_on=day.isoformat()), "held_on"),
        (lambda day: Commitment(checked_on=day), "checked_on"),
        (lambda day: Event(state="held", starts_on=day.isoformat()), "state"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_records_take_the_day_of_the_east_and_no_later_one(
    make: Callable[[dt.date], Any], column: str
) -> None:
    assert column not in complaints(make(NEXT))
    assert column in complaints(make(AFTER))


def complaints(record: Any) -> dict[str, Any]:
    """Return what is refused of a record, and what is asked about it, by attribute."""
    try:
        record.clean()
    except ValidationError as error:
        return error.message_dict
    return dict(record.doubts()) if isinstance(record, Event) else {}


def test_forms_and_services_read_the_same_day(regions: Any, officer: Any, secretariat: Any) -> None:
    facility = make_facility()

    def told(day: dt.date) -> dict[str, Any]:
        data = {"observed_on": day.isoformat(), "function_status": "berfungsi", "source": "telepon"}
        return StatusRecordForm(data=data, user=officer, parent=facility).errors

    assert told(NEXT) == {} and "observed_on" in told(AFTER)
    finding = make_finding()
    with pytest.raises(ValidationError):
        services.close_finding(finding=finding, on=AFTER, action_taken="Dibuka", by=officer)
    services.close_finding(finding=finding, on=NEXT, action_taken="Dibuka", by=officer)
