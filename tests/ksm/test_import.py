"""Tables of the registry through the import: real files, second runs, the wall, locks, spoiled rows."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.land import reference
from ksm.models import Facility, FacilityNumber, FundingContribution, Group, Programme, StatusRecord
from ksm.reference import load as load_programmes
from tests.importing import reasons, walk
from tests.ksm import factories as f

RECORDS = Path(settings.BASE_DIR) / "fixtures" / "records"
pytestmark = pytest.mark.django_db


def record(name: str) -> bytes:
    return (RECORDS / name).read_bytes()


@pytest.fixture
def country(secretariat: Any) -> Any:
    reference.load()
    return secretariat


@pytest.mark.parametrize(
    ("name", "count", "served"), [("facilities_kotaku.csv", 775, 0), ("facilities.csv", 125, 6)]
)
def test_real_records_go_in_as_they_are_and_a_second_time_change_nothing(
    country: Any, name: str, count: int, served: int
) -> None:
    table = list(csv.DictReader(io.StringIO(record(name).decode())))
    filled = {row["name"]: int(cell) for row in table if (cell := row["served_households"])}
    assert len(filled) == served
    dry, _rows = walk("facilities", country, record(name))
    assert dry.as_dict() == {"new": count, "changed": 0, "same": 0, "faulty": 0}
    assert Facility.objects.count() == 0
    walk("facilities", country, record(name), write=True)
    assert Facility.objects.count() == Facility.history.count() == count
    codes = list(Facility.objects.values_list("code", flat=True))
    assert len(set(codes)) == count
    # Every filled cell of households served is taken, as what was seen on the day its row states.
    seen = StatusRecord.objects.select_related("facility")
    assert {row.facility.name: row.kk for row in seen} == {
        f"IPAL komunal {name}" if name.startswith("KSM") else name: kk
        for name, kk in filled.items()
    }
    assert all(row.source_url == row.facility.source_url for row in seen)
    # So is what it says of the condition, there or among the facility's remarks.
    said = sorted(cell for row in table if (cell := row["condition"]))
    kept = [
        *seen.values_list("remark", flat=True),
        *Facility.objects.values_list("description", flat=True),
    ]
    assert all(any(words in text for text in kept) for words in said) and (said or not served)
    again, _rows = walk("facilities", country, record(name), write=True)
    assert again.as_dict() == {"new": 0, "changed": 0, "same": count, "faulty": 0}
    assert Facility.objects.count() == Facility.history.count() == count
    assert StatusRecord.objects.count() == StatusRecord.history.count() == served


def test_households_served_have_the_day_their_row_states(country: Any) -> None:
    walk("facilities", country, record("facilities.csv"), write=True)
    seen = StatusRecord.objects.order_by("kk").values_list("kk", "observed_on")
    assert list(seen) == [
        (20, "2008-10-24"),  # the day of the news, in its address
        (50, "2021-12"),  # "built 2021-09..2021-12"
        (648, "2021-10-18"),
        (1510, "2021-10-18"),
        (1708, "2021-10-18"),
        (1875, "2021-10-18"),
    ]


@pytest.mark.parametrize("header", ["KK dilayani", "Rumah tangga terlayani", "Households served"])
def test_households_served_are_known_by_their_names(officer: Any, header: str) -> None:
    table = f"Nama;Jenis;Desa;Per tanggal;{header}\nIPAL Satu;MCK;Sumber;Maret 2018;45"
    assert walk("facilities", officer, table, write=True)[0].new == 1
    row = StatusRecord.objects.get()
    assert (row.kk, row.observed_on) == (45, "2018-03")
    assert walk("facilities", officer, table, write=True)[0].same == 1


def test_what_a_real_row_becomes(country: Any) -> None:
    load_programmes()
    walk("facilities", country, record("facilities_kotaku.csv"), write=True)
    row = Facility.objects.get(name="Tangki septik komunal KSM Apel", latitude="-3.292904")
    assert (row.region_id, row.village_kind, row.village, row.district) == (
        "63.71",
        "kelurahan",
        "Pangeran",
        "Banjarmasin Utara",
    )
    assert (row.facility_type, row.built_on, row.coordinate_source) == (
        "tangki_septik",
        "2017",
        "dokumen",
    )
    entry = row.history.get()
    assert (entry.history_type, entry.history_user, entry.code) == ("+", country, row.code)
    counter = FacilityNumber.objects.get(region="63.71")
    assert counter.last == 775
    # The programme of every row is kept, as a funding of its facility.
    given = FundingContribution.objects.filter(programme__code="kotaku")
    assert given.values("facility").distinct().count() == given.count() == 775


def test_spoiled_rows_come_back_and_the_rest_goes_in(officer: Any) -> None:
    f.make_facility(code="34.04-0007", name="IPAL Lama", village="Tirto")
    table = "\n".join(
        [
            "Nama sarana;Jenis;Kabupaten;Desa;Tahun;Kapasitas KK;Lat;Lon;URL;Kode",
            "IPAL Satu;IPAL komunal;Sleman;Desa Sumber;2015;±60;-7,75;110,35;;",
            "IPAL Dua;kapal selam;Sleman;Desa Sumber;2015;;;;;",
            "IPAL Tiga;MCK;Kota Surakarta;Kel. Jebres;2015;;;;;",
            "IPAL Empat;MCK;Sleman;Sumber;kemarin;;;;;",
            "IPAL Lima;MCK;Sleman;Sumber;2015;enam puluh;;;;",
            "IPAL Enam;MCK;Sleman;Sumber;2015;;-7,75;;;",
            "IPAL Tujuh;MCK;Sleman;Sumber;2015;;110,35;-7,75;;",
            ";MCK;Sleman;;2015;;;;;",
            "=HYPERLINK(1);MCK;Sleman;Sumber;2015;;;;;",
            "IPAL Satu;IPAL komunal;Sleman;Sumber;2016;;;;;",
            "IPAL Sepuluh;MCK;Sleman;Sumber;2015;;;;;34.04-9999",
            "IPAL Sebelas;MCK;Atlantis;Sumber;2015;;;;;",
            "IPAL Dua Belas;MCK+;Sleman;Sumber;23 November 2021;1.234;;;;",
        ]
    )
    dry, _ = walk("facilities", officer, table)
    counts, rows = walk("facilities", officer, table, write=True)
    assert counts.as_dict() == dry.as_dict() == {"new": 2, "changed": 0, "same": 0, "faulty": 11}
    told = reasons(rows)
    for line, column, part in (
        (3, "facility_type", "kapal selam"),
        (4, "region", "outside your region"),
        (5, "built_on", "kemarin"),
        (6, "design_kk", "enam puluh"),
        (7, "", "latitude and longitude"),
        (8, "", "outside Indonesia"),
        (9, "name", "missing"),
        (10, "name", "Formulas"),
        (11, "", "line 2"),
        (12, "code", "does not exist"),
        (13, "region", "Atlantis"),
    ):
        assert [c for c, text in told[line] if part in text] == [column], (line, told[line])
    one = Facility.objects.get(name="IPAL Satu")
    assert (one.design_kk, one.is_estimate, one.village_kind) == (60, True, "desa")
    twelve = Facility.objects.get(name="IPAL Dua Belas")
    assert (twelve.design_kk, twelve.built_on, twelve.facility_type) == (
        1234,
        "2021-11-23",
        "mck_plus",
    )


def test_only_stated_cells_change_and_the_clear_word_empties(officer: Any) -> None:
    row = f.make_facility(name="IPAL Lama", village="Tirto", built_on="2010", hamlet="Pendulan")
    table = f"Kode;Tahun;Dusun;RT\n{row.code};;(kosongkan);7"
    counts, _rows = walk("facilities", officer, table, write=True)
    assert counts.changed == 1
    after = Facility.objects.get(pk=row.pk)
    assert (after.built_on, after.hamlet, after.rt, after.version) == ("2010", "", "7", 2)
    assert after.history.first().history_type == "~"


def test_a_row_changed_since_the_download_is_refused(officer: Any) -> None:
    row = f.make_facility(name="IPAL Lama", built_on="2010")
    table = f"Nomor sistem;Versi baris;Tahun\n{row.pk};{row.version};2011"
    row.rt = "3"
    row.save()
    counts, rows = walk("facilities", officer, table, write=True)
    assert counts.faulty == 1
    assert "Changed since you downloaded" in rows[0].reasons[0].text
    assert Facility.objects.get(pk=row.pk).built_on == "2010"


def test_rows_of_others_and_archived_rows_are_refused(officer: Any) -> None:
    foreign = f.make_facility("33.72", name="IPAL Asing")
    archived = f.make_facility(name="IPAL Arsip", archived_at="2020-01-01T00:00Z")
    table = f"Nomor sistem;Tahun\n{foreign.pk};2011\n{archived.pk};2011"
    counts, rows = walk("facilities", officer, table, write=True)
    assert counts.faulty == 2
    assert "outside your region" in rows[0].reasons[0].text
    assert "archived" in rows[1].reasons[0].text


def test_no_query_per_row(officer: Any) -> None:
    def count(rows: int, start: int) -> int:
        lines = [f"IPAL {n};MCK;Sleman;Desa {n};2015" for n in range(start, start + rows)]
        table = "\n".join(["Nama;Jenis;Kabupaten;Desa;Tahun", *lines])
        with CaptureQueriesContext(connection) as captured:
            assert walk("facilities", officer, table, write=True)[0].new == rows
        # SQLite takes so many parameters in one INSERT and no more; all else is per batch.
        return len([one for one in captured if not one["sql"].startswith("INSERT")])

    count(1, 1000)  # the villages of the region are read once, its counter is made once
    assert count(30, 0) == count(90, 100)


def test_groups_find_themselves_by_village_and_name(officer: Any) -> None:
    table = "Nama KSM;Desa/Kelurahan;Anggota AKSANSI;HP\nKSM Tirta;Kalurahan Sumberagung;ya;0812\nKPP Maju;;;"
    assert walk("groups", officer, table, write=True)[0].new == 2
    group = Group.objects.get(name="KSM Tirta")
    assert (
        group.kind,
        group.village,
        group.village_kind,
        group.membership,
        group.contact_phone,
    ) == (
        "ksm",
        "Sumberagung",
        "kalurahan",
        "ya",
        "0812",
    )
    assert walk("groups", officer, table, write=True)[0].same == 2


# --- One line per facility, as offices keep it: programme and what was seen beside it -------

BESIDE = "Nama;Jenis;Desa;Tahun;Program;Tanggal pendataan;Fungsi;Kondisi;KK terlayani;SR aktif"


def test_programme_and_what_was_seen_come_with_the_facility_once(officer: Any) -> None:
    table = "\n".join(
        [
            BESIDE,
            "IPAL Satu;IPAL komunal;Sumber;2015;KOTAKU;12/3/2018;Berfungsi;Rusak ringan;45;",
            'IPAL Dua;MCK;Sumber;2014;"USRI; Kementerian LH";;;;;',
            'IPAL Tiga;MCK;Sumber;2014;"sanimas; PNPM/KOTAKU";;;;;',
        ]
    )
    load_programmes()
    assert walk("facilities", officer, table)[0].new == 3
    assert not FundingContribution.objects.exists()
    assert walk("facilities", officer, table, write=True)[0].new == 3
    given = FundingContribution.objects.order_by("facility__name", "pk")
    assert [(g.facility.name, g.programme and g.programme.code, g.remark) for g in given] == [
        ("IPAL Dua", "usri", ""),
        ("IPAL Dua", None, "Kementerian LH"),
        ("IPAL Satu", "kotaku", ""),
        ("IPAL Tiga", "sanimas", ""),
        ("IPAL Tiga", "pnpm_kotaku", ""),
    ]
    seen = StatusRecord.objects.get()
    assert (seen.facility.name, seen.observed_on, seen.kk, seen.active_sr) == (
        "IPAL Satu",
        "2018-03-12",
        45,
        None,
    )
    assert (seen.function_status, seen.physical_condition) == ("berfungsi", "rusak_ringan")
    stamps = {row.history.get().request_stamp for row in (seen, *given, seen.facility)}
    assert len(stamps) == 1
    # A second time nothing is added, nothing changes.
    assert walk("facilities", officer, table, write=True)[0].same == 3
    assert (FundingContribution.objects.count(), StatusRecord.objects.count()) == (5, 1)


def test_a_known_facility_gains_what_it_lacks_and_keeps_the_rest(officer: Any) -> None:
    load_programmes()
    row = f.make_facility(name="IPAL Lama", village="Sumber", built_on="2010")
    f.make_status(row, observed_on="2016", kk=30)
    table = f"{BESIDE};Kode\nIPAL Lama;;;;DAK Sanitasi;2019;;;50;0;{row.code}"
    counts, rows = walk("facilities", officer, table, write=True)
    assert counts.changed == 1 and set(rows[0].changed) == {"programmes", "observed_on"}
    assert list(
        row.status_records.values_list("observed_on", "kk", "active_sr").order_by("pk")
    ) == [
        ("2016", 30, None),
        ("2019", 50, 0),
    ]
    assert row.contributions.get().programme.code == "dak_sanitasi"
    assert Facility.objects.get(pk=row.pk).version == row.version + 1
    assert row.history.count() == 2  # counted again from the history, the row is there
    assert walk("facilities", officer, table, write=True)[0].same == 1


def test_what_was_seen_needs_its_day(officer: Any) -> None:
    table = "\n".join(
        [
            BESIDE + ";Per tanggal",
            "IPAL Satu;MCK;Sumber;2015;;;;;45;;",
            "IPAL Dua;MCK;Sumber;2015;;2999;;;45;;",
            "IPAL Tiga;MCK;Sumber;2015;;;;;45;;2017",
            "IPAL Empat;MCK;Sumber;2015;;2017;;;empat;;",
        ]
    )
    counts, rows = walk("facilities", officer, table, write=True)
    assert counts.as_dict() == {"new": 1, "changed": 0, "same": 0, "faulty": 3}
    assert {line: told[0][0] for line, told in reasons(rows).items()} == {
        2: "observed_on",
        3: "observed_on",
        5: "kk",
    }
    assert StatusRecord.objects.get().observed_on == "2017"


def test_the_template_shows_programmes_and_comes_back_unchanged(
    officer: Any, django_assert_max_num_queries: Any
) -> None:
    from core.importing import sheet_class, template

    load_programmes()
    for number in range(4):
        facility = f.make_facility(name=f"IPAL {number}")
        for code in ("usri", "csr"):
            facility.contributions.create(programme=Programme.objects.get(code=code))
    sheet = sheet_class("facilities")(officer)  # type: ignore[misc]
    with django_assert_max_num_queries(6):
        content = template.write(sheet, sheet.rows()).read()
    assert walk("facilities", officer, content, write=True)[0].same == 4
    assert FundingContribution.objects.count() == 8


def test_rough_figures_of_what_was_seen_mark_the_record_not_the_facility(officer: Any) -> None:
    table = "\n".join(
        [
            "Nama;Jenis;Desa;Tanggal pendataan;KK terlayani;Debit rencana",
            "IPAL Satu;MCK;Sumber;2018;±45;± 12,5",
        ]
    )
    assert walk("facilities", officer, table, write=True)[0].new == 1
    seen = StatusRecord.objects.get()
    assert (seen.kk, seen.is_estimate, seen.facility.is_estimate) == (45, True, False)
    assert "± 12,5" in seen.facility.description
    assert walk("facilities", officer, table, write=True)[0].same == 1


def test_text_that_does_not_fit_comes_back_with_its_length_and_is_never_cut(officer: Any) -> None:
    long, fits = "x" * 160, "KSM " + "y" * 144
    table = "\n".join(
        [
            "Nama;Jenis;Desa;Tahun;Program",
            f"{long};MCK;Sumber;2015;",
            f"IPAL Dua;MCK;Desa {long};2015;",
            f"IPAL Tiga;MCK;Sumber;2015;{long}{long}",
            f"{fits};IPAL komunal;Sumber;2015;",
        ]
    )
    counts, rows = walk("facilities", officer, table, write=True)
    assert (counts.new, counts.faulty) == (1, 3)
    told = reasons(rows)
    for line, column, most, length in (
        (2, "name", "150", "160"),
        (3, "village", "80", "160"),
        (4, "programmes", "300", "320"),
    ):
        ((where, words),) = told[line]
        assert where == column and most in words and length in words
    assert Facility.objects.get().name == fits
    counts, rows = walk("groups", officer, f"Nama KSM;Desa/Kelurahan\n{long};Sumber", write=True)
    ((where, words),) = reasons(rows)[2]
    assert where == "name" and "160" in words and not Group.objects.exists()
