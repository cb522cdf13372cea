"""The days of the Secretariat and of an official, from the first page on, with their clicks counted."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from core.people.users import User
from core.records.review import ReviewMove, State
from core.records.steps import move
from planning.models import AnnualReport
from tests.browser.test_clicks import Hand
from tests.planning import factories as make

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]
LATE = "33.72"


def test_the_last_week_of_january_of_the_secretariat(
    demo: None, live_server: Any, sign_in: Any
) -> None:
    """From the task to the late chapters and their reminder, two accounts approved at once, advice, the year's book."""
    year = timezone.localdate().year - 1
    accounts = {"34.04": "pengurus-sleman", "34.01": "pengurus-kulonprogo"}
    make.make_chapter(LATE)
    handed_in = []
    for region, account in accounts.items():
        chapter = make.make_chapter(region)
        found = AnnualReport.objects.current().filter(chapter=chapter, year=year).first()
        report = found or make.make_report(chapter=chapter, year=year, summary="Setahun kerja.")
        make.make_achievement(annual_report=report)
        AnnualReport.objects.filter(pk=report.pk).update(state=State.DRAFT)
        report.refresh_from_db()
        by = User.objects.get(username=account)
        handed_in.append(move(obj=report, move_=ReviewMove.SUBMIT, by=by))

    hand = Hand(sign_in("sekretariat", by_door=True))
    page = hand.page
    # What waits for review fills the first page; who is late with it is among all tasks.
    hand.click("link", re.compile("^Semua"))
    hand.click("link", re.compile(f"Ingatkan.*Laporan capaian {year}"))
    expect(page.get_by_role("cell", name="Kota Surakarta").first).to_be_visible()
    row = page.locator("tbody tr", has_text="Kota Surakarta").first
    row.get_by_role("link", name="Ingatkan").click()
    page.get_by_text("Pesan untuk diteruskan").first.click()
    hand.count += 2
    expect(page.get_by_label("Pesan untuk diteruskan")).to_have_value(re.compile(str(year)))
    assert hand.count == 4

    hand.click("link", "Rencana")
    page.locator(
        'main a[href="/planning/reports/"], nav a[href="/planning/reports/"]'
    ).first.click()
    hand.count += 1
    hand.click("link", "Setujui daftar ini")
    hand.click("button", "Setujui", exact=True)
    expect(page.get_by_text("2 disetujui.").first).to_be_visible()
    assert hand.count == 8  # four for both, however many there are
    for report in handed_in:
        report.refresh_from_db()
        assert report.is_approved

    hand.click("link", "Beranda")
    hand.click("link", "Papan kendali")
    hand.click("link", re.compile("dijilid|semua AKSANSI Daerah", re.I))
    expect(page.locator("h1")).to_contain_text(str(timezone.localdate().year))
    assert hand.count == 11


def test_ten_minutes_of_an_official(demo: None, live_server: Any, sign_in: Any) -> None:
    """What is new, the newest letter with its receipt, what the government is to mend, and where that is."""
    sign_in("pemda-sleman", by_door=True)  # what is new is so since the visit before
    hand = Hand(sign_in("pemda-sleman", by_door=True))
    page = hand.page
    hand.click("link", re.compile("Baru sejak"))
    expect(page.get_by_role("heading", name="Yang baru", level=1)).to_be_visible()
    hand.click("link", "Beranda")
    page.locator('a[href^="/planning/archived-reports/"]', has_text="LCD").first.click()
    hand.count += 1
    expect(page.get_by_text("Diterima", exact=False).first).to_be_visible()
    expect(page.get_by_role("link", name="Unduh PDF").first).to_be_visible()
    assert hand.count == 3
    hand.click("link", "Beranda")
    page.locator('a[href*="responsible=government"]').first.click()
    hand.count += 1
    expect(page.locator("tbody tr").first).to_be_visible()
    assert hand.count == 5
    hand.click("link", "Sarana")
    hand.click("link", re.compile("peta", re.I))
    expect(page.locator(".leaflet-container").first).to_be_visible()
    assert hand.count == 7
