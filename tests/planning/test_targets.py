"""Targets of shared indicators: set with the plan, kept by the account, and told beside what was reached over the years."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from openpyxl import load_workbook

from core.records.review import Locked
from planning import services
from planning.models import Achievement, AnnualPlan, Indicator, IndicatorTarget
from tests.conftest import make_user
from tests.following import Follower, Page
from tests.planning import factories as make
from tests.reading import off_paper, readable, said_by


@pytest.fixture
def plan(regions: Any) -> AnnualPlan:
    return make.make_plan(chapter=make.make_chapter("34.04"), year=2018)


@pytest.fixture
def served(plan: AnnualPlan) -> Indicator:
    return Indicator.objects.create(
        code="uji-sr", label_id="Sambungan uji", label_en="Test connections", unit="SR", field="teknis", order=1
    )  # fmt: skip


def tell(chapter: Any, indicator: Indicator, year: int, realised: int, **extra: Any) -> Achievement:
    report = make.make_report(chapter=chapter, year=year)
    return make.make_achievement(
        annual_report=report, indicator=indicator, name="", unit="SR", realised=Decimal(realised), **extra
    )  # fmt: skip


def test_targets_are_set_on_the_plan_and_taken_over_by_the_account(
    plan: AnnualPlan, served: Indicator, officer: Any, as_user: Any
) -> None:
    tell(plan.chapter, served, 2017, 80)
    desk = as_user(officer)
    url = reverse("planning:annual-plan-targets", args=[plan.pk])
    assert url in desk.get(plan.get_absolute_url()).content.decode()
    assert "80 SR" in said_by(desk.get(url).content.decode())
    assert desk.post(url, {f"i{served.pk}": "-4"}).status_code == 422
    assert desk.post(url, {f"i{served.pk}": "120"}).status_code == 302
    assert IndicatorTarget.objects.get().target == 120
    assert "120 SR" in said_by(desk.get(plan.get_absolute_url()).content.decode())
    report = make.make_report(chapter=plan.chapter, year=2018)
    line = Achievement(annual_report=report, indicator=served, realised=Decimal(60))
    services.keep_achievement(line=line, by=officer)
    assert (line.target, line.verdict.percent) == (120, 50)
    # Another target is none of the account's to say.
    line.target = Decimal(60)
    with pytest.raises(ValidationError, match="120"):
        services.keep_achievement(line=line, by=officer)
    edit = reverse("planning:achievement-edit", args=[line.pk])
    answer = desk.post(edit, {"indicator": served.pk, "realised": "60", "target": "60"})
    assert answer.status_code == 422 and "Rencana menetapkan 120" in said_by(
        answer.content.decode()
    )
    # A target that changes while both are open changes in both; without one the account says its own.
    services.set_targets(plan=plan, by=officer, targets={served.pk: Decimal(100)})
    line.refresh_from_db()
    assert line.target == 100
    services.set_targets(plan=plan, by=officer, targets={served.pk: None})
    assert not IndicatorTarget.objects.current().exists()


def test_an_approved_plan_keeps_its_targets_and_only_the_chapter_sets_them(
    plan: AnnualPlan, served: Indicator, officer: Any, official: Any, other_officer: Any
) -> None:
    for user in (official, other_officer):
        with pytest.raises(PermissionDenied):
            services.set_targets(plan=plan, by=user, targets={served.pk: Decimal(1)})
    services.set_targets(plan=plan, by=officer, targets={served.pk: Decimal(1)})
    make.approve(plan)
    with pytest.raises(Locked):
        services.set_targets(plan=plan, by=officer, targets={served.pk: Decimal(2)})
    # An account that is handed in stays as it was handed in.
    line = tell(plan.chapter, served, 2018, 7, target=Decimal(1))
    make.approve(line.annual_report)
    AnnualPlan.objects.update(state="draft")
    services.set_targets(plan=plan, by=officer, targets={served.pk: Decimal(9)})
    line.refresh_from_db()
    assert line.target == 1


@pytest.fixture
def told(plan: AnnualPlan, served: Indicator, officer: Any) -> Indicator:
    services.set_targets(plan=plan, by=officer, targets={served.pk: Decimal(120)})
    tell(plan.chapter, served, 2017, 80, target=Decimal(100))
    tell(plan.chapter, served, 2018, 60)
    other = make.make_chapter("34.01")
    tell(other, served, 2018, 40)
    tell(make.make_chapter("33.72"), served, 2018, 1000)
    make.make_plan(chapter=other, year=2017)
    IndicatorTarget.objects.create(
        plan=AnnualPlan.objects.get(chapter=other, year=2017), indicator=served, target=55
    )
    return served


@pytest.mark.parametrize("who", ["secretariat", "officer", "official", "province_official"])
def test_the_matrix_shows_each_reader_their_own_and_every_number_opens(
    told: Indicator, who: str, request: Any, as_user: Any
) -> None:
    follower = Follower(as_user(request.getfixturevalue(who)))
    narrow = {"indicator": told.pk, "from": 2016, "to": 2018}
    url = reverse("planning:indicator-matrix", query=narrow)
    html = follower.browser.get(url).content.decode()
    found = Page.of(html)
    faults = [x for seen in found.figures if (x := follower.fault(seen, url))]
    assert found.figures and not faults, "\n".join(faults)
    said = said_by(html)
    assert "80%" in said and ("Surakarta" in said) is (who == "secretariat")
    assert ("Kab. Kulon Progo" in said) is (who in ("secretariat", "province_official"))
    assert ("1.100" in said) is (who == "secretariat")  # the sum of 2018
    one = {"format": "xlsx", **narrow}
    book = load_workbook(
        io.BytesIO(follower.browser.get(reverse("planning:indicator-matrix"), one).content)
    )
    cells = {cell.value for row in book.active.iter_rows() for cell in row}
    assert {80, 100, "80%"} <= cells and (1000 in cells) is (who == "secretariat")
    paper = follower.browser.get(reverse("planning:indicator-matrix"), {"format": "pdf", **narrow})
    said = "".join(readable(paper).decode().split())
    assert all(row in said for row in flat(follower.browser.get(url).context))
    assert ("1.100" in said) is (who == "secretariat")


def flat(context: Any, most: int = 9) -> list[str]:
    """Return what a matrix on the page says as its paper has it: chapter, unit and at most nine columns more in a row,
    then the sums; each without spaces."""
    (matrix,) = context["matrices"]
    rows = [[f"{one.text}{one.note or ''}" for one in row.cells] for row in matrix["table"].rows]
    rows += [[text for text, _column, _url in matrix["totals"]]]
    parts = [
        "".join(row[:2] + row[start : start + most])
        for row in rows
        for start in range(2, len(row), most)
    ]
    return ["".join(part.split()) for part in parts]


@pytest.mark.parametrize("years", [1, 3, 6])
def test_the_paper_of_the_matrix_says_what_the_page_says_within_its_edges(
    told: Indicator, plan: AnnualPlan, years: int, secretariat: Any, as_user: Any
) -> None:
    for year in range(2013, 2017):
        tell(plan.chapter, told, year, 123_456_789, target=Decimal(987_654_321))
    browser, url = as_user(secretariat), reverse("planning:indicator-matrix")
    narrow = {"indicator": told.pk, "from": 2019 - years, "to": 2018}
    shown = flat(browser.get(url, narrow).context)
    paper = browser.get(url, {"format": "pdf", **narrow})
    said = "".join(readable(paper).decode().split())
    assert len(shown) == (4 if years <= 3 else 8), (
        "three chapters and their sum, in as many pieces as needed"
    )
    for row in shown:
        assert said.count(row) == 1, row
    assert ("123.456.789" in said) is (years > 2)
    assert off_paper(paper.content) == []


def test_of_one_chapter_every_indicator_is_told_and_none_added_up(
    told: Indicator, secretariat: Any, official: Any, as_user: Any
) -> None:
    url = reverse("planning:indicator-matrix")
    mine = as_user(official).get(url, {"to": 2018})
    assert [row.record.title for row in mine.context["matrices"][0]["table"].rows] == [
        "Sambungan uji"
    ]
    assert not mine.context["matrices"][0]["totals"]
    one = as_user(secretariat).get(url, {"to": 2018, "region": "34.01"})
    assert [row.record.title for row in one.context["matrices"][0]["table"].rows] == [
        "Sambungan uji"
    ]
    province = as_user(secretariat).get(url, {"to": 2018, "region": "34", "indicator": told.pk})
    names = [row.record.title for row in province.context["matrices"][0]["table"].rows]
    assert names == ["Kab. Kulon Progo", "Kab. Sleman"]
    assert '<option value="34" selected>' in province.content.decode()
    book = load_workbook(
        io.BytesIO(
            as_user(secretariat)
            .get(url, {"to": 2018, "region": "34.04", "indicator": told.pk, "format": "xlsx"})
            .content
        )
    )
    words = " ".join(str(cell.value) for row in book.active.iter_rows() for cell in row)
    assert "Kab. Sleman" in words or "Kabupaten Sleman" in words
    assert "Kulon Progo" not in words
    outside = as_user(make_user("x", "government", "33.72")).get(url, {"region": "34", "to": 2018})
    assert not outside.context["matrices"][0]["table"].rows
    unknown = as_user(secretariat).get(url, {"region": "99' OR"})
    assert "Pilih wilayah dari daftar." in unknown.content.decode()
    assert not unknown.context["matrices"][0]["table"].rows
    assert (
        as_user(secretariat).get(url, {"from": "x", "to": "99999", "indicator": "x'"}).status_code
        == 200
    )


def test_the_matrix_opens_on_the_newest_year_told_or_aimed_at(
    told: Indicator, official: Any, as_user: Any
) -> None:
    browser, url = as_user(official), reverse("planning:indicator-matrix")
    assert browser.get(url).context["to_year"] == 2018
    ahead = make.make_plan(
        chapter=AnnualPlan.objects.get(chapter__region="34.04").chapter, year=2020
    )
    IndicatorTarget.objects.create(plan=ahead, indicator=told, target=Decimal(130))
    answer = browser.get(url)
    assert (answer.context["from_year"], answer.context["to_year"]) == (2018, 2020)
    assert "130" in said_by(answer.content.decode())
