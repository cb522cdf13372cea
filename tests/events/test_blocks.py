"""What stands in several lines: the results of all groups, the points of an agenda."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from core.tools.written.lines import UnreadableLines
from events import blocks, services
from events.forms import AgendaLinesForm, EventForm, GroupResultsForm, PasteForm
from events.models import AgendaPoint, GroupResult
from tests.events import factories as f

pytestmark = pytest.mark.django_db
ASPECTS = {"teknis": "teknis", "keuangan": "keuangan", "tata kelola": "tata_kelola"}
MODELS = {"pengelolaan bersama": 3}
TEXT = """1. Kelompok 1 @ Peran @ Kapanewon, kalurahan @ model 3 @ Dana terbatas
Teknis: LLTT tiap dua tahun
- Bak dibuka bersama
Tata kelola: Iuran diputuskan rapat
2. Kelompok 2: Sinergi
Model: Pengelolaan bersama
Alasan:
- Dekat warga
- Ada UPTD"""


def read(text: str) -> list[blocks.GroupBlock]:
    return blocks.groups(text, aspects=ASPECTS, models=MODELS)


def test_groups_are_read_with_what_stands_beneath_them() -> None:
    first, second = read(TEXT)
    assert (first.group, first.model) == ("Kelompok 1", 3)
    named = {"topic": "Peran", "members": "Kapanewon, kalurahan", "reason": "Dana terbatas"}
    assert first.facts == named
    assert first.aspects == {
        "teknis": "LLTT tiap dua tahun\nBak dibuka bersama",
        "tata_kelola": "Iuran diputuskan rapat",
    }
    assert (second.number, second.group, second.model) == (5, "Kelompok 2", 3)
    assert second.facts == {"topic": "Sinergi", "reason": "Dekat warga\nAda UPTD"}


@pytest.mark.parametrize(
    "line",
    [
        "Kelompok 1 | Peran | Kapanewon | 3 – Pengelolaan bersama",
        "Kelompok 1\tPeran\tKapanewon\t3",
        "Kelompok 1 @ Pengelolaan bersama @ Peran @ Kapanewon",
    ],
)
def test_a_model_is_known_wherever_it_stands(line: str) -> None:
    (one,) = read(line)
    assert (one.group, one.model) == ("Kelompok 1", 3)
    assert one.facts == {"topic": "Peran", "members": "Kapanewon"}


def test_groups_with_bullets_of_their_own_are_groups() -> None:
    assert [one.group for one in read("- Satu\nTeknis: a\n- Dua\nTeknis | b")] == ["Satu", "Dua"]
    assert read("- Satu\nTeknis: a\n- Dua\nTeknis | b")[1].aspects == {"teknis": "b"}


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Teknis: di bawah tak satu pun\nKelompok 1", [1]),
        ("Kelompok 1\nTeknis: a\nTeknis: b\nKelompok 2\nModel: 9", [3]),
        ("Kelompok 1\nModel: 9", [1]),
        ("Kelompok 1\nkelompok 1 @ lain\n@ topik", [2, 3]),
        ("Kelompok 1 @ a @ b @ c @ d", [1]),
        ("Kelompok 1 @ Peran\nTopik: Lain", [1]),
    ],
)
def test_groups_that_cannot_be_meant_are_named_together(text: str, lines: list[int]) -> None:
    with pytest.raises(UnreadableLines) as told:
        read(text)
    assert [number for number, _line in told.value.lines] == lines


def test_the_results_of_all_groups_are_entered_once(officer: Any, as_user: Any) -> None:
    event = f.make_event()
    day = f.make_day(event)
    browser, url = as_user(officer), reverse("events:group-results-several", args=[event.pk])
    assert browser.post(url, {"text": TEXT, "day": day.pk}).status_code == 302
    again = browser.post(url, {"text": f"{TEXT}\nKelompok 3", "day": day.pk}, follow=True)
    assert "1 hasil kelompok ditambahkan. 2 sudah tercatat." in again.content.decode()
    rows = list(GroupResult.objects.order_by("pk").values_list("group", "spectrum", "day"))
    assert rows == [
        ("Kelompok 1", 3, day.pk),
        ("Kelompok 2", 3, day.pk),
        ("Kelompok 3", None, day.pk),
    ]
    page = browser.get(event.get_absolute_url()).content.decode()
    assert "Iuran diputuskan rapat" in page and url in page
    # A group of the same name on another day is another one.
    assert browser.post(url, {"text": "Kelompok 1", "day": ""}).status_code == 302
    assert GroupResult.objects.filter(group="Kelompok 1").count() == 2


def test_the_points_of_an_agenda_follow_those_it_has(officer: Any, as_user: Any) -> None:
    event = f.make_event()
    AgendaPoint.objects.create(event=event, number=4, title="Pembukaan")
    text = (
        "1. Jadwal LLTT @ Disepakati\nPembahasan: Truk kurang\n2. Audiensi: Kementerian PUPR\n"
        "Dengan: Ditjen Cipta Karya\nKeputusan:\n- Surat dikirim\n3. pembukaan"
    )
    browser, url = as_user(officer), reverse("events:agenda-several", args=[event.pk])
    page = browser.post(url, {"text": text}, follow=True).content.decode()
    assert "2 pokok agenda ditambahkan. 1 sudah tercatat." in page
    names = ("number", "kind", "title", "discussion", "decision", "with_whom")
    assert list(event.agenda.filter(number__gt=4).values_list(*names)) == [
        (5, "pokok", "Jadwal LLTT", "Truk kurang", "Disepakati", ""),
        (6, "audiensi", "Kementerian PUPR", "", "Surat dikirim", "Ditjen Cipta Karya"),
    ]


@pytest.mark.parametrize(
    ("form", "text", "parts"),
    [
        (GroupResultsForm, "Teknis: a\nKelompok 1 @ Topik\nModel: banyak", ["“Teknis: a”"]),
        (GroupResultsForm, f"Satu @ {'x' * 301}\nDua\n{'y' * 101}", ["Baris 1", "Baris 3"]),
        (AgendaLinesForm, "Keputusan: a\nb @ c @ d @ e", ["“Keputusan: a”"]),
        (AgendaLinesForm, f"{'x' * 301}\nDua\n{'y' * 301}", ["Baris 1", "Baris 3"]),
        (GroupResultsForm, "  \n", []),
        (AgendaLinesForm, "", []),
    ],
)
def test_what_does_not_fit_is_told_in_one_message(
    officer: Any, form: Any, text: str, parts: list[str]
) -> None:
    filled = form({"text": text}, user=officer, event=f.make_event())
    (message,) = filled.errors["text"]
    assert all(part in message for part in parts)


def test_names_that_are_too_long_and_regions_not_known_are_one_message_a_list(
    regions: Any, secretariat: Any
) -> None:
    pasted = PasteForm(
        {"text": f"Siti {'x' * 300}\nBudi\nTini {'y' * 300}", "category": "ksm"},
        user=secretariat,
        event=f.make_event(),
    )
    (message,) = pasted.errors["text"]
    assert "Baris 1" in message and "Baris 3" in message
    event = EventForm({"participating": "Kab. Entah, Kab. Berantah"}, user=secretariat)
    (message,) = event.errors["participating"]
    assert "Entah" in message and "Berantah" in message


def test_only_who_may_add_what_many_lines_say(official: Any) -> None:
    event = f.make_event()
    for add in (
        lambda: services.add_results(event=event, day=None, rows=(), by=official),
        lambda: services.add_points(event=event, rows=(), by=official),
    ):
        with pytest.raises(PermissionDenied):
            add()
