"""A region beside its province: a median of enough others, and never what one of them has."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from aksansi.overview.beside import LEAST, build_beside
from core.land.regions import Region, RegionKind
from core.records.review import State
from ksm.choices import FunctionStatus
from planning.models import AnnualPlan
from tests.following import Follower, Page
from tests.ksm.factories import make_facility, make_status
from tests.planning import factories as make
from tests.reading import said_by

TODAY = dt.date(2019, 6, 15)
SLEMAN = "34.04"
OTHERS = ("34.01", "34.02", "34.03", "34.71")


@pytest.fixture
def province(regions: Any) -> None:
    """Sleman has one of two facilities working; its four neighbours none, one, two and three of four."""
    for code in OTHERS[1:]:
        Region.objects.create(
            code=code, name=f"Kabupaten Rahasia {code}", kind=RegionKind.REGENCY, parent_id="34"
        )
    for code, works, of in zip((SLEMAN, *OTHERS), (1, 0, 1, 2, 3), (2, 4, 4, 4, 4), strict=True):
        for place in range(of):
            facility = make_facility(code, built_on="2010", code=f"{code}-{place + 1:04}")
            state = FunctionStatus.WORKING if place < works else FunctionStatus.NOT_WORKING
            make_status(facility, "2018", function_status=state)


def told(user: Any, code: str = SLEMAN) -> dict[str, tuple[Any, str]]:
    region = Region.objects.get(pk=code)
    rows = build_beside(user=user, region=region, year=2018, today=TODAY)
    return {row.label: (row.own.value, row.median) for row in rows}


def test_the_own_share_stands_beside_the_median_of_all(province: None, official: Any) -> None:
    own, median = told(official)["Berfungsi, dari sarana yang diketahui keberfungsiannya"]
    assert (own, median) == (Decimal(50), "50%, median 5 wilayah")
    # What nobody has is no median, and nothing of one's own.
    assert told(official)["Kegiatan 2018 yang selesai"] == (None, "")


def test_of_too_few_others_nothing_is_told(province: None, official: Any) -> None:
    for code, share in zip(OTHERS, (1, 2, 3, 4), strict=True):
        plan = make.make_plan(chapter=make.make_chapter(code), year=2018)
        for place in range(4):
            activity = make.make_activity(plan=plan)
            if place < share:
                make.make_progress(activity=activity, volume=Decimal(35))
        make.approve(plan)
    label = "Kegiatan 2018 yang selesai"
    assert told(official)[label][1].endswith("median 4 wilayah")
    # What is not approved is told to nobody, not even within a median.
    AnnualPlan.objects.filter(chapter__region__in=OTHERS[:2]).update(state=State.SUBMITTED)
    assert len(OTHERS[2:]) < LEAST and told(official)[label] == (None, "")


def test_the_page_shows_no_other_region_and_its_own_figures_open(
    province: None, official: Any, as_user: Any, django_assert_max_num_queries: Any
) -> None:
    follower = Follower(as_user(official))
    with django_assert_max_num_queries(40):
        answer = follower.browser.get(reverse("region-overview", args=[SLEMAN]))
    html = answer.content.decode()
    part = html.partition('id="p-beside"')[2].partition("</section>")[0]
    assert "50%, median 5 wilayah" in said_by(part) and "Rahasia" not in html
    found = Page.of(f"<main>{part}</main>")
    assert found.figures and not [x for seen in found.figures if (x := follower.fault(seen))]
    assert 'id="p-beside"' in follower.browser.get(reverse("home")).content.decode()


def test_a_province_stands_beside_nothing(province: None, secretariat: Any) -> None:
    assert told(secretariat, "34") == {}
