"""The main job, end to end, by mouse and keyboard."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from planning.models import AnnualReport, ArchivedReport

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

INDICATOR = "KPP yang menyetor laporan kas"


def pdf_text(path: Path) -> str:
    found = subprocess.run(
        ["pdftotext", "-layout", str(path), "-"], check=True, capture_output=True, text=True
    )
    return re.sub(r"\s+", " ", found.stdout)


@pytest.mark.once
def test_from_an_achievement_to_the_printed_report(
    demo: None, live_server: Any, sign_in: Any, tmp_path: Path
) -> None:
    # The chapter officer, on a phone: add an achievement, hand the year in.
    officer = sign_in("pengurus-sleman", width=360, by_door=True)
    officer.goto(f"{live_server.url}/planning/reports/?q=Sleman")
    account = AnnualReport.objects.get(chapter__region_id="34.04", year=2018)
    officer.goto(live_server.url + account.get_absolute_url())
    officer.get_by_role("link", name="Tambah capaian").first.click()
    officer.get_by_role("textbox", name="Indikator sendiri").fill(INDICATOR)
    officer.get_by_role("textbox", name="Realisasi").fill("1.227")
    officer.get_by_label("Target", exact=True).fill("1.250,5")
    officer.get_by_label("Satuan").fill("KPP")
    officer.get_by_role("button", name="Simpan", exact=True).click()
    expect(officer.get_by_text(INDICATOR).first).to_be_visible()
    officer.goto(live_server.url + account.get_absolute_url())
    officer.get_by_role("link", name="Ajukan").click()
    officer.get_by_role("button", name="Ajukan").click()
    expect(officer.get_by_text("Diajukan").first).to_be_visible()
    assert officer.get_by_role("link", name="Ubah", exact=True).count() == 0

    # The Secretariat: advise on the line, then approve the year.
    secretariat = sign_in("sekretariat")
    secretariat.goto(live_server.url + account.get_absolute_url())
    secretariat.get_by_role("link", name=INDICATOR).click()
    secretariat.get_by_role("link", name="Beri saran").first.click()
    secretariat.get_by_label("Saran").fill("Sertakan bukti setoran triwulan IV.")
    secretariat.get_by_role("button", name=re.compile("saran|Simpan", re.I)).click()
    expect(secretariat.get_by_text("Sertakan bukti setoran").first).to_be_visible()
    secretariat.goto(live_server.url + account.get_absolute_url())
    secretariat.get_by_role("link", name="Setujui").click()
    secretariat.get_by_role("button", name="Setujui").click()
    expect(secretariat.get_by_text("Disetujui").first).to_be_visible()

    # The chapter turns it into a numbered letter.
    officer.goto(f"{live_server.url}/regions/34.04/report/2018/")
    officer.get_by_role("link", name="Arsipkan sebagai surat").click()
    officer.get_by_role("button", name=re.compile("Arsipkan")).click()
    letter = ArchivedReport.objects.get(year=2018)
    assert letter.is_intact()

    # The government official: open the page, download the PDF, find the same numbers in it.
    official = sign_in("pemda-sleman")
    official.goto(f"{live_server.url}/regions/34.04/report/2018/")
    expect(official.get_by_text("1.227").first).to_be_visible()
    assert official.get_by_text("DRAF", exact=True).count() == 0
    with official.expect_download() as download:
        official.get_by_role("link", name="Unduh").click()
    target = tmp_path / "laporan.pdf"
    download.value.save_as(target)
    text = pdf_text(target)
    for piece in (INDICATOR, "1.227", "1.250,5", "98", "Bupati Sleman", "Halaman 1 dari", "CONTOH"):
        assert piece in text, piece
    figures = official.locator(".keyfig dd").all_inner_texts()
    assert len(figures) == 6
    for figure in figures:
        assert figure.split()[0] in text

    # Whoever holds the paper can check it, signed in or not.
    code = re.search(r"34\.04-2018-S\d{6}-[A-Z2-7]{8}-[A-Z2-7]{10}", text)
    assert code
    official.goto(f"{live_server.url}/verify/{code.group(0)}/")
    expect(official.get_by_text("Asli: kode ini diterbitkan oleh sistem ini.")).to_be_visible()
    expect(official.get_by_text(letter.number)).to_be_visible()


def test_a_form_sent_while_its_page_still_comes_in_is_saved(
    demo: None, live_server: Any, sign_in: Any
) -> None:
    page = sign_in("pengurus-sleman", width=360)
    page.goto(f"{live_server.url}/planning/plans/?all=1")
    page.get_by_role("link", name="Tambah").first.click()
    page.get_by_label("Tahun", exact=False).first.fill("2031")
    # On a slow line the page is told to be shown between the sending and the leaving.
    page.evaluate(
        "document.addEventListener('submit', () => window.dispatchEvent(new PageTransitionEvent('pageshow')))"
    )
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.get_by_role("button", name="Simpan", exact=True).click()
    expect(page.get_by_role("link", name="Tambah beberapa").first).to_be_visible()
    assert asked == []


def test_a_form_whose_sending_was_stopped_can_be_sent_again(
    demo: None, live_server: Any, sign_in: Any
) -> None:
    page = sign_in("pengurus-sleman", width=360)
    page.clock.install()
    page.goto(f"{live_server.url}/planning/plans/?all=1")
    page.get_by_role("link", name="Tambah").first.click()
    page.get_by_label("Tahun", exact=False).first.fill("2032")
    # What was sent is gone and the page stays: as it is for whoever presses the cross while it loads.
    page.evaluate(
        """() => { document.body.insertAdjacentHTML("beforeend", "<iframe name=gone hidden></iframe>");
                   document.querySelector("main form[data-form]").target = "gone"; }"""
    )
    page.route("**/add/**", lambda route: route.abort())
    save = page.get_by_role("button", name="Simpan", exact=True)
    save.evaluate(
        "button => button.click()"
    )  # a press by the mouse waits for the page that never comes
    expect(save).to_have_attribute("aria-disabled", "true")
    page.clock.fast_forward(20_000)
    expect(save).not_to_have_attribute("aria-disabled", "true")
    page.unroute("**/add/**")
    page.evaluate("document.querySelector('main form[data-form]').target = ''")
    save.click()
    expect(page.get_by_role("link", name="Tambah beberapa").first).to_be_visible()
