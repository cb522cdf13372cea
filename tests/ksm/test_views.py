"""Pages: doors, lists and their filters, exports, writes, query growth."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ksm.models import Desludging, Facility, Group, Operation, StatusRecord, Works
from tests.ksm import factories as f
from tests.ksm.matrix import make_world


def text_of(answer: Any) -> str:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return body.decode()


def test_a_facility_is_recorded_by_form(regions: Any, as_user: Any, officer: Any) -> None:
    browser = as_user(officer)
    data = {
        "name": "IPAL Komunal Pendulan",
        "facility_type": "ipal_komunal",
        "region": "34.04",
        "village": "Sumberagung",
        "design_kk": "±100",
    }
    answer = browser.post(reverse("ksm:facility-create"), data)
    facility = Facility.objects.get()
    assert answer.status_code == 302 and answer["Location"] == facility.get_absolute_url()
    assert facility.is_estimate
    page = text_of(browser.get(facility.get_absolute_url()))
    assert "34.04-0001" in page and "±100" in page


def test_a_form_with_errors_keeps_what_was_typed(regions: Any, as_user: Any, officer: Any) -> None:
    answer = as_user(officer).post(
        reverse("ksm:facility-create"), {"name": "IPAL Setengah Jadi", "region": "34.04"}
    )
    assert answer.status_code == 422
    assert "IPAL Setengah Jadi" in text_of(answer)
    assert not Facility.objects.exists()


def test_sending_the_form_twice_saves_once(regions: Any, as_user: Any, officer: Any) -> None:
    browser = as_user(officer)
    page = text_of(browser.get(reverse("ksm:facility-create")))
    token = re.search(r'name="form_token" value="([^"]+)"', page)[1]
    data = {"name": "IPAL Dua Kali", "facility_type": "mck", "region": "34.04", "form_token": token}
    for _again in range(2):
        assert browser.post(reverse("ksm:facility-create"), data).status_code == 302
    assert Facility.objects.count() == 1


def test_a_forged_region_is_refused(regions: Any, as_user: Any, officer: Any) -> None:
    data = {"name": "IPAL Selundupan", "facility_type": "mck", "region": "33.72"}
    assert as_user(officer).post(reverse("ksm:facility-create"), data).status_code == 422
    assert not Facility.objects.exists()


def test_the_operator_changes_hands_on_the_page(regions: Any, as_user: Any, officer: Any) -> None:
    facility = f.make_facility()
    f.make_operation(facility, started_on="2010")
    group = f.make_group(name="KPP Penerus")
    browser = as_user(officer)
    url = reverse("ksm:operation-create", args=[facility.code])
    refused = browser.post(url, {"group": group.pk})
    assert refused.status_code == 422
    assert Operation.objects.count() == 1
    answer = browser.post(url, {"group": group.pk, "started_on": "2016"})
    assert answer.status_code == 302 and answer["Location"] == facility.get_absolute_url()
    assert "KPP Penerus" in text_of(browser.get(facility.get_absolute_url()))


def test_children_are_added_under_the_facility_and_warn(
    regions: Any, as_user: Any, officer: Any
) -> None:
    facility = f.make_facility(design_sr=50)
    browser = as_user(officer)
    posts = {
        "status-record": {"observed_on": "2018", "function_status": "berfungsi", "active_sr": "70"},
        "works": {"kind": "pengembangan", "sr_added": "10"},
        "desludging": {"done_on": "2017-05", "volume_m3": "6"},
        "funding-contribution": {"amount": "250000000", "fund_source": "dak"},
    }
    for noun, data in posts.items():
        answer = browser.post(reverse(f"ksm:{noun}-create", args=[facility.code]), data)
        assert answer.status_code == 302, noun
    assert (StatusRecord.objects.count(), Works.objects.count(), Desludging.objects.count()) == (
        1,
        1,
        1,
    )
    page = text_of(browser.get(facility.get_absolute_url()))
    assert "70" in page and "140" in page
    works = Works.objects.get()
    browser.post(
        reverse("ksm:works-cost-create", args=[works.pk]), {"funder": "DPU", "amount": "5000000"}
    )
    assert works.costs.get().amount == 5_000_000


def test_contact_data_are_kept_from_government(
    regions: Any, as_user: Any, officer: Any, official: Any
) -> None:
    group = f.make_group(contact_name="Ibu Sari", contact_phone="0811000111")
    group.contact_phone = "0822000222"
    group.save()
    pages = [
        group.get_absolute_url(),
        reverse("ksm:group-history", args=[group.pk]),
        f"{reverse('ksm:group-list')}?format=csv",
    ]
    seen = "".join(text_of(as_user(officer).get(page)) for page in pages)
    hidden = "".join(text_of(as_user(official).get(page)) for page in pages)
    assert "Ibu Sari" in seen and "0822000222" in seen and "0811000111" in seen
    assert not any(word in hidden for word in ("Ibu Sari", "0822000222", "0811000111"))


def names(answer: Any) -> set[str]:
    return set(re.findall(r"IPAL-\w+", text_of(answer)))


@pytest.fixture
def five(regions: Any) -> None:
    good = f.make_facility(name="IPAL-baik", built_on="2016-05", village="Sinduadi")
    f.make_status(good, "2018", function_status="berfungsi")
    f.make_operation(good)
    f.make_contribution(good, programme=f.make_programme())
    broken = f.make_facility(name="IPAL-rusak", facility_type="mck_plus", built_on="2008")
    f.make_status(broken, "2015", function_status="berfungsi")
    f.make_status(broken, "2017", function_status="tidak_berfungsi")
    f.make_facility(name="IPAL-entah")
    f.make_facility(name="IPAL-rencana", stage="rencana")
    f.make_facility("34.01", name="IPAL-tetangga")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"baik", "rusak", "entah", "rencana", "tetangga"}),
        ("q=sinduadi", {"baik"}),
        ("region=34.01", {"tetangga"}),
        ("region=34", {"baik", "rusak", "entah", "rencana", "tetangga"}),
        ("type=mck_plus", {"rusak"}),
        ("function=berfungsi", {"baik"}),
        ("function=tidak_berfungsi", {"rusak"}),
        ("function=tidak_diketahui&region=34.04", {"entah", "rencana"}),
        ("operator=yes", {"baik"}),
        ("operator=no&region=34.04", {"rusak", "entah", "rencana"}),
        ("year=2016", {"baik"}),
        ("stage=rencana", {"rencana"}),
        ("check=operator&region=34.04", {"rusak", "entah"}),
        ("check=emptying", {"baik", "rusak"}),
        ("check=desludging", set()),
        ("type=nonsense", set()),
        ("year=abc", set()),
    ],
)
def test_the_list_of_facilities_is_narrowed_by_its_address(
    five: Any, as_user: Any, secretariat: Any, query: str, found: set[str]
) -> None:
    answer = as_user(secretariat).get(f"{reverse('ksm:facility-list')}?{query}")
    assert answer.status_code == 200
    assert names(answer) == {f"IPAL-{name}" for name in found}


def test_what_the_filter_shows_is_what_is_exported(
    five: Any, as_user: Any, secretariat: Any
) -> None:
    browser = as_user(secretariat)
    programme = f.make_programme().pk
    answer = browser.get(f"{reverse('ksm:facility-list')}?programme={programme}&format=csv")
    lines = text_of(answer).strip().splitlines()
    assert len(lines) == 2 and "IPAL-baik" in lines[1]
    assert browser.get(f"{reverse('ksm:facility-list')}?format=xlsx").status_code == 200


@pytest.mark.parametrize("noun", ["group", "facility", "status-record", "works", "desludging"])
def test_lists_export(noun: str, regions: Any, as_user: Any, officer: Any) -> None:
    make_world("34.04", "Kata Kunci")
    make_world("33.72", "Rahasia")
    body = text_of(as_user(officer).get(f"{reverse(f'ksm:{noun}-list')}?format=csv"))
    assert "Kata Kunci" in body and "Rahasia" not in body


def test_an_archived_facility_leaves_the_lists_with_its_children(
    regions: Any, as_user: Any, officer: Any
) -> None:
    facility = f.make_facility(name="IPAL-arsip")
    f.make_desludging(facility)
    browser = as_user(officer)
    url = reverse("ksm:facility-archive", args=[facility.code])
    assert browser.post(url, {"remark": "ganda"}).status_code == 302
    browser.get(reverse("ksm:facility-list"))
    for noun in ("facility", "desludging"):
        assert not names(browser.get(reverse(f"ksm:{noun}-list")))
    assert browser.get(reverse("ksm:status-record-create", args=[facility.code])).status_code == 403


@pytest.mark.parametrize(
    "address",
    [
        "/ksm/facilities/34.04-1/",
        "/ksm/facilities/abc/",
        "/ksm/groups/99999999999999999999/",
        "/ksm/facilities/34.04-9999/",
    ],
)
def test_malformed_addresses_are_not_found(
    address: str, regions: Any, as_user: Any, officer: Any
) -> None:
    assert as_user(officer).get(address).status_code == 404


def fill(count: int) -> None:
    for _number in range(count):
        facility = f.make_facility(design_sr=50, village="Sinduadi")
        group = f.make_group()
        f.make_operation(facility, group)
        f.make_status(facility, active_sr=40)
        f.make_cost(f.make_works(facility))
        f.make_desludging(facility)
        f.make_contribution(facility, programme=f.make_programme())


@pytest.mark.parametrize("noun", ["group", "facility", "status-record", "works", "desludging"])
def test_lists_ask_the_same_for_n_and_3n_rows(
    noun: str, regions: Any, as_user: Any, secretariat: Any
) -> None:
    browser = as_user(secretariat)
    counts = []
    browser.get(reverse(f"ksm:{noun}-list"))
    for more in (4, 8):
        fill(more)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            browser.get(reverse(f"ksm:{noun}-list"))
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 12


def children(facility: Facility, count: int) -> None:
    for number in range(count):
        f.make_status(facility, f"20{number % 10}7", active_sr=number)
        f.make_operation(facility, started_on="2001", ended_on="2002")
        f.make_cost(f.make_works(facility))
        f.make_desludging(facility)
        f.make_contribution(facility, programme=f.make_programme())


def test_the_page_of_a_facility_asks_the_same_for_n_and_3n_children(
    regions: Any, as_user: Any, officer: Any
) -> None:
    facility = f.make_facility()
    browser = as_user(officer)
    browser.get(facility.get_absolute_url())
    counts = []
    for more in (12, 24):
        children(facility, more)
        with CaptureQueriesContext(connection) as seen:
            browser.get(facility.get_absolute_url())
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 20


def test_the_page_of_a_group_asks_the_same_for_n_and_3n_facilities(
    regions: Any, as_user: Any, officer: Any
) -> None:
    group = f.make_group()
    browser = as_user(officer)
    browser.get(group.get_absolute_url())
    counts = []
    for more in (12, 24):
        for _number in range(more):
            f.make_operation(f.make_facility(), group)
        with CaptureQueriesContext(connection) as seen:
            browser.get(group.get_absolute_url())
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 20
    assert Group.objects.with_facility_count().get(pk=group.pk).facility_count == 36
