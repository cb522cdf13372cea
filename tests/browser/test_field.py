"""A visit in the field, in real Chromium on a small phone: the line goes, the browser dies, nothing is lost."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import time
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from aksansi.demo.accounts import PASSWORD
from core.people.users import User
from ksm.models import Facility
from monitoring.models import Instrument, Question, Round, RoundTarget, Visit
from tests.browser.line import Line

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FIELD = "/monitoring/field/"


@pytest.fixture
def phone(playwright: Any, browser_type_launch_args: dict[str, Any], tmp_path: Path) -> Any:
    """Return a function that starts the browser of one phone: always the same profile."""
    opened = []

    def start() -> Any:
        context = playwright.chromium.launch_persistent_context(
            tmp_path / "phone",
            viewport={"width": 360, "height": 740},
            locale="id-ID",
            **browser_type_launch_args,
        )
        context.set_default_timeout(30_000)
        opened.append(context)
        return context.pages[0]

    yield start
    for context in opened:
        with contextlib.suppress(Exception):  # killed on purpose
            context.close()


def kill(profile: Path) -> None:
    """Kill every process of the browser that uses this profile, as a dead battery would."""
    mark = f"--user-data-dir={profile}".encode()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                words = (entry / "cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if mark in words:
                os.kill(int(entry.name), signal.SIGKILL)
    time.sleep(1)
    for name in ("SingletonLock", "SingletonSocket", "SingletonCookie"):
        (profile / name).unlink(missing_ok=True)


def sign_in_again(page: Any, username: str = "pengurus-sleman") -> None:
    page.locator("input[name=login]").fill(username)
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()


def open_field(page: Any, line: Line) -> None:
    page.goto(f"{line.url}{FIELD}")
    if "/accounts/login/" in page.url:
        sign_in_again(page)
    page.wait_for_url(re.compile(re.escape(FIELD)))
    expect(page.locator("[data-started]")).to_be_attached()


@pytest.fixture
def target(demo: None) -> RoundTarget:
    """A facility of Kab. Sleman that the officer is to visit with the 49 questions."""
    instrument = Instrument.objects.get(code="aksansi-2021")
    campaign = Round.objects.create(name="Putaran uji", kind="routine", instrument=instrument)
    # The last of those that stand for good: what is asked depends on the plant.
    standing = Facility.objects.filter(region="34.04", code__lte="34.04-0038").current()
    facility = standing.order_by("-code").first()
    return RoundTarget.objects.create(
        round=campaign,
        facility=facility,
        assignee=User.objects.get(username="pengurus-sleman"),
    )


ANSWERS = {"number": "2", "ratio": "3/4", "date": "8 Mei 2018", "text": "Baik"}


def answer(page: Any, part: int) -> None:
    """Answer every question on the present step."""
    step = page.locator("[data-field] [data-step]").nth(part)
    step.click()
    shown = page.locator("[data-field] [data-part]:not([hidden])")
    if shown.get_attribute("data-part") == "head":
        shown.locator("[name=team]").fill("Tim Sleman 1")
        shown.locator("[name=women]").fill("3")
        shown.locator("[name=narrative]").fill("Bak kontrol penuh sampah.")
        return
    for card in shown.locator("[data-ask]:not([hidden])").all():
        kind = card.get_attribute("data-kind")
        if kind in ("single", "multi"):
            card.locator("fieldset").first.locator("input").first.check()
        else:
            card.locator(".field").first.locator("input, textarea").first.fill(ANSWERS[str(kind)])


def eventually(holds: Any) -> None:
    """Wait until something holds on the server; at most half a minute."""
    until = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.3)


def open_target(page: Any, target: RoundTarget) -> None:
    """Open the questions of a target; what is kept is read from the phone first."""
    page.locator(f"[data-open=t{target.pk}]").click()
    expect(page.locator("[data-field] [data-step][aria-current]")).to_be_visible()


def standing(page: Any) -> dict[str, list[str]]:
    """Return what stands in all questions and the head, by field name."""
    return page.evaluate(
        """() => {
          const found = {};
          for (const field of document.querySelectorAll("[data-body] [name]")) {
            if (/^[bc]\\d/.test(field.name)) continue;
            if (["radio", "checkbox"].includes(field.type)) { if (field.checked) (found[field.name] ??= []).push(field.value); }
            else if (field.value) (found[field.name] ??= []).push(field.value);
          }
          return found;
        }"""
    )


@pytest.mark.once
def test_a_visit_survives_the_line_and_the_browser(
    live_server: Any, line: Line, phone: Any, tmp_path: Path, target: RoundTarget
) -> None:
    page = phone()
    open_field(page, line)
    expect(page.locator("[data-field] [data-ready]")).to_be_visible()
    open_target(page, target)
    for part in (0, 1, 2):
        answer(page, part)
    expect(page.locator("[data-field] [data-waiting]")).to_have_text(
        "Semua sudah terkirim", timeout=30_000
    )
    draft = Visit.objects.get(facility=target.facility, round=target.round)
    asked = Question.objects.filter(aspect__instrument=draft.instrument, aspect__code__in="KT")
    typed = asked.exclude(kind="computed").count()
    eventually(lambda: draft.answers.count() == typed)
    assert draft.state == "draft"

    line.cut()
    answer(page, 3)
    expect(page.locator("[data-field] [data-waiting]")).to_have_text("1 belum terkirim")
    expect(page.locator("[data-field] [data-line]")).to_contain_text(
        "Tidak ada jaringan", timeout=30_000
    )
    before = standing(page)
    assert len(before) > 30
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    kill(tmp_path / "phone")

    # The phone is on again, still without a line, and its session is gone with the browser
    # (a browser killed late may have written the cookie down before).
    page = phone()
    page.context.clear_cookies()
    page.goto(f"{line.url}{FIELD}")
    expect(page.locator("[data-field] [data-waiting]")).to_have_text("1 belum terkirim")
    open_target(page, target)
    assert standing(page) == before
    for part in (4, 5):
        answer(page, part)
    whole = standing(page)
    assert draft.answers.count() == typed

    line.mend()
    page.locator("[data-field] [data-send]").click()
    page.locator("[data-field] [data-login]").click()
    sign_in_again(page)
    page.wait_for_url(re.compile(re.escape(FIELD)))
    expect(page.locator("[data-field] [data-waiting]")).to_have_text(
        "Semua sudah terkirim", timeout=30_000
    )
    open_target(page, target)
    assert standing(page) == whole
    page.locator("[data-field] [data-step]").last.click()
    page.locator("[data-field] [data-submit]").click()
    told = ":is([data-handed-in], [data-refused-box]):not([hidden])"
    expect(page.locator(f"[data-field] {told}")).to_be_visible(timeout=30_000)
    if page.locator("[data-field] [data-refused-box]").is_visible():
        # Figures that contradict each other want a word first; it is given online.
        page.locator("[data-field] [data-online]").click()
        page.locator("a[href$='/answers/']").first.click()
        expect(page.get_by_role("button", name="Simpan penjelasan")).to_be_visible()
        for box in page.locator("form textarea").all():
            box.fill("Sesuai buku kas.")
        page.get_by_role("button", name="Simpan penjelasan").click()
        page.goto(f"{line.url}{FIELD}#t{target.pk}")
        page.locator("[data-field] [data-step]").last.click()
        page.locator("[data-field] [data-submit]").click()
    expect(page.locator("[data-field] [data-handed-in]")).to_be_visible(timeout=30_000)

    visit = Visit.objects.get(facility=target.facility, round=target.round)
    assert (visit.pk, visit.state, visit.submission) == (draft.pk, "submitted", 1)
    assert visit.editions.count() == 1
    questions = Question.objects.filter(aspect__instrument=visit.instrument)
    assert questions.count() == 49
    asked = questions.exclude(kind="computed")
    assert set(visit.answers.values_list("question", flat=True)) == set(
        asked.values_list("pk", flat=True)
    )
    assert (visit.team, visit.women, visit.narrative) == (
        "Tim Sleman 1",
        3,
        "Bak kontrol penuh sampah.",
    )


def test_another_account_on_the_phone_neither_sees_nor_sends(
    live_server: Any, line: Line, phone: Any, target: RoundTarget
) -> None:
    page = phone()
    open_field(page, line)
    expect(page.locator("[data-field] [data-ready]")).to_be_visible()
    open_target(page, target)
    line.cut()
    answer(page, 1)
    expect(page.locator("[data-field] [data-waiting]")).to_have_text("1 belum terkirim")
    line.mend()
    page.goto(f"{line.url}/")
    page.evaluate("document.querySelector('[action$=\"/logout/\"] button').click()")
    # What was not sent is named first; here it is left to wait for its own account.
    expect(page.locator("#unsent li")).to_have_count(1)
    page.locator("#unsent [data-leave]").first.click()
    page.wait_for_url(re.compile("/accounts/login/"))
    assert page.evaluate("caches.has('aksansi-field-page')") is False
    sent = Visit.objects.filter(round=target.round).count()

    sign_in_again(page, "pengurus-kulonprogo")
    page.wait_for_url(f"{line.url}/")
    page.goto(f"{line.url}{FIELD}")
    expect(page.locator("[data-field] [data-waiting]")).to_have_text("Semua sudah terkirim")
    assert target.facility.code not in page.content()
    time.sleep(3)
    assert Visit.objects.filter(round=target.round).count() == sent


def test_saving_leads_to_the_answer_that_was_refused(
    demo: None, live_server: Any, sign_in: Any
) -> None:
    question = Question.objects.get(aspect__instrument__code="aksansi-2021", code="K03")
    assert question.maximum == 4
    standing = Facility.objects.filter(region="34.04").current()
    # Built before the emptying that is answered, and none of the working year: those have visits of their own.
    facility = standing.filter(visits=None, built_on__lt="2018").order_by("-code").first()
    visit = Visit.objects.create(
        facility=facility, instrument=question.aspect.instrument, visited_on="2025-05-08"
    )
    page = sign_in("pengurus-sleman", width=360)
    page.goto(f"{live_server.url}/monitoring/visits/{visit.pk}/answers/{question.aspect_id}/")
    field = page.locator(f"[name=q{question.pk}]")
    field.fill("9")
    page.get_by_role("button", name="Simpan", exact=False).last.click()
    expect(field).to_be_focused()
    expect(field).to_be_in_viewport()
    expect(page.locator(f"#ask-{question.pk} [data-error]")).to_be_visible()
