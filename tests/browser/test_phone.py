"""What a phone does for its officer, in real Chromium at 360 px: place, photos, what was typed, entries without a line."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import expect

from aksansi.demo.accounts import PASSWORD
from core.records.journal import Attachment
from ksm.models import Desludging, Facility, Group
from monitoring.models import Finding
from planning.models import Progress
from tests.browser.line import Line

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

OFFICER = "pengurus-sleman"


def test_a_place_comes_from_the_phone_or_from_a_pin(
    demo: None, live_server: Any, sign_in: Any
) -> None:
    page = sign_in(
        OFFICER,
        width=360,
        permissions=["geolocation"],
        geolocation={"latitude": -7.7161234, "longitude": 110.3554321, "accuracy": 7.4},
    )
    page.goto(f"{live_server.url}/ksm/facilities/add/")
    page.locator("#id_name").fill("IPAL Komunal Sinyal Kuat")
    page.locator("#id_facility_type").select_option(index=1)
    page.locator("details.folded > summary").first.click()
    page.get_by_role("button", name="Pakai lokasi saya").click()
    expect(page.locator("[data-place] [data-told]")).to_have_text(
        "Lokasi terisi, ketelitian ± 8 m."
    )
    expect(page.locator("#id_latitude")).to_have_value("-7.716123")
    expect(page.locator("#id_coordinate_accuracy_m")).to_have_value("8")

    page.context.set_geolocation({"latitude": -7.7, "longitude": 110.3, "accuracy": 900})
    page.get_by_role("button", name="Tunjuk di peta").click()
    ground = page.locator("[data-ground]")
    expect(ground.locator(".leaflet-marker-icon.bad")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    ground.click(position={"x": 40, "y": 150})
    expect(page.locator("#id_coordinate_source")).to_have_value("peta")
    expect(page.locator("#id_coordinate_accuracy_m")).to_have_value("")
    longitude = page.locator("#id_longitude").input_value()
    assert 110.2 < float(longitude) < 110.3554
    page.get_by_role("button", name="Simpan", exact=True).click()
    expect(page.get_by_text("Tersimpan:", exact=False)).to_be_visible()
    kept = Facility.objects.get(name="IPAL Komunal Sinyal Kuat")
    assert (str(kept.longitude), kept.coordinate_source) == (longitude, "peta")


class Day:
    """An officer's day at 360 px: clicks are counted; typing and moving from field to field are not."""

    def __init__(self, page: Any, line: Line) -> None:
        self.page, self.line, self.clicks = page, line, 0

    def open(self, path: str) -> None:
        self.page.goto(f"{self.line.url}{path}")

    def click(self, what: Any) -> None:
        what.click()
        self.clicks += 1

    def button(self, name: str) -> None:
        self.click(self.page.get_by_role("button", name=name, exact=True).locator("visible=true"))

    def note(self, key: str, **typed: str) -> None:
        """Open a short form, fill it in, choose, and keep it."""
        self.click(self.page.locator(f"[data-notes] [data-open={key}]"))
        form = self.page.locator(f"form#{key}")
        for name, value in typed.items():
            field = form.locator(f"[name={name}]")
            if field.evaluate("(one) => one.tagName") == "SELECT":
                field.select_option(value=value)
                self.clicks += 1
            else:
                field.fill(value)
        if key in ("facility", "finding"):
            form.locator("[data-add][multiple]").set_input_files(
                [photo(f"{key}{n}.png", colour) for n, colour in enumerate(("red", "blue"))]
            )
            self.clicks += 1
            expect(form.locator("[data-chosen] li")).to_have_count(2)
        self.click(form.get_by_role("button", name="Simpan dan kirim"))
        expect(form).to_be_hidden()

    @property
    def waiting(self) -> Any:
        return self.page.locator("[data-notes] [data-waiting]")


def photo(name: str, colour: str) -> Any:
    content = io.BytesIO()
    Image.new("RGB", (2400, 1200), colour).save(content, "PNG")
    return {"name": name, "mimeType": "image/png", "buffer": content.getvalue()}


@pytest.mark.once
def test_the_day_of_an_officer_with_the_line_cut_twice(
    demo: None, browser: Any, line: Line
) -> None:
    context = browser.new_context(
        viewport={"width": 360, "height": 740},
        locale="id-ID",
        permissions=["geolocation"],
        geolocation={"latitude": -7.7, "longitude": 110.36, "accuracy": 6},
    )
    context.set_default_timeout(30_000)
    day = Day(context.new_page(), line)
    page = day.page
    day.open("/accounts/login/?next=/monitoring/field/forms/")
    page.locator("input[name=login]").fill(OFFICER)
    page.locator("input[name=password]").fill(PASSWORD)
    day.button("Masuk")
    expect(page.locator("[data-notes] [data-ready]")).to_be_visible()
    old = Facility.objects.filter(region="34.04").current().order_by("code").first()
    assert old is not None

    # In the village there is no line: the page opens all the same, and what is noted waits.
    line.cut()
    day.open("/monitoring/field/forms/")
    expect(page.locator("[data-started]")).to_be_attached()
    day.click(page.locator("[data-notes] [data-open=facility]"))
    form = page.locator("form#facility")
    form.locator("[name=name]").fill("IPAL Komunal Ujung Jalan")
    day.click(form.get_by_role("button", name="Pakai lokasi saya"))
    expect(form.locator("[name=latitude]")).to_have_value("-7.700000")
    # The phone is put away half-way: what was typed is handed back.
    page.wait_for_timeout(700)
    page.reload()
    expect(form.locator("[name=name]")).to_have_value("IPAL Komunal Ujung Jalan")
    expect(form.get_by_text("Yang Anda ketik di sini dikembalikan.")).to_be_visible()
    form.locator("[name=facility_type]").select_option("ipal_komunal")
    form.locator("[data-add][multiple]").set_input_files([photo("a.png", "red")])
    expect(form.locator("[data-chosen] li")).to_have_count(1)
    day.clicks += 2
    day.click(form.get_by_role("button", name="Simpan dan kirim"))
    expect(day.waiting).to_have_text("1 belum terkirim")
    day.note("group", name="KPP Ujung Jalan", kind="kpp")
    place = f"/ksm/facilities/{old.code}/desludging/add/"
    day.note("desludging", place=place, done_on="Mei 2025", volume_m3="4")
    day.note(
        "finding", title="Tutup bak retak", facility=str(old.pk), aspect="T", severity="medium",
        responsible="ksm", action_required="Ganti tutup",
    )  # fmt: skip
    expect(day.waiting).to_have_text("4 belum terkirim")
    rows = page.locator("[data-rows] > li")
    expect(rows.first).to_contain_text("Sarana baru: IPAL Komunal Ujung Jalan")
    expect(rows.last).to_contain_text("Temuan: Tutup bak retak")
    assert not Finding.objects.filter(title="Tutup bak retak").exists()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360

    # The line comes back, and goes while the first answer is on its way: nothing is taken twice.
    line.hold(b"POST /ksm/facilities/add/")
    line.mend()
    day.button("Kirim sekarang")
    assert line.held.wait(20)
    line.cut()
    line.let_go()
    expect(page.locator("[data-notes] [data-line]")).to_contain_text(
        "Tidak ada jaringan", timeout=30_000
    )
    expect(day.waiting).to_have_text("4 belum terkirim")
    line.mend()
    day.button("Kirim sekarang")
    expect(day.waiting).to_have_text("Semua sudah terkirim", timeout=30_000)
    expect(page.locator("[data-sent] > li")).to_have_count(4)
    made = Facility.objects.get(name="IPAL Komunal Ujung Jalan")
    assert (made.coordinate_source, made.coordinate_accuracy_m) == ("gps", 6)
    assert Group.objects.filter(name="KPP Ujung Jalan").count() == 1
    assert Desludging.objects.get(facility=old, done_on="2025-05").volume_m3 == 4
    finding = Finding.objects.get(title="Tutup bak retak")
    kept = Attachment.objects.of(finding)
    assert [one.kind for one in kept] == ["photo", "photo"]
    assert Attachment.objects.of(made).count() == 1

    # A group of the same name is a question, told in a sentence and answered on the phone.
    day.note("group", name="KPP Ujung Jalan", kind="kpp")
    expect(rows.first).to_contain_text("Mungkin sudah tercatat", timeout=15_000)
    day.click(rows.first.get_by_role("link", name="Ubah"))
    form = page.locator("form#group")
    expect(form.locator("[name=name]")).to_have_value("KPP Ujung Jalan")
    form.locator("[name=village]").fill("Triharjo")
    day.click(form.locator("[name=confirm_twin]"))
    day.click(form.get_by_role("button", name="Simpan dan kirim"))
    expect(day.waiting).to_have_text("Semua sudah terkirim", timeout=30_000)
    assert Group.objects.filter(name="KPP Ujung Jalan").count() == 2

    # Progress is noted without a line; signing out warns of it first.
    activity = page.locator("form#progress [name=place] option").nth(1).get_attribute("value")
    line.cut()
    day.note(
        "progress", place=activity, date="1 Juni 2026", volume="2", evidence="Daftar hadir 14 orang"
    )
    expect(day.waiting).to_have_text("1 belum terkirim")
    page.goto("about:blank")  # the page of notes would send it as soon as the line is back
    line.mend()
    day.open("/")
    day.click(page.locator("details.menu summary").last)
    day.click(page.locator("details.menu [action$='/logout/'] button"))
    warning = page.locator("dialog#unsent")
    expect(warning).to_contain_text("Kemajuan kegiatan:")
    day.click(warning.get_by_role("link", name="Kirim dahulu"))
    expect(day.waiting).to_have_text("Semua sudah terkirim", timeout=30_000)
    assert Progress.objects.filter(evidence="Daftar hadir 14 orang").count() == 1

    # A form begun at the desk comes back once, and goes with signing out.
    add = "/chapters/offices/add/"
    day.open(add)
    page.locator("[name=name]").fill("Dinas yang diketik")
    page.wait_for_timeout(700)
    day.open("/")
    day.open(add)
    expect(page.locator("[name=name]")).to_have_value("Dinas yang diketik")
    page.locator("[name=kind]").select_option("opd")
    day.button("Simpan")
    expect(page.get_by_text("Tersimpan:", exact=False)).to_be_visible()
    day.open(add)
    expect(page.locator("[name=name]")).to_have_value("")
    page.locator("[name=name]").fill("Dinas lain")
    page.wait_for_timeout(700)
    day.open("/")
    day.click(page.locator("details.menu summary").last)
    day.click(page.locator("details.menu [action$='/logout/'] button"))
    expect(page.locator("body")).to_have_attribute("data-user", "")
    day.open(f"/accounts/login/?next={add}")
    page.locator("input[name=login]").fill(OFFICER)
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()
    expect(page.locator("[name=name]")).to_have_value("")
    assert day.clicks <= 45, day.clicks
    context.close()
