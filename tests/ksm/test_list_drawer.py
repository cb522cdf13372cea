"""The filter of a list and the choice of its columns: on the page only where they are asked for."""

from __future__ import annotations

import gzip
import re
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ksm.models import Facility, StatusRecord
from tests.ksm.factories import (
    make_facility,
    make_group,
    make_operation,
    make_programme,
    make_status,
)

FIELD, LINK = 'id="id_region"', "data-drawer"


def test_a_shut_drawer_brings_no_fields_and_a_link_opens_it(
    regions: Any, secretariat: Any, as_user: Any
) -> None:
    make_facility("34.04")
    browser, address = as_user(secretariat), reverse("ksm:facility-list")
    shut = browser.get(address).content.decode()
    assert FIELD not in shut
    assert f'href="?drawer=1" {LINK}' in shut
    opened = browser.get(address, {"drawer": "1"}).content.decode()
    assert FIELD in opened
    assert LINK not in opened


def test_a_shut_drawer_keeps_what_narrows_the_list(
    regions: Any, secretariat: Any, as_user: Any
) -> None:
    make_facility("34.04")
    browser, address = as_user(secretariat), reverse("ksm:facility-list")
    found = browser.get(address, {"region": "34.04", "stage": "terbangun"}).content.decode()
    assert FIELD not in found
    assert '<input type="hidden" name="region" value="34.04">' in found
    assert '<input type="hidden" name="stage" value="terbangun">' in found
    wrong = browser.get(address, {"region": "99.99"}).content.decode()
    assert FIELD in wrong, "what has to be corrected stands open"


def test_the_fields_alone_are_fetched_without_the_rows(
    regions: Any, secretariat: Any, as_user: Any, django_assert_max_num_queries: Any
) -> None:
    make_facility("34.04", name="IPAL yang tidak dibaca")
    browser, address = as_user(secretariat), reverse("ksm:facility-list")
    with django_assert_max_num_queries(6) as asked:
        found = browser.get(
            address, {"drawer": "1", "region": "34.04"}, headers={"HX-Target": "drawer"}
        ).content.decode()
    assert FIELD in found
    assert "<html" not in found
    assert "IPAL yang tidak dibaca" not in found
    assert not [one for one in asked.captured_queries if 'FROM "ksm_facility"' in one["sql"]]


def test_columns_to_choose_from_come_when_they_are_asked_for(
    regions: Any, secretariat: Any, official: Any, as_user: Any
) -> None:
    make_facility("34.04", name="IPAL yang tidak dibaca")
    address, tick = reverse("ksm:facility-list"), 'name="columns"'
    for user in (secretariat, official):
        browser = as_user(user)
        shut = browser.get(address, {"q": "IPAL"}).content.decode()
        assert tick not in shut and 'data-later="?q=IPAL&amp;choose=1"' in shut
        opened = browser.get(address, {"q": "IPAL", "choose": "1"}).content.decode()
        assert tick in opened and "IPAL yang tidak dibaca" in opened
        asked = {"q": "IPAL", "choose": "1"}
        with CaptureQueriesContext(connection) as queries:
            part = browser.get(address, asked, headers={"HX-Target": "columns"}).content.decode()
        assert tick in part and "<html" not in part
        assert not [one for one in queries if 'FROM "ksm_facility"' in one["sql"]]


def test_a_new_choice_stands_in_the_drawer_at_once(
    regions: Any, secretariat: Any, as_user: Any
) -> None:
    browser, address = as_user(secretariat), reverse("ksm:facility-list")
    assert "Program Baru" not in browser.get(address, {"drawer": "1"}).content.decode()
    make_programme("baru", label_id="Program Baru")
    assert "Program Baru" in browser.get(address, {"drawer": "1"}).content.decode()


# As long as names of the national set and of real lists are.
NAMES = "IPAL Komunal Bina Seroja Makmur, MCK Plus Rukun Sejahtera, IPAL Kombinasi Melati Mekar Tirta Abadi"
PLACES = "Paya Ateuk/Pasie Raja, Aur Peulumat/Labuhanhaji Timur, Air Sialang Tengah/Samadua, Alur Bujok/Trumon Timur"
WORDS = "Karya Anggrek Flamboyan Sumber Lestari Sentosa Cempaka Bersama Mandiri Hijau"


def test_a_page_of_fifty_rows_is_light(regions: Any, secretariat: Any, as_user: Any) -> None:
    for number in range(60):
        words = WORDS.split()
        word, other = words[number % 10], words[number * 7 // 10 % 10]
        village, district = PLACES.split(", ")[number % 4].split("/")
        facility = make_facility(
            "34.04", name=f"{NAMES.split(', ')[number % 3]} {word} {other}", village=village, district=district,
            hamlet=f"Padukuhan {other}", rt=f"{number % 20 + 1:02}", rw=f"{number % 12 + 1:02}",
            is_example=number % 2 == 0, design_sr=50 + number,
        )  # fmt: skip
        make_status(facility, f"20{number % 20 + 1:02}-0{number % 9 + 1}-11", active_sr=number)
        make_operation(facility, make_group("34.04", name=f"KSM {other} {word} {number}"))
    found = as_user(secretariat).get(
        reverse("ksm:facility-list"), headers={"accept-encoding": "gzip"}
    )
    assert gzip.decompress(found.content).count(b'<tr role="row">') == 51
    assert len(found.content) <= 10 * 1024


def test_columns_read_the_latest_facts_when_they_are_shown(
    regions: Any, secretariat: Any, as_user: Any
) -> None:
    facility = make_facility("34.04")
    StatusRecord.objects.create(
        facility=facility, observed_on="2017", function_status="berfungsi",
        physical_condition="rusak_ringan", active_sr=41, kk=43, jiwa=171,
    )  # fmt: skip
    browser, address = as_user(secretariat), reverse("ksm:facility-list")

    def shown(*asked: Any) -> str:
        return re.sub(r"\s+<", "<", browser.get(*asked).content.decode())

    usual = shown(address)
    assert ">41<" in usual
    assert ">171<" not in usual
    whole = shown(address, {"columns": "all"})
    for word in (">41<", ">43<", ">171<", "Rusak ringan"):
        assert word in whole, word
    Facility.objects.get(pk=facility.pk).status_records.update(active_sr=42)
    assert ">42<" in shown(address)
