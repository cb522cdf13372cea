"""Tables of offices, officials, chapters and boards through the import: found again, behind the wall."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from chapters.models import BoardSeat, Chapter, Office, Official
from tests.chapters import factories as f
from tests.importing import reasons, walk

pytestmark = pytest.mark.django_db


def test_offices_and_who_holds_their_posts_go_in_once(officer: Any, secretariat: Any) -> None:
    f.make_office("33.72", name="Dinas Solo")
    table = (
        "Nama instansi;Jenis;Kabupaten;Ada sejak\nDinas PU;uptd;;2016\nDinas PU;opd;Kota Surakarta;\n"
        "Balai;istana;;"
    )
    counts, rows = walk("offices", officer, table, write=True)
    assert (counts.new, counts.faulty) == (1, 2)
    assert [told[0][0] for told in reasons(rows).values()] == ["region", "kind"]
    office = Office.objects.get(name="Dinas PU")
    assert (office.region_id, office.kind, office.valid_from) == ("34.04", "uptd", "2016")
    assert walk("offices", officer, table, write=True)[0].same == 1
    # An office of the whole country has no region.
    assert (
        walk("offices", secretariat, "Nama;Jenis\nKementerian PU;ministry", write=True)[0].new == 1
    )
    assert Office.objects.get(name="Kementerian PU").region_id is None
    f.make_office("33.72", name="Dinas PU")
    table = "Instansi;Jabatan;Nama;Menjabat sejak\nDinas  pu;Kepala Bidang;Ibu Contoh;2 Januari 2018\nDinas Solo;Kepala;;"
    counts, rows = walk("officials", officer, table, write=True)
    assert (counts.new, counts.faulty) == (1, 1) and reasons(rows)[3][0][0] == "office"
    assert Official.objects.get().office == office
    assert walk("officials", officer, table, write=True)[0].same == 1
    counts, rows = walk("officials", secretariat, table)
    assert reasons(rows)[2][0][0] == "office"  # two are called so: the region tells which
    table = table.replace("Nama;", "Nama;Kabupaten;").replace("Contoh;", "Contoh;Kab. Sleman;")
    counts, _rows = walk("officials", secretariat, table)
    assert (counts.same, counts.new) == (1, 1)


def test_chapters_and_boards_go_in_once(officer: Any, secretariat: Any, as_user: Any) -> None:
    table = "Kabupaten;Status;Dibentuk\nSleman;dormant;2013\n"
    start = reverse("core:import-job-create", args=["chapters"])
    assert as_user(officer).get(start).status_code == 403  # the Secretariat adds chapters
    assert walk("chapters", secretariat, table, write=True)[0].new == 1
    assert walk("chapters", secretariat, table, write=True)[0].same == 1
    chapter = Chapter.objects.get()
    assert (chapter.region_id, chapter.status, chapter.formed_on) == ("34.04", "dormant", "2013")
    table = "region;position;held_by;Sejak;HP\nKabupaten Sleman;ketua;Bapak Contoh;2016;0812\nKota Surakarta;ketua;;;\n"
    counts, rows = walk("board-seats", officer, table, write=True)
    assert (counts.new, counts.faulty) == (1, 1), reasons(rows)
    seat = BoardSeat.objects.get()
    assert (seat.chapter, seat.role, seat.person, seat.phone) == (
        chapter,
        "ketua",
        "Bapak Contoh",
        "0812",
    )
    assert seat.history.get().history_user == officer
    assert walk("board-seats", officer, table, write=True)[0].same == 1
    ended = table.replace("HP", "Sampai").replace("0812", "2018")
    assert walk("board-seats", officer, ended, write=True)[0].changed == 1
    assert BoardSeat.objects.get().term_to == "2018"
