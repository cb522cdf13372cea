"""Further tables of the same kinds, made without looking at the code: read, asked about, or refused in words."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from core.land.regions import Region
from ksm.models import Desludging, Facility, Group, StatusRecord
from tests.ksm.factories import make_facility
from tests.wizard import book, counts, text, walked

pytestmark = pytest.mark.django_db


@pytest.fixture
def land(regions: Any) -> None:
    for code, name, kind, parent in (
        ("34.04.02", "Moyudan", "kecamatan", "34.04"),
        ("34.04.02.2001", "Sumberagung", "desa", "34.04.02"),
        ("34.04.02.2002", "Sumberarum", "desa", "34.04.02"),
    ):
        Region.objects.create(code=code, name=name, kind=kind, parent_id=parent)


HEAD = "Nama;Desa;Kapasitas KK;Debit rencana"


@pytest.mark.parametrize(
    ("written", "flow"),
    [
        ("0.750", "0.75"),
        ("1.250,5", "1250.5"),
        ("1,250.5", "1250.5"),
        ("7.1", "7.1"),
        ("0,500", "0.5"),
        ("-", None),
        ("belum ada data", None),
    ],
)
def test_a_flow_as_it_is_written(
    land: Any, officer: Any, as_user: Any, written: str, flow: str | None
) -> None:
    walked(
        as_user(officer), "facilities", text(HEAD, f"IPAL Satu;Sumberagung;60;{written}")
    ).bring_in()
    kept = Facility.objects.get().design_flow_m3_day
    assert kept == (None if flow is None else Decimal(flow))


@pytest.mark.parametrize(
    ("written", "cost"),
    [
        ("Rp. 350.000,-", 350_000),
        ("Rp350.000,00", 350_000),
        ("IDR 1,250,000", 1_250_000),
        ("1,5 juta", 1_500_000),
        ("750 ribu", 750_000),
        ("Rp 2 jt", 2_000_000),
        ("350 000", 350_000),
    ],
)
def test_money_as_offices_write_it(
    land: Any, officer: Any, as_user: Any, written: str, cost: int
) -> None:
    make_facility(code="34.04-0001")
    content = text("Kode sarana;Tanggal;Biaya", f'34.04-1;14/03/2018;"{written}"')
    walked(as_user(officer), "desludgings", content).bring_in()
    assert Desludging.objects.get().cost == cost


def test_a_volume_that_can_be_two_numbers_is_asked_about(
    land: Any, officer: Any, as_user: Any
) -> None:
    make_facility(code="34.04-0001")
    content = text("Kode sarana;Tanggal;Volume", "34.04-0001;14/03/2018;1.250")
    walk = walked(as_user(officer), "desludgings", content)
    assert counts(walk) == {"faulty": 1} and "1,25 atau 1250" in walk.said()
    walked(as_user(officer), "desludgings", content, reading__volume_m3=".").bring_in()
    assert Desludging.objects.get().volume_m3 == Decimal("1.25")


@pytest.mark.parametrize(
    "line",
    [
        "Total;;130;",
        "TOTAL KESELURUHAN;;1.430;",
        "Sub Total;;60;",
        "Rata-rata;;65;",
        "1;2;3;4",
        "(1);(2);(3);(4)",
        "Kecamatan Moyudan;;;",
        "II. Kapanewon Godean;;;",
        "Sumber: Dinas Pekerjaan Umum 2018;;;",
        "*) data sementara;;;",
        "Nama;Desa;Kapasitas KK;Debit rencana",
        "Sleman, 2 Januari 2020;;;",
        "NIP. 19700101 199003 1 001;;;",
    ],
)
def test_a_line_that_is_no_record_is_listed(
    land: Any, officer: Any, as_user: Any, line: str
) -> None:
    content = text(HEAD, "IPAL Satu;Sumberagung;60;3,5", line, "IPAL Dua;Sumberarum;70;4,5")
    walk = walked(as_user(officer), "facilities", content)
    assert counts(walk) == {"new": 2}, walk.rows()
    assert [one["line"] for one in walk.job.left_out] == [3]


@pytest.mark.parametrize(
    "name",
    ["Jumlahan", "Totalindo", "Kotagede", "Desa Wisata IPAL", "Catatan Harian", "Kepala Dua"],
)
def test_a_record_that_is_called_almost_like_a_layout_comes_in(
    land: Any, officer: Any, as_user: Any, name: str
) -> None:
    walk = walked(as_user(officer), "facilities", text(HEAD, f"{name};Sumberagung;60;3,5"))
    assert counts(walk) == {"new": 1}, walk.job.left_out


def test_a_block_of_signatures_at_the_end_is_left_out_whole(
    land: Any, officer: Any, as_user: Any
) -> None:
    content = book(
        ("DAFTAR SARANA", None, None),
        ("Nama", "Desa", "Kapasitas KK"),
        ("IPAL Satu", "Sumberagung", 60),
        (None, None, None),
        (None, None, "Sleman, 5 Maret 2019"),
        ("Mengetahui,", None, "Yang membuat,"),
        ("Kepala Bidang", None, "Staf"),
        (None, None, None),
        ("Contoh Satu, S.T.", None, "Contoh Dua"),
        ("NIP 19700101", None, None),
    )
    walk = walked(as_user(officer), "facilities", content)
    assert counts(walk) == {"new": 1}, walk.rows()
    assert [one["line"] for one in walk.job.left_out] == [5, 6, 7, 9, 10]


def test_three_groups_of_merged_headers(land: Any, officer: Any, as_user: Any) -> None:
    content = book(
        ("No", "Nama Sarana", "Lokasi", None, "Kapasitas", None, "Tahun"),
        (None, None, "Desa", "Kecamatan", "KK", "SR", None),
        (1, "IPAL Satu", "Sumberagung", "Moyudan", 60, 55, 2013),
        merge=("C1:D1", "E1:F1", "A1:A2", "B1:B2", "G1:G2"),
    )
    walked(as_user(officer), "facilities", content).bring_in()
    one = Facility.objects.get()
    assert (one.village, one.district, one.design_kk, one.design_sr, one.built_on) == (
        "Sumberagung", "Moyudan", 60, 55, "2013",
    )  # fmt: skip


def test_a_unit_below_a_header_is_no_column_of_another_fact(
    land: Any, officer: Any, as_user: Any
) -> None:
    content = book(
        ("Nama", "Desa", "Terpasang", None),
        (None, None, "KK", "Jiwa"),
        ("IPAL Satu", "Sumberagung", 60, 240),
        merge=("C1:D1",),
    )
    walk = walked(as_user(officer), "facilities", content)
    means = {one["header"]: one["means"] for one in walk.job.columns}
    assert means["Terpasang KK"] == means["Terpasang Jiwa"] == ""


@pytest.mark.parametrize("written", ["12/25/2018", "02/13/2017"])
def test_american_dates_of_desludgings_are_not_taken(
    land: Any, officer: Any, as_user: Any, written: str
) -> None:
    make_facility(code="34.04-0001")
    content = text("Kode sarana;Tanggal", f"34.04-0001;{written}", "34.04-0001;03/04/2018")
    assert counts(walked(as_user(officer), "desludgings", content)) == {"faulty": 2}
    assert Desludging.objects.count() == 0


def test_a_column_of_local_dates_needs_no_question(land: Any, officer: Any, as_user: Any) -> None:
    make_facility(code="34.04-0001")
    content = text("Kode sarana;Tanggal", "34.04-0001;25/12/2018", "34.04-0001;03/04/2018")
    walked(as_user(officer), "desludgings", content).bring_in()
    assert set(Desludging.objects.values_list("done_on", flat=True)) == {"2018-12-25", "2018-04-03"}


def test_a_day_as_excel_counts_it_is_named(land: Any, officer: Any, as_user: Any) -> None:
    make_facility(code="34.04-0001")
    walk = walked(as_user(officer), "desludgings", text("Kode sarana;Tanggal", "34.04-0001;43184"))
    assert counts(walk) == {"faulty": 1} and "43184" in walk.said() and "Excel" in walk.said()


def test_a_date_in_a_decree_is_named(land: Any, officer: Any, as_user: Any) -> None:
    content = book(
        ("Nama", "Desa", "Nomor SK"), ("KSM Satu", "Sumberagung", dt.datetime(2018, 5, 12))
    )
    walk = walked(as_user(officer), "groups", content)
    assert counts(walk) == {"faulty": 1} and "2018-05-12" in walk.said()


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (81234567890, "081234567890"),
        ("81234567890", "081234567890"),
        (6281234567890, "+6281234567890"),
        ("0812 3456 7890", "0812 3456 7890"),
        (274123456, "0274123456"),
        ("(0274) 123456", "(0274) 123456"),
    ],
)
def test_telephone_numbers_keep_their_zero(
    land: Any, officer: Any, as_user: Any, written: object, kept: str
) -> None:
    content = book(("Nama", "Desa", "No. Telp"), ("KSM Satu", "Sumberagung", written))
    walked(as_user(officer), "groups", content).bring_in()
    assert Group.objects.get().contact_phone == kept


@pytest.mark.parametrize(
    "written",
    [
        "3404",
        "34,04",
        "34.04",
        "Kab Sleman",
        "SLEMAN (34.04)",
        "34.04 Kabupaten Sleman",
        "3404022001",
        "Sleman, DIY",
    ],
)
def test_a_region_is_found_by_what_is_in_its_cell(
    land: Any, secretariat: Any, as_user: Any, written: str
) -> None:
    content = text("Nama;Wilayah;Desa", f"KSM Satu;{written};Sumberagung")
    walked(as_user(secretariat), "groups", content).bring_in()
    assert Group.objects.get().region_id == "34.04"


@pytest.mark.parametrize("written", ["33.72 - Kab. Sleman", "99.99", "Kab. Slemann"])
def test_a_region_that_is_not_sure_is_not_taken(
    land: Any, secretariat: Any, as_user: Any, written: str
) -> None:
    content = text("Nama;Wilayah;Desa", f"KSM Satu;{written};Sumberagung")
    assert counts(walked(as_user(secretariat), "groups", content)) == {"faulty": 1}


@pytest.mark.parametrize(
    "second", ["IPAL Tirta-Guna", "I.P.A.L. Tirta Guna", "IPAL Trita Guna", "IPAL Tirtaa Guna"]
)
def test_a_slip_of_the_pen_is_asked_about(
    land: Any, officer: Any, as_user: Any, second: str
) -> None:
    browser = as_user(officer)
    walked(browser, "facilities", text(HEAD, "IPAL Tirta Guna;Sumberagung;60;3,5")).bring_in()
    walk = walked(browser, "facilities", text(HEAD, f"{second};Sumberagung;60;3,5"))
    assert counts(walk) == {"faulty": 1} and second in walk.job.asked


@pytest.mark.parametrize(
    "second", ["IPAL Tirta Guna 2", "IPAL Tirta Guna II", "MCK Tirta Guna", "IPAL Tirta Gunawan"]
)
def test_another_name_is_another_record(land: Any, officer: Any, as_user: Any, second: str) -> None:
    browser = as_user(officer)
    walked(browser, "facilities", text(HEAD, "IPAL Tirta Guna;Sumberagung;60;3,5")).bring_in()
    assert counts(walked(browser, "facilities", text(HEAD, f"{second};Sumberagung;60;3,5"))) == {
        "new": 1
    }


def test_the_same_name_in_another_village_is_another_record(
    land: Any, officer: Any, as_user: Any
) -> None:
    browser = as_user(officer)
    walked(browser, "facilities", text(HEAD, "IPAL Tirta Guna;Sumberagung;60;3,5")).bring_in()
    assert counts(
        walked(browser, "facilities", text(HEAD, "IPAL Tirta-Guna;Sumberarum;60;3,5"))
    ) == {"new": 1}


@pytest.mark.parametrize("said", ["#N/A", "#DIV/0!", "#REF!", "#NAME?"])
def test_a_mistake_of_excel_in_a_csv_is_named(
    land: Any, officer: Any, as_user: Any, said: str
) -> None:
    walk = walked(as_user(officer), "facilities", text(HEAD, f"IPAL Satu;Sumberagung;{said};3,5"))
    assert counts(walk) == {"faulty": 1} and said in walk.said()


def test_comma_and_semicolon_are_both_read(land: Any, officer: Any, as_user: Any) -> None:
    browser = as_user(officer)
    walked(
        browser, "facilities", text("Nama,Desa,Debit rencana", 'IPAL A,Sumberagung,"12,5"')
    ).bring_in()
    walked(
        browser, "facilities", text("Nama;Desa;Debit rencana", "IPAL B;Sumberagung;12,5")
    ).bring_in()
    assert set(Facility.objects.values_list("design_flow_m3_day", flat=True)) == {Decimal("12.5")}


def test_a_word_that_stands_for_nothing_may_be_one_of_a_list(
    land: Any, officer: Any, as_user: Any
) -> None:
    make_facility(code="34.04-0001")
    content = text(
        "Kode sarana;Tanggal;Berfungsi", "34.04-0001;Maret 2018;tidak", "34.04-0001;April 2018;-"
    )
    walked(as_user(officer), "status-records", content).bring_in()
    assert list(
        StatusRecord.objects.order_by("observed_on").values_list("function_status", flat=True)
    ) == [
        "tidak_berfungsi",
        "tidak_diketahui",
    ]
