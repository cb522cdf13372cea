"""Rooms and their links are data: what they name exists, and each reader sees those of use to the reader."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpRequest
from django.test import RequestFactory
from django.urls import resolve, reverse

from aksansi.navigation import ROOMS, frame, room_links
from core.people.users import User

LISTS = [(room, name) for room in ROOMS for name in (*(x.url_name for x in room.links), *room.also)]
# Pages named among the links whose own page has no strip of them.
BARE = {
    "ksm:facility-twins",
    "ksm:group-twins",
    "ksm:desludging-schedule-list",
    "agreements:agreement-list",
    "planning:year-matrix",
}
# Pages with chips of another kind, of the same look.
OTHER_CHIPS = {"monitoring:comparison", "planning:year-matrix"}


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
    every = [link.url_name for link in ROOMS[1].links]
    assert names(secretariat, "chapters:office-list") == every
    assert names(officer, "chapters:office-list") == every[:3]
    assert names(official, "chapters:office-list") == every[:3]
    assert "ksm:group-twins" in names(officer, "ksm:works-list")
    assert "ksm:group-twins" not in names(official, "ksm:works-list")
    assert names(official, "monitoring:comparison") == names(secretariat, "monitoring:recap")
    for name in ("home", "ksm:facility-create", "ksm:facility-map", "agreements:blocker-list"):
        assert names(secretariat, name) == []


def test_a_past_day_goes_along_to_pages_that_tell_the_past(secretariat: Any) -> None:
    found = room_links(asked(secretariat, "agreements:board", as_of="2016", stall="known"))
    assert [address for _label, address in found][:5] == [
        "/agreements/board/?as_of=2016",
        "/agreements/partnerships/?as_of=2016",
        "/agreements/analysis/?as_of=2016",
        "/agreements/blockers/matrix/?as_of=2016",
        "/agreements/blockers/solved/",
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
        assert found["rooms"] == ROOMS
        assert found["room_links"]


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
        if name not in BARE and name not in room.also:
            assert f'<a class="chip" href="{reverse(name)}" aria-current="page">' in page, name


def test_more_is_marked_on_pages_of_rooms_outside_the_bar(secretariat: Any, as_user: Any) -> None:
    browser = as_user(secretariat)
    for room in ROOMS:
        page = browser.get(reverse(room.url_name)).content.decode()
        # The list of groups stands in the room of facilities.
        in_bar = room.in_bar or room.key == "groups"
        assert ('class="more here"' in page) is not in_bar, room.key
        assert ('class="more"' in page) is in_bar, room.key
