"""Programme, guests and promises from short lines, and back."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from core.tools.written.lines import UnreadableLines, split
from events import lines, services
from events.forms import EventDayForm, PromisesForm
from events.models import Attendance, Commitment, Session
from events.paste import category_of_guests
from tests.events import factories as f

CHALLENGES = (
    "Tantangan dalam Keberlanjutan SANIMAS (dalam Aspek Teknis, Aspek Kelembagaan, "
    "Aspek Keuangan, dan Aspek Tata Kelola)"
)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Pembukaan", ("Pembukaan", "", None, None)),
        ("08.30-10.00 Pembukaan", ("Pembukaan", "", dt.time(8, 30), dt.time(10))),
        (
            "08:30 – 10:00 WIB: Pembukaan @ Bupati",
            ("Pembukaan", "Bupati", dt.time(8, 30), dt.time(10)),
        ),
        ("Pukul 9.15 s/d 10.00 Diskusi", ("Diskusi", "", dt.time(9, 15), dt.time(10))),
        ("3. Diskusi", ("Diskusi", "", None, None)),
        ("- 13.00 Penutup", ("Penutup", "", dt.time(13), None)),
        ("2021 dalam angka", ("2021 dalam angka", "", None, None)),
        (
            "08.30–10.00\tPembukaan\tBupati",
            ("Pembukaan", "Bupati", dt.time(8, 30), dt.time(10)),
        ),
        ("08.30 | LLTT | IPAL @", ("LLTT | IPAL", "", dt.time(8, 30), None)),
        ("10 KSM berbagi", ("10 KSM berbagi", "", None, None)),
    ],
)
def test_a_session_is_read_and_written_back(line: str, expected: tuple[Any, ...]) -> None:
    (row,) = lines.sessions(line)
    assert (row.title, row.speaker, row.starts_at, row.ends_at) == expected
    assert lines.sessions(lines.session_line(row)) == [row]


def test_bullets_and_blanks_alone_are_no_line() -> None:
    assert split("  \n-  \n2. \n\n3.  Satu  dua\n- 2.5 m") == [(5, "Satu dua"), (6, "2.5 m")]


@pytest.mark.parametrize("line", ["10.00-09.00 Mundur", "@ Bupati", "Baris baik\n11.00-11.00 Nol"])
def test_a_session_that_cannot_be_meant_is_named(line: str) -> None:
    with pytest.raises(UnreadableLines) as caught:
        lines.sessions(line)
    assert caught.value.lines[0][0] == len(line.splitlines())


def test_aspects_are_read_where_they_are_named_as_such() -> None:
    assert lines.aspects_of(CHALLENGES) == ("teknis", "kelembagaan", "keuangan", "tata_kelola")
    assert lines.aspects_of("Bimbingan Teknis Sanitasi") == ()
    assert lines.aspects_of("Model Tata Kelola SANIMAS") == ()


@pytest.mark.parametrize(
    ("line", "category"),
    [
        ("Dinas Pengampu Sektor Sanitasi sesuai amanat dalam Pokja AMPL", "opd"),
        ("sanitarian dari Dinas Kesehatan Kabupaten Kulon Progo", "puskesmas"),
        ("Dinas Kesehatan", "dinkes"),
        ("Forum Kabupaten Sehat", "forum"),
        ("Pengurus AKSANSI Kabupaten Kulon Progo", "aksansi_daerah"),
        ("perwakilan dari kapanewon yang memiliki IPAL Komunal", "kecamatan"),
        ("perwakilan dari kalurahan yang memiliki IPAL Komunal", "desa"),
        ("Kelompok Swadaya Masyarakat/ Kelompok Pemanfaat dan Pemelihara IPAL Komunal", "ksm"),
        ("Tamu kehormatan", "lain"),
    ],
)
def test_guests_of_the_source_have_their_category(line: str, category: str) -> None:
    assert category_of_guests(line, "lain") == category


def test_names_of_regions_as_the_source_lists_them() -> None:
    assert lines.names("Kab.Blitar, Kota Mojokerto,\nKab. Serang, dan Kab. Tangerang.") == [
        "Kab.Blitar",
        "Kota Mojokerto",
        "Kab. Serang",
        "Kab. Tangerang",
    ]


def day_form(user: Any, day: Any, **data: Any) -> EventDayForm:
    values = {"date": day.date.isoformat(), "title": "", "venue": "", **data}
    return EventDayForm(data=values, user=user, instance=day)


def test_a_day_is_filled_changed_and_keeps_what_hangs_on_its_rows(officer: Any) -> None:
    event = f.make_event()
    day = f.make_day(event)
    first = day_form(
        officer,
        day,
        programme=f"08.00 Pembukaan @ Bupati\n{CHALLENGES}\nPenutup",
        guests="Dinas PU (4)\nPerwakilan kapanewon\nforum kabupaten sehat",
    )
    assert first.is_valid(), first.errors
    first.save()
    rows = list(Session.objects.order_by("number"))
    assert [row.title for row in rows] == ["Pembukaan", CHALLENGES, "Penutup"]
    assert rows[1].aspects == ["teknis", "kelembagaan", "keuangan", "tata_kelola"]
    Session.objects.filter(pk=rows[1].pk).update(notes="Catatan", aspects=["teknis"])
    counted = Attendance.objects.get(institution="Perwakilan kapanewon")
    Attendance.objects.filter(pk=counted.pk).update(women=3)

    shown = EventDayForm(user=officer, instance=day)
    assert shown.fields["programme"].initial.splitlines()[0] == "08.00 Pembukaan @ Bupati"
    assert shown.fields["guests"].initial.splitlines()[0] == "Dinas PU (4)"

    again = day_form(
        officer, day, programme=f"{CHALLENGES}\nPembukaan resmi", guests="Dinas PU (5)"
    )
    assert again.is_valid(), again.errors
    again.save()
    left = list(day.sessions.filter(archived_at__isnull=True).order_by("number"))
    assert [row.title for row in left] == [CHALLENGES, "Pembukaan resmi"]
    assert (left[0].pk, left[0].notes, left[0].aspects) == (rows[1].pk, "Catatan", ["teknis"])
    guests = Attendance.objects.filter(archived_at__isnull=True).order_by("pk")
    assert [(row.institution, row.invited) for row in guests] == [
        ("Dinas PU", 5),
        ("Perwakilan kapanewon", None),
    ]
    assert again.kept_guests == ["Perwakilan kapanewon"], "three women were counted there"


def test_the_same_day_sent_twice_writes_nothing_new(officer: Any) -> None:
    day = f.make_day(f.make_event())
    for _time in range(2):
        filled = day_form(officer, day, programme="Pembukaan\nDiskusi", guests="Bappeda")
        assert filled.is_valid()
        filled.save()
    assert (Session.objects.count(), Attendance.objects.count()) == (2, 1)
    assert Session.history.count() == 2


def test_a_row_somebody_else_added_meanwhile_is_not_thrown_out(client: Any, officer: Any) -> None:
    """The form writes rows besides its record: theirs count as changes of it, too."""
    event = f.make_event()
    day = f.make_day(event)
    f.make_session(day, title="Pembukaan")
    client.force_login(officer)
    for url, field, add in (
        (
            reverse("events:event-day-edit", args=[day.pk]),
            "programme",
            lambda: f.make_session(day, title="Baru", number=2),
        ),
        (
            reverse("events:event-day-edit", args=[day.pk]),
            "guests",
            lambda: f.make_attendance(event, day=day, institution="Tamu"),
        ),
        (
            reverse("events:event-edit", args=[event.pk]),
            "organisers",
            lambda: f.make_office_role(event, name="Dinas Baru"),
        ),
    ):
        form = client.get(url).context["form"]
        data = {name: form[name].value() or "" for name in form.fields if name != "is_example"}
        if "date" in data:
            data["date"] = day.date.isoformat()
        row = add()
        answer = client.post(url, data)
        assert answer.status_code == 422, field
        row.refresh_from_db()
        assert row.archived_at is None
        # Seen and sent again it is meant.
        data["row_version"] = answer.context["form"]["row_version"].value()
        assert client.post(url, data).status_code == 302


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("programme", "10.00-09.00 Mundur"),
        ("programme", "x" * 251),
        ("programme", "Judul @ " + "y" * 201),
        ("programme", "\n".join(f"Sesi {n}" for n in range(61))),
        ("guests", "z" * 251),
        ("guests", "\n".join(f"Dinas {n}" for n in range(61))),
    ],
)
def test_bad_lines_are_told_at_their_field(officer: Any, field: str, text: str) -> None:
    day = f.make_day(f.make_event())
    filled = day_form(officer, day, **{field: text})
    assert not filled.is_valid()
    assert list(filled.errors) == [field]


def test_what_was_agreed_is_entered_at_once(client: Any, officer: Any) -> None:
    event = f.make_event()
    client.force_login(officer)
    url = reverse("events:commitments-several", args=[event.pk])
    data = {
        "follow_up": "1. Jadwal LLTT @ AKSANSI Sleman @ 31 Maret 2022\n2. Usul anggaran @ DPUPKP",
        "joint": "Iuran diresmikan @ @ Desember 2022",
        "signatories": "Kepala Dinas, DPUPKP\nAKSANSI Sleman",
    }
    assert client.post(url, data).status_code == 302
    assert client.post(url, data).status_code == 302, "the same again adds nothing"
    rows = Commitment.objects.order_by("pk")
    assert [(r.kind, r.text, r.owner_words, r.due_on) for r in rows] == [
        ("rtl", "Jadwal LLTT", "AKSANSI Sleman", dt.date(2022, 3, 31)),
        ("rtl", "Usul anggaran", "DPUPKP", None),
        ("komitmen", "Iuran diresmikan", "", dt.date(2022, 12, 31)),
    ]
    assert [str(s) for s in rows[2].signatories.all()] == ["Kepala Dinas, DPUPKP", "AKSANSI Sleman"]
    assert not rows[0].signatories.exists()
    page = client.get(rows[2].get_absolute_url()).content.decode()
    assert "Kepala Dinas, DPUPKP" in page


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({}, "follow_up"),
        ({"follow_up": "Jadwal @ AKSANSI @ kapan-kapan"}, "follow_up"),
        ({"follow_up": "Jadwal @ AKSANSI @ 20222"}, "follow_up"),
        ({"follow_up": "@ AKSANSI"}, "follow_up"),
        ({"follow_up": "a @ b @ 1/2/2022 @ d"}, "follow_up"),
        ({"joint": "x" * 2001}, "joint"),
        ({"follow_up": "Jadwal", "signatories": "Kepala Dinas"}, "joint"),
    ],
)
def test_promises_that_cannot_be_meant_are_told(
    officer: Any, data: dict[str, str], field: str
) -> None:
    filled = PromisesForm(data=data, user=officer)
    assert not filled.is_valid()
    assert field in filled.errors


def test_only_who_may_add_promises(official: Any) -> None:
    event = f.make_event()
    with pytest.raises(PermissionDenied):
        services.add_promises(event=event, lines={}, signatories=(), known={}, by=official)


@pytest.mark.parametrize(
    "line",
    [
        "Susun jadwal @ Bappeda @ 31 Maret 2022",
        "Susun jadwal | Bappeda | 31 Maret 2022",
        "Susun jadwal; Bappeda; 31 Maret 2022",
        "Susun jadwal\tBappeda\t31 Maret 2022",
    ],
)
def test_a_promise_is_parted_by_any_of_the_usual_signs(line: str) -> None:
    (row,) = lines.promises(line)
    assert (row.text, row.owner, row.due_on) == ("Susun jadwal", "Bappeda", dt.date(2022, 3, 31))


def test_one_semicolon_is_the_sentences_own() -> None:
    (row,) = lines.promises("Susun SOP; sosialisasi")
    assert (row.text, row.owner) == ("Susun SOP; sosialisasi", "")


def test_all_promises_that_are_not_understood_are_told_in_one_message(officer: Any) -> None:
    text = "Baik @ Bappeda\nSatu @ x @ besok\nDua @ y @ nanti"
    form = PromisesForm({"follow_up": text}, user=officer)
    (message,) = form.errors["follow_up"]
    assert "besok" in message and "nanti" in message
