"""National forms: maps of columns, exports of a region and a year by them, metadata beside each."""

from __future__ import annotations

import io
import json
from typing import Any

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from core.land.regions import Region
from ksm.reports.ladder import rungs
from planning import reference
from planning.models import FormColumn, NationalForm
from planning.national.fields import DataSet, field_of, fields_of
from planning.national.rows import rows_of
from tests.ksm.factories import make_facility, make_fact, make_status
from tests.planning import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def sleman(regions: Any) -> Region:
    """A year of Kab. Sleman in which every set of data has a row, and a facility next door."""
    facility = make_facility(
        "34.04", name="IPAL Mawar", facility_type="ipal_komunal", built_on="2014"
    )
    make_facility("34.01", name="IPAL Tetangga", built_on="2014")
    make_status(facility, observed_on="2018-05-01", active_sr=40)
    for count, rung in enumerate(rungs(), start=1):
        make_fact(
            code=rung.code, topic="access", unit="KK", value=count, as_of="2018", source="Profil"
        )
    make_fact(
        code=rungs()[0].code, topic="access", unit="jiwa", value=9, as_of="2018", source="Profil"
    )
    make_fact(
        code="spm-penerima", topic="access", unit="rumah", value=7, sample_size=10, as_of="2018"
    )
    code = make.make_sipd_code()
    plan = make.make_plan(chapter=make.make_chapter("34.04"), year=2018)
    make.make_activity(plan=plan, sipd_code=code, title="Bimtek operator")
    service = make.make_service(sipd_code=code)
    make.make_proposal_line(
        proposal=make.make_proposal(year=2018), service=service, facility=facility
    )
    return Region.objects.get(pk="34.04")


def test_every_set_of_data_fills_its_fields_and_no_others(
    sleman: Region, secretariat: Any, django_assert_max_num_queries: Any
) -> None:
    for dataset in DataSet.values:
        with django_assert_max_num_queries(3):
            rows = rows_of(dataset, user=secretariat, region=sleman, year=2018)
        assert rows, dataset
        known = {one.name for one in fields_of(dataset)}
        assert set().union(*rows) <= known and known <= set().union(*rows), dataset
        assert {row["kode_kabupaten_kota"] for row in rows} == {"3404"}
        assert not rows_of(dataset, user=secretariat, region=sleman, year=2001), dataset


def test_units_stay_apart_in_rows(sleman: Region, secretariat: Any) -> None:
    wide = rows_of(DataSet.LADDER, user=secretariat, region=sleman, year=2018)
    assert [(row["satuan"], row["aman_terpusat"], row.get("babs_terbuka")) for row in wide] == [
        ("KK", 1, 7), ("jiwa", 9, None),
    ]  # fmt: skip
    (spm,) = rows_of(DataSet.SPM, user=secretariat, region=sleman, year=2018)
    assert (spm["target"], spm["realisasi"], spm["satuan"]) == (10, 7, "rumah")


def test_the_loaded_maps_name_known_fields_only_and_are_kept(regions: Any) -> None:
    reference.load()
    assert NationalForm.objects.count() == len(DataSet.values)
    for column in FormColumn.objects.select_related("form"):
        assert field_of(column.form.dataset, column.field), column
    column = FormColumn.objects.filter(column="sr").get()
    column.column = "jumlah_sr"
    column.save()
    reference.load()
    assert not FormColumn.objects.filter(column="sr").exists()


def test_files_follow_the_map_and_tell_of_themselves(
    sleman: Region, official: Any, as_user: Any
) -> None:
    reference.load()
    browser = as_user(official)
    page = browser.get(reverse("planning:national-export"), {"region": "34.04", "year": "2018"})
    offers = {str(form): files for form, files in page.context["offers"]}
    assert len(offers) == 7
    files = offers["Lembar IPAL per sarana"]
    text = b"".join(browser.get(files["csv"]).streaming_content).decode("utf-8-sig")
    head, *rows = text.splitlines()
    assert head.startswith("kode_kabupaten_kota,nama_kabupaten_kota,kode_kemendagri,")
    told = dict(zip(head.split(","), rows[0].split(","), strict=True))
    assert len(rows) == 1 and told["nama_sarana"] == "IPAL Mawar" and told["sr"] == "40"
    assert (told["kode_kabupaten_kota"], told["kode_kemendagri"]) == ("3404", "34.04")
    assert (
        told["nama_kabupaten_kota"] == "KABUPATEN SLEMAN" and told["kapasitas_desain_m3_hari"] == ""
    )
    book = openpyxl.load_workbook(
        io.BytesIO(b"".join(browser.get(files["xlsx"]).streaming_content))
    )
    assert [cell.value for cell in book.worksheets[0][1]] == head.split(",")
    metadata = json.loads(browser.get(files["json"]).content)
    assert metadata["judul"] == "Lembar IPAL per sarana, Kabupaten Sleman, 2018"
    assert metadata["lisensi"] == "belum ditetapkan" and metadata["kode_kegiatan"] is None
    assert [one["nama"] for one in metadata["kolom"]] == head.split(",")
    access = json.loads(browser.get(offers["Akses sanitasi menurut kategori"]["json"]).content)
    assert access["sumber"] == ["Profil"] and access["satuan"] == "KK, jiwa"


@pytest.mark.parametrize(
    "query",
    [
        {"region": "34.01", "year": "2018", "format": "csv"},
        {"region": "34", "year": "2018", "format": "csv"},
        {"region": "x", "year": "2018", "format": "csv"},
        {"region": "34.04", "year": "²018", "format": "csv"},
        {"region": "34.04", "year": "1800", "format": "csv"},
        {"region": "34.04", "year": "2018", "format": "exe"},
        {},
    ],
)  # fmt: skip
def test_what_lies_outside_is_not_there(
    query: dict[str, str], sleman: Region, official: Any, as_user: Any
) -> None:
    form = make.make_form_column().form
    browser = as_user(official)
    address = reverse("planning:national-form-export", args=[form.pk])
    assert browser.get(address, query).status_code == 404
    assert browser.get(reverse("planning:national-export"), query).status_code == 200


def test_a_map_to_an_unknown_field_is_refused_in_words(secretariat: Any, as_user: Any) -> None:
    form = make.make_form_column().form
    page = as_user(secretariat).post(
        reverse("planning:form-column-create", args=[form.pk]), {"column": "hp", "field": "telepon"}
    )
    assert "“telepon” bukan isian “Sarana satu per satu”" in page.content.decode()
    with pytest.raises(ValidationError):
        form.dataset = DataSet.SPM
        form.full_clean()
    assert FormColumn.objects.count() == 1
