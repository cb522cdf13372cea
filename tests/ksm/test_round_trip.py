"""What a list gives out may come back: unedited it changes nothing, an edited cell changes that cell."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from ksm.models import Desludging, Facility, Group, StatusRecord, Works
from tests.importing import reasons, walk
from tests.ksm import factories as f

pytestmark = pytest.mark.django_db

SHEETS = {
    "facilities": ("ksm:facility-list", Facility),
    "groups": ("ksm:group-list", Group),
    "status-records": ("ksm:status-record-list", StatusRecord),
    "desludgings": ("ksm:desludging-list", Desludging),
    "works": ("ksm:works-list", Works),
}


@pytest.fixture
def world(regions: Any) -> None:
    """Facilities and groups in every state a list words in its own way."""
    source = {"source": "Laporan 2018", "as_of": "2018-05"}
    seen = f.make_facility(name="IPAL Terlihat", village="Sinduadi", design_sr=60, **source)
    f.make_status(
        seen, function_status="berfungsi", observed_on="2017", active_sr=41, kk=44, jiwa=150
    )
    f.make_status(seen, function_status="berfungsi_sebagian", observed_on="2018-03")
    f.make_facility(name="IPAL Tanpa Status", design_sr=50, is_estimate=True, **source)
    f.make_facility(name="IPAL Tutup", stage="ditutup", built_on="2009", closed_on="2016", **source)
    f.make_facility(name="IPAL Rencana", stage="rencana", tags="zona 3", **source)
    f.make_facility(
        name="MCK Titik", facility_type="mck_plus", latitude="-7.7601", longitude="110.4099"
    )
    group = f.make_group(
        name="KSM Tirta", membership="ya", member_from="2014-05", village="Ngaglik"
    )
    f.make_group(name="KSM Bekas", membership="ya", member_from="2012", member_to="2015")
    f.make_group(name="KPP Lain", membership="belum")
    f.make_operation(seen, group)
    Desludging.objects.create(facility=seen, done_on="2016-04", volume_m3="4.5", trips=2)
    Desludging.objects.create(
        facility=seen,
        done_on="2018-04-02",
        provider="UPT Sewon",
        provider_kind="uptd",
        cost=350_000,
    )
    Works.objects.create(
        facility=seen, kind="rehabilitasi", status="selesai", started_on="2015", finished_on="2016"
    )


def taken_along(browser: Any, name: str, query: str) -> bytes:
    answer = browser.get(f"{reverse(name)}?{query}")
    assert answer.status_code == 200
    with translation.override("id"):
        return b"".join(answer.streaming_content)


@pytest.mark.parametrize(
    "query", ["format=csv&columns=all", "format=xlsx&columns=all", "format=xlsx", "format=csv"]
)
@pytest.mark.parametrize("sheet", SHEETS)
def test_an_unedited_list_changes_nothing(
    world: Any, as_user: Any, officer: Any, sheet: str, query: str
) -> None:
    name, model = SHEETS[sheet]
    table = taken_along(as_user(officer), name, query)
    with translation.override("id"):
        counts, rows = walk(sheet, officer, table)
    assert reasons(rows) == {}
    assert [(row.line, row.changed) for row in rows if row.changed or row.is_new] == []
    assert counts.same == model.objects.visible_to(officer).count()


def test_an_edited_cell_of_a_list_changes_that_cell(world: Any, as_user: Any, officer: Any) -> None:
    table = taken_along(as_user(officer), "ksm:facility-list", "format=csv&columns=all").decode()
    line = next(line for line in table.splitlines() if "IPAL Terlihat" in line)
    assert ";60;" in line
    edited = table.replace(line, line.replace(";60;", ";75;").replace("Sinduadi", "Sinduadi Baru"))
    with translation.override("id"):
        counts, rows = walk("facilities", officer, edited, write=True)
    assert reasons(rows) == {}
    assert counts.changed == 1
    row = Facility.objects.get(name="IPAL Terlihat")
    assert (row.design_sr, row.village) == (75, "Sinduadi Baru")
    assert StatusRecord.objects.count() == 2


def test_what_a_table_newly_says_was_seen_is_kept(world: Any, as_user: Any, officer: Any) -> None:
    """The same word as known is no new sight; another word, another day or another "as of" is."""
    table = taken_along(as_user(officer), "ksm:facility-list", "format=csv&columns=all").decode()
    head, *lines = table.splitlines()
    line = next(line for line in lines if "IPAL Terlihat" in line)
    for edited, day in (
        (line.replace("Berfungsi sebagian", "Tidak berfungsi"), "2018-05"),
        (line.replace(";2018-05;", ";2019-02;"), "2019-02"),
    ):
        assert edited != line
        with translation.override("id"):
            counts, rows = walk("facilities", officer, f"{head}\n{edited}\n")
        assert (counts.changed, reasons(rows)) == (1, {}), edited
        assert rows[0].seen["observed_on"] == day


@pytest.mark.parametrize("cell", ["±33", "sekitar 33 KK"])
def test_a_rough_mark_counts_more_than_a_filled_in_no(
    regions: Any, officer: Any, cell: str
) -> None:
    facility = f.make_facility(name="IPAL A", design_kk=30)
    table = f"Kode;Sarana;Kapasitas KK;Angka perkiraan\n{facility.code};IPAL A;{cell};tidak\n"
    _counts, rows = walk("facilities", officer, table, write=True)
    assert reasons(rows) == {}
    facility.refresh_from_db()
    assert (facility.design_kk, facility.is_estimate) == (33, True)


@pytest.mark.parametrize("fmt", ["csv", "xlsx"])
def test_what_could_be_a_formula_comes_back_as_it_was(
    regions: Any, as_user: Any, officer: Any, fmt: str
) -> None:
    names = ["＝1+1", "-2 Tirta", "+62811", "'Aisyiyah", "＠SUM", "－3"]
    if fmt == "csv":  # in a workbook nothing says whether a cell was text or meant as a formula
        names += ["=1+1", "@SUM(A1)", "'=1"]
    for name in names:
        f.make_group(name=name)
    table = taken_along(as_user(officer), "ksm:group-list", f"format={fmt}&columns=all")
    with translation.override("id"):
        counts, rows = walk("groups", officer, table)
    assert reasons(rows) == {}
    assert counts.same == len(names)


def test_signs_nobody_sees_come_in_by_no_door(regions: Any, as_user: Any, officer: Any) -> None:
    """Typed on a page, in the admin, in a table: a name is what it looks like."""
    typed, kept = "KSM\u202e\u200b Tirta\ufeff", "KSM Tirta"
    browser = as_user(officer)
    data = {"name": typed, "kind": "ksm", "status": "aktif", "region": "34.04", "as_of": "2018"}
    data |= {"legal_basis": "berita_acara", "membership": "tidak_diketahui"}
    answer = browser.post(reverse("ksm:group-create"), {**data, "village": "Sinduadi"})
    assert answer.status_code == 302, answer.context["form"].errors
    answer = browser.post(reverse("admin:ksm_group_add"), {**data, "village": "Condong"})
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    walk("groups", officer, f"Nama KSM;Desa;Kab\n{typed};Tirtoadi;34.04\n", write=True)
    assert list(Group.objects.order_by("village").values_list("village", "name")) == [
        ("Condong", kept),
        ("Sinduadi", kept),
        ("Tirtoadi", kept),
    ]
