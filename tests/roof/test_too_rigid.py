"""Real cases that had no home (rows of the review's list "too rigid", by number); others stand in their rooms."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from core.land import reference as land
from core.land.borders import codes_before
from core.tools import formats
from events.lines import promises
from events.models import Event
from ksm.models import Facility
from planning.models import StrategyEdition
from tests.events.factories import make_event
from tests.importing import walk
from tests.ksm import factories as f
from tests.roof.test_homes import post

pytestmark = pytest.mark.django_db


def test_rigid_06_the_operator_may_come_from_the_neighbouring_kota(
    officer: Any, as_user: Any
) -> None:
    browser, row, other = (
        as_user(officer),
        f.make_facility(),
        f.make_facility(name="Tanpa Pengelola"),
    )
    post(
        browser,
        "ksm:operation-create",
        row.code,
        named="KPP Melati (Kota Yogyakarta)",
        started_on="2016",
    )
    assert "KPP Melati (Kota Yogyakarta)" in browser.get(row.get_absolute_url()).content.decode()
    # It counts as an operator everywhere, and nobody else runs the facility beside it.
    run = {code for code in Facility.objects.with_running_operator().values_list("code", flat=True)}
    assert run == {row.code}
    listed = browser.get(reverse("ksm:facility-list"), {"operator": "yes"}).content.decode()
    assert row.name in listed and other.name not in listed
    address = reverse("ksm:operation-create", args=[row.code])
    assert browser.post(address, {"named": "KPP Mawar", "started_on": "2018"}).status_code == 302
    assert [one.named for one in row.operations.running()] == ["KPP Mawar"]  # handed over, not two
    # The group itself is another region's: it is neither offered nor taken.
    theirs = f.make_group("34.01", name="KPP Melati")
    refused = browser.post(reverse("ksm:operation-create", args=[other.code]), {"group": theirs.pk})
    assert refused.status_code == 422 and not other.operations.exists()


def strategy(**extra: Any) -> StrategyEdition:
    values = {
        "region_id": "34.04",
        "title": "SSK Sleman",
        "year": 2012,
        "status": "approved",
        **extra,
    }
    return StrategyEdition(**values)


def test_rigid_07_an_old_strategy_is_approved_as_its_paper_tells(
    officer: Any, as_user: Any
) -> None:
    browser = as_user(officer)
    post(
        browser, "planning:strategy-edition-create", region="34.04", title="SSK Sleman 2012", year=2012,
        status="approved", approved_by="Bupati Sleman", approval_number="12/2012", source="Buku SSK",
    )  # fmt: skip
    found = StrategyEdition.objects.get()
    assert (found.consulted_on, found.approved_on) == (None, None)
    assert "Buku SSK" in browser.get(found.get_absolute_url()).content.decode()
    # A year or a month where the paper names no more, in any order that they can have.
    post(browser, "planning:strategy-edition-edit", found.pk, title=found.title, year=2012, status="approved",
         approved_by="Bupati Sleman", consulted_on="Mei 2012", approved_on="2012", valid_until="2017",
         version=found.version)  # fmt: skip
    found.refresh_from_db()
    shown = [formats.day(day) for day in (found.consulted_on, found.approved_on, found.valid_until)]
    assert shown == ["Mei 2012", "2012", "2017"]
    assert not found.is_expired(dt.date(2017, 12, 31)) and found.is_expired(dt.date(2018, 1, 1))
    page = browser.get(found.get_absolute_url()).content.decode()
    assert "Mei 2012" in page and "31 Desember 2017" not in page
    step = found.processes.get(number=2)
    post(browser, "planning:strategy-process-edit", step.pk, started_on="2011", ended_on="2011",
         version=step.version)  # fmt: skip
    step.refresh_from_db()
    assert [formats.day(day) for day in (step.started_on, step.ended_on)] == ["2011", "2011"]
    # The rule of 2018 holds from then on.
    with pytest.raises(ValidationError):
        strategy(year=2020, approved_by="Bupati Sleman").full_clean()


def test_rigid_08_a_promise_of_a_year_is_due_on_its_last_day() -> None:
    (line,) = promises("Menganggarkan penyedotan @ Dinas PU @ 2022")
    assert line.due_on == dt.date(2022, 12, 31)


def test_rigid_13_an_event_over_new_year_counts_in_one_year(regions: Any) -> None:
    make_event("34.04", title="Bimtek", starts_on="2018-12-28", ends_on="2019-01-03")
    counted = {year: Event.objects.begun_in(year).count() for year in (2018, 2019)}
    assert counted == {2018: 1, 2019: 0}
    assert [Event.objects.in_year(year).count() for year in (2018, 2019)] == [1, 1]


def test_rigid_10_the_cash_book_of_a_group_is_kept_by_month(officer: Any, as_user: Any) -> None:
    group, browser = f.make_group(), as_user(officer)
    kept = {
        "2018-03": ("300.000", "100.000", "200.000"),
        "2018-04": ("150.000", "225.000", "125.000"),
    }
    for month, (fees, pay, balance) in kept.items():
        post(
            browser,
            "ksm:cash-month-create",
            group.pk,
            month=month,
            fees=fees,
            pay=pay,
            balance=balance,
        )
    page = browser.get(reverse("ksm:group-cash", args=[group.pk])).content.decode()
    # The year is the sum of its months, the months stand with what came in and went out.
    for words in ("Rp450.000", "Rp325.000", "Rp125.000", "April 2018"):
        assert words in page
    # A chapter of another region keeps no book here and reads none.
    group.region_id = "34.01"
    group.save()
    assert browser.get(reverse("ksm:group-cash", args=[group.pk])).status_code == 404


def test_rigid_12_one_officer_keeps_two_kabupaten(pair_officer: Any, as_user: Any) -> None:
    browser = as_user(pair_officer)
    for code in ("34.04", "33.72", "34.01"):
        f.make_facility(code, name=f"MCK {code}")
    page = browser.get(reverse("ksm:facility-list")).content.decode()
    assert "MCK 34.04" in page and "MCK 33.72" in page and "MCK 34.01" not in page
    for code in ("34.04", "33.72"):
        post(
            browser,
            "ksm:facility-create",
            name="MCK Baru",
            region=code,
            facility_type="mck",
            stage="terbangun",
        )
    assert (
        Facility.objects.filter(name="MCK Baru").values_list("region", flat=True).distinct().count()
        == 2
    )
    refused = browser.post(
        reverse("ksm:facility-create"),
        {"name": "MCK Lain", "region": "34.01", "facility_type": "mck", "stage": "terbangun"},
    )
    assert refused.status_code == 422 and not Facility.objects.filter(name="MCK Lain").exists()


def test_rigid_progress_of_building_in_per_cent(officer: Any, as_user: Any) -> None:
    browser = as_user(officer)
    data = {
        "name": "IPAL Setengah Jadi",
        "region": "34.04",
        "facility_type": "ipal_komunal",
        "stage": "dibangun",
    }
    post(browser, "ksm:facility-create", **data, built_percent="75", built_percent_on="Mei 2018")
    row = Facility.objects.get()
    assert (row.built_percent, row.built_percent_on) == (75, "2018-05")
    shown = browser.get(row.get_absolute_url()).content.decode()
    assert "75%" in shown and "Mei 2018" in shown
    # Half built is not built.
    assert not Facility.objects.existing().exists()
    table = "Sarana,Kabupaten,Progres (%)\nIPAL Kedua,Kab. Sleman,40\n"
    walk("facilities", officer, table, write=True)
    assert Facility.objects.get(name="IPAL Kedua").built_percent == 40


def test_rigid_11_a_divided_province_is_told_by_old_and_new_borders(
    secretariat: Any, as_user: Any, db: None
) -> None:
    land.load()
    browser = as_user(secretariat)
    for code in ("91.03", "93.01", "96.71"):
        f.make_facility(code, name=f"MCK {code}")
    papua = browser.get(reverse("core:region-detail", args=["91"])).content.decode()
    assert "Papua Selatan (93)" in papua or "93" in papua
    facts = {
        str(fact.label): fact
        for fact in browser.get(reverse("core:region-detail", args=["91"])).context["facts"]
    }
    counted = {label: (fact.value, fact.url) for label, fact in facts.items() if "batas" in label}
    assert sorted(value for value, _url in counted.values()) == [1, 2]
    for value, url in counted.values():
        # Every number opens its rows.
        assert len(browser.get(url).context["listing"].rows) == value
    # Access is by the code of today; what it was called is told.
    merauke = browser.get(reverse("core:region-detail", args=["93.01"])).content.decode()
    assert "91.01" in merauke and "24 Juli 2022" in merauke and "UU 14/2022" in merauke
    assert codes_before("92") == ("92", "96") and codes_before("34") == ("34",)
