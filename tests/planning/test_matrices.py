"""Matrices and proposals: totals are the sums of their rows, on the page, in the file and on paper."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from core.tools import partial_dates
from ksm.desludging.intervals import IntervalBasis, due_of
from ksm.models import Desludging, Facility
from monitoring.models import Finding
from planning import services
from planning.models import ProposalLine, ServicePrice
from planning.needs import needing, price_of
from planning.reports.goal_matrix import build_goal_matrix
from planning.reports.matrices import COUNTS, build_chapter_matrix, build_national_matrix
from planning.reports.proposal import build_proposal
from tests.ksm.factories import make_facility
from tests.planning import factories as make
from tests.refusing import refused_by

pytestmark = pytest.mark.django_db


def a_year() -> Any:
    """Return a plan of 2018 with four lines in two fields, and another chapter's with one."""
    plan = make.make_plan()
    for number, field in enumerate(("teknis", "kelembagaan", "teknis"), start=1):
        line = make.make_activity(plan=plan, field=field, title=f"Kegiatan {number}")
        make.make_budget(activity=line, amount=1_000_000 * number)
        make.make_budget(activity=line, amount=500, fund="aksansi")
        make.make_progress(
            activity=line, volume=Decimal(5 * number), cost=700_000 * number, fund="apbd"
        )
    make.make_activity(plan=plan, stop_state="batal", stop_reason="Sebab", title="Batal")
    other = make.make_activity(
        plan=make.make_plan(chapter=make.make_chapter("33.72")), target=Decimal(1)
    )
    make.make_progress(activity=other, volume=Decimal(1), cost=9, fund="aksansi")
    return plan


def test_a_chapters_totals_are_the_sums_of_its_rows(officer: Any) -> None:
    found = build_chapter_matrix(user=officer, plan=a_year())
    assert len(found.rows) == 4
    assert found.budget == sum(r.budget or 0 for r in found.rows) == 6_001_500
    assert found.spent == sum(f.spent or 0 for f in found.fields) == 4_200_000
    assert found.budget == sum(f.planned or 0 for f in found.funds)
    assert found.spent == sum(f.realised or 0 for f in found.funds)
    assert [f.lines for f in found.fields] == [1, 2]  # one was cancelled


def test_the_national_row_is_the_sum_of_the_chapters_each_reader_sees(
    secretariat: Any, officer: Any, other_officer: Any
) -> None:
    a_year()
    whole = build_national_matrix(user=secretariat, year=2018)
    parts = [build_national_matrix(user=user, year=2018) for user in (officer, other_officer)]
    assert [len(part.rows) for part in parts] == [1, 1]
    for name in (*COUNTS, "budget", "spent"):
        known = [v for part in parts if (v := part.totals[name]) is not None]
        assert whole.totals[name] == sum(known), name
        assert whole.totals[name] == sum(getattr(row, name) or 0 for row in whole.rows), name
    assert whole.totals["cancelled"] == 1 and whole.totals["lines"] == 4
    assert build_national_matrix(user=secretariat, year=1999).totals["budget"] is None


def test_goals_add_up_their_years_in_their_own_unit_only(officer: Any) -> None:
    goal = make.make_goal(target=Decimal(70), unit="KPP")
    for year, unit in ((2016, "KPP"), (2017, "kpp "), (2018, "jiwa")):
        line = make.make_activity(plan=make.make_plan(year=year), goal=goal, unit=unit)
        make.make_progress(activity=line, volume=Decimal(30), date=dt.date(year, 5, 5))
    make.make_activity(plan=make.make_plan(year=2015))
    found = build_goal_matrix(user=officer, from_year=2016, to_year=2018)
    (row,) = found.rows
    assert [year.realised for year in row.years] == [30, 30, None]
    assert (row.realised, [year.lines for year in row.years], row.other_units) == (60, [1, 1, 1], 1)
    assert row.verdict.percent == 86
    assert found.orphans == 0
    assert build_goal_matrix(user=officer, from_year=2014, to_year=2015).orphans == 1


def sheets_of(answer: Any) -> Any:
    return openpyxl.load_workbook(
        io.BytesIO(b"".join(answer) if answer.streaming else answer.content)
    )


def test_the_spreadsheet_prints_on_one_width_and_ends_with_the_totals(
    officer: Any, as_user: Any
) -> None:
    plan = a_year()
    book = sheets_of(
        as_user(officer).get(
            reverse("planning:annual-plan-matrix", args=[plan.pk]), {"format": "xlsx"}
        )
    )
    page = book.worksheets[0]
    assert page.page_setup.orientation == "landscape"
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert page.page_setup.fitToWidth in (None, 1)  # 1 is what no value means
    assert page.page_setup.fitToHeight == 0
    assert page.print_area.endswith(f"$K${page.max_row}")
    assert page.print_title_rows
    last = [cell.value for cell in page[page.max_row]]
    assert last[7:10] == [6_001_500, 4_200_000, 1_801_500]
    above = [row[7].value for row in page.iter_rows(min_row=5, max_row=page.max_row - 1)]
    assert sum(value for value in above if isinstance(value, int)) == last[7]


def test_the_goal_matrix_opens_on_years_that_have_goals(officer: Any, as_user: Any) -> None:
    browser, place = as_user(officer), reverse("planning:goal-matrix")
    now = timezone.localdate().year
    assert f"{now - 1}–{now + 1}" in browser.get(place).content.decode()
    make.make_goal(from_year=2013, to_year=2015, title="Mimpi lama")
    make.make_goal(from_year=2016, to_year=2018, title="Semua KPP didampingi")
    page = browser.get(place).content.decode()
    assert "2016–2018" in page and "Semua KPP didampingi" in page
    assert "2014–2016" in browser.get(f"{place}?from=2014").content.decode()


@pytest.mark.parametrize("name", ["year-matrix", "goal-matrix"])
def test_matrices_take_odd_addresses_calmly(name: str, officer: Any, as_user: Any) -> None:
    a_year()
    browser = as_user(officer)
    for query in (
        "?year=2018",
        "?year=99999",
        "?year=abc",
        "?from=2018&to=1",
        "?from=2000&to=2099",
        "?chapter=x",
        "?format=doc",
    ):
        assert browser.get(reverse(f"planning:{name}") + query).status_code == 200
    paper = browser.get(reverse(f"planning:{name}") + "?format=pdf&year=2018&from=2016&to=2018")
    assert paper["Content-Type"] == "application/pdf"
    box = PdfReader(io.BytesIO(paper.content)).pages[-1].mediabox
    assert box.width > box.height  # landscape


# --- Services and proposals ---------------------------------------------------------


def test_the_regions_own_price_comes_before_the_national_and_the_newest_before_older(
    officer: Any,
) -> None:
    service = make.make_service()
    make.make_price(service=service, region=None, amount=1, valid_from="2020")
    assert price_of(service=service, region="34.04", user=officer).amount == 1
    make.make_price(service=service, region_id="34.04", amount=2, valid_from="2015")
    make.make_price(service=service, region_id="34.04", amount=3, valid_from="2019-06")
    make.make_price(service=service, region_id="34.04", amount=4, valid_from="2999")
    make.make_price(service=service, region_id="33.72", amount=5)
    assert price_of(service=service, region="34.04", user=officer).amount == 3


def test_a_price_has_a_source_or_says_it_is_assumed(regions: Any) -> None:
    with refused_by("planning_price_sourced_or_assumed"):
        make.make_price(source="")
    assert make.make_price(source="", is_assumption=True)
    with refused_by("planning_price_national_once"):
        make.make_price(is_assumption=True)


def needy() -> dict[str, Any]:
    """Return facilities by why they need something; one of another region needs all of it."""
    found = {
        "dry": make_facility(built_on="2010"),
        "fresh": make_facility(built_on="2010"),
        "broken": make_facility(built_on="2026"),
        "poor": make_facility(built_on="2026"),
        "toilet": make_facility(built_on="2026", facility_type="mck_plus"),
        "foreign": make_facility("33.72", built_on="2010"),
    }
    Desludging.objects.create(facility=found["fresh"], done_on="2026-01-05")
    for name, aspect in (("broken", "T"), ("poor", "F"), ("toilet", "T"), ("foreign", "T")):
        facility = found[name]
        Finding.objects.create(
            region_id=facility.region_id, facility=facility, aspect=aspect, title=f"Temuan {name}", severity="high",
            responsible="government", opened_on=dt.date(2026, 2, 1), action_required="Perbaiki",
        )  # fmt: skip
    return found


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("pengurasan", {"dry"}), ("pendampingan", {"poor"}), ("rehabilitasi", {"broken", "toilet"}),
        ("retrofitting", {"toilet"}),
    ],
)  # fmt: skip
def test_a_service_is_offered_to_those_that_need_it(
    kind: str, names: set[str], officer: Any
) -> None:
    by_pk = {facility.pk: name for name, facility in needy().items()}
    found = needing(user=officer, region="34.04", kind=kind, today=dt.date(2026, 11, 1))
    assert {by_pk[need.facility.pk] for need in found} == names
    assert all(need.why for need in found)


def test_the_reason_for_an_emptying_is_that_of_the_schedule(officer: Any) -> None:
    """Room for sludge and users are known: the date and its reason rest on them, as everywhere."""
    facility = make_facility("34.04", built_on="2001", sludge_volume_m3="12", design_jiwa=250)
    (need,) = needing(user=officer, region="34.04", kind="pengurasan", today=dt.date(2026, 11, 1))
    rows = Facility.objects.with_latest_status().with_last_desludging()
    due = due_of(rows.get(pk=facility.pk))
    assert due.interval.basis == IntervalBasis.RECKONED
    assert due.reason in need.why and partial_dates.display(due.due) in need.why


def test_picked_facilities_keep_price_and_reason_and_add_up(
    officer: Any, official: Any, as_user: Any
) -> None:
    facilities = needy()
    service, proposal = make.make_service(), make.make_proposal()
    browser = as_user(officer)
    pick = reverse(
        "planning:budget-proposal-pick", args=[proposal.pk], query={"service": service.pk}
    )
    field = f"q_{facilities['dry'].pk}"
    assert browser.post(pick, {field: "3"}).status_code == 422  # no unit cost yet
    price = make.make_price(service=service, region_id="34.04", amount=250_000)
    assert browser.post(pick, {}).status_code == 422
    assert browser.post(pick, {field: "3"}).status_code == 302
    ServicePrice.objects.filter(pk=price.pk).update(amount=1)
    report = build_proposal(user=officer, proposal=proposal)
    assert [row.total for row in report.rows] == [750_000]
    assert report.total == sum(part.total for part in report.services) == 750_000
    assert "Perda" in report.bases[0] and report.rows[0].need
    book = sheets_of(
        browser.get(reverse("planning:budget-proposal-xlsx", args=[proposal.pk]))
    ).worksheets[0]
    table = [[cell.value for cell in line] for line in book]
    heads = next(line for line in table if "Total" in line[1:])
    assert table[-1][heads.index("Total", 1)] == 750_000
    paper = as_user(official).get(reverse("planning:budget-proposal-pdf", args=[proposal.pk]))
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(paper.content)).pages)
    assert "750.000" in text
    with pytest.raises(ValidationError):
        services.pick_facilities(
            proposal=proposal, service=service, quantities={facilities["foreign"].pk: 1}, by=officer
        )
    with pytest.raises(PermissionDenied):
        services.pick_facilities(proposal=proposal, service=service, quantities={1: 1}, by=official)
    assert ProposalLine.objects.count() == 1


def test_a_chapter_notes_the_price_of_its_own_region(officer: Any, as_user: Any) -> None:
    """Under a service that only the Secretariat keeps."""
    service = make.make_service()
    place = reverse("planning:service-price-create", args=[service.pk])
    data = {"region": "34.04", "amount": "250.000", "valid_from": "2018", "source": "Perda"}
    assert as_user(officer).post(place, data).status_code == 302
    price = service.prices.get()
    assert (price.region_id, price.amount) == ("34.04", 250_000)
