"""The planning meeting: seven steps, advice in the room, minutes that stay."""

from __future__ import annotations

import io
import threading
import time
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import OperationalError, connection, connections
from django.urls import reverse
from pypdf import PdfReader

from core.records.journal import Attachment
from planning import services
from planning.models import Advice, MeetingNote, ReviewMeeting, Step
from planning.reports.meeting import build_minutes
from tests.planning import factories as make

pytestmark = pytest.mark.django_db


def address(name: str, *args: Any) -> str:
    return reverse(f"planning:{name}", args=args)


def held() -> ReviewMeeting:
    plan = make.make_plan(year=2019)
    make.make_activity(plan=plan, title="Pelatihan buku kas")
    before = make.make_plan(year=2018, chapter=plan.chapter)
    make.make_activity(plan=before, title="Belum jadi")
    return make.make_meeting(plan=plan)


def finish(meeting: ReviewMeeting, by: Any) -> None:
    for step in Step:
        services.note_step(meeting=meeting, by=by, step=step, text=f"Catatan {step}", is_done=True)


def test_each_step_has_its_page_and_shows_its_things(officer: Any, as_user: Any) -> None:
    meeting = held()
    line = make.make_achievement(annual_report=make.make_report(), name="KPP didampingi")
    make.make_goal(title="Tujuan tiga tahun", from_year=2018, to_year=2020)
    make.make_vision(text="Mimpi panjang")
    shown = {
        Step.ACHIEVED: line.name, Step.UNFINISHED: "Belum jadi", Step.YEAR: "Pelatihan buku kas",
        Step.GOALS: "Tujuan tiga tahun", Step.VISION: "Mimpi panjang", Step.ADVICE: "Pelatihan buku kas",
    }  # fmt: skip
    browser = as_user(officer)
    for step, words in shown.items():
        for page in ("meeting-step", "meeting-projector"):
            answer = browser.get(address(page, meeting.pk, step.value))
            assert answer.status_code == 200
            assert words in answer.content.decode(), (page, step)
    assert browser.get(address("meeting-step", meeting.pk, "lain")).status_code == 404


def test_a_step_that_is_done_leads_to_the_next_and_shows_its_progress(
    officer: Any, as_user: Any
) -> None:
    meeting, browser = held(), as_user(officer)
    first, second = list(Step)[:2]
    here = address("meeting-step", meeting.pk, first.value)
    assert browser.post(here, {"text": "Masih dibahas"})["Location"] == here
    answer = browser.post(here, {"text": "Dibahas", "is_done": "on"})
    assert answer["Location"] == address("meeting-step", meeting.pk, second.value)
    assert MeetingNote.objects.get().text == "Dibahas"
    assert meeting.open_steps() == list(Step)[1:]


def test_meeting_mode_goes_on_thing_by_thing_with_links_only(officer: Any, as_user: Any) -> None:
    meeting = held()
    make.make_activity(plan=meeting.plan, title="Audiensi")
    browser = as_user(officer)
    url, seen = address("meeting-projector", meeting.pk, Step.ACHIEVED.value), []
    while url:
        page = browser.get(url)
        assert page.status_code == 200
        seen.append((page.context["part"].step, page.context["item_number"]))
        url = page.context["next_url"]
    assert [step for step, _n in seen] == sorted((s for s, _n in seen), key=list(Step).index)
    assert {step for step, _n in seen} == set(Step)
    assert seen.count((Step.YEAR, 2)) == 1
    for wrong in ("0", "-1", "999999999", "x"):
        assert (
            browser.get(
                f"{address('meeting-projector', meeting.pk, 'saran')}?item={wrong}"
            ).status_code
            == 200
        )


def test_advice_is_typed_in_the_room_by_the_secretariat_only(
    officer: Any, secretariat: Any, as_user: Any
) -> None:
    meeting = held()
    line = meeting.plan.activities.get()
    foreign = make.make_activity(plan=make.make_plan(chapter=make.make_chapter("33.72")))
    data = {"advise": line.pk, "text": "Undang juga bendahara baru."}
    for page in ("meeting-step", "meeting-projector"):
        here = address(page, meeting.pk, Step.ADVICE.value)
        assert as_user(officer).post(here, data).status_code == 403
        them = as_user(secretariat)
        assert them.post(here, {**data, "text": " "}).status_code == 422
        assert them.post(here, {**data, "advise": foreign.pk}).status_code == 404
        assert them.post(here, {**data, "advise": "x" * 50}).status_code == 404
        assert them.post(here, data).status_code == 302
    assert Advice.objects.filter(activity=line).count() == 2
    assert line.plan.missing_for_submission()  # each is to be answered first


def test_minutes_close_when_every_step_is_done_and_then_stay(
    officer: Any, official: Any, as_user: Any
) -> None:
    meeting, browser = held(), as_user(officer)
    close = address("meeting-close", meeting.pk)
    refused = browser.post(close, {})
    assert refused.status_code == 422
    assert "belum selesai" in refused.content.decode()
    finish(meeting, officer)
    draft = browser.get(address("meeting-minutes-pdf", meeting.pk)).content
    assert "DRAF" in text_of(draft)
    assert browser.post(close, {}).status_code == 302
    meeting.refresh_from_db()
    kept = Attachment.objects.of(meeting).get()
    with kept.file.open("rb") as file:
        words = text_of(file.read())
    assert "Catatan saran" in words and "Pelatihan buku kas" in words and "DRAF" not in words
    assert browser.post(close, {}).status_code == 422
    with pytest.raises(ValidationError):
        services.note_step(meeting=meeting, by=officer, step="capaian", text="Lain", is_done=True)
    assert browser.get(address("review-meeting-edit", meeting.pk)).status_code == 403
    with pytest.raises(PermissionDenied):
        services.note_step(meeting=meeting, by=official, step="capaian", text="Lain", is_done=True)


def text_of(content: bytes) -> str:
    pages = PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_minutes_show_no_other_chapter(officer: Any, other_officer: Any) -> None:
    meeting = held()
    assert any(part.items for part in build_minutes(user=officer, meeting=meeting))
    parts = build_minutes(user=other_officer, meeting=meeting)
    assert not any(part.items for part in parts if part.step != Step.AGREE)


@pytest.mark.django_db(transaction=True)
def test_two_who_close_at_once_keep_one_file(regions: Any, officer: Any, secretariat: Any) -> None:
    meeting = held()
    finish(meeting, officer)
    gate, results = threading.Barrier(2, timeout=20), []

    def close(user: Any) -> None:
        try:
            gate.wait()
            for _try in range(500):
                try:
                    services.close_meeting(meeting=meeting, by=user, pdf=make.PDF)
                    results.append("closed")
                    return
                except ValidationError:
                    results.append("refused")
                    return
                except OperationalError as error:
                    if connection.vendor != "sqlite" or "locked" not in str(error):
                        raise
                    time.sleep(0.01)  # the other one writes
        finally:
            connections.close_all()

    threads = [threading.Thread(target=close, args=[user]) for user in (officer, secretariat)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(results) == ["closed", "refused"]
    assert Attachment.objects.of(meeting).count() == 1
