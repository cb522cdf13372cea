"""Ugly tables of other shapes, made as an adversary would: none comes in wrong without a word."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from typing import Any

import openpyxl
import pytest

from core.tools import partial_dates
from core.tools.written.numbers import plain_number
from ksm.models import CashMonth, Facility, Group
from tests.ksm.factories import make_facility, make_group
from tests.wizard import Walk

pytestmark = pytest.mark.django_db
CASH = "Nama KSM;Bulan;Iuran;Saldo"


@pytest.fixture
def browser(officer: Any, as_user: Any) -> Any:
    return as_user(officer)


def book(*rows: Sequence[object], merged: Sequence[str] = ()) -> bytes:
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(list(row))
    for cells in merged:
        made.active.merge_cells(cells)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def walked(browser: Any, sheet: str, content: bytes | str) -> Walk:
    return Walk(browser, sheet, "x.csv" if isinstance(content, str) else "x.xlsx", content).check()


def counts(walk: Walk) -> dict[str, int]:
    return {kind: n for kind, n in walk.job.checked.items() if n}


def values(walk: Walk, line: int) -> dict[str, str]:
    (row,) = (row for row in walk.rows() if row["line"] == line)
    return {one["label"]: one["value"] for one in row["values"]}


def test_01_a_head_of_two_lines_with_units_in_the_second_and_a_sum_below(browser: Any) -> None:
    table = book(
        ["DATA IPAL KAB. SLEMAN"], [], ["No", "Nama IPAL", "Lokasi", None, "Kapasitas", None, "Tahun"],
        [None, None, "Desa", "Kecamatan", "KK", "m3/hari", None],
        [1, "IPAL Melati", "Sumberagung", "Moyudan", 60, "12,5", 2015],
        [2, "IPAL Mawar", "Sumberagung", "Moyudan", "± 50", 10, "2016/2017"],
        [None, "Jumlah", None, None, 110, 22.5, None], merged=("C3:D3", "E3:F3", "A3:A4", "B3:B4", "G3:G4"),
    )  # fmt: skip
    walk = walked(browser, "facilities", table)
    assert counts(walk) == {"new": 1, "faulty": 1}
    assert values(walk, 5)["Kapasitas desain (KK)"] == "60"
    assert values(walk, 5)["Debit desain (m³/hari)"] == "12,5"
    assert "2016/2017" in walk.said() and "Jumlah" in walk.said()


def test_02_days_written_in_five_ways_in_one_column(browser: Any) -> None:
    make_facility(name="IPAL Satu")
    days = (
        "12 Jan '18",
        "2018.03.12",
        "2018/04/05",
        "12-Mei-18",
        "Senin, 4/6/2018",
        "triwulan II 2018",
    )
    table = "Sarana;Tanggal;Volume\n" + "\n".join(f"IPAL Satu;{day};4" for day in days)
    walk = walked(browser, "desludgings", table)
    read = [values(walk, line)["Disedot pada"] for line in range(2, 7)]
    assert read == [
        "12 Januari 2018",
        "12 Maret 2018",
        "5 April 2018",
        "12 Mei 2018",
        "4 Juni 2018",
    ]
    assert counts(walk) == {"new": 5, "faulty": 1} and "triwulan II 2018" in walk.said()


@pytest.mark.parametrize("text", ["2018.13.01", "2018/02/30", "18.03.2018.1", "'18", "2018.5"])
def test_02_what_is_no_day_stays_none(text: str) -> None:
    with pytest.raises(ValueError):
        partial_dates.parse(text)


def test_03_twins_within_a_file_are_told(browser: Any) -> None:
    table = "Nama KSM;Desa;Ketua\nKPP Sehat;Sumberagung;A\nKPP  SEHAT;Sumberagung;B\nKPP Sehat.;Sumberagung;A\n"
    walk = walked(browser, "groups", table)
    assert counts(walk) == {"new": 1, "faulty": 2} and "baris 2" in walk.said()


def test_04_units_in_cells_are_read_where_they_are_those_of_the_column(browser: Any) -> None:
    table = (
        "Nama Sarana;Desa;KK desain;Debit desain\nIPAL A;Sumberagung;60 KK;12 m3/hari\n"
        "IPAL B;Sumberagung;60 jiwa;12 L/detik\n"
    )
    walk = walked(browser, "facilities", table)
    assert values(walk, 2)["Kapasitas desain (KK)"] == "60"
    assert "60 jiwa" in walk.said() and counts(walk) == {"new": 1, "faulty": 1}


def test_05_a_row_without_a_name_never_becomes_a_record(browser: Any) -> None:
    table = book(
        ["Desa", "Nama IPAL"], ["Sumberagung", "IPAL A"], [None, "IPAL B"], ["Sidorejo", None]
    )
    walk = walked(browser, "facilities", table)
    assert counts(walk) == {"new": 2, "faulty": 1}


def test_06_a_table_that_lies_on_its_side_is_refused_in_words(browser: Any) -> None:
    table = "Nama IPAL;IPAL A;IPAL B\nDesa;Sumberagung;Sidorejo\nKecamatan;Moyudan;Godean\nTahun;2015;2016\n"
    walk = walked(browser, "facilities", table)
    assert walk.answer.status_code == 422
    assert "Kecamatan" in walk.answer.context["error"] and not Facility.objects.exists()
    # A village called like a column, among others, is no such table.
    table = "Nama IPAL;Desa\nIPAL Desa;Sumberagung\nIPAL Dua;Sidorejo\nDesa;Sidorejo\n"
    assert counts(walked(browser, "facilities", table)) == {"new": 3}


def test_07_of_two_tables_side_by_side_the_second_is_named_as_left_out(browser: Any) -> None:
    table = book(
        ["Nama KSM", "Desa", None, "Nama KSM", "Desa"],
        ["KPP A", "Sumberagung", None, "KPP B", "Sidorejo"],
    )
    walk = walked(browser, "groups", table)
    assert counts(walk) == {"new": 1}
    left = [one["header"] for one in walk.job.columns if one["header"] and not one["means"]]
    assert left == ["Nama KSM", "Desa"] and "Nama KSM, Desa" in walk.told()


def test_08_a_second_table_below_goes_in_without_its_head(browser: Any) -> None:
    table = book(
        ["Nama KSM", "Desa"],
        ["KPP A", "Sumberagung"],
        [],
        ["Nama KSM", "Desa"],
        ["KPP B", "Sidorejo"],
    )
    walk = walked(browser, "groups", table)
    assert counts(walk) == {"new": 2} and "Nama KSM" in walk.said()


def test_09_money_in_book_keeping_spellings(browser: Any) -> None:
    make_group(name="KPP Tirta Guna")
    rows = ("Mar-18;Rp 250.000;(25.000)", "April 2018;Rp250.000,00;-", "05/2018;250rb;1,5jt",
            "Juli 2018;250.000 (belum semua);0", "Juni;250.000;0")  # fmt: skip
    walk = walked(
        browser, "cash-months", "\n".join([CASH, *(f"KPP Tirta Guna;{row}" for row in rows)])
    )
    assert counts(walk) == {"new": 3, "faulty": 2}
    walk.bring_in()
    kept = CashMonth.objects.order_by("month").values_list("month", "fees", "balance")
    assert list(kept) == [
        ("2018-03", 250_000, -25_000),
        ("2018-04", 250_000, None),
        ("2018-05", 250_000, 1_500_000),
    ]


@pytest.mark.parametrize(
    ("text", "means"), [("(25.000)", "-25000"), ("(Rp 1.500)", "-1500"), ("(1,5)", "-1.5")]
)
def test_09_less_than_nothing_in_brackets(text: str, means: str) -> None:
    assert plain_number(text) == means


def test_09_a_number_of_houses_in_brackets_is_refused(browser: Any) -> None:
    walk = walked(browser, "facilities", "Nama Sarana;Desa;KK desain\nIPAL A;Sumberagung;(60)\n")
    assert counts(walk) == {"faulty": 1}


def test_10_a_length_that_can_be_two_is_asked_about(browser: Any) -> None:
    make_facility(name="IPAL Satu")
    table = "Sarana;Jenis pekerjaan;Mulai;Panjang pipa\nIPAL Satu;Rehabilitasi;2015;1.250\n"
    walk = walked(browser, "works", table)
    assert counts(walk) == {"faulty": 1} and "1,25" in walk.said()


def test_11_signs_of_a_web_page_are_read_and_told(browser: Any) -> None:
    table = "Nama KSM,Desa\nKPP Maju &amp; Jaya,Sumberagung\n"
    walk = walked(browser, "groups", table)
    assert values(walk, 2)["KSM/KPP"] == "KPP Maju & Jaya" and "KPP Maju & Jaya" in walk.said()
    walk.bring_in()
    assert Group.objects.get().name == "KPP Maju & Jaya"


def test_12_a_file_of_tabs_in_two_byte_letters(browser: Any) -> None:
    table = "\ufeffNama KSM\tDesa\nKPP Maju\tSumberagung\n".encode("utf-16")
    walk = Walk(browser, "groups", "x.csv", table).check()
    assert counts(walk) == {"new": 1}


def test_13_means_and_subtotals_are_no_facilities(browser: Any) -> None:
    table = book(
        ["No", "Nama Sarana", "Desa", "KK desain"], ["1.", "IPAL T1", "Sumberagung", 10], [None, None, None, 30],
        [None, "Rata-rata", None, 15], [None, "Sub total Kec. Moyudan", None, 30],
    )  # fmt: skip
    walk = walked(browser, "facilities", table)
    assert counts(walk) == {"new": 1, "faulty": 1} and "Sub total" in walk.said()


def test_14_notes_below_the_table_and_their_signs_are_no_names(browser: Any) -> None:
    table = book(
        ["Nama Sarana", "Desa", "KK desain"], ["IPAL F1*)", "Sumberagung", 10], ["IPAL “Dua”**", "Sumberagung", 20],
        ["MCK Plus++", "Sumberagung", 5], ["*) belum beroperasi", None, None], ["1) perkiraan", None, None],
    )  # fmt: skip
    walk = walked(browser, "facilities", table)
    assert (
        counts(walk) == {"new": 3}
        and "perkiraan" in walk.said()
        and "tanda catatan" in walk.said().lower()
    )
    walk.bring_in()
    assert set(Facility.objects.values_list("name", flat=True)) == {
        "IPAL F1",
        "IPAL “Dua”",
        "MCK Plus++",
    }


def test_15_days_and_shares_as_excel_counts_them(browser: Any) -> None:
    table = book(
        ["Nama Sarana", "Desa", "Tahun dibangun", "Progres (%)"], ["IPAL S1", "Sumberagung", 42370, 75],
        ["IPAL S2", "Sumberagung", dt.datetime(2016, 1, 1), "75%"], ["IPAL S3", "Sumberagung", 2016.0, 0.75],
    )  # fmt: skip
    walk = walked(browser, "facilities", table)
    assert counts(walk) == {"new": 1, "faulty": 2} and "42370" in walk.said()


def test_16_months_as_columns_are_not_taken_for_one(browser: Any) -> None:
    make_group(name="KPP Tirta Guna")
    walk = walked(
        browser, "cash-months", "Nama KSM;Jan 2018;Feb 2018\nKPP Tirta Guna;100.000;150.000\n"
    )
    assert walk.answer.status_code == 422 and not CashMonth.objects.exists()


def test_17_several_numbers_of_telephones_stay_as_they_are_written(browser: Any) -> None:
    walk = walked(
        browser,
        "groups",
        "Nama KSM;Desa;No HP\nKPP P1;Sumberagung;0812-3456-7890 / 0856 1234 567\n",
    )
    assert values(walk, 2)["Telepon narahubung"] == "0812-3456-7890 / 0856 1234 567"


def test_18_a_line_that_is_cut_too_often_is_not_read_one_place_too_far(browser: Any) -> None:
    table = "Nama KSM;Desa;Ketua\nKPP Maju; Jaya;Sumberagung;Bu A\nKPP Dua;Sidorejo;Pak B\n"
    walk = walked(browser, "groups", table)
    assert counts(walk) == {"new": 1} and values(walk, 3)["Desa/kelurahan"] == "Sidorejo"
    assert "KPP Maju" in walk.said() and "lebih banyak sel" in walk.said()
    assert "KPP Maju" in walk.told()


def test_18_cells_without_a_head_are_told(browser: Any) -> None:
    table = book(
        ["Nama KSM", "Desa"], ["KPP A", "Sumberagung", "iuran macet"], ["KPP B", "Sidorejo"]
    )
    walk = walked(browser, "groups", table)
    assert counts(walk) == {"new": 2} and "baris 2" in walk.said() and "kepala" in walk.said()
