"""A list at work in real Chromium: filter, save it, change what it shows, take it back; with and without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from core.pages.saved import SavedFilter
from core.records.batches import Batch
from ksm.models import Facility

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("scripts", "width"), [(True, 360), (False, 1280)])
def test_filter_save_bulk_edit_and_undo(
    live_server: Any, demo: None, sign_in: Callable[..., Any], scripts: bool, width: int
) -> None:
    page = sign_in("pengurus-sleman", width=width, java_script_enabled=scripts)
    before = dict(Facility.objects.values_list("pk", "land_status"))
    page.goto(f"{live_server.url}/ksm/facilities/")
    page.locator("a[data-drawer]").click()
    page.locator("#id_stage").select_option("terbangun")
    page.locator("#list-filter").click()
    page.wait_for_url(re.compile(r"stage=terbangun"))
    expect(page.locator(".chips[aria-label]")).to_contain_text("Terbangun")
    shown = Facility.objects.current().filter(region_id="34.04", stage="terbangun")
    assert shown.count() > 0

    # Keep it under a name; it stands in the menu and leads back here.
    page.locator(".tools .more > summary").click()
    page.get_by_label("Simpan saringan ini sebagai").fill("Yang sudah berdiri")
    page.get_by_role("button", name="Simpan saringan").click()
    expect(page.get_by_text("Saringan disimpan: Yang sudah berdiri.")).to_be_visible()
    assert SavedFilter.objects.get().query == "stage=terbangun"
    assert "stage=terbangun" in page.url

    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    if scripts:
        assert page.evaluate(wide) <= 0

    # Change all that the filter shows.
    page.locator(".bulkbar a", has_text="Ubah").click()
    page.get_by_label("Lahan", exact=True).select_option("desa")
    page.get_by_label("Alasan atau keterangan").fill("Rapat dengan kalurahan")
    page.get_by_role("button", name="Lihat yang akan terjadi").click()
    changing = shown.exclude(land_status="desa").count()
    page.get_by_role("button", name=f"Ya, {changing} baris").click()
    page.wait_for_url(re.compile(r"/changes/"))
    assert shown.filter(land_status="desa").count() == shown.count()
    assert Facility.objects.exclude(region_id="34.04").filter(land_status="desa").count() == sum(
        status == "desa"
        for pk, status in before.items()
        if not Facility.objects.filter(pk=pk, region_id="34.04").exists()
    )
    if scripts:
        assert page.evaluate(wide) <= 0

    # Take it back from its page in the history.
    page.get_by_role("button", name="Urungkan perubahan ini").click()
    expect(page.get_by_text(f"Diurungkan: {changing} baris.")).to_be_visible()
    assert dict(Facility.objects.values_list("pk", "land_status")) == before
    assert Batch.objects.count() == 2


def test_ticks_and_columns_on_a_phone(
    live_server: Any, demo: None, sign_in: Callable[..., Any]
) -> None:
    page = sign_in("pengurus-sleman", width=360)
    page.goto(f"{live_server.url}/ksm/facilities/")
    page.locator("input[name=row]").first.check()
    expect(page.locator("[data-ticked]")).to_have_text("1 baris dicentang")
    page.locator(".bulkbar button", has_text="Ubah").click()
    expect(page.get_by_text("1 baris dicentang")).to_be_visible()
    page.go_back()
    page.locator("summary", has_text="Kolom").click()
    page.locator("input[name=columns][value=built_on]").check()
    page.get_by_role("button", name="Tampilkan", exact=True).click()
    expect(page.get_by_text("Kolom ini disimpan untuk Anda.")).to_be_visible()
    page.goto(f"{live_server.url}/ksm/facilities/")
    expect(page.locator("td[data-label='Tahun dibangun']").first).to_be_visible()
    assert (
        page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        <= 0
    )


def test_what_a_line_cuts_off_is_told_on_pointing(
    demo: None, sign_in: Any, live_server: Any
) -> None:
    place = ".t.lines td.head .v:has(small)"
    page = sign_in("sekretariat")
    page.goto(f"{live_server.url}/ksm/facilities/")
    cell = page.locator(place, has_text="Kepulauan Seribu").first
    cell.hover()
    assert "Kab. Administrasi Kepulauan Seribu" in cell.get_attribute("title")
    plain = sign_in("sekretariat", java_script_enabled=False)
    plain.goto(f"{live_server.url}/ksm/facilities/")
    cut = "all => all.filter(one => one.scrollWidth > one.clientWidth).length"
    assert plain.locator(f"{place} > *, {place}").evaluate_all(cut) == 0
    plain.locator("summary", has_text="Kolom").click()
    plain.get_by_role("link", name="Kolom yang ditampilkan").click()
    expect(plain.locator("input[name=columns][value=built_on]")).to_be_visible()


def test_months_without_a_due_date_take_one_line(
    demo: None, sign_in: Any, live_server: Any
) -> None:
    for width in (1280, 360):
        page = sign_in("pengurus-sleman", width=width, java_script_enabled=False)
        page.goto(f"{live_server.url}/ksm/desludging/schedule/")
        cards = page.locator(".due-months > li")
        seen = sum(card.is_visible() for card in cards.all())
        assert seen == cards.locator("a").count() < 15
        expect(page.locator(".due-quiet")).to_be_visible()


def test_keys_go_from_row_to_row_and_can_be_switched_off(
    live_server: Any, demo: None, sign_in: Callable[..., Any]
) -> None:
    page = sign_in("pengurus-sleman", width=1280)
    page.goto(f"{live_server.url}/ksm/facilities/")
    row = page.locator("#list table.t tbody tr")
    for key, at in (("j", 0), ("j", 1), ("k", 0)):
        page.keyboard.press(key)
        expect(row.nth(at).locator("a").first).to_be_focused()
    page.keyboard.press("x")
    expect(row.nth(0).locator("input")).to_be_checked()
    expect(page.locator("[data-ticked]")).to_have_text("1 baris dicentang")
    page.keyboard.press("/")
    expect(page.locator("#list input[name=q]")).to_be_focused()
    page.keyboard.type("xj")
    expect(page.locator("#list input[name=q]")).to_have_value("xj")
    row.nth(0).locator("a").first.focus()
    page.keyboard.press("?")
    page.get_by_label("Tanpa pintasan di perangkat ini").check()
    page.get_by_role("button", name="Tutup").click()
    page.keyboard.press("j")
    expect(row.nth(1).locator("a").first).not_to_be_focused()
    row.nth(0).locator("a").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Bagas Waras")


def test_a_screen_holds_many_rows_of_one_line(
    live_server: Any, demo: None, sign_in: Callable[..., Any]
) -> None:
    """A list is for working in: its rows are on the first screen, whatever narrows it or what may be done with them."""
    page = sign_in("sekretariat", width=1280)
    for address in (
        "/ksm/facilities/", "/ksm/facilities/?region=34.04", "/ksm/groups/",
        "/monitoring/visits/", "/monitoring/findings/", "/planning/plans/",
    ):  # fmt: skip
        for width, height, least in ((1280, 900, 15), (1600, 1050, 18)):
            page.set_viewport_size({"width": width, "height": height})
            page.goto(live_server.url + address)
            rows = page.evaluate(
                """[...document.querySelectorAll("table.lines tbody tr")].map((row) => row.getBoundingClientRect())
                .map(({ top, bottom, height }) => ({ seen: top >= 0 && bottom <= innerHeight, height }))"""
            )
            assert sum(row["seen"] for row in rows) >= least, (address, width)
            assert max(row["height"] for row in rows) <= 40, (address, width)
        expect(page.locator("details.drawer[open]")).to_have_count(0)


def test_a_phone_shows_three_cards_of_three_lines(
    live_server: Any, demo: None, sign_in: Callable[..., Any]
) -> None:
    page = sign_in("sekretariat", width=360)
    page.set_viewport_size({"width": 360, "height": 740})
    for address in ("/ksm/facilities/", "/monitoring/visits/", "/monitoring/findings/"):
        page.goto(live_server.url + address)
        bar = page.locator("nav.rooms").bounding_box()
        cards = [
            found
            for row in page.locator("table.lines tbody tr").all()[:3]
            if (found := row.bounding_box())
        ]
        assert cards[0]["y"] <= 340, address
        assert all(card["height"] <= 115 for card in cards), address
        assert cards[2]["y"] + cards[2]["height"] <= bar["y"], address
    # What may be done with a row covers no word of it.
    covered = page.evaluate(
        """[...document.querySelectorAll("table.lines tbody tr:has(td.do .btn)")].flatMap((row) => {
        const button = row.querySelector("td.do .btn").getBoundingClientRect();
        return [...row.querySelectorAll("td.head .v > *, td.fig .v, td.state .st")].filter((word) => {
            const box = word.getBoundingClientRect(), below = parseFloat(getComputedStyle(word).paddingBottom);
            return box.right > button.left && box.bottom - below - 2 > button.top && box.top < button.bottom;
        }).map((word) => word.innerText);
        })"""
    )
    assert covered == []
