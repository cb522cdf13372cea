"""Regions: loading, search by every spelling, sight, editing."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse

from core.land import reference
from core.land.bps import bps_code
from core.land.regions import Region
from tests.chapters.factories import make_chapter, make_office

LIST = "core:region-list"


@pytest.fixture
def country(db: None) -> None:
    reference.load()


def test_reference_holds_38_provinces_and_514_regencies(
    country: Any, django_assert_max_num_queries: Any
) -> None:
    assert Region.objects.provinces().count() == 38
    assert Region.objects.regencies().count() == 514
    assert Region.objects.get(code="34.04").parent_id == "34"
    with django_assert_max_num_queries(4):
        assert reference.load() == 0


def test_loading_again_keeps_what_the_secretariat_wrote(country: Any) -> None:
    Region.objects.filter(code="34.04").update(capital="Beran")
    call_command("load_reference", without_villages=True)
    assert Region.objects.get(code="34.04").capital == "Beran"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("kulonprogo", "34.01"),
        ("Kulon Progo", "34.01"),
        ("lubuklinggau", "16.73"),
        ("Lubuk Linggau", "16.73"),
        ("Solo", "33.72"),
        ("surakarta", "33.72"),
        ("34.04", "34.04"),
        ("kab. malang", "35.07"),
        ("KOTA MALANG", "35.73"),
    ],
)
def test_search_finds_every_spelling(country: Any, typed: str, code: str) -> None:
    assert Region.objects.search(typed).first().code == code


def test_list_finds_by_alias_and_offers_a_file(
    country: Any, as_user: Any, secretariat: Any
) -> None:
    browser = as_user(secretariat)
    page = browser.get(reverse(LIST), {"q": "lubuklinggau"}).content.decode()
    assert "Kota Lubuk Linggau" in page
    assert "Kab. Sleman" not in page
    answer = browser.get(reverse(LIST), {"province": "34", "kind": "kota", "format": "csv"})
    text = b"".join(answer.streaming_content).decode()
    assert "Kota Yogyakarta" in text
    assert "Sleman" not in text


@pytest.fixture
def secretariat(country: Any) -> Any:
    from core.access import Role
    from tests.conftest import make_user

    return make_user("secretariat", Role.SECRETARIAT)


def test_an_officer_sees_the_own_region_only(regions: Any, as_user: Any, officer: Any) -> None:
    browser = as_user(officer)
    page = browser.get(reverse(LIST)).content.decode()
    assert "Kab. Sleman" in page
    assert "Surakarta" not in page
    assert browser.get("/regions/33.72/").status_code == 404
    assert browser.get("/regions/34/").status_code == 404


def test_a_province_sees_its_regencies(regions: Any, as_user: Any, province_official: Any) -> None:
    page = (
        as_user(province_official).get(reverse("core:region-detail", args=["34"])).content.decode()
    )
    assert "Kab. Kulon Progo" in page
    assert "Kab. Sleman" in page


@pytest.mark.parametrize(
    "code", ["9", "34.4", "34.04.1", "xx", "34..04", "99.99", "34.04.01.2001.1"]
)
def test_a_malformed_or_unknown_code_is_no_address(
    regions: Any, as_user: Any, officer: Any, code: str
) -> None:
    assert as_user(officer).get(f"/regions/{code}/").status_code == 404


def test_accounts_of_a_region_are_for_the_secretariat(
    country: Any, as_user: Any, secretariat: Any
) -> None:
    from core.access import Role
    from tests.conftest import make_user

    officer = make_user("pengurus-x", Role.CHAPTER, "34.04", first_name="Pengurus X")
    place = reverse("core:region-detail", args=["34.04"])
    assert "Pengurus X" in as_user(secretariat).get(place).content.decode()
    own = as_user(officer).get(place).content.decode()
    assert reverse("core:user-detail", args=[officer.pk]) not in own


def post(browser: Any, place: str, **data: Any) -> Any:
    return browser.post(place, data)


def test_the_secretariat_edits_spellings_and_the_search_follows(
    country: Any, as_user: Any, secretariat: Any
) -> None:
    place = reverse("core:region-edit", args=["34.04"])
    answer = post(
        as_user(secretariat),
        place,
        code="99.99",
        name="Kabupaten Sleman",
        kind="kabupaten",
        capital="Beran",
        spellings="Slemania\nSleman Sembada",
    )
    assert answer.status_code == 302
    region = Region.objects.get(code="34.04")
    assert region.aliases == ["Slemania", "Sleman Sembada"]
    assert Region.objects.search("slemansembada").get() == region
    assert not Region.objects.filter(code="99.99").exists()


def test_a_district_is_added_under_its_region(country: Any, as_user: Any, secretariat: Any) -> None:
    place = reverse("core:region-create")
    browser = as_user(secretariat)
    bad = post(browser, place, code="34.99.01", name="Kapanewon X", kind="kapanewon")
    assert bad.status_code == 422
    wrong = post(browser, place, code="34.04.07", name="Kapanewon Depok", kind="kabupaten")
    assert wrong.status_code == 422
    assert (
        post(browser, place, code="34.04.07", name="Kapanewon Depok", kind="kapanewon").status_code
        == 302
    )
    assert Region.objects.get(code="34.04.07").parent_id == "34.04"


def test_list_and_detail_cost_the_same_for_more_rows(
    country: Any, as_user: Any, secretariat: Any, django_assert_max_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser = as_user(secretariat)

    def cost(place: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert browser.get(place).status_code == 200
        return len(found)

    list_page, detail = reverse(LIST), reverse("core:region-detail", args=["34.04"])
    make_chapter()
    make_office(name="Satu")
    cost(list_page)
    before = cost(list_page), cost(detail)
    for number in range(9):
        make_chapter(f"35.0{number + 1}")
        make_office(name=f"Kantor {number}")
    assert (cost(list_page), cost(detail)) == before
    assert before[0] <= 12
    assert before[1] <= 20


def test_the_code_of_bps_comes_from_the_crosswalk_and_never_from_the_point(
    country: Any, as_user: Any, secretariat: Any
) -> None:
    told = {code: bps_code(code) for code in Region.objects.values_list("code", flat=True)}
    # Lubuk Linggau and Prabumulih change places; digits that look alike would name the other one.
    assert (told["16.73"], told["16.74"], told["34.04"], told["34"]) == (
        "1674",
        "1672",
        "3404",
        "34",
    )
    assert sum(bool(code) for code in told.values()) == 504
    assert {code[:2] for code, found in told.items() if not found} == {
        str(n) for n in range(91, 97)
    }
    browser = as_user(secretariat)
    page = browser.get(reverse("core:region-detail", args=["16.73"])).content.decode()
    assert ">1674<" in "".join(page.split())
    page = browser.get(reverse("core:region-detail", args=["91.03"])).content.decode()
    assert "9103" not in page
    answer = browser.get(reverse(LIST), {"q": "prabumulih", "columns": "bps", "format": "csv"})
    assert "1672" in b"".join(answer.streaming_content).decode()
