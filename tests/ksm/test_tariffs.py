"""Tariffs and fees: twelve classes in one form, ranges and words as papers have them, about what they hold for."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from chapters.models import Office
from core.tools.written.lines import UnreadableLines
from core.tools.written.numbers import plain_number
from ksm.models import Tariff
from ksm.money.lines import Money, TariffLine, read_money, tariffs
from tests.chapters.factories import make_chapter
from tests.importing import reasons, walk
from tests.ksm import factories as f

pytestmark = pytest.mark.django_db
ADD = "ksm:tariff-create"


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("5.000", Money(5000)),
        ("Rp 5.000", Money(5000)),
        ("5,000", Money(5000)),
        ("Rp. 5.000,-", Money(5000)),
        ("Rp5.000–Rp10.000", Money(5000, 10_000)),
        ("5-10 ribu", Money(5000, 10_000)),
        ("5.000 s/d 10.000", Money(5000, 10_000)),
        ("1,5 juta", Money(1_500_000)),
        ("gratis", Money(0)),
        ("0", Money(0)),
        ("", Money()),
        ("satu ember padi", Money(words="satu ember padi")),
        ("10.000–5.000", Money(words="10.000–5.000")),
        ("-5.000", Money(words="-5.000")),
    ],
)
def test_n6_amounts_are_read_as_papers_write_them(text: str, means: Money) -> None:
    assert read_money(text) == means


def test_n6_a_line_is_a_class_its_amount_and_its_unit() -> None:
    text = "1. Rumah tangga @ 5.000\n\n- Warung @ 10.000–15.000 @ per bulan\n7.500"
    assert tariffs(text) == [
        TariffLine("Rumah tangga", Money(5000)),
        TariffLine("Warung", Money(10_000, 15_000), "per bulan"),
        TariffLine("", Money(7500)),
    ]
    for wrong in ("Rumah tangga", "a @ 1 @ b @ c", "Rumah tangga @"):
        with pytest.raises(UnreadableLines):
            tariffs(wrong)


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("1,5 juta", "1500000"),
        ("2,47 miliar", "2470000000"),
        ("Rp 2,47 Milyar", "2470000000"),
        ("500 rb", "500000"),
        ("10 ribu", "10000"),
        ("1 triliun", "1000000000000"),
        ("tiga juta", "tiga"),
    ],
)
def test_n11_amounts_in_words_are_numbers_everywhere(text: str, means: str) -> None:
    with translation.override("id"):
        assert plain_number(text) == means


CLASSES = "\n".join(f"Golongan {number} @ {number}.000" for number in range(1, 13))


def test_n6_twelve_classes_are_one_form(officer: Any, as_user: Any) -> None:
    group = f.make_group()
    url = reverse(ADD, query={"group": group.pk})
    browser = as_user(officer)
    page = browser.get(url).content.decode()
    assert 'name="facility"' not in page and 'name="region"' not in page
    data = {
        "kind": "iuran", "unit": "kk_bulan", "valid_from": "1 April 2018", "set_by": "Musyawarah",
        "lines": CLASSES + "\nWarung @ 10.000–15.000 @ per bulan\nPanen @ satu ember padi", "source": "Berita acara",
    }  # fmt: skip
    sent = browser.post(url, data)
    assert sent.status_code == 302 and sent.url == group.get_absolute_url()
    rows = list(Tariff.objects.about(group).order_by("pk"))
    assert len(rows) == 14 and {row.region_id for row in rows} == {"34.04"}
    assert {row.valid_from for row in rows} == {"2018-04-01"}
    assert [row.amount for row in rows[:12]] == [number * 1000 for number in range(1, 13)]
    assert (rows[12].amount, rows[12].amount_to, rows[12].unit) == (10_000, 15_000, "bulan")
    assert (rows[13].amount, rows[13].amount_text) == (None, "satu ember padi")
    assert all(row.history.count() == 1 for row in rows)
    shown = browser.get(group.get_absolute_url()).content.decode()
    assert "Golongan 1" in shown and "Rp1.000 per KK per bulan" in shown
    # The same paper once more: asked, not doubled in silence.
    again = browser.post(url, data)
    assert again.status_code == 422 and "confirm_twin" in again.content.decode()
    assert Tariff.objects.count() == 14
    assert browser.post(url, {**data, "confirm_twin": "on"}).status_code == 302


def test_n6_a_line_that_says_no_amount_is_named(officer: Any, as_user: Any) -> None:
    url = reverse(ADD, query={"group": f.make_group().pk})
    data = {"kind": "iuran", "unit": "kk_bulan", "lines": "Rumah tangga @ 5.000\nWarung"}
    answer = as_user(officer).post(url, data)
    assert answer.status_code == 422 and "baris 2" in answer.content.decode()
    data["lines"] = "Warung @ 5.000 @ per bulan purnama"
    assert as_user(officer).post(url, data).status_code == 422
    assert not Tariff.objects.exists()


def test_n6_the_region_is_that_of_whom_it_is_about(
    officer: Any, secretariat: Any, as_user: Any
) -> None:
    facility, chapter = f.make_facility(), make_chapter()
    office = Office.objects.create(name="UPTD PALD", kind="uptd", region_id="34.04")
    data = {"kind": "iuran", "unit": "bulan", "lines": "5.000"}
    for about, typed in ((facility, facility.code), (office, office.name), (chapter, chapter.pk)):
        name = about._meta.model_name
        sent = as_user(secretariat).post(reverse(ADD), {**data, name: typed})
        assert sent.status_code == 302 and sent.url == about.get_absolute_url()
        assert "Rp5.000 per bulan" in as_user(officer).get(sent.url).content.decode()
        assert Tariff.objects.about(about).get().region_id == "34.04"
    region = as_user(secretariat).post(reverse(ADD), {**data, "region": "34.04"})
    assert region.status_code == 302
    assert Tariff.objects.of_region_itself().get().about.pk == "34.04"
    page = as_user(officer).get(reverse("core:region-detail", args=["34.04"])).content.decode()
    assert page.count("Rp5.000 per bulan") == 1  # its own, not those of one facility or office


def test_a_tariff_of_elsewhere_is_neither_seen_nor_written(
    officer: Any, other_officer: Any, as_user: Any
) -> None:
    group = f.make_group()
    tariff = f.make_tariff(group)
    browser = as_user(other_officer)
    assert browser.get(tariff.get_absolute_url()).status_code == 404
    assert browser.get(reverse(ADD, query={"group": group.pk})).status_code == 404
    assert browser.get(reverse(ADD, query={"group": "²"})).status_code == 404
    forged = {"kind": "iuran", "unit": "bulan", "lines": "5.000", "group": group.name}
    assert browser.post(reverse(ADD), forged).status_code == 422
    # Only the Secretariat keeps what holds for the whole country.
    del forged["group"]
    browser.post(reverse(ADD), {**forged, "region": ""})
    assert set(Tariff.objects.values_list("region", flat=True)) <= {"34.04", "33.72"}


def test_the_database_holds_the_rules_of_tariffs(regions: Any) -> None:
    group, facility = f.make_group(), f.make_facility()
    for wrong in (
        {"amount": None},
        {"amount_to": 4_000},
        {"valid_to": "2017"},
        {"facility": facility},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            f.make_tariff(group, **wrong)
    assert f.make_tariff(group, amount=None, unit="sukarela").pk  # voluntary: no amount is stated
    assert f.make_tariff(group, amount=0).amount_words.startswith("Rp0 ")


def test_what_holds_on_a_day(regions: Any) -> None:
    old = f.make_tariff(valid_from="2015", valid_to="2017-06")
    new = f.make_tariff(valid_from="2017-07")
    undated = f.make_tariff(valid_from="")

    def on(*day: int) -> set[Tariff]:
        return set(Tariff.objects.all().holding(dt.date(*day)))

    assert on(2016, 1, 1) == {old, undated} and on(2018, 1, 1) == {new, undated}


TABLE = """Kelompok;Kabupaten;Golongan;Tarif;Satuan;Berlaku sejak
KPP Tirta;Kab. Sleman;Rumah tangga;5.000;per KK per bulan;2018
KPP Tirta;Kab. Sleman;Warung;10.000–15.000;per bulan;2018
;Kab. Sleman;Sedot;Rp 350.000;per rit;1 April 2019
KPP Lain;Kab. Sleman;Rumah tangga;5.000;per KK per bulan;2018
"""


def test_tariffs_come_in_and_go_out_as_a_table(officer: Any, as_user: Any) -> None:
    group = f.make_group(name="KPP Tirta")
    browser = as_user(officer)
    counts, rows = walk("tariffs", officer, TABLE, write=True)
    assert (counts.new, counts.faulty) == (3, 1), reasons(rows)
    home = Tariff.objects.about(group).get(customer="Warung")
    assert (home.amount, home.amount_to, home.unit) == (10_000, 15_000, "bulan")
    assert Tariff.objects.get(customer="Sedot").about.pk == "34.04"
    assert walk("tariffs", officer, TABLE)[0].same == 3
    out = b"".join(browser.get(reverse("ksm:tariff-list"), {"format": "csv"}).streaming_content)
    assert "Warung" in out.decode() and "10.000–Rp" in out.decode().replace(",0", ".0")
