"""A late chapter: found on the board, reminded, handed in, approved from the list in one go, its letter issued."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from planning.models import ArchivedReport
from tests.planning import factories as make

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]
PLACE = "34.01"  # late in the demonstration too


def late(page: Page, at: str, year: int, what: str) -> bool:
    page.goto(f"{at}/board/?year={year}&late={what}&region={PLACE}")
    return page.get_by_role("cell", name="Kab. Kulon Progo").count() > 0


def test_a_late_chapter_is_found_reminded_and_done(
    demo: None, live_server: Any, sign_in: Any
) -> None:
    at, year = live_server.url, timezone.localdate().year - 1
    chapter = make.make_chapter(PLACE)
    plan = make.make_plan(chapter=chapter, year=year)
    make.make_activity(plan=plan)
    report = make.make_report(chapter=chapter, year=year, summary="Setahun kerja.")
    make.make_achievement(annual_report=report)
    secretariat, officer = sign_in("sekretariat"), sign_in("pengurus-kulonprogo", width=360)

    # Found: drafts are not handed in. The tasks lead here, and the chapter's page has the message to pass on.
    assert all(late(secretariat, at, year, what) for what in ("plan", "report", "letter"))
    secretariat.goto(f"{at}/board/{PLACE}/")
    secretariat.get_by_text("Pesan untuk diteruskan").first.click()
    expect(secretariat.get_by_label("Pesan untuk diteruskan")).to_have_value(
        re.compile(f"Laporan capaian {year}")
    )

    for row, noun in ((plan, "plans"), (report, "reports")):
        officer.goto(at + row.get_absolute_url())
        officer.get_by_role("link", name="Ajukan", exact=True).click()
        officer.get_by_role("button", name="Ajukan", exact=True).click()
        secretariat.goto(f"{at}/planning/{noun}/?year={year}&region={PLACE}")
        secretariat.get_by_role("link", name="Setujui daftar ini").click()
        secretariat.get_by_label("Keterangan").fill("Sesuai pembahasan.")
        secretariat.get_by_role("button", name="Setujui", exact=True).click()
        expect(secretariat.get_by_text("1 disetujui.").first).to_be_visible()
    assert not any(late(secretariat, at, year, what) for what in ("plan", "report"))

    # Its letter: on screen, as PDF, DOCX and XLSX; issued, sent, and no longer overdue.
    letter = f"{at}/regions/{PLACE}/report/{year}/"
    starts = {"": b"", "pdf/": b"%PDF-", "docx/": b"PK", "xlsx/": b"PK"}
    for form, start in starts.items():
        paper = officer.request.get(letter + form, timeout=120_000)
        assert paper.ok and paper.body().startswith(start), form
        assert form or "Laporan Capaian Daerah" in paper.text()
    officer.goto(letter)
    officer.get_by_role("link", name="Arsipkan sebagai surat").click()
    officer.get_by_role("button", name=re.compile("Arsipkan")).click(timeout=120_000)
    issued = ArchivedReport.objects.get(year=year, region=PLACE)
    assert late(secretariat, at, year, "letter")
    officer.goto(f"{at}{issued.get_absolute_url()}delivery/")
    officer.get_by_label("Dikirim pada").fill(timezone.localdate().strftime("%d/%m/%Y"))
    officer.get_by_role("button", name="Simpan", exact=True).click()
    assert not late(secretariat, at, year, "letter")
