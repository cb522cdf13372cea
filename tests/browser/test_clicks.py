"""The clicks of a planning year, counted in a real browser: 21 for a plan of six, 24 each for advice and answers before."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from planning.models import Activity, Advice, AnnualPlan

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SIX = """Pelatihan operator @ 12 KPP @ Maret–Mei @ bendahara
Jadwal sedot lumpur | 40 SR | Juni | koordinator teknis
Keuangan:
Iuran bulanan @ 30 KPP @ Januari–Desember
Audit kas KSM @ 8 KSM @ Oktober
Kelembagaan:
Musyawarah pengurus @ 1 kali @ April
Pembaruan SK KPP @ 5 KPP @ Mei"""


class Hand:
    """Clicks and counts them; typing, ticking and choosing count as a click as well, moving from field to field not."""

    def __init__(self, page: Any) -> None:
        self.page, self.count = page, 0

    def click(self, role: str, name: str, **more: Any) -> None:
        self.page.wait_for_load_state()  # a hand is slower than the last script of a page
        self.page.get_by_role(role, name=name, **more).first.click()
        self.count += 1


def all_of(locator: Any, count: int) -> list[Any]:
    """Return the `count` elements once they are there: `all()` alone asks a page still on its way."""
    expect(locator).to_have_count(count)
    return list(locator.all())


def test_a_plan_of_six_its_advice_and_its_answers(
    demo: None, live_server: Any, sign_in: Any
) -> None:
    officer = Hand(sign_in("pengurus-sleman", width=360))
    officer.page.goto(f"{live_server.url}/planning/plans/?all=1")
    officer.click("link", "Tambah")
    officer.page.get_by_label("Tahun", exact=False).first.fill("2030")
    officer.click("button", "Simpan", exact=True)
    officer.click("link", "Tambah beberapa")
    officer.page.locator("[name=text]").fill(SIX)
    officer.page.locator("[name=field]").select_option("teknis")
    officer.count += 1
    officer.click("button", "Simpan", exact=True)
    expect(officer.page.get_by_text("6 kegiatan ditambahkan.")).to_be_visible()
    plan = AnnualPlan.objects.get(chapter__region_id="34.04", year=2030)
    assert Activity.objects.filter(plan=plan).count() == 6
    officer.click("link", "Ajukan")
    officer.click("button", "Ajukan")
    expect(officer.page.get_by_text("Diajukan").first).to_be_visible()
    assert officer.count <= 8

    secretariat = Hand(sign_in("sekretariat"))
    secretariat.page.goto(live_server.url + plan.get_absolute_url())
    secretariat.click("link", "Beri saran per baris")
    for box in all_of(secretariat.page.locator("textarea"), 6):
        box.fill("Sebutkan sumber dananya.")
    secretariat.click("button", "Simpan saran")
    expect(secretariat.page.get_by_text("6 saran tersimpan.", exact=False)).to_be_visible()
    assert secretariat.count == 2

    answering = Hand(officer.page)
    answering.page.goto(live_server.url + plan.get_absolute_url())
    answering.click("link", "Jawab saran")
    for choice in all_of(answering.page.get_by_label("Diterima", exact=True), 6):
        choice.check()
        answering.count += 1
    answering.click("button", "Simpan jawaban")
    expect(answering.page.get_by_text("6 jawaban", exact=False)).to_be_visible()
    assert Advice.objects.filter(activity__plan=plan, answer="accepted").count() == 6
    assert answering.count == 8
