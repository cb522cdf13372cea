"""A chapter's whole year, by three accounts: plan, advice, answers, approval, progress, a changed target with its
reason, achievement, approval, report, archive. Each step that is refused explains itself.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from planning.models import Activity, AnnualPlan, AnnualReport, ArchivedReport
from tests.browser.test_main_job import pdf_text

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]

YEAR = 2022  # none of those the demonstration works in
TITLE = "Pendampingan KPP menyusun jadwal sedot"


def step(page: Page, name: str, address: str, *, remark: str = "") -> None:
    """Take one review step on the page of a plan or report."""
    page.goto(address)
    page.get_by_role("link", name=name, exact=True).click()
    if remark:
        page.get_by_label("Keterangan").fill(remark)
    page.get_by_role("button", name=name, exact=True).click()


def test_the_year_of_a_chapter(demo: None, live_server: Any, sign_in: Any, tmp_path: Path) -> None:
    at = live_server.url
    officer, secretariat, official = (
        sign_in("pengurus-sleman", width=360), sign_in("sekretariat"), sign_in("pemda-sleman"),
    )  # fmt: skip

    # Plan. An empty one is refused and says what is missing.
    officer.goto(f"{at}/planning/plans/add/?year={YEAR}")
    officer.get_by_label("Ringkasan").fill("Jadwal sedot bersama.")
    officer.get_by_role("button", name="Simpan", exact=True).click()
    plan = AnnualPlan.objects.get(chapter__region="34.04", year=YEAR)
    place = at + plan.get_absolute_url()
    officer.goto(place)
    expect(
        officer.get_by_text("Tambahkan dahulu paling sedikit satu kegiatan").first
    ).to_be_visible()
    officer.get_by_role("link", name="Tambah kegiatan").first.click()
    officer.get_by_label("Bidang").select_option("teknis")
    officer.get_by_label("Kegiatan", exact=False).first.fill(TITLE)
    officer.get_by_label("Target", exact=True).fill("40")
    officer.get_by_label("Satuan").fill("KPP")
    officer.get_by_label("Bulan pertama", exact=False).select_option("3")
    officer.get_by_label("Sumber dana").select_option("apbd")
    officer.get_by_label("Jumlah (Rp)").fill("20.000.000")
    officer.get_by_role("button", name="Simpan", exact=True).click()
    activity = Activity.objects.get(plan=plan)
    line = at + activity.get_absolute_url()

    # Progress before the agreement is refused in words.
    officer.goto(line)
    expect(officer.get_by_text("setelah Sekretariat menyetujui rencana").first).to_be_visible()
    step(officer, "Ajukan", place)

    # Advice in the meeting's step; the plan goes back; without an answer it cannot come again.
    secretariat.goto(place)
    secretariat.get_by_role("link", name="Mulai rapat perencanaan").click()
    secretariat.get_by_label("Tanggal rapat").fill(f"15/01/{YEAR}")
    secretariat.get_by_role("button", name="Simpan", exact=True).click()
    with secretariat.expect_navigation():
        secretariat.get_by_role("link", name="Tampilkan di proyektor").click()
    secretariat.wait_for_load_state()  # keys are heard once the page's script has run
    while secretariat.get_by_role("heading", name="Saran per kegiatan", level=1).count() == 0:
        with secretariat.expect_navigation():
            secretariat.keyboard.press("ArrowRight")
    secretariat.get_by_label("Saran").fill("Sebutkan kapanewonnya.")
    secretariat.get_by_role("button", name="Simpan saran").click()
    expect(secretariat.get_by_text("Sebutkan kapanewonnya.").first).to_be_visible()
    step(secretariat, "Kembalikan", place, remark="Lihat saran.")
    officer.goto(place)
    expect(officer.get_by_text("Jawab dahulu 1 saran", exact=False).first).to_be_visible()
    officer.goto(line)
    officer.get_by_role("link", name="Jawab").first.click()
    officer.get_by_label("Diterima", exact=True).check()
    officer.get_by_label("Alasan", exact=False).fill("Turi dan Pakem.")
    officer.get_by_role("button", name="Simpan jawaban").click()
    step(officer, "Ajukan", place)
    official.goto(place)
    assert official.get_by_role("link", name="Setujui").count() == 0
    step(secretariat, "Setujui", place)
    expect(secretariat.get_by_text("Disetujui").first).to_be_visible()

    # Progress; the agreed target is locked until the Secretariat opens it, then changes with its reason.
    officer.goto(line)
    officer.get_by_role("link", name="Catat kemajuan").first.click()
    officer.get_by_label("Tanggal").fill(f"20/05/{YEAR}")
    officer.get_by_label("Volume", exact=False).fill("24")
    officer.get_by_label("Biaya (Rp)").fill("11.000.000")
    officer.get_by_label("Dibayar dari").select_option("apbd")
    officer.get_by_label("Bukti").fill("Daftar hadir")
    officer.get_by_role("button", name="Simpan", exact=True).click()
    officer.goto(f"{line}target/")
    expect(
        officer.get_by_text("Mintalah Sekretariat membuka kuncinya", exact=False).first
    ).to_be_visible()
    step(secretariat, "Buka kunci", place, remark="Dana APBD berkurang.")
    officer.goto(f"{line}target/")
    officer.get_by_label("Target baru").fill("25")
    officer.get_by_role("button", name="Ubah target").click()
    expect(
        officer.locator(".has-error").first
    ).to_be_visible()  # no reason ticked, nothing explained
    officer.get_by_label("Dana datang lebih lambat", exact=False).check()
    officer.get_by_label("Penjelasan").fill("APBD berkurang seperlima.")
    officer.get_by_role("button", name="Ubah target").click()
    expect(officer.get_by_text("APBD berkurang seperlima.").first).to_be_visible()
    step(secretariat, "Kunci lagi", place)

    # Achievement, taken over from the plan; approval; report; archive.
    officer.goto(f"{at}/planning/reports/add/?year={YEAR}")
    officer.get_by_role("button", name="Simpan", exact=True).click()
    account = AnnualReport.objects.get(chapter__region="34.04", year=YEAR)
    home = at + account.get_absolute_url()
    officer.goto(home)
    expect(officer.get_by_text("Tulis dahulu ringkasan", exact=False).first).to_be_visible()
    officer.goto(f"{home}edit/")
    officer.get_by_label("Ringkasan tahun").fill("Dua puluh empat KPP punya jadwal sedot.")
    officer.get_by_role("button", name="Simpan", exact=True).click()
    officer.goto(f"{at}/regions/34.04/report/{YEAR}/")
    assert officer.get_by_role("link", name="Arsipkan sebagai surat").count() == 0
    step(officer, "Ajukan", home)
    step(secretariat, "Setujui", home)
    officer.goto(f"{at}/regions/34.04/report/{YEAR}/")
    officer.get_by_role("link", name="Arsipkan sebagai surat").click()
    # The letter is laid out while the click waits; a busy machine takes its time.
    officer.get_by_role("button", name=re.compile("Arsipkan")).click(timeout=120_000)
    assert ArchivedReport.objects.get(year=YEAR).is_intact()

    official.goto(f"{at}/regions/34.04/report/{YEAR}/")
    with official.expect_download(timeout=120_000) as download:
        official.get_by_role("link", name="Unduh").click()
    target = tmp_path / "laporan.pdf"
    download.value.save_as(target)
    text = pdf_text(target)
    for piece in (
        TITLE,
        "Target yang diubah setelah disetujui",
        "APBD berkurang seperlima.",
        "24",
        "96",
    ):
        assert piece in text, piece
