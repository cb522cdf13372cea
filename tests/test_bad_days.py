"""Bad days of the main job: what is wrong is said in Indonesian, nothing is lost, nothing is doubled.

The list is that of issue 2, "Done when" 5; each case checks status, message and the rows left behind.
"""

from __future__ import annotations

import re
import uuid
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from core.land.regions import Region
from core.records.journal import Attachment, Note
from planning.models import Achievement, Activity, Advice, ArchivedReport, Goal, Progress
from tests.planning import factories as make

FORM = "application/x-www-form-urlencoded"


def address(name: str, *args: Any) -> str:
    return reverse(f"planning:{name}", args=args)


def words(answer: Any) -> str:
    """Return the page as a reader sees it: without tags, with single spaces."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


# --- A step sent twice ----------------------------------------------------------


@pytest.mark.parametrize(
    ("door", "data", "model"),
    [
        ("activity-note", {"kind": "info", "text": "Rapat ditunda"}, Note),
        ("activity-advise", {"text": "Sebutkan lokasinya"}, Advice),
    ],
)
def test_a_step_sent_twice_is_done_once(
    door: str, data: dict[str, str], model: Any, secretariat: Any, as_user: Any
) -> None:
    place, browser = address(door, make.make_activity().pk), as_user(secretariat)
    token = re.search(r'name="form_token" value="([^"]+)"', browser.get(place).content.decode())
    assert token
    first = browser.post(place, {**data, "form_token": token[1]})
    again = browser.post(place, {**data, "form_token": token[1]}, follow=True)
    assert first.status_code == 302 and again.status_code == 200
    assert "Formulir ini sudah disimpan" in words(again)
    assert model.objects.count() == 1


def test_a_step_that_failed_can_be_sent_again(secretariat: Any, as_user: Any) -> None:
    place, browser = address("activity-advise", make.make_activity().pk), as_user(secretariat)
    token = str(uuid.uuid4())
    refused = browser.post(place, {"text": "", "form_token": token})
    assert refused.status_code == 422 and token in refused.content.decode()
    kept = browser.post(place, {"text": "Sebutkan lokasinya", "form_token": token})
    assert kept.status_code == 302 and Advice.objects.count() == 1


def test_a_review_step_sent_twice_does_not_end_in_a_refusal(officer: Any, as_user: Any) -> None:
    report = make.make_achievement().annual_report
    place = address("annual-report-review", report.pk) + "?move=submit"
    browser, token = as_user(officer), str(uuid.uuid4())
    assert browser.post(place, {"form_token": token}).status_code == 302
    again = browser.post(place, {"form_token": token}, follow=True)
    assert again.status_code == 200 and "Formulir ini sudah disimpan" in words(again)


# --- A session that ended, a form that stood open too long ------------------------


def kept(answer: Any) -> dict[str, str]:
    """Return the hidden entries of the page that offers to send again."""
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', answer.content.decode()))


def test_what_was_typed_outlives_the_session(officer: Any, as_user: Any) -> None:
    chapter = make.make_chapter()
    place = address("goal-create")
    typed = {
        "chapter": str(chapter.pk),
        "title": "Semua IPAL terawat",
        "field": "kelembagaan",
        "from_year": "2016",
        "to_year": "2018",
    }
    answer = Client().post(place, typed)
    assert answer.status_code == 403
    assert "Sesi masuk Anda sudah berakhir" in words(answer)
    assert f"{reverse('account_login')}?next=" in answer.content.decode()
    assert Goal.objects.count() == 0
    again = kept(answer)
    assert {name: again[name] for name in typed} == typed
    assert as_user(officer).post(place, again).status_code == 302
    assert Goal.objects.get().title == "Semua IPAL terawat"


def test_a_stale_form_of_this_house_can_be_sent_again(officer: Any) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(officer)
    own = {"origin": "http://testserver"}
    place, typed = address("goal-create"), {"title": "Semua <IPAL> terawat"}
    answer = browser.post(place, {**typed, "csrfmiddlewaretoken": "x" * 64}, headers=own)
    assert answer.status_code == 403 and "Tidak ada yang disimpan" in words(answer)
    again = kept(answer)
    assert again["title"] == "Semua &lt;IPAL&gt; terawat"
    sent = browser.post(place, {**typed, **again}, headers=own)
    assert sent.status_code == 422  # read again by the form itself, which misses the other entries


def test_nobody_elses_page_and_no_password_is_offered_again(officer: Any) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(officer)
    for place, origin in (
        (address("goal-create"), "https://evil.example"),
        (address("goal-create"), ""),
        (reverse("account_login"), "http://testserver"),
    ):
        headers = {"origin": origin} if origin else {}
        answer = browser.post(place, {"title": "Titipan", "password": "Titipan"}, headers=headers)
        assert answer.status_code == 403
        assert "Titipan" not in answer.content.decode()


@pytest.mark.parametrize(
    "typed",
    [{"title": "x" * 6_000_000}, {f"f{n}": "1" for n in range(5_001)}],
    ids=["text", "fields"],
)
def test_a_form_that_is_too_large_is_told_so(typed: Any, officer: Any, as_user: Any) -> None:
    for content in ({"data": typed}, {"data": urlencode(typed), "content_type": FORM}):
        answer = as_user(officer).post(address("goal-create"), **content)
        assert answer.status_code == 413
        assert "melebihi batas sekali kirim" in words(answer)
    assert Goal.objects.count() == 0


# --- Faults of the house, each once a 500 -----------------------------------------


@pytest.mark.parametrize("door", ["region-edit", "user-edit"])
def test_a_forged_row_version_where_there_is_none(
    door: str, secretariat: Any, officer: Any, as_user: Any
) -> None:
    key = "34.04" if door == "region-edit" else officer.pk
    answer = as_user(secretariat).post(reverse(f"core:{door}", args=[key]), {"row_version": "-1"})
    assert answer.status_code == 422
    assert Region.objects.get(pk="34.04").name == "Kabupaten Sleman"


@pytest.fixture
def no_printing(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is printed does not matter here, only whether it is kept."""
    monkeypatch.setattr("aksansi.letter.views.render_pdf", lambda report, **letter: make.PDF)


def test_the_same_letter_archived_twice(no_printing: None, officer: Any, as_user: Any) -> None:
    make.approve(make.make_achievement().annual_report)
    place = reverse("region-report-archive", args=["34.04", 2018])
    browser = as_user(officer)
    letter = {"letter_date": "20 Januari 2019", "addressee": "Bupati Sleman"}
    assert browser.post(place, {**letter, "number": "1"}).status_code == 302
    for number in ("1", "2"):
        answer = browser.post(place, {**letter, "number": number})
        assert answer.status_code == 422
        assert "sudah diarsipkan dengan nomor 1" in words(answer)
    assert ArchivedReport.objects.count() == 1


@pytest.mark.parametrize("day", ["31/02/2018", "99/99/9999", "1 Januari 2099"])
def test_a_letter_of_no_day(day: str, no_printing: None, officer: Any, as_user: Any) -> None:
    make.approve(make.make_achievement().annual_report)
    place = reverse("region-report-archive", args=["34.04", 2018])
    answer = as_user(officer).post(place, {"letter_date": day, "addressee": "Bupati Sleman"})
    assert answer.status_code == 422
    assert "bukan tanggal lengkap" in words(answer) or "belum tiba" in words(answer)
    assert ArchivedReport.objects.count() == 0


# --- The forms of the main job ----------------------------------------------------


class Job:
    """A form of the main job as the own officer finds it, with entries that would be taken."""

    def __init__(self, door: str) -> None:
        running = make.make_activity()
        make.approve(running.plan)
        report = make.make_report()
        self.door = door
        self.place, self.model, self.good = {
            "achievement": (
                address("achievement-create", report.pk),
                Achievement,
                {"name": "KSM dibina", "unit": "KSM", "realised": "3", "target": "4"},
            ),
            "progress": (
                address("progress-create", running.pk),
                Progress,
                {"date": "05/05/2018", "volume": "3", "evidence": "Notula"},
            ),
            "goal": (
                address("goal-create"),
                Goal,
                {
                    "chapter": str(running.plan.chapter_id), "title": "IPAL terawat",
                    "field": "kelembagaan", "from_year": "2016", "to_year": "2018", "target": "9",
                    "unit": "IPAL",
                },
            ),
        }[door]  # fmt: skip


WRONG_DAYS = ("31/02/2018", "99/99/9999", "2018-13-01", "besok", "1\x002", "1 Januari 2099")
WRONG_NUMBERS = ("-1", "-1.000,5", "1" + "0" * 30, "NaN", "sNaN", "Infinity", "1e400", "x" * 5000)


@pytest.mark.parametrize(
    ("door", "field", "value"),
    [
        *(("progress", "date", day) for day in WRONG_DAYS),
        *(("achievement", "as_of", day) for day in WRONG_DAYS),
        *(("achievement", "realised", number) for number in WRONG_NUMBERS),
        *(("progress", "volume", number) for number in WRONG_NUMBERS),
        *(("progress", "cost", number) for number in WRONG_NUMBERS),
        *(("goal", "target", number) for number in WRONG_NUMBERS),
        *(("goal", "from_year", number) for number in ("-1", "0", "1899", "9999", "x")),
        ("achievement", "name", ""),
        ("achievement", "name", "IPAL\x00"),
        ("achievement", "name", "x" * 100_000),
        ("achievement", "cause", "x" * 100_000),
        ("achievement", "indicator", "999999999999999999999"),
        ("progress", "fund", "dana gelap"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(
    door: str, field: str, value: str, officer: Any, as_user: Any
) -> None:
    job = Job(door)
    answer = as_user(officer).post(job.place, {**job.good, field: value})
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert "perlu diperbaiki" in words(answer)
    assert job.model.objects.count() == 0
    for name, typed in job.good.items():
        if name != field:
            assert typed in answer.content.decode(), f"{name} was lost"


@pytest.mark.parametrize("door", ["achievement", "progress", "goal"])
def test_the_good_entries_are_taken_once(door: str, officer: Any, as_user: Any) -> None:
    job, browser, token = Job(door), as_user(officer), str(uuid.uuid4())
    assert browser.post(job.place, {**job.good, "form_token": token}).status_code == 302
    again = browser.post(job.place, {**job.good, "form_token": token}, follow=True)
    assert again.status_code == 200 and "Formulir ini sudah disimpan" in words(again)
    assert job.model.objects.count() == 1


def test_half_typed_and_sent_twice_keeps_what_was_typed(officer: Any, as_user: Any) -> None:
    job, browser, token = Job("achievement"), as_user(officer), str(uuid.uuid4())
    for _time in range(2):
        answer = browser.post(job.place, {"name": "KSM dibina", "form_token": token})
        assert answer.status_code == 422 and "KSM dibina" in words_in_fields(answer)
    assert Achievement.objects.count() == 0
    assert browser.post(job.place, {**job.good, "form_token": token}).status_code == 302
    assert Achievement.objects.count() == 1


def words_in_fields(answer: Any) -> list[str]:
    return re.findall(r'value="([^"]*)"', answer.content.decode())


def test_nothing_moves_to_another_region(officer: Any, as_user: Any) -> None:
    """Chapter, goal and parent of another region: refused at the field, or no such page."""
    other = make.make_chapter("33.72")
    foreign_goal = make.make_goal(chapter=other)
    foreign = make.make_achievement(annual_report=make.make_report(chapter=other))
    job, browser = Job("goal"), as_user(officer)
    answer = browser.post(job.place, {**job.good, "chapter": str(other.pk)})
    assert answer.status_code == 422 and "Pilihan" in str(answer.context["form"].errors)
    own = make.make_goal(title="Milik sendiri")
    edit = {**job.good, "chapter": str(other.pk), "row_version": str(own.version)}
    assert browser.post(address("goal-edit", own.pk), edit).status_code == 302
    own.refresh_from_db()
    assert own.chapter.region_id == "34.04"
    plan = make.make_plan(year=2020)
    line = {"title": "Pelatihan", "field": "kelembagaan", "goal": str(foreign_goal.pk)}
    assert browser.post(address("activity-create", plan.pk), line).status_code == 422
    for place in (
        address("achievement-edit", foreign.pk),
        address("achievement-create", foreign.annual_report_id),
        address("achievement-archive", foreign.pk),
        address("annual-report-propose", foreign.annual_report_id),
        address("annual-report-review", foreign.annual_report_id) + "?move=submit",
        reverse("region-report-archive", args=["33.72", 2018]),
    ):
        assert browser.post(place, job.good).status_code == 404, place
    foreign.refresh_from_db()
    assert foreign.name == "KPP didampingi" and foreign.archived_at is None
    assert Activity.objects.filter(plan=plan).count() == 0


UPLOADS = {
    "30 MB": ("besar.pdf", b"%PDF-1.7\n" + b"0" * (30 * 1024 * 1024), "terlalu besar"),
    "a program": ("foto.jpg", b"MZ\x90\x00" + b"0" * 99, "tidak diterima"),
    "a page": ("foto.png", b"<html><script>alert(1)</script>", "tidak diterima"),
    "a drawing": ("foto.png", b'<svg xmlns="http://www.w3.org/2000/svg"/>', "tidak diterima"),
    "half a photo": ("foto.png", b"\x89PNG\r\n\x1a\n" + b"0" * 40, "tidak dapat dibaca"),
    "half a parcel": ("surat.docx", b"PK\x03\x04" + b"0" * 40, "tidak dapat dibaca"),
    "nothing": ("kosong.pdf", b"", "kosong"),
}


@pytest.mark.parametrize("case", UPLOADS)
def test_an_upload_that_is_not_what_it_says(case: str, officer: Any, as_user: Any) -> None:
    line = make.make_achievement()
    name, content, said = UPLOADS[case]
    upload = SimpleUploadedFile(name, content, "image/png")
    place = address("achievement-file", line.pk)
    answer = as_user(officer).post(place, {"file": upload, "title": "Bukti kegiatan"})
    assert answer.status_code == 422
    assert said in words(answer) and "Bukti kegiatan" in answer.content.decode()
    assert Attachment.objects.count() == 0


@pytest.mark.parametrize(
    "place",
    [
        "/regions/34.4/", "/regions/99.99/", "/regions/34.04/report/1899/",
        "/regions/34.04/report/9999/", "/regions/34.04/report/2099/pdf/", "/regions/34.04%00/",
        "/regions/34.04/report/2018%0a/", "/planning/reports/99999999999999999999/",
        "/planning/reports/99999999999999999999/achievements/add/", "/planning/reports/-1/",
        "/planning/goals/0/edit/", "/files/x/",
    ],
)  # fmt: skip
def test_a_malformed_address_is_no_page(place: str, officer: Any, as_user: Any) -> None:
    browser = as_user(officer)
    answer = browser.get(place)
    assert answer.status_code == 404
    assert "Halaman tidak ditemukan" in words(answer)
    assert browser.post(place).status_code in (404, 405)
