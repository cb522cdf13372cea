"""Tables of what hangs on a facility: found by code or name, twice is once, other regions stay shut."""

from __future__ import annotations

from typing import Any

import pytest

from ksm.models import Desludging, Operation, StatusRecord, Works
from tests.importing import reasons, walk
from tests.ksm import factories as f

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("sheet", "model", "head", "cells", "expected"),
    [
        (
            "status-records",
            StatusRecord,
            "Tanggal;Fungsi;Kondisi;KK terlayani",
            "Maret 2018;berfungsi;rusak ringan;±60",
            {
                "observed_on": "2018-03",
                "function_status": "berfungsi",
                "kk": 60,
                "is_estimate": True,
            },
        ),
        (
            "desludgings",
            Desludging,
            "Tanggal sedot;Volume;Biaya",
            "14/03/2018;4,5;Rp 350.000",
            {"done_on": "2018-03-14", "cost": 350_000},
        ),
        (
            "works",
            Works,
            "Jenis;Mulai;Tambahan SR",
            "rehabilitasi;2018;12",
            {"started_on": "2018", "sr_added": 12},
        ),
        (
            "operations",
            Operation,
            "Kelompok;Dari;Sampai",
            "kpp  tirta;2015;2017",
            {"started_on": "2015", "ended_on": "2017"},
        ),
    ],
)
def test_a_table_goes_in_once(
    officer: Any, sheet: str, model: Any, head: str, cells: str, expected: dict[str, Any]
) -> None:
    facility = f.make_facility(region="34.04", name="IPAL Pendulan")
    other = f.make_facility(region="34.01", name="IPAL Seberang")
    f.make_group(region="34.04", name="KPP Tirta")
    table = (
        f"Kode sarana;{head}\n{facility.code};{cells}\n{other.code};{cells}\nIPAL Entah;{cells}\n"
    )
    counts, rows = walk(sheet, officer, table, write=True)
    assert (counts.new, counts.faulty) == (1, 2), reasons(rows)
    assert {line: found[0][0] for line, found in reasons(rows).items()} == {
        3: "facility",
        4: "facility",
    }
    made = model.objects.get()
    assert made.facility == facility
    assert {name: getattr(made, name) for name in expected} == expected
    assert made.history.get().history_user == officer
    # By its name, it is the same record; nothing changes.
    again = f"Sarana;{head}\nipal pendulan;{cells}\n"
    counts, _rows = walk(sheet, officer, again, write=True)
    assert (counts.same, counts.read, model.objects.count()) == (1, 1, 1), reasons(_rows)


def test_a_second_operator_at_the_same_time_is_refused(officer: Any) -> None:
    facility = f.make_facility(region="34.04")
    for name in ("KPP Satu", "KPP Dua"):
        f.make_group(region="34.04", name=name)
    table = f"Kode;Kelompok;Dari\n{facility.code};KPP Satu;2015\n{facility.code};KPP Dua;2017\n"
    counts, rows = walk("operations", officer, table, write=True)
    assert (counts.new, counts.faulty) == (1, 1)
    assert "3" in str(list(reasons(rows))) and Operation.objects.count() == 1


def test_rough_numbers_are_told_in_the_remark_and_a_second_time_change_nothing(
    officer: Any,
) -> None:
    one, two = f.make_facility(), f.make_facility()
    table = "\n".join(
        [
            "Kode sarana;Tanggal sedot;Volume;Rit;Biaya;Keterangan",
            f"{one.code};2018;± 4,5;sekitar 2;350.000;Truk dinas",
            f"{two.code};2018;6;;± 500.000;",
        ]
    )
    assert walk("desludgings", officer, table, write=True)[0].new == 2
    first, second = Desludging.objects.order_by("pk")
    assert (str(first.volume_m3), first.trips, first.cost) == ("4.50", 2, 350_000)
    assert first.remark.startswith("Truk dinas; ") and first.remark.count("±") == 2
    assert second.cost == 500_000 and second.remark.endswith("± 500.000")
    assert walk("desludgings", officer, table, write=True)[0].same == 2
    # What was added to the remark since stays.
    second.remark += "; kuitansi ada"
    second.save()
    assert walk("desludgings", officer, table, write=True)[0].same == 2
    assert Desludging.objects.get(pk=second.pk).remark == second.remark


def test_a_rough_number_whose_sheet_has_no_remark_comes_back_in_words(
    officer: Any, monkeypatch: Any
) -> None:
    from core.importing import sheet_class

    monkeypatch.setattr(sheet_class("desludgings"), "rough_note", "")
    table = f"Kode sarana;Tanggal sedot;Volume\n{f.make_facility().code};2018;± 4,5"
    counts, rows = walk("desludgings", officer, table, write=True)
    assert counts.faulty == 1
    ((column, words),) = reasons(rows)[2]
    assert column == "volume_m3" and "4,5" in words and "±" in words
