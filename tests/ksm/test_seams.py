"""Where a fact of the registry goes from one page to another: what is told is what was recorded, no more."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from chapters.models import Office
from events.models import Alliance, AllianceMembership
from ksm.desludging.intervals import Basis, due_of
from ksm.forms import FacilityForm
from ksm.life.line import build_life
from ksm.models import Facility, FundingContribution, Group, Operation, StatusRecord
from ksm.reference import load as load_programmes
from ksm.reports import Working, build_registry, registry_by_region
from ksm.resources.cells import read_place
from ksm.todo import tasks_for
from monitoring.recap import watch
from planning.counted import count_indicators
from planning.models import ServiceKind
from planning.needs import needing
from tests.importing import walk
from tests.ksm import factories as f
from tests.reading import said_by

pytestmark = pytest.mark.django_db


def registry(user: Any, year: int, **extra: Any) -> Any:
    return build_registry(user=user, region="34.04", at=dt.date(year, 12, 31), **extra)


# A11, T9: what is due.


def never_used(**extra: Any) -> Facility:
    facility = f.make_facility(built_on="2018", **extra)
    f.make_status(facility, "2018-11", function_status="belum_operasi")
    return facility


def test_a11_what_was_never_in_operation_is_due_nowhere(
    regions: Any, officer: Any, as_user: Any
) -> None:
    facility = never_used(desludging_interval_years=3)
    today = timezone.localdate()
    assert not Facility.objects.desludging_passed(today).exists()
    assert not Facility.objects.with_sludge_basis(today).exists()
    assert "desludging" not in str([task.url for task in tasks_for(officer, today=today)])
    assert not watch.looked_at(user=officer).filter(watch_sludge=1).exists()
    assert not needing(user=officer, region="34.04", kind=ServiceKind.DESLUDGING, today=today)
    due = registry(officer, 2024).desludging
    assert (due.never, due.overdue) == (0, 0)
    listed = as_user(officer).get(reverse("ksm:desludging-schedule-list"))
    assert facility.name not in listed.content.decode()
    row = Facility.objects.as_of().get()
    assert due_of(row).basis is Basis.NOT_USED and due_of(row).due == ""


def test_a11_once_in_use_it_is_due_again(regions: Any, officer: Any) -> None:
    facility = never_used(desludging_interval_years=3)
    facility.commissioned_on = "2019-02"
    facility.save()
    assert Facility.objects.desludging_overdue().get() == facility
    assert due_of(Facility.objects.as_of().get()).due == "2022-02"


def test_t9_nobody_is_late_by_reckoning_alone(regions: Any, officer: Any, as_user: Any) -> None:
    f.make_facility(name="IPAL tanpa catatan", built_on="2010")
    recorded = f.make_facility(name="IPAL tercatat", built_on="2010")
    f.make_desludging(recorded, "2015")
    agreed = f.make_facility(name="IPAL disepakati", built_on="2010", desludging_interval_years=4)
    assert set(Facility.objects.desludging_overdue()) == {recorded, agreed}
    due = registry(officer, 2024).desludging
    assert (due.overdue, due.never) == (2, 2)
    tasks = {
        task.url.rpartition("=")[2]: task.count
        for task in tasks_for(officer, today=timezone.localdate())
    }
    assert (tasks["desludging"], tasks["emptying"]) == (2, 1)
    page = as_user(officer).get(reverse("ksm:desludging-schedule-list"))
    assert (page.context["schedule"].overdue, page.context["schedule"].unrecorded) == (2, 1)
    for when, names in (("overdue", 2), ("unrecorded", 1)):
        rows = as_user(officer).get(reverse("ksm:desludging-schedule-list"), {"when": when})
        assert len(rows.context["table"].rows) == names
    for check, names in (("desludging", 2), ("emptying", 1)):
        rows = as_user(officer).get(reverse("ksm:facility-list"), {"check": check})
        assert len(rows.context["table"].rows) == names


# A12: works.


def test_a12_connections_are_added_once_and_when_they_are_built(regions: Any, officer: Any) -> None:
    facility = f.make_facility(built_on="2010")
    f.make_works(
        facility, kind="pengembangan", status="selesai", started_on="2017-11",
        finished_on="2018-02", sr_added=30,
    )  # fmt: skip
    f.make_works(facility, status="rencana", started_on="2018-05", sr_added=100)
    f.make_works(facility, status="berjalan", started_on="2018-06", sr_added=7)
    by_year = {year: registry(officer, year).works for year in (2017, 2018, 2019)}
    assert [by_year[year].sr_added.value for year in by_year] == [None, 30, None]
    assert [by_year[year].finished for year in by_year] == [0, 1, 0]
    assert [by_year[year].count for year in by_year] == [1, 2, 0]


# 31, 32: beginnings and ends of which only the year is known.


def test_31_an_end_in_the_year_of_its_beginning_is_taken(regions: Any) -> None:
    alliance = Alliance.objects.create(name="AKKOPSI")
    AllianceMembership.objects.create(
        alliance=alliance, region_id="34.04", joined_on="2015-03", left_on="2015"
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        AllianceMembership.objects.create(
            alliance=alliance, region_id="34.01", joined_on="2015-03", left_on="2014"
        )
    group = f.make_group(membership="ya", member_from="2015-03", member_to="2015")
    group.full_clean()
    office = Office(
        name="DPU", kind="opd", region_id="34.04", valid_from="2015-03", valid_to="2015"
    )
    office.full_clean()
    with pytest.raises(ValidationError):
        Office(name="DPU", kind="opd", valid_from="2015-03", valid_to="2015-02").full_clean()


@pytest.mark.parametrize(
    ("day", "runs"), [("2014-12-31", True), ("2015-06-01", True), ("2016-01-01", False)]
)
def test_31_who_left_in_a_year_was_there_in_it(regions: Any, day: str, runs: bool) -> None:
    at = dt.date.fromisoformat(day)
    alliance = Alliance.objects.create(name="AKKOPSI")
    AllianceMembership.objects.create(
        alliance=alliance, region_id="34.04", joined_on="2012", left_on="2015"
    )
    group = f.make_group(membership="ya", formed_on="2010", member_from="2012", member_to="2015")
    f.make_operation(f.make_facility(built_on="2010"), group, started_on="2012", ended_on="2015")
    assert AllianceMembership.objects.on(at).exists() is runs
    assert Group.objects.members(at).exists() is runs
    assert Operation.objects.running(at).exists() is runs


def test_32_what_closed_in_a_year_stood_in_it(regions: Any, officer: Any) -> None:
    f.make_facility(stage="ditutup", built_on="2010", closed_on="2018")
    stood = [registry(officer, year).facilities_total for year in (2009, 2017, 2018, 2019)]
    assert stood == [0, 1, 1, 0]


def test_32_what_ends_in_a_year_has_not_ended_within_it(
    regions: Any, officer: Any, as_user: Any
) -> None:
    facility = f.make_facility(stage="ditutup", built_on="2010", closed_on="2018")
    f.make_status(facility, "2017")
    closed = '<span class="st none">Ditutup atau dibongkar</span>'
    for day, ended in (("2018-06-01", False), ("2019-01-01", True)):
        page = as_user(officer).get(facility.get_absolute_url(), {"as_of": day}).content.decode()
        assert (closed in page) is ended
    today = timezone.localdate()
    operation = f.make_operation(f.make_facility(built_on="2010"), ended_on=f"{today.year}")
    assert operation.is_running and operation.runs_at(today)
    operation.ended_on = f"{today.year - 1}"
    assert not operation.is_running


def test_32_what_closed_nobody_knows_when_stood_while_it_was_seen(
    regions: Any, officer: Any
) -> None:
    facility = f.make_facility(stage="ditutup", built_on="2010")
    f.make_status(facility, "2016-05")
    f.make_desludging(facility, "2017-03")
    stood = [registry(officer, year).facilities_total for year in (2009, 2015, 2016, 2017, 2026)]
    assert stood == [0, 1, 1, 0, 0]


def test_32_a_dissolved_group_was_there_while_it_ran_something(regions: Any, officer: Any) -> None:
    group = f.make_group(status="bubar", formed_on="2010")
    f.make_operation(f.make_facility(built_on="2010"), group, started_on="2012", ended_on="2016")
    stood = [registry(officer, year).groups_total for year in (2015, 2016, 2017)]
    assert stood == [1, 1, 0]


# T7, B9: unknown years.


def test_t7_no_year_counts_in_no_past_year_before_it_was_told(
    regions: Any, officer: Any, as_user: Any
) -> None:
    f.make_facility(name="IPAL dari dokumen", as_of="2015-06")
    f.make_facility(name="IPAL baru dicatat")
    seen = f.make_facility(name="IPAL yang dikunjungi")
    f.make_status(seen, "2013-02")
    f.make_group(name="KSM baru dicatat")
    f.make_group(name="KSM dari dokumen", as_of="2015")
    by_year = {year: registry(officer, year) for year in (2010, 2013, 2018)}
    assert [found.facilities_total for found in by_year.values()] == [0, 1, 2]
    assert [found.year_unknown for found in by_year.values()] == [3, 2, 1]
    assert [found.groups_total for found in by_year.values()] == [0, 0, 1]
    now = build_registry(user=officer, region="34.04", at=timezone.localdate())
    assert (now.facilities_total, now.year_unknown, now.groups_total) == (3, 0, 2)
    page = as_user(officer).get(reverse("region-report", args=["34.04", 2018]))
    said = " ".join(said_by(page.content.decode()).split())
    assert "Tahun tidak diketahui: 1 sarana lain" in said


# T6, T19 and one meaning of “working”.


def test_t6_use_stands_beside_the_design_of_the_same_facilities(
    regions: Any, officer: Any, as_user: Any
) -> None:
    small = f.make_facility(built_on="2010")
    f.make_status(small, "2018", kk=27)
    for _number in range(5):
        f.make_facility(built_on="2010", design_kk=200)
    found = registry(officer, 2018).kk
    assert (found.used.value, found.used.known) == (27, 1)
    assert (found.designed.value, found.designed.known) == (1000, 5)
    assert found.beside is None
    both = f.make_facility(built_on="2010", design_kk=50)
    f.make_status(both, "2018", kk=40)
    beside = registry(officer, 2018).kk.beside
    assert (beside.used, beside.designed, beside.known) == (40, 50, 1)
    answer = as_user(officer).get(reverse("region-report", args=["34.04", 2018]))
    page = " ".join(said_by(answer.content.decode()).split())
    assert "40 dari 50" in page and "1 sarana yang menyatakan keduanya" in page


def test_t19_area_plants_are_told_apart(regions: Any, officer: Any, as_user: Any) -> None:
    f.make_status(f.make_facility(built_on="2010"), "2018", kk=40)
    f.make_status(f.make_facility(built_on="2010", facility_type="ipal_kawasan"), "2018", kk=9000)
    found = registry(officer, 2018)
    assert (found.kk.used.value, found.kk.used.total) == (40, 1)
    assert (found.area.facilities, found.area.kk.used.value) == (1, 9000)
    page = as_user(officer).get(reverse("region-report", args=["34.04", 2018])).content.decode()
    assert "9.000" in page and "9.040" not in page


def test_served_is_split_by_what_works(regions: Any, officer: Any) -> None:
    for state, kk in (
        ("berfungsi", 40), ("berfungsi_sebagian", 10), ("tidak_berfungsi", 60), ("belum_operasi", 5),
    ):  # fmt: skip
        f.make_status(f.make_facility(built_on="2010"), "2018", function_status=state, kk=kk)
    found = registry(officer, 2018)
    told = (found.kk.used, found.kk.at_working, found.kk.at_partly)
    assert [figure.value for figure in told] == [115, 40, 10]
    assert found.working == Working(wholly=1, partly=1, known=3)


def test_working_means_the_same_on_every_page(regions: Any, officer: Any, as_user: Any) -> None:
    for state in ("berfungsi", "berfungsi_sebagian", "berfungsi_sebagian", "belum_operasi"):
        f.make_status(f.make_facility(built_on="2010"), "2018", function_status=state)
    at = dt.date(2018, 12, 31)
    one = registry(officer, 2018).working
    line = registry_by_region(user=officer, at=at)["34.04"].working
    share = count_indicators(
        user=officer, region=officer.places[0], year=2018, today=timezone.localdate()
    )["unit-berfungsi"]
    assert one == line == Working(wholly=1, partly=2, known=3)
    assert str(share.value) == "33.3" and "2 more work partly" in share.how


# T8, T14, T5: whose word it is, how rough, and what is not known.


def test_t8_only_a_visit_has_seen_it(regions: Any, officer: Any) -> None:
    facility = f.make_facility(built_on="2010")
    f.make_status(facility, "2016", source="Harian Jogja, 4 Mei 2016")
    f.make_status(facility, "2017")
    f.make_status(facility, "2018", told_kind="visit", told_by=uuid.uuid4())
    told = {
        event.on: (str(event.title), event.text)
        for year in build_life(officer, facility)
        for event in year.events
        if event.kind == "status"
    }
    assert told["2016"][0] == "According to the source" and "Harian Jogja" in told["2016"][1]
    assert [told[year][0] for year in ("2017", "2018")] == ["As recorded", "Seen on a visit"]


def test_t14_a_sum_with_a_rough_part_is_rough(regions: Any, officer: Any, as_user: Any) -> None:
    f.make_status(f.make_facility(built_on="2010"), "2018", kk=40)
    exact = registry(officer, 2018).kk.used
    f.make_status(f.make_facility(built_on="2010"), "2018", kk=60, is_estimate=True)
    rough = registry(officer, 2018).kk.used
    assert (exact.is_rough, rough.value, rough.is_rough) == (False, 100, True)
    page = as_user(officer).get(reverse("region-report", args=["34.04", 2018])).content.decode()
    assert "±100" in page


def test_t14_the_mark_belongs_to_the_number_it_was_written_at(officer: Any, as_user: Any) -> None:
    facility = f.make_facility(built_on="2010", design_sr=50)
    browser = as_user(officer)
    place = reverse("ksm:status-record-create", args=[facility.code])
    sent = {"observed_on": "2018", "active_sr": "30", "kk": "± 40", "jiwa": "sekitar 160"}
    assert browser.post(place, sent).status_code == 302
    row = facility.status_records.get()
    assert (row.is_estimate, row.rough) == (True, "kk, jiwa")
    page = browser.get(row.get_absolute_url()).content.decode()
    assert "±40" in page and "±160" in page and "±30" not in page
    used = registry(officer, 2018)
    assert [one.used.is_rough for one in (used.sr, used.kk, used.jiwa)] == [False, True, True]
    (line,) = used.facilities
    assert (line.active_sr, line.kk, line.jiwa) == ("30", "±40", "±160")
    edit = reverse("ksm:status-record-edit", args=[row.pk])
    form = browser.get(edit).context["form"]
    assert [form[name].value() for name in ("active_sr", "kk", "is_estimate")] == [
        "30",
        "±40",
        False,
    ] or ('value="±40"' in browser.get(edit).content.decode())
    edited(as_user, officer, row, kk="45")  # counted since: exact
    assert (row.kk, row.is_estimate, row.rough) == (45, True, "jiwa")
    edited(as_user, officer, row, jiwa="160")
    assert (row.is_estimate, row.rough) == (False, "")
    edited(as_user, officer, row, is_estimate="on")
    assert (row.is_estimate, row.rough) == (True, "")
    assert all(
        one.used.is_rough for one in (registry(officer, 2018).sr, registry(officer, 2018).kk)
    )


def test_t14_a_rough_design_says_nothing_of_the_other_numbers(officer: Any, as_user: Any) -> None:
    facility = f.make_facility(built_on="2010", design_sr=50, design_kk=60)
    edited(as_user, officer, facility, design_kk="± 60")
    assert (facility.is_estimate, facility.rough) == (True, "design_kk")
    f.make_status(facility, "2018", active_sr=30, kk=40)
    found = registry(officer, 2018)
    assert (found.sr.designed.is_rough, found.kk.designed.is_rough) == (False, True)
    assert (found.kk.beside.used_is_rough, found.kk.beside.designed_is_rough) == (False, True)
    page = as_user(officer).get(facility.get_absolute_url()).content.decode()
    assert "50 SR · ±60 KK" in page


def test_t5_an_operator_nobody_recorded_is_not_called_none(
    regions: Any, officer: Any, as_user: Any
) -> None:
    f.make_facility(name="IPAL KPP Tirta", built_on="2010")
    page = as_user(officer).get(reverse("region-report", args=["34.04", 2018]))
    said = said_by(page.content.decode())
    assert "kelompok pengelolanya belum tercatat: 1" in said
    assert "tanpa kelompok pengelola" not in said.lower()
    assert str(dict(watch.REASONS)["operator"]) == "Operator not recorded"


def nobody(**extra: Any) -> Facility:
    facility = f.make_facility(built_on="2010", **extra)
    f.make_operation(facility, named="", started_on="2015", source="Laporan 2015")
    return facility


def test_t5_stated_none_is_neither_unknown_nor_recorded(
    regions: Any, officer: Any, as_user: Any
) -> None:
    unrun, unknown = nobody(name="IPAL Satu"), f.make_facility(name="IPAL Dua", built_on="2010")
    named, run = (
        f.make_facility(name=name, built_on="2010") for name in ("IPAL Tiga", "IPAL Empat")
    )
    f.make_operation(named, named="UPTD PALD")
    f.make_operation(run)
    found = registry(officer, 2018)
    assert (found.without_operator, found.run_by_nobody) == (1, 1)
    assert (registry(officer, 2014).without_operator, registry(officer, 2014).run_by_nobody) == (
        4,
        0,
    )
    browser, place = as_user(officer), reverse("ksm:facility-list")
    for value, wanted in (("yes", {named, run}), ("no", {unknown}), ("nobody", {unrun})):
        answer = browser.get(place, {"operator": value, "format": "csv"})
        said = b"".join(answer.streaming_content).decode()
        shown = {row for row in (unrun, unknown, named, run) if row.name in said}
        assert shown == wanted
    said = browser.get(unrun.get_absolute_url()).content.decode()
    assert "Tidak ada, menurut sumber" in said
    letter = said_by(browser.get(reverse("region-report", args=["34.04", 2018])).content.decode())
    assert "kelompok pengelolanya belum tercatat: 1" in letter
    assert "tidak dikelola siapa pun menurut sumber: 1" in " ".join(letter.split())
    reasons = {row.pk: row for row in watch.with_reason(watch.looked_at(user=officer))}
    assert [reasons[unrun.pk].watch_operator, reasons[unrun.pk].watch_nobody] == [0, 1]
    assert [reasons[unknown.pk].watch_operator, reasons[unknown.pk].watch_nobody] == [1, 0]
    assert [
        task.count
        for task in tasks_for(officer, today=dt.date(2019, 1, 1))
        if "check=operator" in task.url
    ] == [1]


def test_t5_the_form_asks_for_one_of_three(officer: Any, as_user: Any) -> None:
    facility = f.make_facility(name="IPAL KPP Melati")
    browser = as_user(officer)
    place = reverse("ksm:operation-create", args=[facility.code])
    assert browser.post(place, {"started_on": "2015"}).status_code == 422
    assert browser.post(place, {"nobody": "on", "named": "PDAM"}).status_code == 422
    assert browser.post(place, {"nobody": "on", "started_on": "2015"}).status_code == 302
    row = Operation.objects.get()
    assert row.is_nobody
    edit = reverse("ksm:operation-edit", args=[row.pk])
    assert re.search(r'<input[^>]*name="nobody"[^>]*checked', browser.get(edit).content.decode())
    group = f.make_group(name="KPP Melati")
    assert browser.post(place, {"group": group.pk, "started_on": "2018"}).status_code == 302
    row.refresh_from_db()
    assert row.ended_on == "2018"


def test_t5_a_facility_named_after_its_group_offers_to_record_it(
    officer: Any, as_user: Any
) -> None:
    facility = f.make_facility(name="IPAL Komunal KPP Melati", village="Sumber")
    browser = as_user(officer)
    place = reverse("ksm:operation-group", args=[facility.code])
    assert f"{place}?name=KPP+Melati" in browser.get(facility.get_absolute_url()).content.decode()
    page = browser.get(place, {"name": "KPP Melati"}).content.decode()
    assert 'value="KPP Melati"' in page
    values = {"name": " kpp  melati", "kind": "kpp", "started_on": "2012", "source": "Daftar 2015"}
    known = f.make_group(name="KPP Melati")
    assert browser.post(place, values).status_code == 302
    row = Operation.objects.get()
    assert (row.group, row.started_on, row.source) == (known, "2012", "Daftar 2015")
    assert Group.objects.count() == 1


def test_t5_a_table_states_that_nobody_runs_it(officer: Any) -> None:
    one, two = f.make_facility(), f.make_facility()
    table = (
        "Kode sarana;Kelompok;Pengelola lain;Dari\n"
        f"{one.code};Tidak ada;;2015\n{two.code};;UPTD PALD;2015\n{two.code};;;2016"
    )
    _counts, rows = walk("operations", officer, table, write=True)
    found = set(Operation.objects.values_list("facility", "group", "named"))
    assert found == {(one.pk, None, ""), (two.pk, None, "UPTD PALD")}
    assert not rows[2].is_good


# T18: nothing is sharpened.


@pytest.mark.parametrize(
    ("written", "rt", "rw"),
    [
        ("RT 1-2, Kel. Purwosari", "1-2", None),
        ("RT 01 – 03 RW 04 Kel. Purwosari", "01–03", "04"),
        ("RT 02/04 Kel. Purwosari", "02", "04"),
        ("RT 02/RW 04-05, Kel. Purwosari", "02", "04-05"),
    ],
)
def test_t18_a_run_of_rt_stays_a_run(written: str, rt: str, rw: str | None) -> None:
    found = read_place(written)
    assert (found["rt"], found.get("rw"), found["village"]) == (rt, rw, "Purwosari")


@pytest.mark.parametrize(("word", "code"), [("SANIMAS", "sanimas"), ("KOTAKU", "kotaku")])
def test_t18_a_programme_is_not_sharpened(officer: Any, word: str, code: str) -> None:
    load_programmes()
    walk("facilities", officer, f"Nama;Desa;Program\nIPAL Satu;Sumber;{word}", write=True)
    assert FundingContribution.objects.get().programme.code == code  # type: ignore[union-attr]


@pytest.mark.parametrize("written", ["IPAL terpusat (UPTD PALD)", "IPAL komunal (batik)"])
def test_t18_words_in_brackets_are_kept(officer: Any, written: str) -> None:
    table = f"Nama;Desa;Jenis;Tahun;Keterangan\nIPAL Satu;Sumber;{written};2015;Di tepi sungai"
    walk("facilities", officer, table, write=True)
    assert Facility.objects.get().description == f"Di tepi sungai; Jenis sarana: {written}"
    assert walk("facilities", officer, table, write=True)[0].same == 1


def test_t18_a_table_without_a_remark_asks_for_the_word_alone(secretariat: Any) -> None:
    table = "Nama;Jenis;Wilayah\nDinas Satu;OPD (bidang sanitasi);Sleman"
    _counts, rows = walk("offices", secretariat, table)
    assert [reason.column for reason in rows[0].reasons] == ["kind"]


# T4: what is planned or half built is not built.


@pytest.mark.parametrize(
    ("header", "written", "stage", "kept"),
    [
        ("Tahun", "direncanakan 2018", "rencana", "direncanakan 2018"),
        ("Tahap", "75 %, pipa belum dipasang", "dibangun", "75 %, pipa belum dipasang"),
        ("Keterangan", "direncanakan 2018", "rencana", "direncanakan 2018"),
        ("Keterangan", "75 %, pipa belum dipasang", "dibangun", "75 %, pipa belum dipasang"),
        (
            "Condition",
            "under construction; in the road",
            "dibangun",
            "under construction; in the road",
        ),
        ("Fungsi", "Rencana", "rencana", ""),
        ("Keterangan", "rencana rehabilitasi 2019", "tidak_tahu", "rencana rehabilitasi 2019"),
        ("Keterangan", "", "tidak_tahu", ""),
        ("Tahun", "2016", "terbangun", ""),
    ],
)
def test_t4_the_stage_is_read_from_the_words(
    officer: Any, header: str, written: str, stage: str, kept: str
) -> None:
    table = f'Nama;Desa;Jenis;{header}\nIPAL Satu;Sumber;IPAL komunal;"{written}"'
    assert walk("facilities", officer, table, write=True)[0].new == 1
    row = Facility.objects.get()
    assert (row.stage, kept in row.description) == (stage, True)
    assert Facility.objects.existing().exists() == (stage == "terbangun")
    assert registry(officer, 2026).facilities_total == int(stage == "terbangun")


def test_t4_a_plan_that_works_is_asked_about(officer: Any) -> None:
    table = "Nama;Desa;Keterangan;Fungsi;Per tanggal\nIPAL Satu;Sumber;direncanakan;Berfungsi;2018"
    counts, rows = walk("facilities", officer, table)
    assert (counts.faulty, rows[0].reasons[0].column) == (1, "stage")


@pytest.mark.parametrize(
    ("data", "stage"),
    [
        ({}, "tidak_tahu"),
        ({"built_on": "2015"}, "terbangun"),
        ({"description": "75 %, pipa belum dipasang"}, "dibangun"),
        ({"built_on": "2015", "stage": "dibangun"}, "dibangun"),
    ],
)
def test_t4_the_form_takes_nothing_for_built_unsaid(
    officer: Any, data: dict[str, str], stage: str
) -> None:
    data = {"name": "IPAL A", "facility_type": "ipal_komunal", "region": "34.04", **data}
    form = FacilityForm(data=data, user=officer)
    assert form.is_valid(), form.errors
    assert form.save().stage == stage


def test_t4_what_was_found_standing_counts_from_that_day_on(officer: Any, as_user: Any) -> None:
    facility = f.make_facility(name="IPAL Satu", stage="tidak_tahu", as_of="2015")
    f.make_status(facility, "2016", function_status="belum_operasi")
    browser = as_user(officer)

    def counted(year: int) -> int:
        return registry(officer, year).facilities_total

    assert (counted(2018), counted(2020)) == (0, 0)
    page = browser.get(facility.get_absolute_url()).content.decode()
    assert "Belum dihitung terbangun sampai ditemukan berdiri" in page
    seen = f.make_status(facility, "2019-05", function_status="berfungsi", kk=40)
    assert (counted(2018), counted(2019), counted(2020)) == (0, 1, 1)
    page = browser.get(facility.get_absolute_url()).content.decode()
    assert "Dihitung terbangun: ditemukan berdiri, Mei 2019" in page
    listed = browser.get(reverse("ksm:facility-list"), {"stage": "berdiri"}).content.decode()
    assert "IPAL Satu" in listed and "Berfungsi" in listed
    seen.archived_at = timezone.now()
    seen.save()
    assert counted(2020) == 0
    f.make_desludging(facility, done_on="2020-03")
    assert (counted(2019), counted(2020)) == (0, 1)
    facility.stage = "rencana"  # what is stated is not overruled by what was seen
    facility.save()
    assert counted(2020) == 0


# T17: a second source relabels nothing.


FIRST = {"source": "Dinas PU", "source_url": "https://a.example/1", "as_of": "2018"}
HEAD = "Nama;Desa;Kapasitas KK;Pintu;Keterangan;Sumber;URL;Per tanggal"


def first_told(**extra: Any) -> Facility:
    own = {
        "name": "IPAL Satu",
        "village": "Sumber",
        "design_kk": 60,
        "description": "Di tepi sungai",
    }
    return f.make_facility(**{**own, **FIRST, **extra})


def test_t17_a_second_source_relabels_no_fact_of_the_first(officer: Any) -> None:
    row = first_told()
    table = f"{HEAD}\nIPAL Satu;Sumber;80;4;Pagar rusak;Koran B;https://b.example/2;2021"
    walk("facilities", officer, table, write=True)
    row.refresh_from_db()
    assert {name: getattr(row, name) for name in FIRST} == FIRST
    assert (row.design_kk, row.mck_doors) == (80, 4)
    for words in ("Di tepi sungai; ", "Koran B, 2021 (https://b.example/2)", "80", "Pagar rusak"):
        assert words in row.description
    assert walk("facilities", officer, table, write=True)[0].same == 1


def test_t17_an_earlier_source_fills_gaps_and_takes_nothing_over(officer: Any) -> None:
    row = first_told()
    walk("facilities", officer, f"{HEAD}\nIPAL Satu;Sumber;50;4;;Koran B;;2015", write=True)
    row.refresh_from_db()
    assert (row.design_kk, row.mck_doors, row.as_of) == (60, 4, "2018")
    assert "Koran B, 2015" in row.description and "50" in row.description


def test_t17_who_only_confirms_changes_nothing(officer: Any) -> None:
    first_told()
    table = f"{HEAD}\nIPAL Satu;Sumber;60;;Di tepi sungai;Koran B;https://b.example/2;2021"
    assert walk("facilities", officer, table, write=True)[0].same == 1


def test_t17_the_same_source_corrects_itself_and_remarks_are_added(officer: Any) -> None:
    row = first_told()
    walk(
        "facilities",
        officer,
        f"{HEAD}\nIPAL Satu;Sumber;70;;Pagar rusak;Dinas PU;;2020",
        write=True,
    )
    row.refresh_from_db()
    assert (row.design_kk, row.as_of) == (70, "2020")
    assert row.description == "Di tepi sungai; Pagar rusak"


def edited(as_user: Any, user: Any, row: Any, **changes: Any) -> Any:
    """Send a record's edit page as it is shown, with these changes; return the record as it stands then."""
    browser, noun = as_user(user), {"facility": "facility", "statusrecord": "status-record"}
    place = reverse(f"ksm:{noun[row._meta.model_name]}-edit", args=[row.key])
    form = browser.get(place).context["form"]
    sent = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in sent.items() if value not in (None, False)}
    answer = browser.post(place, {**sent, **changes})
    assert answer.status_code == 302, answer.context["form"].errors
    row.refresh_from_db()
    return row


def test_t17_an_edit_by_a_second_source_relabels_no_fact_of_the_first(
    officer: Any, as_user: Any
) -> None:
    row = first_told()
    edited(as_user, officer, row, design_kk="80", source="Koran B", source_url="", as_of="2021")
    assert {name: getattr(row, name) for name in FIRST} == FIRST
    assert row.design_kk == 80
    assert row.description.startswith("Di tepi sungai; Menurut Koran B, 2021: ")
    assert row.description.endswith(" 80")
    seen = f.make_status(row, "2018", kk=40, source="Kunjungan 3 Mei 2018")
    edited(as_user, officer, seen, kk="45", source="Daftar RW")
    assert (seen.kk, seen.source) == (45, "Kunjungan 3 Mei 2018")
    assert "Menurut Daftar RW" in seen.remark and "45" in seen.remark


def test_t17_the_source_alone_is_put_right_and_a_fact_alone_leaves_it(
    officer: Any, as_user: Any
) -> None:
    row = first_told()
    edited(as_user, officer, row, source="Dinas PUPKP", as_of="2019")
    assert (row.source, row.as_of, row.description) == ("Dinas PUPKP", "2019", "Di tepi sungai")
    edited(as_user, officer, row, design_kk="70")
    assert (row.source, row.design_kk, row.description) == ("Dinas PUPKP", 70, "Di tepi sungai")
    bare = f.make_facility(name="IPAL Dua", village="Sumber")
    edited(as_user, officer, bare, design_kk="70", source="Daftar 2018")
    assert (bare.source, bare.description) == ("Daftar 2018", "")


def test_t17_what_a_second_source_saw_stands_under_its_own_name(officer: Any) -> None:
    row = first_told()
    table = "Nama;Desa;KK terlayani;Sumber;Per tanggal\nIPAL Satu;Sumber;45;Koran B;2021"
    walk("facilities", officer, table, write=True)
    seen = row.status_records.get()
    assert (seen.source, seen.source_url, seen.as_of) == ("Koran B", "", "2021")


# Two states of one day, typed by hand, that contradict each other.


def test_two_states_of_one_day_that_contradict_are_asked(officer: Any, as_user: Any) -> None:
    facility = f.make_facility(built_on="2010")
    first = f.make_status(facility, "2018-06-01", function_status="berfungsi", active_sr=40)
    browser = as_user(officer)
    place = reverse("ksm:status-record-create", args=[facility.code])
    typed = {"observed_on": "01/06/2018", "function_status": "tidak_berfungsi"}
    refused = browser.post(place, {**typed, "active_sr": "40"})
    assert refused.status_code == 422
    said = refused.content.decode()
    assert "sudah tercatat lain" in said and "Berfungsi" in said
    assert StatusRecord.objects.count() == 1
    sure = {**typed, "active_sr": "40", "confirm_same_day": "on"}
    assert browser.post(place, sure).status_code == 302
    last = StatusRecord.objects.latest("pk")
    # One rule: of one day the one entered last counts, on its page and in every figure.
    row = Facility.objects.with_latest_status(dt.date(2018, 12, 31)).get()
    assert row.latest_function == "tidak_berfungsi"
    for record, word in ((first, "catatan itu yang dipakai"), (last, "catatan ini yang dipakai")):
        assert word in browser.get(record.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    "typed",
    [
        {"observed_on": "2018", "function_status": "tidak_berfungsi"},  # another day
        {
            "observed_on": "01/06/2018",
            "function_status": "berfungsi",
            "kk": "50",
        },  # the same, and more
        {"observed_on": "01/06/2018", "active_sr": "40"},  # says nothing of the function
    ],
)
def test_states_that_agree_are_not_asked(officer: Any, as_user: Any, typed: Any) -> None:
    facility = f.make_facility(built_on="2010")
    f.make_status(facility, "2018-06-01", function_status="berfungsi", active_sr=40)
    place = reverse("ksm:status-record-create", args=[facility.code])
    whole = {"function_status": "tidak_diketahui", "physical_condition": "tidak_diketahui"}
    assert as_user(officer).post(place, {**whole, **typed}).status_code == 302
