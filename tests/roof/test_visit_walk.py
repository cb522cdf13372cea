"""What one visit of the demonstration found, walked from its answers to every page that tells it."""

from __future__ import annotations

import datetime as dt
import io
import re
from typing import Any

import pytest
from django.urls import reverse
from pypdf import PdfReader

from aksansi.demo import accounts, entering, monitoring_examples
from aksansi.demo import ksm as registry_demo
from core.land import reference as regions_reference
from core.tools.rows.history import one_action
from ksm import reference as programmes
from ksm.models import Facility
from monitoring import reference as instruments

pytestmark = pytest.mark.postgres

NAME = "Contoh IPAL Komunal Sinduadi"


@pytest.fixture
def facility(db: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Facility:
    """The facility 34.04-0037 of the demonstration, with its visits of 2024 and 2025."""
    settings.DEMO = True
    regions_reference.load()
    programmes.load()
    instruments.load()
    actor = accounts.load()
    real = monitoring_examples.rows
    monkeypatch.setattr(
        monitoring_examples,
        "rows",
        lambda name: [row for row in real(name) if row.get("facility", NAME) == NAME],
    )
    with one_action(by=actor):
        item = next(
            one
            for one in entering.tree("registry_examples.json")
            if one["facility"]["name"] == NAME
        )
        registry_demo._Registry(actor).example(item)
        monitoring_examples.load(actor)
    return Facility.objects.get(name=NAME)


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_the_visit_of_june_2025_is_told_everywhere(facility: Facility, as_user: Any) -> None:
    browser = as_user(accounts.User.objects.get(username="pengurus-sleman"))

    page = words(browser.get(facility.get_absolute_url()))
    assert re.search(r"SR aktif 74 17 Juni 2025", page)
    assert "18 Maret 2028" in page and "lewat jatuh tempo" not in page.lower()

    sent = browser.get(reverse("ksm:facility-list"), {"format": "csv"})
    row = b"".join(sent.streaming_content).decode()
    assert re.search(rf"{NAME}.*\b74\b", row)
    listed = words(browser.get(reverse("ksm:facility-list")))
    assert re.search(rf"{NAME}.*?74.*?Jun 2025", listed)

    popup = words(browser.get(reverse("ksm:facility-popup", args=[facility.code])))
    assert "Jun 2025" in popup and "Berfungsi" in popup

    schedule = words(browser.get(reverse("ksm:desludging-schedule-list")))
    assert re.search(rf"{NAME}.*?18 Mar 2028.*?18 Mar 2025", schedule), schedule[
        schedule.find(NAME) :
    ][:300]

    home = words(browser.get("/"))
    assert "Lakukan penyedotan" not in home

    overview = words(browser.get(reverse("region-overview", args=["34.04"])))
    assert "74" in overview

    letter = browser.get(reverse("region-report-pdf", args=["34.04", 2025]))
    pages = PdfReader(io.BytesIO(letter.content)).pages
    text = re.sub(r"\s+", " ", " ".join(one.extract_text() for one in pages))
    assert re.search(r"17 Juni 2025 74 74 350", text), text[text.find("Sinduadi") :][:300]


def test_a_past_day_is_told_by_the_visit_before(facility: Facility) -> None:
    then = Facility.objects.as_of(dt.date(2025, 1, 1)).get(pk=facility.pk)
    assert (then.latest_active_sr, then.last_emptied) == (71, "2022-09-20")
    now = Facility.objects.as_of().get(pk=facility.pk)
    assert (now.latest_active_sr, now.latest_kk, now.last_emptied) == (74, 74, "2025-03-18")
