"""A book of a hundred letters in real Chromium: asked for, watched, left, and fetched; other pages answer meanwhile."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from aksansi.letter.book import ReportBookPage
from core.records.jobs.models import Job
from core.records.jobs.worker import Process
from core.tools import layout

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LETTER = '<html lang="id"><title>{0}</title><body><h1>Surat {0}</h1></body></html>'


def seen(page: Any, name: str) -> None:
    page.wait_for_load_state()
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0, name
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def test_a_book_of_a_hundred_letters(
    demo: None, sign_in: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The line, the parts and the binding are the real ones; a letter is one short sheet."""
    settings.TASK_WORKER = True
    page = sign_in("sekretariat", width=360)
    home = page.url
    shares: list[int] = []

    def part(self: Any, keys: list[str], told: str = "") -> bytes:
        if int(keys[0]) % 25 == 10:
            page.reload()
            expect(page.locator("main")).to_contain_text("dari 100 lembar")
            shares.append(int(page.locator("progress").get_attribute("value")))
            seen(page, f"job-{keys[0]}")
            page.goto(f"{home}ksm/facilities/")  # whoever leaves loses nothing
            expect(page.locator("table.t tbody tr").first).to_be_visible()
            page.go_back()
        return layout.together([LETTER.format(keys[0])])

    monkeypatch.setattr(ReportBookPage, "keys", lambda self: [f"{n:03}" for n in range(100)])
    monkeypatch.setattr(ReportBookPage, "part", part)
    monkeypatch.setattr(ReportBookPage, "bookmark", lambda self, keys: f"Wilayah {keys[0]}")
    page.goto(f"{home}reports/2018/book/")
    seen(page, "book-offer")
    page.get_by_role("button", name="Siapkan cetakan").click()
    expect(page.locator("main")).to_contain_text("Tidak ada pelaksana")
    seen(page, "job-waiting")
    assert Process().run(is_drain=True) == 1
    assert shares == [10, 35, 60, 85]
    page.goto(f"{home}")
    expect(page.locator("main")).to_contain_text("Ambil hasilnya")
    page.goto(home.rstrip("/") + Job.objects.get(kind="paper").get_absolute_url())
    seen(page, "job-done")
    with page.expect_download() as download:
        page.get_by_role("link", name="Unduh").click()
    book = PdfReader(io.BytesIO(Path(download.value.path()).read_bytes()))
    assert len(book.pages) == len(book.outline) == 100
    page.goto(f"{home}jobs/")
    seen(page, "jobs")
    expect(page.locator("main")).to_contain_text("Proses terjadwal")
