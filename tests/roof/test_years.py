"""Year by year: visits, scores and what worked, as charts that stand on the first page too."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from aksansi.years.years import build_years
from core.land.regions import Region
from core.records.review import State
from ksm.choices import FunctionStatus
from monitoring.models import VisitScore
from tests.ksm import factories as k
from tests.monitoring import factories as m
from tests.reading import said_by

pytestmark = pytest.mark.django_db


def test_years_tell_what_is_on_record_and_no_more(
    regions: Any, officer: Any, secretariat: Any, as_user: Any
) -> None:
    here = Region.objects.get(pk="34.04")
    assert build_years(user=officer, region=here).charts == []
    facility, other = k.make_facility(), k.make_facility("33.72")
    instrument = m.make_instrument()
    for place, year, state, total in (
        (facility, 2021, State.APPROVED, "60"),
        (facility, 2023, State.APPROVED, "80"),
        (facility, 2024, State.DRAFT, None),
        (other, 2022, State.APPROVED, "10"),
    ):
        visit = m.make_visit(
            place, visited_on=dt.date(year, 5, 1), state=state, instrument=instrument
        )
        if total:
            VisitScore.objects.create(
                visit=visit, instrument=instrument, total=Decimal(total), grade="baik",
                scored_at=dt.datetime(2024, 1, 1, tzinfo=dt.UTC),
            )  # fmt: skip
    for day, function in (
        ("2021", FunctionStatus.NOT_WORKING),
        ("2021-06", FunctionStatus.WORKING),
        ("2023-02-01", FunctionStatus.PARTLY),
        ("2024", FunctionStatus.UNKNOWN),
    ):
        k.make_status(facility, observed_on=day, function_status=function)
    visits, scores, seen = build_years(user=officer, region=here).charts
    # A year between two others without an approved visit has none; a draft is none.
    assert [[said_by(word).strip() for word in row] for row in visits.rows] == [
        ["2021", "1"],
        ["2022", "0"],
        ["2023", "1"],
    ]
    assert [row[1] for row in scores.rows] == ["60", "80"]
    # What was seen last in a year counts; nobody looked in 2022, and "not known" is no look.
    assert seen.rows == [["2021", "1", "1"], ["2023", "1", "0"]]
    # The number opens its rows; the first page says where the charts come from.
    browser = as_user(officer)
    page = browser.get(reverse("region-years", args=["34.04"])).content.decode()
    address = f"{reverse('monitoring:visit-list')}?state=approved&amp;year=2021&amp;region=34.04"
    assert address in page
    assert (
        f'data-later="{reverse("region-years", args=["34.04"])}"'
        in browser.get("/").content.decode()
    )
    assert build_years(user=secretariat, region=None).charts[0].rows[1][1] != "0"
