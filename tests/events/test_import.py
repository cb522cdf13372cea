"""Events through the import wizard's own code."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from core.land import reference
from core.land.regions import search_key
from events.models import Event, EventOffice
from tests.chapters.factories import make_office
from tests.events import factories as f
from tests.importing import reasons, walk

FILE = Path(settings.BASE_DIR) / "fixtures" / "records" / "events.csv"
pytestmark = pytest.mark.django_db


@pytest.fixture
def country(secretariat: Any) -> Any:
    reference.load()
    return secretariat


# Every column of the file has one home; title, first day, region, kind and organisers are checked apart.
HOMES = {
    "date_start": "starts_on",
    "date_end": "ends_on",
    "venue": "venue",
    "topics": "description",
    "outcomes": "outcome",
    "follow_ups": "follow_up",
}
KINDS = {
    "formation": "formation",
    "meeting": "meeting",
    "workplan": "planning",
    "MoU": "signing",
    "audience": "audience",
    "monitoring": "field_visit",
    "training": "training",
    "lab result": "results",
    "award": "award",
    "inauguration": "inauguration",
    "alliance": "coordination",
    "SSK": "strategy",
}


def aliases(event: Event) -> list[str]:
    return [key for key in event.region.search_text.split("|") if key] if event.region else []


def plain(text: str) -> str:
    return " ".join(text.split())


def test_every_real_event_goes_in_with_nothing_dropped(country: Any) -> None:
    content = FILE.read_bytes()
    lines = list(csv.DictReader(io.StringIO(content.decode())))
    counts, _rows = walk("events", country, content, write=True)
    assert counts.as_dict() == {"new": len(lines), "changed": 0, "same": 0, "faulty": 0}
    assert Event.objects.count() == len(lines) == 41
    for line in lines:
        event = Event.objects.get(title=plain(line["title"]), starts_on=line["date_start"])
        for column, home in HOMES.items():
            assert plain(getattr(event, home)) == plain(line[column]), (line["title"], column)
        assert event.kind == KINDS[line["kind"]]
        offices = EventOffice.objects.filter(event=event, role="organiser").order_by("pk")
        assert [row.words for row in offices] == [
            name.strip() for name in line["organisers"].split(";") if name.strip()
        ]
        address = line["source_url"]
        stored = event.source_url if address.startswith("http") else event.source
        assert plain(stored) == plain(address)
        if line["region"].startswith(("Kabupaten", "Kota", "Provinsi")):
            assert event.region is not None
            assert search_key(line["region"].removeprefix("Provinsi ")) in aliases(event)
            assert plain(event.participants) == plain(line["participants"])
        else:  # a national event; what the column says besides stands with the participants
            assert event.region is None
            words = f"{line['participants']} {line['region']}" if "(" in line["region"] else ""
            expected = words or line["participants"]
            assert search_key(event.participants) == search_key(expected)
    again, _rows = walk("events", country, content, write=True)
    assert again.as_dict() == {"new": 0, "changed": 0, "same": len(lines), "faulty": 0}


def test_an_officer_brings_in_own_events_only(officer: Any) -> None:
    table = (
        "Judul;Jenis;Tanggal;Kabupaten;Penyelenggara\n"
        "Bimtek;pelatihan;8 Mei 2018;;DLH; \n"
        "Rakor;rapat;2018;Kota Surakarta;\n"
        "Munas;rapat;2018;Nasional;\n"
        "Audiensi;entah apa;2018;;\n"
    )
    counts, rows = walk("events", officer, table, write=True)
    assert counts.as_dict() == {"new": 1, "changed": 0, "same": 0, "faulty": 3}
    assert set(reasons(rows)) == {3, 4, 5}
    assert Event.objects.get().region_id == "34.04"


def test_changed_organisers_are_told_not_lost(officer: Any) -> None:
    event = f.make_event(title="Bimtek", starts_on="2018-05-08")
    f.make_office_role(event, name="Dinas PU")
    same = "Judul;Jenis;Tanggal;Penyelenggara\nBimtek;pelatihan;8/5/2018;Dinas PU\n"
    assert walk("events", officer, same)[0].as_dict()["same"] == 1
    other = same.replace("Dinas PU", "Dinas Lain")
    counts, rows = walk("events", officer, other)
    assert counts.faulty == 1 and reasons(rows)[2][0][0] == "organisers"


def test_an_organiser_that_does_not_fit_is_told_not_cut(officer: Any) -> None:
    table = f'Judul;Jenis;Tanggal;Penyelenggara\nRapat;rapat;2018;"DPUPKP; {"x" * 250}"'
    counts, rows = walk("events", officer, table, write=True)
    assert counts.faulty == 1
    ((column, words),) = reasons(rows)[2]
    assert column == "organisers" and "250" in words and "200" in words


INVITED = "Judul;Jenis;Tanggal;Kabupaten;Penyelenggara;Tuan rumah;Narasumber;Wilayah peserta;Tujuan"


def test_what_stands_on_an_invitation_has_its_columns(country: Any) -> None:
    """Facts C: hosts, speakers, participating regions and purposes."""
    office = make_office(name="DPUPKP Kulon Progo")
    row = (
        'Bimtek;pelatihan;23/11/2021;Kab. Kulon Progo;DPUPKP;DPUPKP Kulon Progo;"BORDA; AKSANSI";'
        '"Kab. Sleman, Kota Surakarta dan Kab. Klaten";"1. Berbagi peran; LLTT"'
    )
    counts, rows = walk("events", country, f"{INVITED}\n{row}", write=True)
    assert counts.new == 1, reasons(rows)
    event = Event.objects.get()
    parts = EventOffice.objects.filter(event=event).order_by("pk")
    assert [(one.role, one.words) for one in parts] == [
        ("organiser", "DPUPKP"), ("host", str(office)), ("speaker", "BORDA"), ("speaker", "AKSANSI"),
    ]  # fmt: skip
    assert set(event.regions.values_list("code", flat=True)) == {"34.04", "33.72", "33.10"}
    assert list(event.purposes.values_list("text", flat=True)) == ["Berbagi peran", "LLTT"]
    counts, rows = walk("events", country, f"{INVITED}\n{row}")
    assert counts.same == 1, reasons(rows)
    for old, new, column in (
        ("BORDA;", "KOICA;", "speakers"), ("Kab. Sleman, ", "", "taking_part"), ("LLTT", "Iuran", "purposes"),
    ):  # fmt: skip
        counts, rows = walk("events", country, f"{INVITED}\n{row.replace(old, new)}")
        assert counts.faulty == 1 and reasons(rows)[2][0][0] == column


def test_regions_of_others_are_invited_by_the_secretariat_alone(country: Any, officer: Any) -> None:
    row = "Rapat;rapat;2018;Kab. Sleman;;;;Kota Surakarta;"
    counts, rows = walk("events", officer, f"{INVITED}\n{row}")
    assert counts.faulty == 1 and reasons(rows)[2][0][0] == "taking_part"
    assert walk("events", country, f"{INVITED}\n{row}", write=True)[0].new == 1
    # The officer's own table of it comes back as it went out.
    assert walk("events", officer, f"{INVITED}\n{row}")[0].same == 1
