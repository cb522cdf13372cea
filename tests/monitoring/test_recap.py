"""Recap, comparison and watch list: counted from kept scores and answers, each figure with its n."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal
from statistics import median
from typing import Any

import openpyxl
import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from core.land.regions import Region
from ksm.models import Facility
from monitoring import services
from monitoring.models import Question, Visit
from monitoring.recap import watch
from monitoring.recap.comparison import build_comparison
from monitoring.recap.kept import instruments_used
from monitoring.recap.recap import build_recap
from monitoring.recap.sums import as_number
from monitoring.recap.visits import Scope
from monitoring.scoring.spread import spread
from tests.ksm.factories import make_facility, make_group, make_operation
from tests.monitoring import factories as f

pytestmark = pytest.mark.django_db


def visited(
    facility: Facility, answers: dict[str, str], *, day: str = "2018-05-08", **extra: Any
) -> Visit:
    """Return an approved and scored visit; "dk" stands for unknown."""
    visit = f.make_visit(facility, visited_on=dt.date.fromisoformat(day), state="approved", **extra)
    # What its answers mean is data of the instrument.
    asked = Question.objects.filter(aspect__instrument=visit.instrument)
    asked.filter(code="T01").update(records="function")
    asked.filter(code="F03").update(practice="collection", done_if="F03 >= 50")
    for code, value in answers.items():
        given = {"value": "", "reason": "dk"} if value == "dk" else {"value": value}
        f.make_answer(visit, code, **given)
    services.score_visits(visits=[visit.pk], instrument=visit.instrument)
    return visit


def recap_of(user: Any, region: str | None = "34.04", round_: Any = None) -> Any:
    place = Region.objects.get(pk=region) if region else None
    return build_recap(user=user, scope=Scope(place, round_, f.make_instrument()))


@given(st.lists(st.decimals(0, 100, places=1), min_size=1, max_size=40))
def test_the_median_of_counted_values_is_that_of_the_values(values: list[Decimal]) -> None:
    times: dict[Decimal, int] = {}
    for value in values:
        times[value] = times.get(value, 0) + 1
    found = spread(times)
    assert found.n == len(values)
    assert found.median == median(values)
    assert (found.lowest, found.highest) == (min(values), max(values))


def test_nothing_known_is_no_median_not_zero() -> None:
    assert spread({}).median is None
    assert as_number("0/12") == 0
    assert as_number("3/0") is None
    assert as_number("3/4") == 75


def test_a_recap_opens_with_the_instrument_of_most_visits(regions: Any, secretariat: Any) -> None:
    """One visit by a new instrument says little of a region that was seen by another."""
    usual, new = f.make_instrument(), f.make_instrument("baru")
    for day in (4, 5):
        f.make_visit(
            make_facility("34.04"),
            instrument=usual,
            visited_on=dt.date(2018, 1, day),
            state="approved",
        )
    f.make_visit(
        make_facility("34.04"), instrument=new, visited_on=dt.date(2019, 1, 5), state="approved"
    )
    assert instruments_used(user=secretariat, region=None) == [usual, new]


def test_the_recap_takes_the_latest_approved_visit_of_each_facility(
    regions: Any, secretariat: Any
) -> None:
    first, second = make_facility("34.04"), make_facility("34.04")
    make_facility("34.04")  # never visited
    visited(first, {"T01": "rusak", "T02": "10", "F03": "1/10"}, day="2017-01-05")
    visited(first, {"T01": "baik", "T02": "40", "F03": "9/10"}, day="2018-01-05")
    # An old paper, entered last.
    visited(first, {"T01": "rusak", "T02": "7", "F03": "1/10"}, day="2016-03-05")
    visited(second, {"T01": "rusak", "T02": "dk", "F03": "2/10"})
    f.make_visit(second, visited_on=dt.date(2019, 1, 1))  # a draft tells nothing yet
    visited(make_facility("34.01"), {"T01": "rusak"})

    found = recap_of(secretariat)
    assert (found.facilities, found.visited, found.scored) == (3, 2, 2)
    assert {one.label: one.n for one in found.function} == {"Baik": 1, "Rusak": 1}
    connections = next(one for one in found.measures if one.code == "T02")
    assert (connections.spread.n, connections.spread.median) == (1, 40)
    assert connections.reasons == {"dk": 1}
    paying = next(one for one in found.measures if one.code == "F03")
    assert (paying.spread.n, paying.spread.median) == (2, 55)
    assert recap_of(secretariat, None).visited == 3


def test_weak_questions_name_what_they_cost_and_the_dearest_answer(
    regions: Any, secretariat: Any
) -> None:
    for answer in ("rusak", "rusak", "baik"):
        visited(make_facility("34.04"), {"T01": answer})
    (row,) = recap_of(secretariat).weakest
    assert (row.code, row.n, row.answer, row.times) == ("T01", 3, "Rusak", 2)
    assert round(row.reached, 1) == Decimal("33.3")


def test_a_round_narrows_the_recap_and_brings_its_progress(regions: Any, secretariat: Any) -> None:
    round_ = f.make_round("34.04")
    inside, outside = make_facility("34.04"), make_facility("34.04")
    f.make_target(round_, inside)
    f.make_target(round_, outside)
    visited(inside, {"T01": "baik"}, round=round_)
    visited(outside, {"T01": "baik"})
    found = recap_of(secretariat, round_=round_)
    assert found.visited == 1
    assert found.progress.totals["done"] == 1
    assert found.progress.totals["planned"] == 1


def test_a_reader_gets_no_figure_of_another_region(regions: Any, officer: Any) -> None:
    visited(make_facility("34.04"), {"T01": "baik"})
    visited(make_facility("34.01"), {"T01": "rusak"})
    assert recap_of(officer, None).visited == 1
    assert recap_of(officer, "34.01").visited == 0
    other = Region.objects.get(pk="34.01")
    assert instruments_used(user=officer, region=other) == []


def test_regions_and_rounds_stand_beside_each_other(regions: Any, secretariat: Any) -> None:
    early, late = f.make_round("34.04", name="2017"), f.make_round("34.04", name="2018")
    facility = make_facility("34.04")
    visited(facility, {"T01": "rusak"}, round=early, day="2017-03-01")
    visited(facility, {"T01": "baik"}, round=late, day="2018-03-01")
    visited(make_facility("34.01"), {"T01": "rusak"})

    def compared(by: str, region: str | None) -> dict[str, Any]:
        place = Region.objects.get(pk=region) if region else None
        scope = Scope(place, None, f.make_instrument())
        rows = build_comparison(user=secretariat, scope=scope, by=by).rows
        return {row.label: row.total.spread.median for row in rows}

    assert compared("round", "34.04") == {"2017": 0, "2018": 100}
    by_region = compared("region", "34")
    assert sorted(by_region.values()) == [0, 100]
    (province,) = compared("region", None).values()
    assert province == 50


@pytest.mark.parametrize("page", ["recap", "comparison"])
def test_page_workbook_and_pdf_tell_the_same(
    page: str, regions: Any, secretariat: Any, as_user: Any
) -> None:
    visited(make_facility("34.04"), {"T01": "baik", "T02": "12"})
    browser = as_user(secretariat)
    text = browser.get(reverse(f"monitoring:{page}")).content.decode()
    assert "Instrumen uji" in text
    answer = browser.get(reverse(f"monitoring:{page}"), {"format": "xlsx"})
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    cells = [c.value for sheet in book for row in sheet.iter_rows() for c in row]
    assert 100 in cells
    assert browser.get(reverse(f"monitoring:{page}-pdf")).content.startswith(b"%PDF")


@pytest.mark.parametrize("query", ["region=99.99", "round=x", "instrument=9999999999999999999999"])
def test_a_choice_that_is_none_is_no_error(query: str, secretariat: Any, as_user: Any) -> None:
    for page in ("recap", "comparison", "recap-pdf"):
        assert (
            as_user(secretariat).get(f"{reverse(f'monitoring:{page}')}?{query}").status_code == 200
        )


# --- The watch list ------------------------------------------------------------------

TODAY = dt.date(2020, 6, 1)


def reasons(user: Any, facility: Facility) -> set[str]:
    row = watch.with_reason(watch.looked_at(user=user, today=TODAY)).filter(pk=facility.pk).first()
    if row is None:
        return set()
    return {name for name, _label in watch.REASONS if getattr(row, f"watch_{name}")}


def run_by(facility: Facility) -> Facility:
    make_operation(facility, make_group(facility.region_id), started_on="2015")
    return facility


def test_who_has_no_operator_is_watched(regions: Any, secretariat: Any) -> None:
    assert reasons(secretariat, make_facility("34.04", built_on="2019")) == {"operator"}
    assert reasons(secretariat, run_by(make_facility("34.04", built_on="2019"))) == set()


def test_who_hardly_pays_is_watched_by_the_latest_approved_visit(
    regions: Any, secretariat: Any
) -> None:
    facility = run_by(make_facility("34.04", built_on="2019"))
    visited(facility, {"F03": "9/20"}, day="2019-01-01")
    assert reasons(secretariat, facility) == {"fee"}
    visited(facility, {"F03": "10/20"}, day="2019-06-01")
    assert reasons(secretariat, facility) == set()
    unapproved = f.make_visit(facility, visited_on=dt.date(2020, 1, 1))
    f.make_answer(unapproved, "F03", "1/20")
    assert reasons(secretariat, facility) == set()


def test_half_is_enough_and_nobody_connected_is_no_share(regions: Any, secretariat: Any) -> None:
    facility = run_by(make_facility("34.04", built_on="2019"))
    visited(facility, {"F03": "0/0"})
    assert reasons(secretariat, facility) == set()


def test_who_was_never_emptied_is_watched_once_old_enough(regions: Any, secretariat: Any) -> None:
    old = run_by(make_facility("34.04", built_on="2010"))
    young = run_by(make_facility("34.04", built_on="2019"))
    assert reasons(secretariat, old) == {"sludge"}
    assert reasons(secretariat, young) == set()


def test_all_at_once_and_one_by_one_the_same_is_found(officer: Any, secretariat: Any) -> None:
    """A page and the whole country look in two ways, each the quicker one."""
    for missed in (1, 2, 3):
        facility = make_facility("34.04", built_on="2019")
        for number in range(missed):
            campaign = f.make_round("34.04", name=f"{missed}/{number}", ends_on=dt.date(2019, 1, 1))
            f.make_target(campaign, facility)
    found = [
        set(
            watch.looked_at(user=user, today=TODAY, at_once=at_once)
            .filter(watch_missed=1)
            .values_list("missed_visits", flat=True)
        )
        for user in (officer, secretariat)
        for at_once in (False, True)
    ]
    assert found == [{2, 3}] * 4


def test_two_planned_visits_missed_are_a_reason_one_is_not(regions: Any, secretariat: Any) -> None:
    facility = run_by(make_facility("34.04", built_on="2019"))
    over = {"ends_on": dt.date(2019, 12, 31)}
    first, second = f.make_round(name="A", **over), f.make_round(name="B", **over)
    f.make_target(first, facility)
    assert reasons(secretariat, facility) == set()
    target = f.make_target(second, facility)
    assert reasons(secretariat, facility) == {"missed"}
    target.state, target.reason = "returned", "diserahkan"
    target.save()
    assert reasons(secretariat, facility) == set()


def test_each_number_leads_to_as_many_rows(regions: Any, secretariat: Any, as_user: Any) -> None:
    make_facility("34.04", name="Tanpa Pengelola")
    run_by(make_facility("34.04", name="Tua Sekali", built_on="2001"))
    browser = as_user(secretariat)
    page = browser.get(reverse("monitoring:watch-list"))
    assert [item["value"] for item in page.context["stats"]] == ["1", "0", "0", "1", "0"]
    assert page.context["import_url"] == page.context["add_url"] == ""
    for item in page.context["stats"]:
        rows = browser.get(item["url"])
        assert str(rows.context["total"]) == item["value"]
