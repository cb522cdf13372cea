"""What a person passes on by telephone: the office's words and the link; nothing is sent from here."""

from __future__ import annotations

import datetime as dt
import html
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.conf import settings

from ksm.models import Facility
from tests.events import factories as events
from tests.ksm.factories import make_facility
from tests.monitoring import factories as visits
from tests.planning import factories as planning


def message(browser: Any, record: Any) -> str:
    """Return the message a record's page offers, "" where it offers none; WhatsApp is given the same words."""
    page = browser.get(record.get_absolute_url()).content.decode()
    found = re.search(r'<textarea[^>]*id="message"[^>]*>\n?(.*?)</textarea>', page, re.S)
    if not found:
        assert "wa.me" not in page
        return ""
    text = html.unescape(found.group(1))
    link = re.search(r'href="(https://wa\.me/[^"]*)"', page)
    assert link
    assert parse_qs(urlsplit(html.unescape(link.group(1))).query)["text"] == [text]
    assert text.endswith(settings.SITE_URL + record.get_absolute_url())
    return text


def test_a_finding_says_what_is_asked_of_whom_until_when(
    regions: Any, as_user: Any, officer: Any
) -> None:
    facility: Facility = make_facility(name="IPAL Mlati & <Kali>")
    finding = visits.make_finding(
        facility=facility, title="Manhole disemen", due_on=dt.date(2018, 7, 1), person="Pak Budi"
    )
    text = message(as_user(officer), finding)
    for words in ("Manhole disemen", "IPAL Mlati & <Kali>", "Membuka manhole", "1 Juli 2018"):
        assert words in text
    assert "Pak Budi" not in text
    closed = visits.make_finding(closed_on=dt.date(2018, 7, 1), closed_by=officer, action_taken="x")
    assert message(as_user(officer), closed) == ""


def test_an_event_invites_until_it_is_held_and_a_cancelled_one_never(
    regions: Any, as_user: Any, officer: Any
) -> None:
    browser = as_user(officer)
    ahead = events.make_event(title="Rapat rutin", state="planned", starts_on="2031-05-02")
    assert message(browser, ahead).startswith("Undangan: Rapat rutin\n2 Mei 2031")
    held = events.make_event(title="Rapat lama", state="held", starts_on="2018-05-02")
    assert message(browser, held).startswith("Acara: Rapat lama")
    gone = events.make_event(title="Batal", state="cancelled", starts_on="2018-05-02")
    assert message(browser, gone) == ""


def test_a_letter_and_a_round_are_passed_on_with_their_check_and_days(
    regions: Any, as_user: Any, officer: Any
) -> None:
    letter = planning.make_archived(officer)
    assert letter.verification_code in message(as_user(officer), letter)
    round_ = visits.make_round(starts_on=dt.date(2018, 5, 1), ends_on=dt.date(2018, 5, 20))
    assert "1 Mei 2018 – 20 Mei 2018" in message(as_user(officer), round_)


def test_the_message_is_indonesian_for_an_english_reader(
    regions: Any, as_user: Any, officer: Any
) -> None:
    officer.language = "en"
    officer.save()
    finding = visits.make_finding(due_on=dt.date(2018, 7, 1))
    assert "Tenggat: 1 Juli 2018" in message(as_user(officer), finding)
