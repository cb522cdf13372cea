"""A table with faults in real Chromium: on a phone, and with JavaScript switched off."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import expect

from ksm.models import Group

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HEAD = ("Nama KSM", "Desa", "Jenis", "Tahun berdiri", "Status kami")
ROWS = (
    ("KSM Uji Satu", "Kalurahan Sumberagung", "KSM", "2013", "aktif"),
    ("KSM Uji Dua", "Tirtoadi", "KSM", "besok", "aktif"),
    ("KPP Uji Tiga", "Margodadi", "KPP", 2015, ""),
)


def table(rows: Any) -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    page.append(("Daftar kelompok 2018",))
    page.append(HEAD)
    for row in rows:
        page.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def seen(page: Any, name: str) -> None:
    """Every step fits the screen; with SHOTS set, its picture is kept there to be looked at."""
    page.wait_for_load_state()  # a click returns when the answer arrives, before there is a page to measure
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, f"{name} is {wide} px wider than the screen"
    if folder := os.environ.get("SHOTS"):
        width = page.viewport_size["width"]
        page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)


@pytest.mark.parametrize(("width", "scripts"), [(360, True), (360, False), (1280, True)])
def test_faulty_rows_are_mended_and_go_in(
    demo: None, live_server: Any, sign_in: Any, tmp_path: Path, width: int, scripts: bool
) -> None:
    page = sign_in("pengurus-sleman", width=width, java_script_enabled=scripts)
    tag = "" if scripts else "plain-"
    page.goto(f"{live_server.url}/ksm/groups/")
    page.locator(".tools .more summary").click()
    page.get_by_role("link", name="Impor").first.click()
    seen(page, f"{tag}1-upload")
    first = tmp_path / "kelompok.xlsx"
    first.write_bytes(table(ROWS))
    page.get_by_label("Berkas", exact=False).set_input_files(first)
    page.get_by_role("button", name="Unggah").click()
    expect(page.get_by_label("Nama KSM")).to_have_value("name")
    expect(page.get_by_label("Tahun berdiri")).to_have_value("formed_on")
    page.get_by_label("Status kami").select_option("status")
    seen(page, f"{tag}2-columns")
    page.get_by_role("button", name="Periksa").click()
    # The check names the faulty cell; nothing is in yet.
    expect(page.get_by_text("besok").first).to_be_visible()
    seen(page, f"{tag}3-check")
    page.get_by_role("button", name="Impor 2 baris").click()
    expect(page.get_by_text("sesuai hitungan ulang")).to_be_visible()
    seen(page, f"{tag}4-done")
    with page.expect_download() as getting:
        page.get_by_role("link", name="baris bermasalah").click()
    back = tmp_path / "kembali.xlsx"
    getting.value.save_as(back)
    book = openpyxl.load_workbook(back)
    sheet = book.active
    lines = list(sheet.values)
    assert lines[0][: len(HEAD)] == HEAD and len(lines) == 2
    assert lines[1][0] == "KSM Uji Dua" and "besok" in str(lines[1][len(HEAD)])
    sheet.cell(2, 4).value = "2014"
    book.save(back)
    # The mended file goes in as it came back, its column of reasons and all.
    page.goto(page.url.split("/imports/")[0] + "/imports/new/groups/")
    page.get_by_label("Berkas", exact=False).set_input_files(back)
    page.get_by_role("button", name="Unggah").click()
    page.get_by_label("Status kami").select_option("status")
    page.get_by_role("button", name="Periksa").click()
    page.get_by_role("button", name="Impor 1 baris").click()
    expect(page.get_by_text("sesuai hitungan ulang")).to_be_visible()
    page.goto(page.url.split("/imports/")[0] + "/ksm/groups/?q=Uji+Dua")
    expect(page.get_by_role("link", name="KSM Uji Dua").first).to_be_visible()
    found = Group.objects.filter(name__contains=" Uji ").order_by("pk")
    assert [(g.name, g.formed_on, g.region_id) for g in found] == [
        ("KSM Uji Satu", "2013", "34.04"),
        ("KPP Uji Tiga", "2015", "34.04"),
        ("KSM Uji Dua", "2014", "34.04"),
    ]
