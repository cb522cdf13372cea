"""When a facility is emptied next: pure arithmetic, and the same rule asked of the database."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.tools.partial_dates import first_day, last_day
from ksm.desludging.intervals import Basis, IntervalBasis, add_years, interval, next_due, users_of
from ksm.models import Facility
from ksm.views.columns import due_badge
from tests.ksm.factories import make_desludging, make_facility, make_status

days = st.dates(dt.date(1990, 1, 1), dt.date(2040, 12, 31))
partials = st.builds(
    lambda day, length: day.isoformat()[:length], days, st.sampled_from((4, 7, 10))
)
blank_or = st.one_of(st.just(""), partials)
intervals = st.one_of(st.none(), st.integers(1, 20))


def test_counts_from_the_last_emptying() -> None:
    due = next_due(last_emptied="2015-03-02", commissioned="2010", interval_years=4)
    assert (due.due, due.basis, due.is_assumption) == ("2019-03-02", Basis.EMPTIED, False)


def test_a_passed_due_date_says_whether_it_is_reckoned() -> None:
    agreed = due_badge(next_due(last_emptied="2015-03-02", interval_years=4))
    reckoned = due_badge(next_due(last_emptied="2015"))
    assert agreed is not None and reckoned is not None
    assert (agreed.word, agreed.tone) == ("Due date passed: 2 March 2019", "bad")
    assert (reckoned.word, reckoned.tone) == ("Reckoned due date passed: 2018", "bad")
    unknown = due_badge(next_due(commissioned="2015"))
    assert unknown is not None and unknown.tone == "part"
    assert unknown.word == "No emptying recorded, reckoned for 2018"
    in_table = due_badge(next_due(commissioned="2015-06-30"), is_short=True)
    assert in_table is not None and in_table.word == "Reckoned: 30 Jun 2018"


def test_never_emptied_counts_from_the_start_of_use_and_says_what_is_assumed() -> None:
    due = next_due(commissioned="2015", built="2014")
    assert (due.due, due.basis, due.interval_years) == ("2018", Basis.COMMISSIONED, 3)
    assert due.is_assumption and "Assumption" in due.reason
    assert due.last_day == dt.date(2018, 12, 31)
    assert not due.has_passed(dt.date(2018, 12, 31))
    assert due.has_passed(dt.date(2019, 1, 1))
    assert not due.is_overdue(dt.date(2100, 1, 1))  # nobody is late by reckoning alone


def test_without_any_date_nothing_is_due() -> None:
    due = next_due()
    assert (due.due, due.basis, due.last_day) == ("", Basis.UNKNOWN, None)
    assert not due.is_overdue(dt.date(2100, 1, 1))
    assert "Assumption" not in due.reason


def test_leap_day_and_months() -> None:
    assert add_years("2016-02-29", 3) == "2019-02-28"
    assert add_years("2016-02-29", 4) == "2020-02-29"
    assert last_day("2015-12") == dt.date(2015, 12, 31)
    assert last_day("2016-02") == dt.date(2016, 2, 29)


def test_an_interval_below_a_year_is_refused() -> None:
    with pytest.raises(ValueError):
        next_due(last_emptied="2015", interval_years=0)


@given(blank_or, blank_or, blank_or, intervals)
def test_due_keeps_the_precision_and_lies_the_interval_after_its_basis(
    emptied: str, commissioned: str, built: str, years: int | None
) -> None:
    due = next_due(
        last_emptied=emptied, commissioned=commissioned, built=built, interval_years=years
    )
    start = emptied or commissioned or built
    assert due.counted_from == start
    assert len(due.due) == len(start)
    assert due.reason
    if start:
        assert int(due.due[:4]) - int(start[:4]) == (years or 3)
        assert first_day(due.due) <= due.last_day
        assert not due.is_overdue(due.last_day)
        assert due.has_passed(due.last_day + dt.timedelta(days=1))


@given(partials, intervals, days)
def test_a_later_emptying_never_makes_it_due_earlier(
    start: str, years: int | None, later: dt.date
) -> None:
    first = next_due(commissioned=start, interval_years=years)
    again = next_due(last_emptied=later.isoformat(), commissioned=start, interval_years=years)
    if later >= (last_day(start) or later):
        assert again.last_day >= dt.date(first.last_day.year, 1, 1)


@given(blank_or, blank_or, st.integers(1, 19))
def test_a_longer_interval_is_never_due_earlier(emptied: str, built: str, years: int) -> None:
    shorter = next_due(last_emptied=emptied, built=built, interval_years=years)
    longer = next_due(last_emptied=emptied, built=built, interval_years=years + 1)
    assert longer.due >= shorter.due
    if emptied:
        assert shorter.due > emptied


volumes = st.decimals("0.1", "9999", places=2)


@given(volumes, st.integers(1, 5000), blank_or)
def test_a_reckoned_interval_stays_within_what_llt_schedules_know(
    volume: Decimal, users: int, emptied: str
) -> None:
    due = next_due(last_emptied=emptied, sludge_m3=volume, users=users)
    assert 1 <= due.interval_years <= 5
    assert due.is_assumption
    more = next_due(last_emptied=emptied, sludge_m3=volume, users=users + 1)
    assert more.due <= due.due
    if emptied:
        assert due.due > emptied
        assert "Assumption" in due.reason and "litres" in due.reason


def test_an_agreed_interval_goes_before_a_reckoned_one() -> None:
    agreed = interval(agreed=4, sludge_m3=Decimal("1"), users=500)
    assert (agreed.years, agreed.is_assumption) == (4, False)
    # 24 m³ at 40 litres a year for 200 people: three years, to the litre.
    assert interval(sludge_m3=Decimal("24"), users=200).years == 3
    assert interval(sludge_m3=Decimal("23.99"), users=200).years == 2
    assert interval(sludge_m3=Decimal("24"), users=0).years == 3
    assert interval(sludge_m3=None, users=200).basis is IntervalBasis.DEFAULT


def test_an_assumed_interval_names_only_what_is_missing() -> None:
    volume = Decimal("12")
    both, room, users = (
        interval(sludge_m3=m3, users=people).reason
        for m3, people in ((None, None), (None, 350), (volume, None))
    )
    assert "room for sludge and users" in both
    assert "room for sludge" in room and "users" not in room
    assert "users" in users and "sludge" not in users


def test_users_are_observed_ones_before_designed_ones() -> None:
    assert users_of(jiwa=0, kk=50, design_jiwa=400) == 0
    assert users_of(jiwa=None, kk=50, design_jiwa=400) == 250
    assert users_of(jiwa=None, kk=None, design_jiwa=400) == 400
    assert users_of(jiwa=None, kk=None, design_jiwa=None) is None


@pytest.mark.parametrize(
    ("volume", "jiwa", "kk", "design"),
    [
        ("24", 200, None, None),
        ("23.99", 200, None, None),
        ("9.60", None, 16, None),
        ("0.10", None, None, 300),
        ("800", 10, None, 300),
        ("24", 0, 40, None),
        ("24", None, None, None),
        ("24", None, None, 240),
    ],
)
def test_the_database_reckons_the_interval_like_the_arithmetic(
    regions: object, volume: str, jiwa: int | None, kk: int | None, design: int | None
) -> None:
    facility = make_facility(commissioned_on="2010-05", sludge_volume_m3=volume, design_jiwa=design)
    make_status(facility, "2015", jiwa=jiwa, kk=kk)
    make_status(facility, "2012", jiwa=9000, kk=9000 if kk else None) if jiwa else None
    found = Facility.objects.with_next_desludging().get(pk=facility.pk)
    due = next_due(
        commissioned="2010-05",
        sludge_m3=Decimal(volume),
        users=users_of(jiwa=jiwa, kk=kk, design_jiwa=design),
    )
    assert (found.sludge_years, found.sludge_due) == (due.interval_years, due.due)


@pytest.mark.parametrize(
    ("emptied", "commissioned", "built", "interval"),
    [
        ("", "", "", None),
        ("", "2015", "", None),
        ("", "", "2015-06", 5),
        ("2015", "2001", "", None),
        ("2015-06", "", "", None),
        ("2015-06-15", "", "", 3),
        ("2016-02-29", "", "", 2),
        ("2018", "2010", "", 1),
        ("", "2009-11-30", "2008", 10),
    ],
)
def test_the_database_judges_overdue_like_the_arithmetic(
    regions: object, emptied: str, commissioned: str, built: str, interval: int | None
) -> None:
    facility = make_facility(
        commissioned_on=commissioned, built_on=built, desludging_interval_years=interval
    )
    if emptied:
        make_desludging(facility, emptied)
        make_desludging(facility, "2001")
    due = next_due(
        last_emptied=emptied, commissioned=commissioned, built=built, interval_years=interval
    )
    moments = [
        dt.date(2018, 2, 28),
        dt.date(2018, 6, 15),
        dt.date(2018, 6, 16),
        dt.date(2018, 12, 31),
        dt.date(2019, 1, 1),
        dt.date(2020, 2, 29),
        dt.date(2030, 1, 1),
    ]
    for day in moments:
        if emptied and emptied > day.isoformat():
            continue
        found = Facility.objects.desludging_overdue(day).filter(pk=facility.pk).exists()
        assert found == due.is_overdue(day), day
        passed = Facility.objects.desludging_passed(day).filter(pk=facility.pk).exists()
        assert passed == due.has_passed(day), day
