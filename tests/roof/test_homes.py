"""A home for every kind of fact papers tell (N1–N16, those of other rooms stand beside their room's tests)."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from events.models import Practice
from ksm.models import Facility, Operation, Programme, StatusRecord
from planning.models import Indicator
from tests.chapters.factories import make_chapter, make_office, make_seat
from tests.events.factories import make_event
from tests.importing import walk
from tests.ksm import factories as f

pytestmark = pytest.mark.django_db


def post(browser: Any, where: str, /, *args: object, **data: object) -> None:
    """Send a form by its page; whatever it refuses is shown."""
    answer = browser.post(reverse(where, args=args), data)
    assert answer.status_code == 302, answer.context["form"].errors


def test_n8_an_office_a_named_body_and_nobody_run_plants(officer: Any, as_user: Any) -> None:
    browser, unit = as_user(officer), make_office(name="UPTD PALD Sleman", kind="uptd")
    said = {"office": unit.pk}, {"named": "Pesantren Darul Ulum"}, {"nobody": "on"}
    words = "UPTD PALD Sleman", "Pesantren Darul Ulum", "Tidak ada, menurut sumber"
    rows = [f.make_facility() for _one in said]
    for row, data, word in zip(rows, said, words, strict=True):
        post(browser, "ksm:operation-create", row.code, started_on="2016", source="Daftar", **data)
        assert word in browser.get(row.get_absolute_url()).content.decode()
    for value, which in (("yes", rows[:2]), ("nobody", rows[2:]), ("no", [])):
        found = Facility.objects.visible_to(officer)
        found = {
            "yes": found.with_running_operator,
            "nobody": found.run_by_nobody,
            "no": found.without_operator,
        }[value]()
        assert set(found) == set(which)
    listed = browser.get(reverse("ksm:facility-list"), {"cols": "operator"}).content.decode()
    assert "UPTD PALD Sleman" in listed
    # Two of the three at once contradict each other.
    wrong = {"office": unit.pk, "nobody": "on", "started_on": "2017"}
    assert (
        browser.post(reverse("ksm:operation-create", args=[rows[0].code]), wrong).status_code == 422
    )


def test_n8_mck_and_connections_have_each_their_operator(officer: Any, as_user: Any) -> None:
    browser, row, group = as_user(officer), f.make_facility(), f.make_group(name="KSM Mawar")
    post(browser, "ksm:operation-create", row.code, group=group.pk, part="mck", started_on="2015")
    post(browser, "ksm:operation-create", row.code, named="RT 03", part="sr", started_on="2016")
    assert Operation.objects.running().filter(facility=row).count() == 2
    shown = browser.get(row.get_absolute_url()).content.decode()
    assert "KSM Mawar (MCK); RT 03 (Sambungan rumah (SR))" in shown
    # The next one for the connections ends the former of the connections alone.
    post(browser, "ksm:operation-create", row.code, named="RT 04", part="sr", started_on="2019")
    running = Operation.objects.running().filter(facility=row)
    assert {one.operator_and_part for one in running} == {
        "KSM Mawar (MCK)",
        "RT 04 (Sambungan rumah (SR))",
    }


def test_n8_a_table_names_office_and_part(officer: Any) -> None:
    row, _office = f.make_facility(), make_office(name="UPTD PALD")
    table = f"Sarana,Instansi,Bagian,Mulai\n{row.code},UPTD PALD,MCK,2015\n"
    walk("operations", officer, table, write=True)
    assert Operation.objects.get().operator_and_part == "UPTD PALD (MCK)"


def test_n9_type_not_known_and_an_address_line(officer: Any, as_user: Any) -> None:
    browser = as_user(officer)
    post(
        browser, "ksm:facility-create", name="IPAL Pesantren", region="34.04",
        facility_type="tidak_diketahui", address="Pesantren Al Hikmah, Jl. Melati 4",
    )  # fmt: skip
    row = Facility.objects.get()
    shown = browser.get(row.get_absolute_url()).content.decode()
    assert "Jenis tidak diketahui" in shown and "Pesantren Al Hikmah, Jl. Melati 4" in shown
    table = "Sarana,Kabupaten,Desa,Alamat lengkap\nIPAL Pulau,Kab. Sleman,Sumberagung,Pulau Kecil\n"
    walk("facilities", officer, table, write=True)
    new = Facility.objects.get(name="IPAL Pulau")
    assert (new.facility_type, new.address) == ("tidak_diketahui", "Pulau Kecil")


def test_n9_function_without_a_date_is_told_and_never_current(officer: Any, as_user: Any) -> None:
    browser, row = as_user(officer), f.make_facility()
    data = {"function_status": "tidak_berfungsi", "kk": "60"}
    assert (
        browser.post(reverse("ksm:status-record-create", args=[row.code]), data).status_code == 422
    )
    post(browser, "ksm:status-record-create", row.code, source="Profil desa", **data)
    told = StatusRecord.objects.get()
    assert "tanggal tidak disebut" in browser.get(told.get_absolute_url()).content.decode()
    now = Facility.objects.with_latest_status().get()
    assert now.latest_function is None and now.latest_kk is None
    # The page of the facility tells it in the life, not as how it stands.
    page = browser.get(row.get_absolute_url())
    assert page.context["object"].latest_function is None
    assert "Profil desa" in page.content.decode()


def test_n15_a_problem_needs_no_remedy_a_good_practice_does(officer: Any, as_user: Any) -> None:
    browser = as_user(officer)
    data = {
        "title": "Pipa tersumbat tiap musim hujan",
        "region": "34.04",
        "aspect": "teknis",
        "situation": "Air naik.",
    }
    post(browser, "events:practice-create", kind="masalah", **data)
    assert Practice.objects.get().solution == ""
    answer = browser.post(
        reverse("events:practice-create"), {**data, "kind": "praktik_baik", "action": "Dibersihkan"}
    )
    assert "solution" in answer.context["form"].errors


def test_n12_what_others_ruled_or_agreed_stands_on_the_region(officer: Any, as_user: Any) -> None:
    browser = as_user(officer)
    post(
        browser, "agreements:regional-paper-create", region="34.04", kind="perda", number="Perda 6/2015",
        title="Pengelolaan air limbah domestik", subject="Wajib sambung", signed_on="2015",
    )  # fmt: skip
    shown = browser.get(reverse("core:region-detail", args=["34.04"])).content.decode()
    assert "Peraturan dan perjanjian pihak lain" in shown and "Perda 6/2015" in shown
    # Outside our counts: nothing is signed with us.
    board = browser.get(reverse("agreements:agreement-list")).content.decode()
    assert "Perda 6/2015" not in board
    table = "Kabupaten,Jenis,Nomor,Judul,Para pihak\nKab. Sleman,Perjanjian antarpihak lain,12/2019,Layanan LLTT,PDAM dan Dinas PU\n"
    walk("regional-papers", officer, table, write=True)
    listed = browser.get(
        reverse("agreements:regional-paper-list"), {"kind": "perjanjian"}
    ).content.decode()
    assert "Layanan LLTT" in listed and "Perda 6/2015" not in listed


def test_n13_what_has_no_date_stands_in_a_group_of_its_own(officer: Any, as_user: Any) -> None:
    browser = as_user(officer)
    make_event("34.04", title="Sosialisasi tanpa tanggal", starts_on="", ends_on="", state="held")
    make_event("34.04", title="Bimtek 2018", starts_on="2018-05-08", ends_on="")
    shown = browser.get(reverse("core:region-detail", args=["34.04"])).content.decode()
    assert (
        "Acara tanpa tanggal" in shown
        and "Sosialisasi tanpa tanggal" in shown
        and "Bimtek 2018" not in shown
    )
    undated = browser.get(reverse("events:event-list"), {"dated": "no"}).content.decode()
    assert "Sosialisasi tanpa tanggal" in undated and "Bimtek 2018" not in undated
    assert browser.get(reverse("agreements:contact-list"), {"dated": "no"}).status_code == 200


def test_n14_each_seat_has_its_term_and_its_way_of_election(officer: Any, as_user: Any) -> None:
    browser, chapter = as_user(officer), make_chapter("34.04", election_method="formateur")
    seat = make_seat(chapter, "ketua", person="Bu Contoh", term_from="2016", term_to="2021")
    data = {
        "role": "ketua",
        "person": "Bu Contoh",
        "term_from": "2016",
        "term_to": "2021",
        "chosen_by": "vote",
    }
    post(browser, "chapters:board-seat-edit", seat.pk, **data, version=seat.version)
    shown = browser.get(seat.get_absolute_url()).content.decode()
    assert "Cara pengisian" in shown
    seat.refresh_from_db()
    assert (seat.chosen_by, chapter.election_method) == ("vote", "formateur")


def test_f04_membership_stands_by_a_rule_of_dues(officer: Any, as_user: Any) -> None:
    browser = as_user(officer)
    group = f.make_group(membership="ya", member_from="2015")

    def stands() -> str:
        return browser.get(group.get_absolute_url()).content.decode()

    assert "Anggota aktif" in stands()
    for year, paid in ((2016, 120_000), (2017, 0), (2018, 60_000)):
        post(browser, "ksm:member-dues-create", group.pk, year=year, due="120.000", paid=paid)
    assert "Lewat: iuran 2 tahun belum lunas" in stands()
    # What nobody knows counts against nobody.
    f.make_dues(group, 2019, paid=None)
    assert "Anggota aktif" in stands()
    group.member_to = "2020"
    group.save()
    assert "Berakhir 2020" in stands() and "Anggota aktif" not in stands()
    listed = browser.get(reverse("ksm:member-dues-list"), {"year": 2018}).content.decode()
    assert "Belum lunas" in listed


def test_f102_programmes_and_indicators_are_kept_on_pages(
    secretariat: Any, officer: Any, as_user: Any
) -> None:
    browser = as_user(secretariat)
    post(
        browser,
        "ksm:programme-create",
        code="hibah-aus",
        label_id="Hibah Australia",
        label_en="Australian grant",
    )
    new = {
        "code": "sr-baru",
        "label_id": "SR baru",
        "label_en": "New SR",
        "unit": "SR",
        "field": "teknis",
    }
    post(browser, "planning:indicator-create", **new)
    programme, indicator = (
        Programme.objects.get(code="hibah-aus"),
        Indicator.objects.get(code="sr-baru"),
    )
    edit = {
        "label_id": "Hibah AusAID",
        "label_en": "Australian grant",
        "version": programme.version,
    }
    post(browser, "ksm:programme-edit", programme.pk, **edit)
    post(
        browser,
        "planning:indicator-edit",
        indicator.pk,
        **{**new, "unit": "sambungan"},
        version=indicator.version,
    )
    programme.refresh_from_db()
    indicator.refresh_from_db()
    assert (programme.label_id, indicator.unit) == ("Hibah AusAID", "sambungan")
    reader = as_user(officer)
    for where in ("ksm:programme-list", "planning:indicator-list"):
        assert reader.get(reverse(where)).status_code == 200
    assert reader.get(reverse("ksm:programme-edit", args=[programme.pk])).status_code == 403
