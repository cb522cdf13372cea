"""Attendance entered as a list, as counts, and what is printed of it."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.urls import reverse
from pypdf import PdfReader

from events import paste, services
from events.attendance import headcount_of
from events.forms import AttendanceForm
from events.models import Attendance
from events.recap import build_recap
from tests.events import factories as f

LIST = "Sri Lestari, KSM Melati, ketua, P\nBudi, DPUPKP, staf, L"


def pdf_text(response: Any) -> str:
    return " ".join(
        " ".join(
            page.extract_text() for page in PdfReader(io.BytesIO(response.content)).pages
        ).split()
    )


def test_a_pasted_list_is_shown_before_it_is_saved(client: Any, officer: Any) -> None:
    event = f.make_event()
    client.force_login(officer)
    url = reverse("events:attendance-paste", args=[event.pk])
    data = {"text": LIST, "category": "ksm", "day": ""}
    shown = client.post(url, data)
    assert shown.status_code == 200
    assert "Sri Lestari" in shown.content.decode()
    assert not Attendance.objects.exists()
    saved = client.post(url, {**data, "save": "1"})
    assert saved.status_code == 302
    assert Attendance.objects.get(name="Sri Lestari").women == 1
    assert Attendance.objects.get(name="Budi").men == 1


def test_a_list_pasted_again_adds_nobody_twice(client: Any, officer: Any) -> None:
    event = f.make_event()
    people = paste.read(LIST).people
    assert services.add_people(event=event, day=None, people=people, by=officer) == (2, 0)
    assert services.add_people(event=event, day=None, people=people, by=officer) == (0, 2)
    assert Attendance.objects.count() == 2


def test_an_empty_paste_says_so(client: Any, officer: Any) -> None:
    event = f.make_event()
    client.force_login(officer)
    url = reverse("events:attendance-paste", args=[event.pk])
    answer = client.post(url, {"text": "123\n---", "category": "ksm", "save": "1"})
    assert answer.status_code == 422
    assert "Tidak ada nama" in answer.content.decode()


def test_a_day_of_another_event_is_refused(client: Any, officer: Any) -> None:
    event, other = f.make_event(), f.make_event()
    day = f.make_day(other)
    client.force_login(officer)
    url = reverse("events:attendance-paste", args=[event.pk])
    answer = client.post(url, {"text": LIST, "category": "ksm", "day": day.pk, "save": "1"})
    assert answer.status_code == 422
    counts = reverse("events:attendance-counts", args=[event.pk])
    assert client.get(f"{counts}?day={day.pk}").status_code == 404


def test_counts_keep_one_row_per_category_and_leave_the_others(client: Any, officer: Any) -> None:
    event = f.make_event()
    day = f.make_day(event)
    f.make_attendance(event, day=day, institution="KSM Melati", women=2)
    f.make_attendance(event, day=day, institution="KSM Mawar", women=1)
    client.force_login(officer)
    url = f"{reverse('events:attendance-counts', args=[event.pk])}?day={day.pk}"
    assert (
        client.post(url, {"ksm-women": "5", "ksm-men": "3", "opd-invited": "4"}).status_code == 302
    )
    assert client.post(url, {"ksm-women": "6", "ksm-men": "3"}).status_code == 302
    rows = Attendance.objects.filter(archived_at__isnull=True)
    assert {(r.category, r.institution, r.women, r.men) for r in rows} == {
        ("ksm", "KSM Melati", 2, None),
        ("ksm", "KSM Mawar", 1, None),
        ("ksm", "", 6, 3),
    }
    assert headcount_of(rows).present == 12


def test_the_recap_adds_up_names_and_counts_and_prints(client: Any, officer: Any) -> None:
    event = f.make_event(ends_on="2018-05-09")
    first, second = f.make_day(event), f.make_day(event, "2018-05-09")
    f.make_attendance(event, day=first, category="opd", invited=10, women=3, men=4)
    f.make_attendance(event, day=first, institution="KSM Melati", name="Sri", women=1)
    f.make_attendance(event, day=first, institution="KSM Melati", name="Budi", men=1)
    f.make_attendance(event, day=first, institution="KSM Mawar", name="Ani", women=1)
    f.make_attendance(event, day=second, category="desa", institution="Kalurahan")  # no number
    f.make_attendance(event, day=second, institutions=10, unspecified=25)
    recap = build_recap(Attendance.objects.select_related("day"))
    assert [
        (
            r.day.day,
            r.institutions,
            r.people.invited,
            r.people.women,
            r.people.men,
            r.people.present,
        )
        for r in recap
        if r.day
    ] == [(8, None, 10, 3, 4, 7), (8, 2, None, 2, 1, 3), (9, 10, None, None, None, 25)]
    client.force_login(officer)
    page = client.get(reverse("events:event-record", args=[event.pk])).content.decode()
    assert "Rekap kehadiran" in page and "Sri" not in page


def test_who_came_is_counted_in_the_row_that_says_who_was_invited(
    client: Any, officer: Any
) -> None:
    event = f.make_event()
    day = f.make_day(event)
    f.make_attendance(event, day=day, category="kecamatan", institution="Perwakilan kapanewon")
    client.force_login(officer)
    url = f"{reverse('events:attendance-counts', args=[event.pk])}?day={day.pk}"
    form = client.get(url).context["form"]
    assert [(who, len(fields)) for _category, who, fields in form.expected()] == [
        ("Perwakilan kapanewon", 4)
    ]
    assert client.post(url, {"kecamatan-women": "5", "kecamatan-men": "7"}).status_code == 302
    (row,) = Attendance.objects.filter(archived_at__isnull=True)
    assert (row.institution, row.women, row.men) == ("Perwakilan kapanewon", 5, 7)
    assert client.post(url, {}).status_code == 302
    row.refresh_from_db()
    assert (row.archived_at, row.present) == (None, None), "who was invited stays known"


@pytest.mark.parametrize("value", ["-1", "banyak", "1e9"])
def test_a_wrong_count_is_told_and_nothing_saved(client: Any, officer: Any, value: str) -> None:
    event = f.make_event()
    client.force_login(officer)
    url = reverse("events:attendance-counts", args=[event.pk])
    assert client.post(url, {"ksm-women": value, "ksm-men": "3"}).status_code == 422
    assert not Attendance.objects.exists()


def test_whoever_came_on_both_days_is_one_person_and_two_person_days(
    db: None, regions: Any
) -> None:
    event = f.make_event()
    for date in ("2018-05-08", "2018-05-09"):
        day = f.make_day(event, date)
        f.make_attendance(event, day=day, name="Sri Lestari", institution="KSM Melati", women=1)
    f.make_attendance(event, day=day, name="Budi", men=1)
    found = headcount_of(Attendance.objects.all())
    assert (found.present, found.persons, found.at_least, found.per_day) == (3, 2, 2, True)
    f.make_attendance(event, day=day, women=4)
    found = headcount_of(Attendance.objects.all())
    assert (found.present, found.persons, found.at_least) == (7, None, 6)


def test_certificates_are_one_per_person(
    client: Any, officer: Any, django_assert_max_num_queries: Any
) -> None:
    event = f.make_event(title="Bimtek Sanitasi")
    for date in ("2018-05-08", "2018-05-09"):
        f.make_attendance(event, day=f.make_day(event, date), name="Sri Lestari", women=1)
    f.make_attendance(event, name="Budi", men=1)
    client.force_login(officer)
    with django_assert_max_num_queries(20):
        answer = client.get(reverse("events:event-certificates", args=[event.pk]))
    assert answer["Content-Type"] == "application/pdf"
    assert len(PdfReader(io.BytesIO(answer.content)).pages) == 2
    text = pdf_text(answer)
    assert text.count("Sri Lestari") == 1
    assert "SERTIFIKAT" in text and "Bimtek Sanitasi" in text


def test_the_sign_in_sheet_has_a_page_per_day_and_lines_to_write_on(
    client: Any, officer: Any
) -> None:
    event = f.make_event()
    for date in ("2018-05-08", "2018-05-09"):
        f.make_day(event, date)
    client.force_login(officer)
    answer = client.get(reverse("events:event-sign-in", args=[event.pk]))
    text = pdf_text(answer)
    assert "8 Mei 2018" in text and "9 Mei 2018" in text
    assert "Tanda tangan" in text
    assert len(PdfReader(io.BytesIO(answer.content)).pages) >= 2


def test_officials_print_the_record_but_no_names(client: Any, official: Any, officer: Any) -> None:
    event = f.make_event()
    f.make_attendance(event, name="Sri Lestari", institution="KSM Melati", women=1)
    client.force_login(official)
    answer = client.get(reverse("events:event-record-pdf", args=[event.pk]))
    assert answer.status_code == 200
    assert "Sri Lestari" not in pdf_text(answer)
    assert client.get(reverse("events:event-sign-in", args=[event.pk])).status_code == 403


def test_rough_counts_are_kept_and_told_once(client: Any, officer: Any) -> None:
    event = f.make_event()
    client.force_login(officer)
    url = reverse("events:attendance-counts", args=[event.pk])
    data = {"ksm-unspecified": "± 120", "ksm-women": "40", "opd-men": "sekitar 10"}
    assert client.post(url, data).status_code == 302
    row = Attendance.objects.get(category="ksm")
    assert (row.unspecified, row.women) == (120, 40)
    assert row.is_estimate and not row.source
    assert Attendance.objects.get(category="opd").is_estimate
    assert client.post(url, data).status_code == 302
    assert Attendance.objects.get(category="ksm").version == row.version
    filled = AttendanceForm(data={"category": "desa", "men": "±25"}, user=officer, parent=event)
    assert filled.is_valid(), filled.errors
    saved = filled.save()
    assert (saved.men, saved.is_estimate) == (25, True)


def test_a_pasted_cell_that_does_not_fit_is_told_not_cut(client: Any, officer: Any) -> None:
    event = f.make_event()
    client.force_login(officer)
    url = reverse("events:attendance-paste", args=[event.pk])
    data = {"text": f"{LIST}\nAni, KSM {'x' * 300}, ketua, P", "category": "ksm", "save": "1"}
    answer = client.post(url, data)
    assert answer.status_code == 422 and not Attendance.objects.exists()
    page = answer.content.decode()
    assert "304" in page and "250" in page
