"""The year of scheduled desludging: counts, filters, work order."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from pypdf import PdfReader

from ksm.desludging import schedule as schedules
from ksm.desludging.schedule import (
    OVERDUE,
    SOON,
    UNRECORDED,
    build_schedule,
    due_when,
    in_short,
    months_from,
    places_of,
)
from ksm.forms import DesludgingForm
from ksm.models import Desludging, Facility
from ksm.views.schedule import due_rows
from tests.ksm import factories as f

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 22)
URL = "ksm:desludging-schedule-list"


def of_areas(rows: Any) -> schedules.Schedule:
    return build_schedule(places=places_of(rows=rows, today=TODAY), today=TODAY)


def test_twelve_months_from_this_one() -> None:
    months = months_from(dt.date(2026, 11, 30))
    assert (months[0], months[-1], len(months)) == (dt.date(2026, 11, 1), dt.date(2027, 10, 1), 12)


def test_every_dated_facility_counts_once(regions: Any, officer: Any) -> None:
    for emptied, route in (
        ("2020-01-05", "Rute A"),  # overdue
        ("2023-11-25", "Rute A"),  # this month, not late
        ("2023-11-05", "Rute A"),  # this month, late
        ("2024-02", ""),  # February 2027, within no 90 days: its last day is the 28th
        ("2024", ""),  # December 2027: beyond the year
    ):
        facility = f.make_facility(desludging_route=route, district="Mlati")
        f.make_desludging(facility, emptied)
    f.make_facility()  # nothing to count from
    f.make_facility(built_on="2025")  # young, never emptied: 2028
    schedule = of_areas(due_rows(Facility.objects.visible_to(officer), today=TODAY))
    assert (schedule.overdue, schedule.soon) == (2, 1)
    counts = {month.key: month.count for month in schedule.months if month.count}
    assert counts == {"2026-11": 1, "2027-02": 1}
    with translation.override("id"):
        assert in_short(months_from(TODAY)) == "Nov–Des 2026; Jan–Okt 2027"
        schedule = of_areas(due_rows(Facility.objects.all(), today=TODAY))
    assert schedule.quiet == "Des 2026; Jan, Mar–Okt 2027"
    assert [(a.name, a.overdue, a.soon, a.year) for a in schedule.areas] == [
        ("Rute A", 2, 1, 1),
        ("Mlati", 0, 0, 1),
    ]


def test_of_many_districts_those_with_most_to_do_are_shown(
    secretariat: Any, as_user: Any, monkeypatch: Any
) -> None:
    """All kecamatan of the country were a page of 5 MB."""
    monkeypatch.setattr(schedules, "MOST_AREAS", 2)
    for route, times in (("Rute A", 1), ("Rute B", 3), ("Rute C", 2)):
        for _time in range(times):
            f.make_desludging(f.make_facility(desludging_route=route), "2015")
    rows = due_rows(Facility.objects.all(), today=TODAY)
    schedule = of_areas(rows)
    assert [(one.name, one.overdue) for one in schedule.areas] == [("Rute B", 3), ("Rute C", 2)]
    assert (schedule.more_areas, schedule.overdue) == (1, 6)
    page = as_user(secretariat).get(reverse(URL), {"region": "34.04"}).content.decode()
    assert "1 rute dan kecamatan lagi" in page
    monkeypatch.undo()
    page = as_user(secretariat).get(reverse(URL), {"region": "34.04"}).content.decode()
    assert "rute dan kecamatan lagi" not in page


def test_many_regions_are_told_one_by_one_and_lead_to_their_list(
    regions: Any, secretariat: Any, officer: Any, as_user: Any
) -> None:
    for region, emptied in (
        ("33.72", ago(4, 0)), ("34.01", ago(3, 45)), ("34.01", ago(4, 0)), ("34.01", "2001"), ("34.04", ago(2, -40)),
    ):  # fmt: skip
        f.make_desludging(f.make_facility(region, district="Mlati"), emptied)
    f.make_facility("34.04", built_on="2001")  # never emptied, as far as recorded
    browser = as_user(secretariat)

    def seen(**query: str) -> Any:
        answer = browser.get(reverse(URL), query)
        assert answer.context["total"] == len(answer.context["table"].rows)
        return answer

    page = seen()
    schedule = page.context["schedule"]
    assert [(one.name, one.overdue, one.unrecorded) for one in schedule.areas] == [
        ("Kab. Kulon Progo", 2, 0),
        ("Kota Surakarta", 1, 0),
        ("Kab. Sleman", 0, 1),
    ]
    # Region by region, in each by due date.
    codes = [row.record.region_id for row in page.context["table"].rows]
    assert codes == sorted(codes) and len(codes) == 6
    for area, query, lists in page.context["areas"]:
        assert f"region={area.key}" in query
        for when, n in (
            ("overdue", area.overdue),
            ("unrecorded", area.unrecorded),
            ("soon", area.soon),
        ):
            assert browser.get(reverse(URL) + lists[when]).context["total"] == n
    for when, n in (
        ("overdue", schedule.overdue),
        ("soon", schedule.soon),
        ("year", 2),
        ("unrecorded", 1),
    ):
        assert seen(when=when).context["total"] == n, when
    month = next(one for one in schedule.months if one.count)
    assert seen(when=month.key).context["total"] == month.count
    assert seen(region="34").context["schedule"].overdue == 2
    assert (
        seen(q="ipal", region="34").context["schedule"].areas
        == seen(region="34").context["schedule"].areas
    )
    assert [one.name for one in seen(region="34.01").context["schedule"].areas] == ["Mlati"]
    assert [one.name for one in as_user(officer).get(reverse(URL)).context["schedule"].areas]


def test_what_is_due_today_is_coming_and_not_late(regions: Any) -> None:
    f.make_desludging(f.make_facility(), f"{TODAY.year - 3}-{TODAY:%m-%d}")
    rows = due_rows(Facility.objects.all(), today=TODAY)
    schedule = of_areas(rows)
    assert (schedule.overdue, schedule.unrecorded, schedule.soon) == (0, 0, 1)
    for when, listed in ((OVERDUE, 0), (UNRECORDED, 0), (SOON, 1)):
        assert rows.filter(due_when(when, today=TODAY)).count() == listed


def ago(years: int, days: int) -> str:
    day = timezone.localdate() + dt.timedelta(days=days)
    return f"{day.year - years}-{day:%m}-{min(day.day, 28):02d}"


def names(browser: Any, **query: Any) -> list[str]:
    return sorted(row.record.name for row in browser.get(reverse(URL), query).context["table"].rows)


def test_lists_of_overdue_and_coming_ones_and_what_clears_them(
    regions: Any, officer: Any, as_user: Any
) -> None:
    late = f.make_facility(name="Lewat", desludging_route="Rute A")
    soon = f.make_facility(name="Segera", district="Mlati")
    f.make_desludging(late, ago(4, 0))
    f.make_desludging(soon, ago(3, 45))
    f.make_facility("33.72", name="Asing", built_on="2001")
    browser = as_user(officer)
    assert names(browser) == ["Lewat", "Segera"]
    assert names(browser, when="overdue") == ["Lewat"]
    assert names(browser, when="soon") == ["Segera"]
    assert names(browser, area="rute a") == ["Lewat"]
    assert names(browser, area="Mlati", type="mck") == []
    assert names(browser, when="'; drop", area="\x00") == []
    page = browser.get(reverse("ksm:desludging-schedule-list"))
    assert "bulk-form" not in page.content.decode()
    f.make_desludging(late, timezone.localdate().isoformat())
    assert names(browser, when="overdue") == []


def test_a_work_order_prints_the_chosen_by_route(regions: Any, officer: Any, as_user: Any) -> None:
    one = f.make_facility(
        name="IPAL Satu", built_on="2001", desludging_route="Rute Utara", truck_distance_m=90
    )
    two = f.make_facility(name="IPAL Dua", built_on="2001", desludging_route="Rute Selatan")
    f.make_desludging(two, "2010")
    f.make_facility(name="IPAL Tiga", built_on="2001", desludging_route="Rute Selatan")
    foreign = f.make_facility("33.72", name="IPAL Asing", built_on="2001")
    browser, url = as_user(officer), reverse("ksm:desludging-work-order")
    form = browser.get(url, {"area": "Rute Utara"}).content.decode()
    assert one.code in form and two.code not in form
    data = {"print": 1, "day": "25/11/2026", "number": "SPK-7", "facilities": [one.code, two.code]}
    answer = browser.get(url, data)
    assert answer["Content-Type"] == "application/pdf"
    pages = PdfReader(io.BytesIO(answer.content)).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    assert "IPAL Satu" in text and "IPAL Dua" in text and "IPAL Tiga" not in text
    assert text.index("Rute Selatan") < text.index("Rute Utara")
    assert "selang panjang" in text and "SPK-7" in text and "25 November 2026" in text
    assert text.count("Pelaksana") == 1
    refused = browser.get(url, {**data, "facilities": [foreign.code]})
    assert refused.status_code == 422 and b"IPAL Asing" not in refused.content
    assert browser.get(url, {"print": 1, "day": "25/11/2026"}).status_code == 422


def test_a_far_truck_is_a_word_not_a_refusal(regions: Any, officer: Any) -> None:
    def warnings(metres: int | None, **data: Any) -> list[str]:
        facility = f.make_facility(truck_distance_m=metres)
        form = DesludgingForm(data={"done_on": "2018", **data}, user=officer, parent=facility)
        assert form.is_valid(), form.errors
        form.save()
        return form.warnings()

    assert warnings(75) == [] and warnings(None) == []
    assert "76 m" in warnings(76)[0]
    assert "m³ a trip" in warnings(10, volume_m3="40", trips="2")[0]
    assert warnings(10, volume_m3="7", trips="1") and not warnings(10, volume_m3="12", trips="2")
    assert Desludging.objects.count() == 6


def test_the_calendar_address_on_the_page_is_the_readers_own(
    regions: Any, officer: Any, official: Any, as_user: Any
) -> None:
    mine = as_user(officer).get(reverse(URL)).context["feed_url"]
    theirs = as_user(official).get(reverse(URL))
    assert theirs.context["feed_url"] != mine
    assert theirs.context["renew_url"] == ""


def test_schedule_twins_and_life_ask_no_more_for_more_rows(
    regions: Any, officer: Any, as_user: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser = as_user(officer)
    facility = f.make_facility(
        name="IPAL Sama", built_on="2001", latitude="-7.7", longitude="110.3"
    )
    detail, photos = facility.get_absolute_url(), f"{facility.get_absolute_url()}photos/"
    budgets = {
        reverse(URL): 12,
        f"{reverse(URL)}?when=overdue&area=Rute": 12,
        reverse("ksm:facility-twins"): 12,
        detail: 20,
        f"{detail}?as_of=2015": 20,
        photos: 40,
    }

    def grow() -> None:
        other = f.make_facility(
            name="IPAL Sama", built_on="2001", latitude="-7.7", longitude="110.3"
        )
        for row in (facility, other):
            f.make_status(row)
            f.make_works(row)
            f.make_desludging(row, "2004")
            f.make_contribution(row, programme=f.make_programme())
            f.make_paper(row)
            f.make_operation(row, ended_on="2016")

    def count(url: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(url).status_code == 200
        return len(captured)

    grow()
    for url in budgets:
        browser.get(url)  # kinds of content are looked up once
    few = {url: count(url) for url in budgets}
    grow()
    grow()
    assert {url: count(url) for url in budgets} == few
    assert {url: n for url, n in few.items() if n > budgets[url]} == {}
