"""What is done with a row stands in the row: for whoever may do it, and never to be refused there."""

from __future__ import annotations

import re
from typing import Any

from django.urls import reverse
from django.utils import timezone

from core.records.review import State
from planning.models import AdviceAnswer
from tests.agreements.factories import make_blocker, make_partnership
from tests.events.factories import make_commitment, make_event
from tests.monitoring.factories import make_finding, make_visit
from tests.planning.factories import (
    make_activity,
    make_advice,
    make_chapter,
    make_check_in,
    make_deadline,
    make_plan,
    make_report,
)

LISTS = {
    "planning:advice-list": ("Jawab", {"officer"}),
    "planning:annual-plan-list": ("Setujui", {"secretariat"}),
    "planning:annual-report-list": ("Setujui", {"secretariat"}),
    "planning:check-in-list": ("Catat sudah dipenuhi", {"officer", "secretariat"}),
    "monitoring:visit-list": ("Setujui", {"secretariat"}),
    "monitoring:finding-list": ("Tutup", {"officer", "secretariat"}),
    "agreements:blocker-list": ("Selesaikan", {"officer", "secretariat"}),
    "events:commitment-list": ("Tandai selesai", {"officer", "secretariat"}),
}


def deeds(html: str) -> list[tuple[str, str]]:
    """Return the address and the word of each deed in the rows of a list."""
    found = re.findall(
        r'class="do"><div class="v"[^>]*><a class="btn quiet" href="([^"]+)">([^<]+)', html
    )
    return [(url.replace("&amp;", "&"), word) for url, word in found]


def test_each_list_has_its_deed_in_the_row_for_whoever_may_do_it(
    regions: Any, as_user: Any, secretariat: Any, officer: Any, official: Any
) -> None:
    now = timezone.now()
    sent = {"state": State.SUBMITTED, "submitted_at": now, "submitted_by": officer}
    plan = make_plan(**sent)
    make_plan(year=2019)
    report = make_report(**sent)
    visit = make_visit(**sent)
    # What the very person handed in is another's to approve.
    make_plan(year=2020, **{**sent, "submitted_by": secretariat})
    line = make_activity(plan=plan)
    advice = make_advice(activity=line, is_released=True)
    make_advice(activity=line, answer=AdviceAnswer.ACCEPTED, answered_at=now, is_released=True)
    finding, closed = (
        make_finding(),
        make_finding(
            title="Bak penuh", closed_on=now.date(), action_taken="Disedot", closed_by=officer
        ),
    )
    check = make_check_in(promise="Kas dicatat", promise_due=now.date(), is_released=True)
    make_check_in(
        promise="Buku ada",
        promise_due=now.date(),
        kept_on=now.date(),
        kept_how="Ada",
        is_released=True,
    )
    blocker = make_blocker(make_partnership())
    promise = make_commitment(make_event("34.04"))
    one = {
        "planning:advice-list": advice,
        "planning:annual-plan-list": plan,
        "planning:annual-report-list": report,
        "planning:check-in-list": check,
        "monitoring:visit-list": visit,
        "monitoring:finding-list": finding,
        "agreements:blocker-list": blocker,
        "events:commitment-list": promise,
    }
    for person, name in (
        (secretariat, "secretariat"),
        (officer, "officer"),
        (official, "official"),
    ):
        browser = as_user(person)
        for address, (word, who) in LISTS.items():
            found = deeds(browser.get(reverse(address)).content.decode())
            told = [shown for _url, shown in found if shown == word]
            assert told == [word] * (name in who), (name, address, found)
            for url, _word in found:
                page = browser.get(url)
                assert page.status_code == 200, (name, url)
                assert not page.context["form"].errors, (name, url)
            if name in who:
                assert any(f"/{one[address].pk}/" in url for url, _word in found)
    # Another person verifies what the officer closed.
    verify = reverse("monitoring:finding-verify", args=[closed.pk])
    for person, seen in ((secretariat, True), (officer, False)):
        page = as_user(person).get(reverse("monitoring:finding-list")).content.decode()
        assert (verify in page) is seen
    # A file and a paper do nothing.
    for form in ("csv", "print"):
        answer = as_user(secretariat).get(
            reverse("monitoring:finding-list", query={"format": form})
        )
        told = b"".join(answer) if answer.streaming else answer.content
        assert b"Bak penuh" in told
        assert verify.encode() not in told and b"Langkah" not in told


def test_the_board_leads_from_a_late_chapter_to_its_reminder(
    regions: Any, as_user: Any, secretariat: Any, official: Any
) -> None:
    make_chapter("34.04")
    make_deadline()  # a plan by the end of January: the chapter has none
    place = reverse("board-clinic", args=["34.04"])
    page = as_user(secretariat).get(reverse("board")).content.decode()
    assert f'href="{place}">Ingatkan' in page
    assert "Pesan untuk diteruskan" in as_user(secretariat).get(place).content.decode()
    assert ">Ingatkan" not in as_user(official).get(reverse("board")).content.decode()
