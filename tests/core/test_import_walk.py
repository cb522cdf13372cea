"""One strategy for dry run and import: write, halve what the database refuses, roll a dry run back."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.importing import Writer, engine, sheet_class
from core.importing.cells.regions import RegionCell
from ksm.models import Facility, FacilityNumber, Operation
from ksm.services import register_facilities
from tests.importing import reasons, walk
from tests.ksm import factories as f

pytestmark = pytest.mark.django_db
HEAD = "Nama;Jenis;Desa;Tahun;Ditutup sejak"


def table(*rows: str) -> str:
    return "\n".join([HEAD, *rows])


def test_what_only_the_database_refuses_is_found_in_the_dry_run_and_named(officer: Any) -> None:
    f.make_group(name="KPP Satu")
    f.make_group(name="KPP Dua")
    facilities = [f.make_facility(name=f"IPAL {n}") for n in range(5)]
    lines = [f"{one.code};KPP Satu;2015" for one in facilities]
    lines[3:3] = [f"{facilities[0].code};KPP Dua;2017"]  # beside the one that runs it already
    content = "\n".join(["Kode;Kelompok;Dari", *lines])
    for write in (False, True):
        counts, rows = walk("operations", officer, content, write=write)
        assert counts.as_dict() == {"new": 5, "changed": 0, "same": 0, "faulty": 1}
        ((line, told),) = reasons(rows).items()
        rule = next(r for r in Operation._meta.constraints if r.name == "ksm_operation_one_current")
        assert line == 5 and told == [("", str(rule.violation_error_message))]
        assert Operation.objects.count() == (5 if write else 0)


def test_a_dry_run_leaves_nothing_behind(officer: Any) -> None:
    known = f.make_facility(name="IPAL Lama", village="Sumber", built_on="2010")
    before = list(Facility.objects.values()), list(FacilityNumber.objects.values())
    content = table("IPAL Baru;MCK;Sumber;2015;", "IPAL Lama;;Sumber;2012;")
    counts, rows = walk("facilities", officer, content)
    assert (counts.new, counts.changed) == (1, 1)
    assert rows[0].obj.pk is None
    assert (list(Facility.objects.values()), list(FacilityNumber.objects.values())) == before
    assert known.history.count() == Facility.history.count() == 1


def test_two_lines_that_mean_one_record_do_not_mix(officer: Any) -> None:
    row = f.make_facility(name="IPAL Lama", village="Sumber", built_on="2010")
    content = f"Nomor sistem;Tahun;Dusun\n{row.pk};2012;\n{row.pk};2013;Pendulan"
    counts, rows = walk("facilities", officer, content, write=True)
    assert (counts.changed, counts.faulty) == (1, 1) and " 2." in reasons(rows)[3][0][1]
    row.refresh_from_db()
    assert (row.built_on, row.hamlet) == ("2012", "")
    assert row.history.first().hamlet == ""
    # A line that is refused leaves nothing for the next one either.
    content = f"Nomor sistem;Tahun;Per tanggal\n{row.pk};2014;2999\n{row.pk};2015;"
    counts, rows = walk("facilities", officer, content, write=True)
    assert (counts.changed, counts.faulty) == (1, 1), reasons(rows)
    row.refresh_from_db()
    assert (row.built_on, row.as_of) == ("2015", row.history.last().as_of)


def test_each_import_has_its_own_reader_of_regions(officer: Any, secretariat: Any) -> None:
    """Two users may walk at the same time in one process."""
    sheet, other = (sheet_class("facilities")(user) for user in (officer, secretariat))
    for one in (sheet, other):
        one.prepare()
    cell = sheet.column("region").cell
    assert isinstance(cell, RegionCell) and cell.scope == ("34.04",)


def test_queries_grow_with_batches_not_with_rows(officer: Any, monkeypatch: Any) -> None:
    walk("facilities", officer, table("IPAL Nol;MCK;Sumber;2015;"), write=True)
    monkeypatch.setattr(engine, "BATCH", 10)

    def count(rows: int, start: int) -> int:
        lines = [f"IPAL {n};MCK;Sumber;2015;" for n in range(start, start + rows)]
        with CaptureQueriesContext(connection) as captured:
            assert walk("facilities", officer, table(*lines), write=True)[0].new == rows
        return len(captured)

    one, three = count(10, 0), count(30, 100)
    assert one < three <= 3 * one
    assert count(7, 200) == one


def test_awkward_text_is_the_same_in_table_and_history(officer: Any) -> None:
    awkward = 'Tab\tbaris\nbaru \\N "kutip" \\t'
    made = [
        Facility(
            stage="terbangun",
            name=f"IPAL {number}",
            region_id="34.04",
            facility_type="ipal_komunal",
            description=awkward,
            technologies=["abr"] if number else [],
        )
        for number in range(3)
    ]
    writer = Writer(officer, reason="uji")
    register_facilities(facilities=made, by=officer, write=writer.add)
    for facility in made:
        stored = Facility.objects.get(pk=facility.pk)
        told = stored.history.get()
        for item in Facility.history.model.tracked_fields:
            assert getattr(told, item.attname) == getattr(stored, item.attname), item.attname
        assert stored.description == awkward and stored.technologies == facility.technologies
        assert (told.history_user, told.history_type) == (officer, "+")
        assert (told.request_stamp, told.history_change_reason) == (writer.stamp, "uji")
