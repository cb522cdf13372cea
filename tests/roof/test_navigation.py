"""Rooms and their links are data: what they name exists, and each reader sees those of use to the reader."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.http import HttpRequest
from django.test import RequestFactory
from django.urls import get_resolver, resolve, reverse
from django.utils import translation

from aksansi.navigation import _menus, frame, menu, pages_named, room_links, within
from aksansi.rooms import ROOMS
from core.access import reads_only
from core.land.regions import search_key
from core.people.users import User
from tests.chapters.factories import make_chapter

LISTS = [(room, link.url_name) for room in ROOMS for link in room.links]
# Pages named among the links whose own page has no strip of them.
BARE = {
    "ksm:facility-twins",
    "ksm:group-twins",
    "agreements:agreement-list",
    "planning:year-matrix",
    "home",
    "ksm:desludging-work-order",
    "planning:national-export",
    "planning:goal-matrix",
}
# Pages with chips of another kind, of the same look.
OTHER_CHIPS = {
    "core:import-job-list",
    "monitoring:comparison",
    "planning:year-matrix",
    "planning:goal-matrix",
}


def asked(user: Any, url_name: str, **query: str) -> HttpRequest:
    request = RequestFactory().get(reverse(url_name), query)
    request.user = user
    request.resolver_match = resolve(request.path)
    return request


def names(user: Any, url_name: str, **query: str) -> list[str]:
    return [
        resolve(address.split("?")[0]).view_name
        for _label, address in room_links(asked(user, url_name, **query))
    ]


def test_every_page_named_exists_and_belongs_to_one_room() -> None:
    for room in ROOMS:
        assert resolve(reverse(room.url_name)).view_name == room.url_name
    for _room, name in LISTS:
        assert resolve(reverse(name)).view_name == name
    keys, pages = [room.key for room in ROOMS], [name for _room, name in LISTS]
    assert len(keys) == len(set(keys))
    assert len(pages) == len(set(pages)) > 45


def test_each_role_is_led_only_where_it_may_go(
    secretariat: Any, officer: Any, official: Any
) -> None:
    tools = [link.url_name for link in ROOMS[-1].links]
    words = ["core:term-list", "core:listed-word-list"]
    assert names(secretariat, "job-list") == tools
    assert names(officer, "job-list") == [*tools[:3], *words]
    assert names(official, "job-list") == [tools[0], tools[2], *words]  # no imports
    assert "ksm:facility-twins" in names(officer, "ksm:works-list")
    assert "ksm:facility-twins" not in names(official, "ksm:works-list")
    beside = [*names(official, "monitoring:comparison"), "monitoring:submission-server-list"]
    assert beside == names(secretariat, "monitoring:recap")
    for name in ("ksm:facility-create", "calendar", "search"):
        assert names(secretariat, name) == []


def test_a_past_day_goes_along_to_pages_that_tell_the_past(secretariat: Any) -> None:
    found = room_links(asked(secretariat, "agreements:board", as_of="2016", stall="known"))
    assert [address for _label, address in found][:5] == [
        "/agreements/board/?as_of=2016",
        "/agreements/partnerships/?as_of=2016",
        "/agreements/analysis/?as_of=2016",
        "/agreements/blockers/matrix/?as_of=2016",
        "/agreements/agreements/",
    ]


def test_the_frame_asks_the_database_nothing(
    secretariat: Any, officer: Any, django_assert_num_queries: Any
) -> None:
    for user in (secretariat, officer):
        request = asked(user, "ksm:facility-list")
        user = User.objects.with_place().get(pk=user.pk)
        request.user = user
        with django_assert_num_queries(0):
            found = frame(request)
            shown = menu(request)
        assert all(str(room.label) in shown for room in ROOMS)
        assert found["room_links"]


def test_the_menu_is_kept_for_those_with_the_same_rights_page_and_language(
    secretariat: Any, officer: Any, official: Any
) -> None:
    _menus.clear()
    board, people = reverse("board"), reverse("core:user-list")
    first = menu(asked(secretariat, "home"))
    assert menu(asked(secretariat, "home")) is first and board in first
    others = [menu(asked(user, "home")) for user in (officer, official)]
    assert all(board in one for one in others)
    assert people in menu(asked(secretariat, "job-list"))
    assert 'aria-current="page"' in menu(asked(secretariat, "home"))
    with translation.override("en"):
        assert menu(asked(secretariat, "home")) != first
    assert len(_menus) == 5
    past = asked(secretariat, "agreements:board", as_of="2016")
    assert "as_of=2016" in menu(past) and "as_of=2017" not in menu(past)
    assert len(_menus) == 5


# Pages that were once sought in vain (bench/look.py measures the same on the demonstration), and who may see them.
SOUGHT = {
    "board": "all",
    "calendar": "all",
    "core:import-job-list": "writers",
    "events:award-list": "all",
    "monitoring:effluent-standard-list": "all",
    "agreements:contact-list": "all",
    "agreements:blocker-list": "all",
    "agreements:blocker-reason-list": "all",
    "ksm:status-record-list": "all",
    "core:change-list": "all",
    "monitoring:comparison": "all",
    "ksm:desludging-work-order": "all",
    "planning:goal-matrix": "all",
    "region-co-management": "all",
}


@pytest.mark.parametrize("person", ["secretariat", "officer", "official"])
def test_what_is_sought_lies_at_most_two_clicks_from_home(
    person: str, request: pytest.FixtureRequest, regions: Any, as_user: Any
) -> None:
    user = request.getfixturevalue(person)
    make_chapter()
    browser = as_user(user)

    def linked(address: str) -> set[str]:
        page = browser.get(address).content.decode()
        menu = page.partition('<nav class="rooms"')[2]
        return set(re.findall(r'<a\b[^>]*?\shref="(/[^"?#]*)', menu)) - {address}

    first = linked("/")
    rooms = {reverse(room.url_name) for room in ROOMS} | {reverse("board")}
    near = first.union(*(linked(address) for address in sorted(first & rooms)))
    found = {resolve(address).view_name for address in near}
    sought = {name for name, who in SOUGHT.items() if who == "all" or not reads_only(user)}
    assert sorted(sought - found) == []


@pytest.mark.parametrize("person", ["secretariat", "official"])
def test_lists_show_their_sisters_and_mark_themselves(
    person: str, request: pytest.FixtureRequest, as_user: Any
) -> None:
    user = request.getfixturevalue(person)
    browser = as_user(user)
    for room, name in LISTS:
        answer = browser.get(reverse(name))
        if answer.status_code == 403:
            assert name not in names(user, room.url_name)
            continue
        page = answer.content.decode()
        shown = page.count('class="chips rooms-lists"') - (name in OTHER_CHIPS)
        assert shown == (name not in BARE), name
        if name not in BARE:
            assert f'<a class="chip" href="{reverse(name)}" aria-current="page">' in page, name


def test_more_is_marked_on_pages_of_rooms_outside_the_bar(secretariat: Any, as_user: Any) -> None:
    browser = as_user(secretariat)
    for room in ROOMS:
        page = browser.get(reverse(room.url_name)).content.decode()
        assert ('class="more here"' in page) is not room.in_bar, room.key
        assert ('class="more"' in page) is room.in_bar, room.key


@pytest.mark.parametrize(
    ("url_name", "key", "room", "lit"),
    [
        ("ksm:group-list", "ksm", "groups", "KSM/KPP"),
        ("ksm:group-create", "ksm", "groups", "KSM/KPP"),
        ("core:import-job-list", "chapters", "tools", "Impor"),
        ("core:user-create", "core", "tools", "Akun"),
        ("board", "board", "home", "Papan kendali"),
        ("core:region-list", "core", "chapters", "Wilayah"),
        ("agreements:contact-list", "agreements", "agreements", "Kontak"),
        ("calendar", "calendar", "calendar", None),
        ("search", "search", "", None),
    ],
)
def test_the_room_at_hand_is_open_in_the_menu(
    secretariat: Any, url_name: str, key: str, room: str, lit: str | None
) -> None:
    with translation.override("id"):
        found = within(asked(secretariat, url_name), key)
        here = [str(way.label) for way in (*found.first, *found.rest) if way.is_above]
    assert found.key == room
    assert here == ([lit] if lit else [])


def test_every_list_of_the_house_is_named_in_the_menu() -> None:
    """A list is two clicks from home: its room, then its name."""
    named = {name for _room, name in LISTS}
    lists = {
        f"{where}:{pattern.name}" if where else str(pattern.name)
        for where, pattern in _named_patterns()
        if str(pattern.name).endswith("-list") and "admin" not in where
    }
    assert lists - named == set()


def _named_patterns(found: Any = None, where: str = "") -> list[tuple[str, Any]]:
    lines = []
    for pattern in (found or get_resolver()).url_patterns:
        if hasattr(pattern, "url_patterns"):
            space = ":".join(filter(None, [where, pattern.namespace]))
            lines += _named_patterns(pattern, space)
        elif pattern.name:
            lines.append((where, pattern))
    return lines


def test_the_search_finds_pages_by_name(secretariat: Any, official: Any, as_user: Any) -> None:
    with translation.override("id"):
        assert [url for _page, _room, url in pages_named(secretariat, search_key("baku mutu"))] == [
            "/monitoring/standards/"
        ]
        assert pages_named(official, search_key("impor")) == []
    page = as_user(secretariat).get("/search/", {"q": "impor"}).content.decode()
    assert 'href="/imports/"' in page.partition("<main")[2]
