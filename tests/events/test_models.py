from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from events.models import Attendance, Event, EventRegion
from events.models.meetings import span_words
from tests.events import factories as f
from tests.refusing import refused


@pytest.mark.parametrize(
    ("start", "end", "rule"),
    [
        ("2018-05-08", "2018-05-07", "ends_after_start"),
        ("2018-05", "2018-04-30", "ends_after_start"),
        ("2018", "2017-12", "ends_after_start"),
        ("", "2018", "end_has_start"),
    ],
)
def test_an_event_ends_after_it_began_at_the_precision_given(
    regions: Any, start: str, end: str, rule: str
) -> None:
    refused(f"events_event_{rule}", f.make_event, starts_on=start, ends_on=end)


@pytest.mark.parametrize(
    ("start", "end"), [("2018-05-08", "2018-05"), ("2018-05", "2018"), ("2018", "2018-03")]
)
def test_rough_ends_that_may_be_right_are_accepted(regions: Any, start: str, end: str) -> None:
    assert f.make_event(starts_on=start, ends_on=end).pk


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("2021-11-23", "2021-11-24", "23–24 November 2021"),
        ("2016-06-30", "2016-07-01", "30 Juni – 1 Juli 2016"),
        ("2015-12-31", "2016-01-01", "31 Desember 2015 – 1 Januari 2016"),
        ("2016-03", "", "Maret 2016"),
        ("", "", ""),
    ],
)
def test_days_read_like_the_source(start: str, end: str, words: str) -> None:
    with translation.override("id"):
        assert span_words(start, end) == words


def test_an_institution_has_a_name_or_an_office(regions: Any) -> None:
    refused("events_eventoffice_named", f.make_office_role, f.make_event(), name="")


def test_a_day_is_entered_once(regions: Any) -> None:
    event = f.make_event()
    f.make_day(event)
    refused("events_eventday_once", f.make_day, event)


def test_a_session_ends_after_it_began(regions: Any) -> None:
    day = f.make_day(f.make_event())
    refused(
        "events_session_ends_after_start",
        lambda: f.make_session(day, starts_at=dt.time(10), ends_at=dt.time(9)),
    )
    assert (
        f.make_session(day, starts_at=dt.time(8, 30), ends_at=dt.time(10)).time_words
        == "08.30–10.00"
    )


def test_a_row_with_a_name_is_one_person(regions: Any) -> None:
    event = f.make_event()
    refused(
        "events_attendance_named_is_one",
        lambda: f.make_attendance(event, name="Wakil KSM", women=2),
    )
    assert f.make_attendance(event, name="Wakil KSM", women=1).present == 1


def test_attendance_without_numbers_is_unknown_not_zero(regions: Any) -> None:
    assert f.make_attendance(f.make_event()).present is None


def test_a_day_of_another_event_is_refused(regions: Any) -> None:
    day = f.make_day(f.make_event())
    row = Attendance(event=f.make_event(), day=day, category="ksm")
    with pytest.raises(ValidationError):
        row.clean()


def test_the_spectrum_has_five_levels(regions: Any) -> None:
    refused(
        "events_groupresult_spectrum_1_to_5",
        lambda: f.make_group_result(f.make_event(), spectrum=6),
    )


def test_done_needs_proof(regions: Any) -> None:
    refused(
        "events_commitment_done_has_proof", lambda: f.make_commitment(done_on=dt.date(2018, 6, 1))
    )


def test_one_running_membership_and_dues_once_a_year(regions: Any) -> None:
    f.make_membership()
    refused("events_membership_one_running", f.make_membership)
    f.make_dues()
    refused("events_dues_once_a_year", f.make_dues)


def test_an_edition_of_a_national_award_is_entered_once(regions: Any) -> None:
    f.make_award(None)
    refused("events_award_national_once_a_year", f.make_award, None)
    assert f.make_award("34.04").pk


def test_a_region_takes_part_once(regions: Any) -> None:
    event = f.make_event(regions=("33.72",))
    refused(
        "events_eventregion_once",
        lambda: EventRegion.objects.create(event=event, region_id="33.72"),
    )


def test_history_keeps_the_old_title(regions: Any) -> None:
    event = f.make_event(title="Lama")
    event.title = "Baru"
    event.save()
    assert [row.title for row in Event.history.order_by("history_id")] == ["Lama", "Baru"]
