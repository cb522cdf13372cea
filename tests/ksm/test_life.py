"""A facility over time: one line of time, and type, capacity and operator as of any day."""

from __future__ import annotations

import datetime as dt
import html
import io
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from pypdf import PdfReader

from core.records import services
from core.records.journal import Attachment
from ksm.life.asof import read_day
from ksm.life.line import build_life
from ksm.life.records import STATED, put_standing, read_records
from ksm.models import Facility, Works, WorksCost
from ksm.photos import gallery, pairs
from ksm.querysets import FIGURES
from ksm.reports import build_registry
from ksm.services import record_works
from ksm.views.paper_forms import FacilityFormsPage
from ksm.views.works import split_table
from tests.ksm import factories as f

pytestmark = pytest.mark.django_db
TODAY = dt.date(2020, 6, 1)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2016", dt.date(2016, 12, 31)),
        ("2016-02", dt.date(2016, 2, 29)),
        ("31/12/2016", dt.date(2016, 12, 31)),
        ("2020", None),
        ("2031", None),
        ("kemarin", None),
        ("", None),
        ("9" * 500, None),
    ],
)
def test_a_day_is_read_as_people_write_it(text: str, day: dt.date | None) -> None:
    assert read_day(text, today=TODAY) == day


def retrofit(facility: Facility, by: Any, **extra: Any) -> Works:
    values = {
        "kind": "retrofit",
        "status": "selesai",
        "finished_on": "2016-09",
        "type_after": "ipal_kombinasi",
        "design_sr_after": 40,
        "installed_sr_before": 0,
        "installed_sr_after": 32,
        **extra,
    }
    return record_works(works=Works(facility=facility, **values), by=by)


@pytest.mark.parametrize(
    "at", [None, dt.date(2014, 1, 1), dt.date(2017, 6, 30), dt.date(2018, 12, 31)]
)
def test_the_page_of_one_reads_its_standing_as_the_database_does(
    regions: Any, officer: Any, at: dt.date | None
) -> None:
    silent = {"function_status": "tidak_diketahui"}
    first, second, bare = (f.make_facility() for _each in range(3))
    f.make_status(first, "2016", active_sr=40, is_estimate=True, kk=50, physical_condition="baik")
    f.make_status(first, "2017-06", jiwa=9, is_estimate=True, rough="kk", **silent)
    f.make_status(first, "2018-01", active_sr=0, function_status="tidak_berfungsi")
    f.make_status(first, "2019", kk=1, archived_at=timezone.now())
    f.make_status(second, "2018-02-01", active_sr=5, is_estimate=True, rough="active_sr, kk", kk=7)
    f.make_operation(first, started_on="2012", ended_on="2017-06")
    f.make_operation(first, started_on="2017-07")
    f.make_operation(second, named="", started_on="2016")
    f.make_desludging(first, "2015")
    f.make_desludging(first, "2018-03")
    names = [
        *(f"latest_{name}{part}" for name, _column, _silent in STATED for part in ("", "_on")),
        *(f"latest_{name}_rough" for name in FIGURES),
        *("operator_id", "operator_name", "operator_since", "last_emptied"),
    ]
    for row in Facility.objects.as_of(at).with_rough_use(at):
        told = Facility.objects.get(pk=row.pk)
        put_standing(told, read_records(officer, told), at)
        assert {n: getattr(told, n) for n in names} == {n: getattr(row, n) for n in names}
    assert {row.pk for row in (first, second, bare)} == set(
        Facility.objects.values_list("pk", flat=True)
    )


def test_works_change_type_and_capacity_and_tell_how_it_was(regions: Any, officer: Any) -> None:
    facility = f.make_facility(facility_type="mck_plus", design_kk=60, design_sr=None)
    works = retrofit(facility, officer)
    assert (works.type_before, works.sr_added) == ("mck_plus", 32)
    now = Facility.objects.as_of(None).get()
    assert (now.type_at, now.design_sr_at, now.installed_sr_at) == ("ipal_kombinasi", 40, 32)
    before = Facility.objects.as_of(dt.date(2016, 8, 31)).get()
    assert (before.type_at, before.installed_sr_at, before.design_kk_at) == ("mck_plus", 0, 60)
    # Nobody stated the design before; it is what the record says, not a guess of zero.
    assert before.design_sr_at == 40
    extension = {"kind": "pengembangan", "type_after": "", "design_sr_after": 55}
    retrofit(
        facility,
        officer,
        finished_on="2018",
        installed_sr_before=None,
        installed_sr_after=50,
        **extension,
    )
    middle = Facility.objects.as_of(dt.date(2017, 1, 1)).get()
    assert (middle.design_sr_at, middle.installed_sr_at) == (40, 32)
    assert Facility.objects.get().design_sr == 55


def test_older_works_entered_late_turn_nothing_back(regions: Any, officer: Any) -> None:
    facility = f.make_facility(facility_type="mck_plus")
    retrofit(facility, officer)
    late = retrofit(
        facility, officer, finished_on="2014", type_after="mck_plusplus", design_sr_after=None
    )
    facility.refresh_from_db()
    assert facility.facility_type == "ipal_kombinasi"
    assert late.type_before == "mck_plus"


def test_registry_figures_of_a_day_use_the_capacity_of_that_day(regions: Any, officer: Any) -> None:
    facility = f.make_facility(facility_type="mck_plus", built_on="2008", design_sr=10)
    retrofit(facility, officer)
    then = build_registry(user=officer, region="34.04", at=dt.date(2015, 12, 31))
    assert [line.key for line in then.facilities_by_type] == ["mck_plus"]
    assert then.sr.designed is not None and then.sr.designed.value == 10
    assert then.facilities[0].facility_type == "MCK Plus"
    now = build_registry(user=officer, region="34.04", at=dt.date(2017, 1, 1))
    assert [line.key for line in now.facilities_by_type] == ["ipal_kombinasi"]
    assert now.sr.designed is not None and now.sr.designed.value == 40


def test_the_page_as_of_a_day_shows_that_day(regions: Any, officer: Any, as_user: Any) -> None:
    facility = f.make_facility(
        facility_type="mck_plus", built_on="2008", desludging_interval_years=4
    )
    retrofit(facility, officer)
    first, second = f.make_group(name="KSM Lama"), f.make_group(name="KSM Baru")
    f.make_operation(facility, first, started_on="2008", ended_on="2017")
    f.make_operation(facility, second, started_on="2017")
    f.make_status(facility, "2010", function_status="berfungsi")
    f.make_status(facility, "2019", function_status="tidak_berfungsi")
    browser, url = as_user(officer), facility.get_absolute_url()
    then = browser.get(url, {"as_of": "31/12/2012"})
    facts = {str(fact.label): fact for fact in then.context["facts"]}
    words = {label: fact.text for label, fact in facts.items()}
    assert words["Operator"] == "KSM Lama" and "MCK Plus" in words["Type"]
    assert words["Function"] == "Berfungsi"
    assert [year.label for year in then.context["life"]] == ["2010", "2008"]
    now = browser.get(url)
    words = {str(fact.label): fact.text for fact in now.context["facts"]}
    assert words["Operator"] == "KSM Baru" and "kombinasi" in words["Type"]
    assert [year.label for year in now.context["life"]] == ["2019", "2017", "2016", "2010", "2008"]
    assert browser.get(url, {"as_of": "2005"}).context["facts"][0].text == "Belum dibangun"
    assert browser.get(url, {"as_of": "x'\x00"}).status_code == 200


def test_a_life_holds_every_kind_of_event_in_order(regions: Any, officer: Any) -> None:
    facility = f.make_facility(built_on="2010", commissioned_on="2011-03")
    f.make_status(facility, "2015-05-02", active_sr=40)
    f.make_operation(facility, started_on="2011")
    f.make_works(facility, started_on="2014")
    f.make_contribution(facility, given_on="2010")
    f.make_desludging(facility, "2016")
    f.make_paper(facility, dated_on="")
    services.archive(obj=f.make_status(facility, "2013"), by=officer)
    years = build_life(officer, facility)
    assert [year.label for year in years] == ["2016", "2015", "2014", "2011", "2010", ""]
    kinds = {event.kind for year in years for event in year.events}
    assert kinds == {"milestone", "status", "operation", "works", "funding", "desludging", "paper"}
    assert [event.on for event in years[3].events] == ["2011-03", "2011"]


def picture(colour: str) -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), colour).save(out, "JPEG")
    return SimpleUploadedFile("foto.jpg", out.getvalue())


def test_photos_of_works_and_visits_stand_in_the_gallery(
    regions: Any, officer: Any, other_officer: Any, as_user: Any
) -> None:
    from tests.monitoring import factories as m

    facility = f.make_facility()
    works = f.make_works(facility)
    day = dt.date(2018, 5, 1)
    services.add_file(obj=facility, by=officer, upload=picture("red"), title="Sarana")
    services.add_file(obj=works, by=officer, upload=picture("blue"), taken_on=day, title="Pipa")
    services.add_file(
        obj=m.make_visit(facility), by=officer, upload=picture("green"), title="Kunjungan"
    )
    services.add_file(obj=f.make_facility(), by=officer, upload=picture("gray"), title="Lain")
    days = gallery(officer, facility)
    assert [item.day for item in days] == [day, None]
    assert {photo.title for item in days for photo in item.photos} == {
        "Sarana",
        "Pipa",
        "Kunjungan",
    }
    assert gallery(other_officer, facility) == []
    page = as_user(officer).get(reverse("ksm:facility-photos", args=[facility.code]))
    assert (
        b"Kunjungan" in page.content
        and b"Lain" not in page.content.split(b"<main")[1].split(b"</main")[0]
    )


def test_before_and_after_stand_beside_each_other(regions: Any, officer: Any, as_user: Any) -> None:
    works = f.make_works(f.make_facility())
    browser = as_user(officer)
    url = reverse("ksm:works-file", args=[works.pk])
    for colour, moment in (("red", "before"), ("blue", "before"), ("green", "after")):
        sent = {"file": picture(colour), "title": colour, "moment": moment}
        assert browser.post(url, sent).status_code == 302
    found = pairs(Attachment.objects.of(works))
    assert [(p.before.title, p.after and p.after.title) for p in found] == [
        ("red", "green"),
        ("blue", None),
    ]
    page = browser.get(works.get_absolute_url()).content.decode()
    assert page.count("Sebelum pekerjaan") == 2
    # Other records know no before and after.
    assert (
        b'name="moment"'
        not in browser.get(reverse("ksm:facility-file", args=[works.facility.code])).content
    )


def test_who_carried_what_adds_only_what_is_stated(regions: Any) -> None:
    works = f.make_works(f.make_facility())
    for funder, kind, amount in (
        ("AKSANSI", "tenaga", 20),
        ("Dinas", "material", 60),
        ("Dinas", "uang", 5),
        ("Warga", "lahan", None),
    ):
        f.make_cost(works, funder=funder, kind=kind, amount=amount)
    table = split_table(list(WorksCost.objects.filter(works=works)))
    assert table is not None
    assert [column.name for column in table.columns] == [
        "funder",
        "uang",
        "material",
        "tenaga",
        "total",
    ]
    shown = [[cell.text for cell in row.cells] for row in table.rows]
    assert shown[0][0] == "AKSANSI" and shown[0][1] == "–"
    assert [text.replace("\xa0", " ") for text in shown[-1]] == [
        "Total",
        "Rp5",
        "Rp60",
        "Rp20",
        "Rp85",
    ]
    assert split_table([]) is None


def test_a_form_to_fill_in_is_one_page_and_keeps_contacts_from_officials(
    regions: Any, officer: Any, official: Any, as_user: Any
) -> None:
    facility = f.make_facility(name="IPAL " + "Panjang " * 15, description="x" * 900)
    group = f.make_group(contact_name="Nama Orang", contact_phone="0812-999")
    f.make_operation(facility, group)
    url = reverse("ksm:facility-form", args=[facility.code])

    def text(user: Any) -> str:
        pages = PdfReader(io.BytesIO(as_user(user).get(url).content)).pages
        assert len(pages) == 1
        return pages[0].extract_text()

    assert "0812-999" in text(officer) and facility.code in text(officer)
    assert "0812" not in text(official) and "Nama Orang" not in text(official)


def test_forms_of_a_list_follow_its_filter_in_parts_that_are_all_linked(
    regions: Any, officer: Any, as_user: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FacilityFormsPage, "most", 2)
    for number in range(3):
        f.make_facility(name=f"IPAL {number}")
    f.make_facility(name="MCK", facility_type="mck")
    url = reverse("ksm:facility-forms")

    def pages(query: str) -> list[str]:
        content = as_user(officer).get(f"{url}?{query}").content
        return [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]

    shown = as_user(officer).get(reverse("ksm:facility-list"), {"type": "ipal_komunal"})
    (way,) = re.findall(rf'href="{url}\?([^"]*)"', shown.content.decode())
    parts = as_user(officer).get(f"{url}?{way}").content.decode()
    links = re.findall(r'href="\?([^"]*part=\d)"', parts)
    assert len(links) == 2 and "Bagian 2 dari 2, lembar 3–3 dari 3" in parts
    printed = [pages(html.unescape(link)) for link in links]
    assert [len(part) for part in printed] == [2, 1]
    assert "Bagian 1 dari 2, lembar 1–2 dari 3" in printed[0][0]
    assert len(pages("type=mck")) == len(pages("type=mck&part=x")) == 1
    assert "Bagian" not in pages("type=mck&part=9")[0]


def test_rough_figures_stay_rough_in_the_facts_and_in_the_annex(
    regions: Any, officer: Any, as_user: Any
) -> None:
    facility = f.make_facility()
    facility.status_records.create(observed_on="2015", active_sr=45, kk=60, is_estimate=True)
    facility.status_records.create(observed_on="2016", kk=61)
    page = as_user(officer).get(facility.get_absolute_url()).content.decode()
    facts = page.split('class="facts"', 1)[1]
    assert "±45" in facts and "±61" not in page
    (row,) = build_registry(user=officer, region="34.04", at=dt.date(2018, 12, 31)).facilities
    assert (row.active_sr, row.kk, row.jiwa) == ("±45", "61", "")
