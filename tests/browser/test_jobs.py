"""A book of a hundred letters in real Chromium: asked for, watched, left, and fetched; other pages answer meanwhile."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from pypdf import PdfReader

from aksansi.letter.book import ReportBookPage
from core.people.users import User
from core.records.jobs import timed
from core.records.jobs.models import SILENCE, Job, TimedWork, Worker
from core.records.jobs.worker import WorkerProcess
from core.tools import layout

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LETTER = '<html lang="id"><title>{0}</title><body><h1>Surat {0}</h1></body></html>'


def seen(page: Any, name: str) -> None:
    page.wait_for_load_state()
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0, name
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def test_a_book_of_a_hundred_letters(
    demo: None, live_server: Any, sign_in: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The line, the parts and the binding are the real ones; a letter is one short sheet."""
    settings.TASK_WORKER = True
    page = sign_in("sekretariat", width=360)
    home = f"{live_server.url}/"
    shares: list[int] = []

    def part(self: Any, keys: list[str], told: str = "") -> bytes:
        if int(keys[0]) % 25 == 10:
            page.reload()
            expect(page.locator("main")).to_contain_text("dari 100 laporan")
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
    assert WorkerProcess().run(is_drain=True) == 1
    assert shares == [10, 35, 60, 85]
    page.goto(f"{home}")
    expect(page.locator("main")).to_contain_text("Ambil hasilnya")
    page.goto(home.rstrip("/") + Job.objects.get(kind__endswith="paper").get_absolute_url())
    seen(page, "job-done")
    with page.expect_download() as download:
        page.get_by_role("link", name="Unduh").click()
    book = PdfReader(io.BytesIO(Path(download.value.path()).read_bytes()))
    # Its first page tells of all regions together.
    assert len(book.pages) == len(book.outline) == 101
    page.goto(f"{home}jobs/")
    seen(page, "jobs")
    expect(page.locator("main")).to_contain_text("Proses terjadwal")


def make_jobs(owner: Any) -> dict[str, Job]:
    """Return one job in each state, and timed work that was missed, failed and done."""
    now = timezone.now()
    worker = Worker.objects.create(name="server-1:4711")
    Worker.objects.create(name="server-1:4700", ended_at=now)
    silent = now - SILENCE * 3
    Worker.objects.create(name="server-2:815", seen_at=silent)
    title = "Kumpulan laporan capaian 2018"
    given: dict[str, dict[str, Any]] = {
        "waiting": {"total": 100, "kind": "paper"},
        "running": {"total": 100, "done": 37, "step": "Kab. Sleman", "beat_at": now, "worker": worker},
        "stopped": {"total": 5000, "done": 2500, "beat_at": silent, "kind": "import", "runs": 2},
        "done": {"said": "", "finished_at": now, "result": "jobs/x/result", "result_name": "kumpulan-laporan.pdf"},
        "failed": {"total": 100, "done": 12, "finished_at": now, "failure": "Akun Anda tidak lagi berwenang melakukan hal ini."},
        "cancelled": {"total": 100, "done": 3, "finished_at": now},
    }  # fmt: skip
    found = {}
    for state, more in given.items():
        kept = "running" if state == "stopped" else state
        started = None if state == "waiting" else now - SILENCE * 9
        values = {"kind": "paper", "state": kept, "started_at": started, **more}
        found[state] = Job.objects.create(owner=owner, title=title, **values)
    timed.put_due()
    for name, state, said in (
        ("backup", "done", "112.294 baris, 71 berkas, 3,3 MB: aksansi-20261128T193000Z.tar.gz."),
        ("checks", "failed", ""),
    ):
        job = timed.put_now(name)
        told = (
            {"said": said} if said else {"failure": "Hanya 312 MB ruang penyimpanan yang tersisa."}
        )
        Job.objects.filter(pk=job.pk).update(state=state, started_at=now, finished_at=now, **told)
    TimedWork.objects.filter(kind="digest").update(next_run_at=now - SILENCE * 200)
    return found


def test_every_state_reads_well(demo: None, live_server: Any, sign_in: Any) -> None:
    """On a phone and a screen, in both languages: nothing runs out of the page, and each word is of its language."""
    page = sign_in("sekretariat", width=360)
    owner = User.objects.get(username="sekretariat")
    jobs, home = make_jobs(owner), live_server.url
    words = {
        "id": ("Pencadangan", "pukul 02.30", "berjalan"),
        "en": ("Backup", "at 02:30", "running"),
    }
    for language in ("id", "en"):
        User.objects.filter(pk=owner.pk).update(language=language)
        page.context.add_cookies([{"name": "django_language", "value": language, "url": home}])
        for width in (360, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            for state, job in jobs.items():
                page.goto(home + job.get_absolute_url())
                seen(page, f"job-{state}-{language}-{width}")
            page.goto(f"{home}/jobs/")
            seen(page, f"jobs-{language}-{width}")
        for word in words[language]:
            expect(page.locator("main")).to_contain_text(word)
        page.goto(f"{home}/reports/2018/book/")
        seen(page, f"book-{language}")
