"""A board entered at once: lines of a decree or rows of a table, understood, refused together, taken once."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from chapters.models import BoardSeat, Chapter
from chapters.seat_lines import SeatOfLine, seats
from core.records import services as records
from core.tools.written.lines import UnreadableLines
from tests.chapters.factories import make_chapter
from tests.reading import said_by

DECREE = """1. Pelindung: Bupati Sleman
2. Ketua : Budi Santoso, S.T. (KSM Maju Bersama)
3. Wakil Ketua – Tini (P)
- Sekretaris I = Siti
Bendahara: lowong
Koordinator Bidang Kampanye Kesehatan: Joko"""


@pytest.mark.parametrize(
    ("line", "role", "field", "person", "group"),
    [
        ("Ketua: Budi", "ketua", "", "Budi", ""),
        ("ketua umum : Budi (kpp sehat)", "ketua", "umum", "Budi", "kpp sehat"),
        ("Wakil Ketua - Tini (P)", "wakil", "", "Tini", ""),
        ("Bendahara 2 @ Ani @ KSM Melati", "bendahara", "2", "Ani", "KSM Melati"),
        ("Sekretaris\tSiti\tKPP Mawar", "sekretaris", "", "Siti", "KPP Mawar"),
        ("Sekretaris | Siti | -", "sekretaris", "", "Siti", ""),
        ("Bidang Teknis: Joko (Dusun II)", "koordinator", "Teknis", "Joko (Dusun II)", ""),
        ("Treasurer: Kosong", "bendahara", "", "", ""),
        ("Ketua; Budi (L); KSM Maju", "ketua", "", "Budi", "KSM Maju"),
        ("Ketua: Budi (L), S.T.; KPP Sehat", "ketua", "", "Budi, S.T.", "KPP Sehat"),
        ("Ketua: Budi, S.T. (Lk), KSM Maju", "ketua", "", "Budi, S.T.", "KSM Maju"),
        ("3 | Ketua | Budi | L | KSM Maju", "ketua", "", "Budi", "KSM Maju"),
        ("Pembina: (KSM Maju)", "pembina", "", "", "KSM Maju"),
    ],
)
def test_a_line_is_read_as_offices_write_it(
    line: str, role: str, field: str, person: str, group: str
) -> None:
    assert seats(line) == [SeatOfLine(1, role, field, person, group)]  # type: ignore[arg-type]


def test_what_is_not_understood_is_named_line_by_line() -> None:
    bad = (
        "Wakil Sekretaris: Ana",
        "Budi Santoso",
        "Ketua: -",
        "Ketua:",
        "a | b | c | d",
        "Anggota: X",
    )
    for line in bad:
        with pytest.raises(UnreadableLines):
            seats(line)
    with pytest.raises(UnreadableLines) as told:
        seats("Ketua: Budi\nAnggota: X\n\nBendahara: ???")
    assert [number for number, _text in told.value.lines] == [2, 4]


def test_a_board_is_entered_once_with_its_term(regions: Any, as_user: Any, officer: Any) -> None:
    chapter, browser = make_chapter(), as_user(officer)
    place = reverse("chapters:chapter-seats", args=[chapter.pk])
    assert place in browser.get(chapter.get_absolute_url()).content.decode()
    typed = {"text": DECREE, "term_from": "2021", "term_to": "2026", "source": "SK 12/2021"}
    for _time in range(2):  # the second time all of it is there
        assert browser.post(place, typed).status_code == 302
        told = set(BoardSeat.objects.values_list("role", "field", "person", "group_name"))
        assert told == {
            ("pelindung", "", "Bupati Sleman", ""),
            ("ketua", "", "Budi Santoso, S.T.", "KSM Maju Bersama"),
            ("wakil", "", "Tini", ""),
            ("sekretaris", "I", "Siti", ""),
            ("bendahara", "", "", ""),
            ("koordinator", "Kampanye Kesehatan", "Joko", ""),
        }
        assert BoardSeat.objects.count() == 6
    seat = BoardSeat.objects.get(role="ketua")
    assert (seat.term_from, seat.term_to, seat.source) == ("2021", "2026", "SK 12/2021")
    assert seat.history.get().history_user == officer


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"text": f"Ketua: {'B' * 200}"}, "Baris 1"),
        ({"text": "Ketua: Budi\nAnggota: X"}, "baris 2 “Anggota: X”"),
        (
            {"text": "Ketua: Budi", "term_from": "2026", "term_to": "2021"},
            "mendahului tanggal mulai",
        ),
        ({"text": "\n".join(f"Bidang {n}: X{n}" for n in range(70))}, "60"),
        ({"text": "\x00"}, ""),
    ],
)
def test_a_board_that_cannot_be_is_told_and_nothing_of_it_kept(
    typed: dict[str, str], told: str, regions: Any, as_user: Any, officer: Any
) -> None:
    chapter = make_chapter()
    answer = as_user(officer).post(reverse("chapters:chapter-seats", args=[chapter.pk]), typed)
    assert answer.status_code == 422
    assert told in said_by(answer.content.decode())
    assert not BoardSeat.objects.exists()


def test_an_archived_chapter_takes_no_board(
    regions: Any, as_user: Any, officer: Any, secretariat: Any
) -> None:
    chapter = make_chapter()
    records.archive(obj=Chapter.objects.get(), by=secretariat)
    place = reverse("chapters:chapter-seats", args=[chapter.pk])
    assert as_user(officer).post(place, {"text": "Ketua: Budi"}).status_code in (403, 404)
    assert place not in as_user(secretariat).get(chapter.get_absolute_url()).content.decode()
    assert not BoardSeat.objects.exists()
