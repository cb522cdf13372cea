"""Tables as district offices keep them, a third set of the kinds of B01–B28 (K01–K28): each through the pages of the wizard."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import translation

from core.land.regions import Region
from core.tools.written.numbers import local_limits
from ksm.models import DatedFact, Desludging, Facility, Group, StatusRecord, Tariff
from monitoring.entry.visit_table import sheet_name
from monitoring.models import Question, Result
from tests.ksm.factories import make_facility
from tests.monitoring.factories import make_instrument, make_visit
from tests.wizard import Walk, book, counts, text, walked

pytestmark = pytest.mark.django_db


@pytest.fixture
def land(regions: Any) -> None:
    for code, name, kind, parent in (
        ("34.04.02", "Moyudan", "kecamatan", "34.04"),
        ("34.04.02.2001", "Sumberagung", "desa", "34.04.02"),
        ("34.04.02.2002", "Sumberarum", "desa", "34.04.02"),
    ):
        Region.objects.create(code=code, name=name, kind=kind, parent_id=parent)


def one(browser: Any, sheet: str, content: bytes) -> Walk:
    """Bring in a table of which one row must be new."""
    walk = walked(browser, sheet, content)
    assert counts(walk) == {"new": 1}, walk.said()
    return walk.bring_in()


def test_k01_titles_above_and_a_year_of_a_budget(land: Any, officer: Any, as_user: Any) -> None:
    content = book(
        ("REKAPITULASI DATA IPAL KOMUNAL",),
        ("KABUPATEN SLEMAN TAHUN 2019",),
        (),
        ("NO", "NAMA IPAL", "KALURAHAN", "KAPANEWON", "JML SR", "TAHUN"),
        (1, "IPAL TIRTA SARI", "SUMBERAGUNG", "MOYUDAN", 75, "TA 2018"),
        (2, "IPAL TIRTA MULYA", "SUMBERARUM", "MOYUDAN", "80 SR", 2019.0),
        ("", "JUMLAH TOTAL", "", "", 155, ""),
        merge=("A1:F1", "A2:F2"),
    )
    walk = walked(as_user(officer), "facilities", content)
    assert counts(walk) == {"new": 2} and "JUMLAH TOTAL" in walk.said(), walk.said()
    walk.bring_in()
    kept = dict(Facility.objects.values_list("name", "built_on"))
    assert kept == {"IPAL TIRTA SARI": "2018", "IPAL TIRTA MULYA": "2019"}
    assert set(Facility.objects.values_list("district", flat=True)) == {
        "Moyudan"
    }  # as the official list has it


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("2018", "2018"), ("T.A. 2018", "2018"), ("Tahun 2018", "2018"), ("th 2018", "2018"),
        ("Agustus 2018", "2018-08"), ("17-08-2018", "2018-08-17"), ("17 Agt 2018", "2018-08-17"),
        ("Jumat, 17 Agustus 2018", "2018-08-17"), ("17.08.2018", "2018-08-17"), ("Agu-18", "2018-08"),
        ("17 Ags 2018", "2018-08-17"), ("17 Agust. 2018", "2018-08-17"), ("12 Mrt 2018", "2018-03-12"),
    ],
)  # fmt: skip
def test_k02_a_day_as_it_is_written(
    land: Any, officer: Any, as_user: Any, written: str, kept: str
) -> None:
    one(
        as_user(officer),
        "facilities",
        text("Nama;Desa;Tahun dibangun", f"IPAL A;Sumberagung;{written}"),
    )
    assert Facility.objects.get().built_on == kept


@pytest.mark.parametrize(
    "written", ["Triwulan II 2018", "zaman Pak Harto", "31/02/2018", "2018/2019/2020"]
)
def test_k03_what_is_no_day_is_refused_by_its_words(
    land: Any, officer: Any, as_user: Any, written: str
) -> None:
    walk = walked(
        as_user(officer),
        "facilities",
        text("Nama;Desa;Tahun dibangun", f"IPAL A;Sumberagung;{written}"),
    )
    assert counts(walk) == {"faulty": 1} and written in walk.said()


@pytest.mark.parametrize(
    ("head", "cells"),
    [
        ("Lintang;Bujur", "-7,7956;110,3695"),
        ("Lintang;Bujur", "7°47'44.2\"S;110°22'10.2\"E"),
        ("Lintang;Bujur", "7° 47' 44,2\" LS;110° 22' 10,2\" BT"),
        ("Koordinat", "-7.7956, 110.3695"),
        ("Titik koordinat", "-7.7956 110.3695"),
        ("Lintang;Bujur", "S 7.7956;E 110.3695"),
    ],
)  # fmt: skip
def test_k04_a_position_as_it_is_written(
    land: Any, officer: Any, as_user: Any, head: str, cells: str
) -> None:
    quoted = ";".join('"' + cell.replace('"', '""') + '"' for cell in cells.split(";"))
    one(as_user(officer), "facilities", text(f"Nama;Desa;{head}", f"IPAL A;Sumberagung;{quoted}"))
    kept = Facility.objects.get()
    assert kept.latitude is not None and kept.longitude is not None
    assert abs(kept.latitude - Decimal("-7.7956")) < Decimal("0.0001")
    assert abs(kept.longitude - Decimal("110.3695")) < Decimal("0.0001")


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("MCK++", "mck_plusplus"), ("MCK Plus", "mck_plus"), ("Ipal Komunal", "ipal_komunal"),
        ("Tangki Septik Komunal", "tangki_septik"), ("Septictank komunal", "tangki_septik"),
        ("IPAL Kombinasi", "ipal_kombinasi"), ("ipal kawasan", "ipal_kawasan"),
    ],
)  # fmt: skip
def test_k05_a_type_as_it_is_called(
    land: Any, officer: Any, as_user: Any, written: str, kept: str
) -> None:
    one(as_user(officer), "facilities", text("Nama;Desa;Jenis", f"Sarana A;Sumberagung;{written}"))
    assert Facility.objects.get().facility_type == kept


@pytest.mark.parametrize(
    ("written", "kept", "is_rough"),
    [
        ("60 KK", 60, False),
        ("± 60", 60, True),
        ("sekitar 60 KK", 60, True),
        ("1.060", 1060, False),
        ("60,0", 60, False),
    ],
)
def test_k06_a_count_with_its_unit(
    land: Any, officer: Any, as_user: Any, written: str, kept: int, is_rough: bool
) -> None:
    one(
        as_user(officer),
        "facilities",
        text("Nama;Desa;Kapasitas KK", f"IPAL A;Sumberagung;{written}"),
    )
    facility = Facility.objects.get()
    assert facility.design_kk == kept
    assert facility.is_estimate is is_rough


@pytest.mark.parametrize("written", ["60 unit", "60 Jiwa", "enam puluh", "60/70"])
def test_k07_another_unit_is_no_count_of_kk(
    land: Any, officer: Any, as_user: Any, written: str
) -> None:
    walk = walked(
        as_user(officer),
        "facilities",
        text("Nama;Desa;Kapasitas KK", f"IPAL A;Sumberagung;{written}"),
    )
    assert counts(walk) == {"faulty": 1} and written in walk.said(), walk.said()


@pytest.mark.parametrize(
    "written",
    [
        "Ds. Sumberagung",
        "Kal. Sumberagung",
        "Kalurahan Sumberagung",
        "SUMBERAGUNG",
        "Sumberagung\u00a0",
        "desa sumberagung",
    ],
)
def test_k08_a_village_as_it_is_written(
    land: Any, officer: Any, as_user: Any, written: str
) -> None:
    one(as_user(officer), "facilities", text("Nama;Desa/Kelurahan", f"IPAL A;{written}"))
    kept = Facility.objects.get()
    assert (kept.village.lower(), kept.village_region_id) == ("sumberagung", "34.04.02.2001")


@pytest.mark.parametrize(
    "second", ["IPAL TIRTA SARI", "Ipal  Tirta Sari", "IPAL Tirta Sari ", "IPAL Tirta\u00a0Sari"]
)
def test_k09_capitals_and_blanks_make_no_other_name(
    land: Any, officer: Any, as_user: Any, second: str
) -> None:
    browser = as_user(officer)
    one(browser, "facilities", text("Nama;Desa;Kapasitas KK", "IPAL Tirta Sari;Sumberagung;60"))
    walk = walked(browser, "facilities", text("Nama;Desa;Kapasitas KK", f"{second};Sumberagung;60"))
    assert counts(walk) == {"same": 1}, walk.said()


@pytest.mark.parametrize(
    "content",
    [
        b"sep=;\r\nNama;Desa\r\nIPAL A;Sumberagung\r\n",
        "\ufeffNama;Desa\r\nIPAL A;Sumberagung\r\n".encode(),
        "Nama\tDesa\nIPAL A\tSumberagung\n".encode("utf-16"),
        "Nama;Desa;Keterangan\nIPAL A;Sumberagung;Pak Añang – \x93baik\x94\n".encode(
            "latin-1", "replace"
        ),
        b'Nama,Desa,Keterangan\n"IPAL A","Sumberagung","bocor,\nlalu diperbaiki"\n',
        b"Nama|Desa\nIPAL A|Sumberagung\n",
        b"Nama;Desa;;\nIPAL A;Sumberagung;;\n;;;\n;;;\n",
    ],
    ids=["sep=", "bom", "utf-16 tabs", "windows", "line break", "pipes", "empty tail"],
)
def test_k10_a_csv_of_any_program(land: Any, officer: Any, as_user: Any, content: bytes) -> None:
    one(as_user(officer), "facilities", content)
    assert Facility.objects.get().name == "IPAL A"


def test_k11_a_header_repeated_on_each_page_and_bracketed_numbers(
    land: Any, officer: Any, as_user: Any
) -> None:
    head = ("No", "Nama IPAL", "Desa", "Kapasitas KK")
    content = book(
        head, ("(1)", "(2)", "(3)", "(4)"), (1, "IPAL A", "Sumberagung", 60), ("", "Sub Total", "", 60),
        head, (2, "IPAL B", "Sumberarum", 70), ("", "Rata-rata", "", 65), ("", "Sumber: Dinas PU, 2019", "", ""),
    )  # fmt: skip
    walk = walked(as_user(officer), "facilities", content)
    assert counts(walk) == {"new": 2}, walk.said()
    assert len(walk.job.left_out) == 5


def test_k12_a_district_merged_over_its_lines_holds_for_each(
    land: Any, officer: Any, as_user: Any
) -> None:
    content = book(
        ("Kecamatan", "Nama IPAL", "Desa"), ("Moyudan", "IPAL A", "Sumberagung"), (None, "IPAL B", "Sumberarum"),
        merge=("A2:A3",),
    )  # fmt: skip
    walked(as_user(officer), "facilities", content).bring_in()
    assert set(Facility.objects.values_list("name", "district")) == {
        ("IPAL A", "Moyudan"),
        ("IPAL B", "Moyudan"),
    }


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Berfungsi", "berfungsi"), ("Tidak berfungsi", "tidak_berfungsi"), ("Tdk berfungsi", "tidak_berfungsi"),
        ("Sebagian", "berfungsi_sebagian"), ("Berfungsi sebagian", "berfungsi_sebagian"), ("Rusak total", None),
        ("mangkrak", None),
    ],
)  # fmt: skip
def test_k13_a_function_as_it_is_called(
    land: Any, officer: Any, as_user: Any, written: str, kept: str | None
) -> None:
    make_facility(code="34.04-0001")
    content = text("Kode sarana;Tanggal;Keberfungsian", f"34.04-0001;Maret 2018;{written}")
    walk = walked(as_user(officer), "status-records", content)
    if kept is None:
        assert counts(walk) == {"faulty": 1} and written in walk.said()
        return
    walk.bring_in()
    assert StatusRecord.objects.get().function_status == kept


@pytest.mark.parametrize(
    ("written", "kept"),
    [("2,5", "2.5"), ("2.5", "2.5"), ("4 m3", "4"), ("4 m³", "4"), ("3,75 M3", "3.75")],
)
def test_k14_a_volume_with_its_unit(
    land: Any, officer: Any, as_user: Any, written: str, kept: str
) -> None:
    make_facility(code="34.04-0001")
    one(
        as_user(officer),
        "desludgings",
        text("Kode sarana;Tanggal;Volume", f"34.04-0001;14/03/2018;{written}"),
    )
    assert Desludging.objects.get().volume_m3 == Decimal(kept)


@pytest.mark.parametrize("written", ["2 tangki", "4 rit x 3 m3", "4000 liter", "penuh"])
def test_k15_a_volume_in_other_units_is_refused(
    land: Any, officer: Any, as_user: Any, written: str
) -> None:
    make_facility(code="34.04-0001")
    walk = walked(
        as_user(officer),
        "desludgings",
        text("Kode sarana;Tanggal;Volume", f"34.04-0001;14/03/2018;{written}"),
    )
    assert counts(walk) == {"faulty": 1} and written in walk.said()


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Rp350.000,00", 350_000), ("350rb", 350_000), ("Rp. 350.000,-", 350_000), ("Rp 350 ribu", 350_000),
        ("0,35 juta", 350_000), ("350000", 350_000), ("IDR 350.000", 350_000), ("Rp 350.000/rit", None),
    ],
)  # fmt: skip
def test_k16_money_as_it_is_written(
    land: Any, officer: Any, as_user: Any, written: str, kept: int | None
) -> None:
    make_facility(code="34.04-0001")
    walk = walked(
        as_user(officer),
        "desludgings",
        text("Kode sarana;Tanggal;Biaya", f"34.04-0001;14/03/2018;{written}"),
    )
    if kept is None:
        assert counts(walk) == {"faulty": 1} and written in walk.said()
        return
    walk.bring_in()
    assert Desludging.objects.get().cost == kept


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("0812-3456-7890 / 0856-1234-5678", "0812-3456-7890 / 0856-1234-5678"), ("+62 812 3456 7890", "+62 812 3456 7890"),
        ("'081234567890", "081234567890"), ("62-812-3456-7890", "62-812-3456-7890"), ("8.12346E+11", None),
    ],
)  # fmt: skip
def test_k17_telephones_as_they_are_written(
    land: Any, officer: Any, as_user: Any, written: str, kept: str | None
) -> None:
    walk = walked(
        as_user(officer), "groups", text("Nama KSM;Desa;No HP", f"KSM A;Sumberagung;{written}")
    )
    if kept is None:
        assert counts(walk) == {"faulty": 1} and written in walk.said()
        return
    walk.bring_in()
    assert Group.objects.get().contact_phone == kept


@pytest.mark.parametrize(
    ("name", "value", "parameter", "kept"),
    [
        ("Total Coliform", "1600", "total_coliform", (Decimal(1600), "=")), ("Minyak & Lemak", "< 2,5", "oil_grease", (Decimal("2.5"), "<")),
        ("Minyak dan lemak", "2,5", "oil_grease", (Decimal("2.5"), "=")), ("pH", "7,2", "ph", (Decimal("7.2"), "=")),
        ("Amoniak", "0,125", "ammonia", (Decimal("0.125"), "=")), ("NH3-N", "<0,01", "ammonia", (Decimal("0.01"), "<")),
        ("BOD5", "28,5", "bod", (Decimal("28.5"), "=")), ("Zat padat tersuspensi", "30", "tss", (Decimal(30), "=")),
    ],
)  # fmt: skip
def test_k18_a_parameter_as_laboratories_call_it(
    land: Any, officer: Any, as_user: Any, name: str, value: str, parameter: str, kept: object
) -> None:
    make_facility(code="34.04-0001")
    content = text(
        "Sarana;Tanggal;Parameter;Outlet;Laboratorium", f"34.04-1;14/03/2018;{name};{value};Lab DLH"
    )
    one(as_user(officer), "lab-results", content)
    result = Result.objects.get()
    assert (result.parameter, (result.value, result.comparator)) == (parameter, kept)


@pytest.mark.parametrize("value", ["ttd", "tidak terdeteksi", "baik", "7,2 - 7,5"])
def test_k19_a_result_in_words_stays_or_is_refused(
    land: Any, officer: Any, as_user: Any, value: str
) -> None:
    make_facility(code="34.04-0001")
    walk = walked(
        as_user(officer),
        "lab-results",
        text("Sarana;Tanggal;Parameter;Outlet", f"34.04-1;14/03/2018;BOD;{value}"),
    )
    if counts(walk) == {"faulty": 1}:
        assert value in walk.said()
        return
    walk.bring_in()
    result = Result.objects.get()
    assert result.value is None and value in (result.remark + result.stated_by), result.__dict__


def test_k20_figures_under_target_and_realisation(land: Any, officer: Any, as_user: Any) -> None:
    content = book(
        ("CAPAIAN SPM AIR LIMBAH",),
        ("Kecamatan", "Target", None, "Realisasi", None, "Tahun", "Sumber"),
        (None, "SPALD-S (KK)", "SPALD-T (KK)", "SPALD-S (KK)", "SPALD-T (KK)", None, None),
        ("Moyudan", 416, 3886, 36, "-", 2020, "Profil 2020"),
        ("Jumlah", 416, 3886, 36, 0, None, None),
        merge=("B2:C2", "D2:E2", "A2:A3", "F2:F3", "G2:G3"),
    )
    walk = walked(as_user(officer), "dated-facts", content)
    assert counts(walk) == {"new": 3} and "Jumlah" in walk.said(), walk.said()
    walk.bring_in()
    kept = {
        (one.subject, one.area): (one.value, one.is_planned, one.as_of)
        for one in DatedFact.objects.all()
    }
    assert kept == {
        ("Target SPALD-S (KK)", "Moyudan"): (416, True, "2020"), ("Target SPALD-T (KK)", "Moyudan"): (3886, True, "2020"),
        ("Realisasi SPALD-S (KK)", "Moyudan"): (36, False, "2020"),
    }  # fmt: skip


@pytest.mark.parametrize("mark", ["√", "✓", "V", "x", "ada", "ya"])
def test_k21_a_tick_is_yes(land: Any, officer: Any, as_user: Any, mark: str) -> None:
    make_facility(code="34.04-0001")
    one(
        as_user(officer),
        "status-records",
        text("Kode sarana;Tanggal;Berfungsi;Angka perkiraan", f"34.04-0001;2018;ya;{mark}"),
    )
    assert StatusRecord.objects.get().is_estimate


@pytest.mark.parametrize(
    ("rt", "rw", "kept"),
    [
        ("01", "IV", ("01", "IV")),
        ("01-03", "02", ("01-03", "02")),
        ("RT 01", "RW 02", ("01", "02")),
        ("1, 2", "3", ("1, 2", "3")),
    ],
)
def test_k22_rt_and_rw_as_they_are_written(
    land: Any, officer: Any, as_user: Any, rt: str, rw: str, kept: tuple[str, str]
) -> None:
    one(as_user(officer), "facilities", text("Nama;Desa;RT;RW", f"IPAL A;Sumberagung;{rt};{rw}"))
    facility = Facility.objects.get()
    assert (facility.rt, facility.rw) == kept


def test_k23_numbers_kept_as_text_with_an_apostrophe(land: Any, officer: Any, as_user: Any) -> None:
    one(
        as_user(officer),
        "facilities",
        text("Nama;Desa;Kapasitas KK;RT", "IPAL A;Sumberagung;'60;'02"),
    )
    kept = Facility.objects.get()
    assert (kept.design_kk, kept.rt) == (60, "02")


def test_k24_a_date_cell_in_a_column_of_years(land: Any, officer: Any, as_user: Any) -> None:
    one(
        as_user(officer),
        "facilities",
        book(("Nama", "Desa", "Tahun dibangun"), ("IPAL A", "Sumberagung", dt.date(2018, 1, 1))),
    )
    assert Facility.objects.get().built_on == "2018-01-01"


def test_k25_a_total_told_in_words_is_no_record(land: Any, officer: Any, as_user: Any) -> None:
    lines = (
        "IPAL A;Sumberagung;60",
        "Total seluruhnya;;60",
        "Ket: data sementara;;",
        "Dibuat oleh,;;",
        "Kasi Sanitasi;;",
    )
    walk = walked(as_user(officer), "facilities", text("Nama;Desa;Kapasitas KK", *lines))
    assert counts(walk) == {"new": 1} and "Total seluruhnya" in walk.said(), walk.said()


def test_k26_another_unit_is_refused_in_the_form_too(land: Any, officer: Any, as_user: Any) -> None:
    facility = make_facility(code="34.04-0001")
    page = as_user(officer).post(
        reverse("ksm:status-record-create", args=[facility.code]),
        {"observed_on": "2018", "kk": "60 jiwa"},
    )
    assert page.status_code == 422 and "menghitung hal lain" in page.content.decode()


def test_other_5_the_same_emptying_is_asked_about(land: Any, officer: Any, as_user: Any) -> None:
    facility = make_facility(code="34.04-0001")
    browser, address = as_user(officer), reverse("ksm:desludging-create", args=[facility.code])
    sent = {"done_on": "14/03/2018", "volume_m3": "4"}
    assert browser.post(address, sent).status_code == 302
    again = browser.post(address, sent)
    assert again.status_code == 422 and "14 Maret 2018 sudah tercatat" in again.content.decode()
    assert browser.post(address, {**sent, "volume_m3": ""}).status_code == 422
    assert (
        browser.post(address, {**sent, "volume_m3": "2"}).status_code == 302
    )  # a second truck of another size
    assert browser.post(address, {**sent, "confirm_told": "on"}).status_code == 302
    assert Desludging.objects.count() == 3


def test_other_8_bounds_stand_as_the_reader_writes_numbers(
    land: Any, officer: Any, as_user: Any
) -> None:
    facility = make_facility(code="34.04-0001")
    instrument = make_instrument()
    Question.objects.filter(code="T02").update(maximum="1000.00")
    visit, asked = make_visit(facility), Question.objects.get(code="T02")
    browser = as_user(officer)
    page = browser.post(
        reverse("monitoring:visit-aspect", args=[visit.pk, asked.aspect_id]),
        {f"q{asked.pk}": "5000", f"b{asked.pk}": ""},
    ).content.decode()
    assert "sama dengan 1.000." in page and "1000.00" not in page
    walk = walked(
        browser, sheet_name(instrument), text("Sarana;Tanggal;T02", "34.04-1;8/5/2018;5000")
    )
    assert counts(walk) == {"faulty": 1} and "sama dengan 1.000." in walk.said(), walk.said()


@pytest.mark.parametrize(
    ("limit", "shown"),
    [(Decimal("1000.00"), "1.000"), (Decimal("0.50"), "0,5"), (2100, "2100"), (99_999, "99.999")],
)
def test_other_8_a_year_is_no_quantity(limit: object, shown: str) -> None:
    with translation.override("id"):
        refusal = ValidationError(
            "%(limit_value)s", code="max_value", params={"limit_value": limit}
        )
        assert local_limits(refusal).messages == [shown]


def test_the_class_of_a_tariff_without_a_name_is_a_link_of_words(
    officer: Any, as_user: Any
) -> None:
    tariff = Tariff.objects.create(region_id="34.04", amount=5000, source="Perdes")
    page = as_user(officer).get(reverse("ksm:tariff-list")).content.decode()
    link = re.search(rf'href="{tariff.get_absolute_url()}"[^>]*>(.*?)</a>', page, re.S)
    assert link and "Golongan tidak disebut" in link[1]
