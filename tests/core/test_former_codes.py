"""A code that a list no longer gives, but papers and phones still do, is understood wherever a table names the row."""

from __future__ import annotations

from typing import Any

import pytest

from core.importing import RegionCell, all_sheets
from core.land.regions import Region
from ksm.doubles.merging import merge_facilities
from ksm.models import DatedFact, Facility, StatusRecord
from monitoring.entry import visit_table
from monitoring.models import Result, Visit
from monitoring.resources import sheet_name
from tests.core.test_tables_of_records import counts, walked
from tests.events.factories import make_award
from tests.ksm.factories import make_facility, make_works
from tests.monitoring import factories as monitored
from tests.monitoring.test_field import begin, send
from tests.monitoring.test_submissions import odk, table
from tests.planning import factories as planned

pytestmark = pytest.mark.django_db
OLD, KEPT = "34.04-0002", "34.04-0001"


@pytest.fixture
def divided(regions: Any) -> None:
    """Paniai lies in Papua Tengah since 2022; Muna kept its code when Muna Barat left it."""
    for code, name, kind, parent in (
        ("91", "Papua", "provinsi", None),
        ("94", "Papua Tengah", "provinsi", None),
        ("94.03", "Kabupaten Paniai", "kabupaten", "94"),
        ("74", "Sulawesi Tenggara", "provinsi", None),
        ("74.03", "Kabupaten Muna", "kabupaten", "74"),
        ("74.13", "Kabupaten Muna Barat", "kabupaten", "74"),
    ):
        Region.objects.create(code=code, name=name, kind=kind, parent_id=parent)


PLACED = [
    (sheet, field.name)
    for sheet in all_sheets()
    for field in sheet.fields
    if isinstance(field.cell, RegionCell)
]


@pytest.mark.parametrize(("sheet", "name"), PLACED)
def test_every_table_knows_the_code_a_region_had(
    divided: Any, secretariat: Any, sheet: Any, name: str
) -> None:
    own = sheet(secretariat)
    own.prepare()
    cell = own.column(name).cell
    for text, code in (
        ("91.08", "94.03"), ("9108", "94.03"), ("91.08.01.2003", "94.03"), ("91.08 Kab. Paniai", "94.03"),
        ("Paniai (91.08)", "94.03"), ("94.03", "94.03"), ("74.03", "74.03"),
    ):  # fmt: skip
        assert cell.clean(text) in (code, [code]), text
    if isinstance(cell.clean("91.08"), list):
        return
    assert cell.told("91.08") == "“91.08” dibaca sebagai Kab. Paniai (94.03)."


def test_a_row_under_a_former_code_stands_in_the_region_of_today(
    divided: Any, secretariat: Any, as_user: Any
) -> None:
    lines = ("Nama Sarana;Kabupaten;Desa", "IPAL Paniai;91.08;Madi")
    walk = walked(as_user(secretariat), "facilities", *lines)
    assert counts(walk) == {"new": 1} and "Kab. Paniai (94.03)" in walk.said(), walk.said()
    walk.bring_in()
    assert Facility.objects.get().region_id == "94.03"


@pytest.fixture
def merged(officer: Any) -> Facility:
    kept = make_facility(code=KEPT, name="IPAL Mawar")
    other = make_facility(code=OLD, name="IPAL Mawar Lama")
    merge_facilities(kept=kept, merged=other, by=officer)
    return kept


TABLES = {
    "status-records": ("Sarana;Tanggal;Status fungsi", "{};2018-03;Berfungsi"),
    "desludgings": ("Sarana;Tanggal;Volume", "{};2018-03;4,5"),
    "works-costs": ("Sarana;Pekerjaan;Donor", "{};Rehabilitasi;DPU"),
    "award-entries": ("Penghargaan;Wilayah;Peserta;Sarana", "Sanitasi Award 2018;34.04;KPP Mawar;{}"),
    "round-targets": ("Putaran;Sarana", "Putaran 2018;{}"),
    "proposal-lines": (
        "Wilayah;Sarana;Layanan;Harga satuan;Dasar harga;Alasan",
        "34.04;{};Pengurasan;250000;Perda;Penuh",
    ),
    "dated-facts": (
        "Topik;Yang dihitung;Sarana;Nilai;Per;Sumber",
        "Sarana dan KSM/KPP;Bak kontrol;{};12;2018;Arsip",
    ),
    "tariffs": ("Sarana;Yang dipungut;Jumlah;Satuan;Berlaku sejak", "{};Iuran;5000;per KK per bulan;2018"),
    "lab-results": ("Sarana;Tanggal;Parameter;Hasil", "{};14/03/2018;BOD;28,5"),
    "findings": (
        "Sarana;Aspek;Temuan;Tingkat;Penanggung jawab;Tanggal;Tindakan",
        "{};Teknis;Bak retak;Tinggi;KSM/KPP;1 Mei 2018;Perbaiki",
    ),
}  # fmt: skip


@pytest.mark.parametrize("sheet", TABLES)
def test_what_names_a_merged_facility_goes_to_the_one_that_stands(
    merged: Facility, officer: Any, as_user: Any, sheet: str
) -> None:
    make_works(merged)
    make_award(name="Sanitasi Award", year=2018)
    monitored.make_round()
    planned.make_proposal()
    planned.make_service(label_id="Pengurasan")
    head, line = TABLES[sheet]
    walk = walked(as_user(officer), sheet, head, line.format(OLD))
    assert counts(walk) == {"new": 1}, walk.said()
    assert f"{OLD} sudah digabung ke {KEPT} IPAL Mawar" in walk.said(), walk.said()
    walk.bring_in()
    again = walked(as_user(officer), sheet, head, line.format(KEPT))
    assert counts(again) == {"same": 1}, again.said()


def test_visits_and_submissions_of_a_merged_facility_are_those_of_the_one_that_stands(
    merged: Facility, officer: Any, as_user: Any
) -> None:
    instrument, browser = monitored.make_instrument(), as_user(officer)
    for sheet, lines in (
        (visit_table.sheet_name(instrument), ("Sarana;Tanggal;T01", f"{OLD};9 Mei 2018;Baik")),
        (sheet_name(instrument), table(odk(OLD)).splitlines()),
    ):
        walk = walked(browser, sheet, *lines)
        assert counts(walk) == {"new": 1} and "digabung ke" in walk.said(), walk.said()
        walk.bring_in()
    sent = send(browser, officer, **begin(facility=OLD, visited_on="10 Mei 2018", q_T01="baik"))
    assert sent.status_code == 200, sent.content
    assert list(Visit.objects.values_list("facility__code", flat=True)) == [KEPT] * 3


def test_a_row_of_the_registry_does_not_change_another_one(
    merged: Facility, officer: Any, as_user: Any
) -> None:
    walk = walked(as_user(officer), "facilities", "Kode;Nama Sarana;RT", f"{OLD};IPAL Lama;07")
    assert counts(walk) == {"faulty": 1}
    assert f"{OLD} sudah digabung ke {KEPT}" in walk.said(), walk.said()


def test_what_a_merged_facility_of_others_is_called_is_not_told(
    secretariat: Any, officer: Any, as_user: Any
) -> None:
    kept = make_facility("33.72", code="33.72-0001", name="IPAL Rahasia")
    merge_facilities(kept=kept, merged=make_facility("33.72", code="33.72-0002"), by=secretariat)
    head, line = TABLES["status-records"]
    walk = walked(as_user(officer), "status-records", head, line.format("33.72-0002"))
    assert counts(walk) == {"faulty": 1} and "Rahasia" not in walk.said() + walk.told()
    assert not (
        StatusRecord.objects.exists() or DatedFact.objects.exists() or Result.objects.exists()
    )
