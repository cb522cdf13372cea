"""Every named address × every persona: the answer that is written, and no text of a region not theirs (design §3)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from itertools import product
from typing import Any

import pytest
from django.contrib.auth import SESSION_KEY
from django.db import transaction
from django.test import Client, override_settings
from django.urls import reverse

from aksansi.api.register import lists, record_places
from core.people.users import User
from tests.around import shared_world
from tests.conftest import OTHER, OWN, PEOPLE, make_persona, make_regions
from tests.personas import PERSONAS
from tests.reading import readable
from tests.roof.api import program
from tests.test_access_matrix import address, make_world, rows


@pytest.fixture
def _plain_media() -> None:
    """Files stay where the kept world put them."""


# What the worlds of three regions are full of, and what each persona must therefore never be shown: a bird in the
# coal mine.
THIRD = "34.01"
TEXTS = {OWN: "Murai3404", OTHER: "Kenari3372", THIRD: "Jalak3401"}
HIDDEN: dict[str, tuple[str, ...]] = {
    "nobody": (OWN, OTHER, THIRD),
    "expired": (OWN, OTHER, THIRD),
    "officer": (OTHER, THIRD),
    "official": (OTHER, THIRD),
    "province_official": (OTHER,),
    "other_officer": (OWN, THIRD),
    "other_official": (OWN, THIRD),
    "pair_officer": (THIRD,),
    "pair_official": (THIRD,),
}


@pytest.fixture(scope="module")
def kept_worlds(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, dict[str, dict[str, Any]]]]:
    """The worlds of three regions by code, and everybody: made once for all walks, then taken back."""
    media = tmp_path_factory.mktemp("media")
    with shared_world(django_db_blocker), override_settings(MEDIA_ROOT=media):
        make_regions()
        for name in PEOPLE:
            make_persona(name)
        yield {code: make_world(code, TEXTS[code]) for code in (OTHER, THIRD, OWN)}


# The regions each persona walks through, and like whom of the table it is answered there.
WALKS: dict[str, dict[str, str]] = {
    **{name: {OWN: name} for name in PERSONAS},
    "province_official": {OWN: "official"},
    # The second region of two answers like the own one, a third like another's.
    "pair_officer": {OWN: "pair_officer", OTHER: "pair_officer", THIRD: "other_officer"},
    "pair_official": {OWN: "pair_official", OTHER: "pair_official", THIRD: "other_official"},
}


def personas(*names: str, postgres: tuple[str, ...]) -> pytest.MarkDecorator:
    """Walk as each of these: on PostgreSQL as who asks it the most, on SQLite as the others."""
    return pytest.mark.parametrize(
        "persona",
        [
            pytest.param(
                name, marks=[pytest.mark.once] + [pytest.mark.sqlite] * (name not in postgres)
            )
            for name in names
        ],
    )


def taken_back(browser: Client, place: str) -> Any:
    """Return what is answered, and leave browser and database as they were: signing in takes longer than most pages."""
    kept = {name: cookie.value for name, cookie in browser.cookies.items()}
    with transaction.atomic():
        answer = browser.get(place)
        transaction.set_rollback(True)
    browser.cookies.clear()
    browser.cookies.load(kept)
    return answer


# The Secretariat opens the most pages; an officer of two regions is asked by a set of them everywhere.
@personas(*WALKS, postgres=("secretariat", "pair_officer"))
def test_get_answers_as_written(persona: str, kept_worlds: Any, db: None, as_user: Any) -> None:
    """The code of each answer of a region's world, and no text of a region the persona does not see."""
    person = User.objects.filter(username=persona).first()
    browser, faults, asked = as_user(person), [], set()
    ask = (
        taken_back if persona == "expired" else Client.get
    )  # whose session ends with the first answer
    walks = WALKS[persona]
    for (turn, (name, row)), (region, like) in product(enumerate(rows().items()), walks.items()):
        if len(walks) > 1 and region == (OTHER, OWN)[turn % 2]:
            continue  # the regions of a pair answer by one rule: each page is opened in one of them
        place = address(name, kept_worlds[region])
        if (place, row[like]) in asked:
            continue  # it names no record, and answered for another region
        asked.add((place, row[like]))
        answer = ask(browser, place)
        if answer.status_code != row[like]:
            faults.append(f"{name} of {region}: {answer.status_code}, written {row[like]}")
        if persona in HIDDEN:
            body = readable(answer)
            for code in HIDDEN[persona]:
                if TEXTS[code].encode() in without_echo(body, TEXTS[code]):
                    faults.append(f"{name} of {region}: tells {TEXTS[code]}")
    assert faults == []
    assert len(asked) > 800
    assert person is None or browser.session[SESSION_KEY] == str(
        person.pk
    )  # nobody else was asked for


@personas("officer", "official", postgres=())
def test_who_does_it_not_after_all_gets_back(
    persona: str, kept_worlds: Any, db: None, as_user: Any
) -> None:
    """“Batal” of every page leads to one that this reader may read."""
    browser, asked, faults = as_user(User.objects.get(username=persona)), {}, []
    for name, row in rows().items():
        if row[persona] != 200:
            continue
        body = readable(browser.get(address(name, kept_worlds[OWN]))).decode(errors="replace")
        for found in re.findall(
            r'<a\s+class="btn[^"]*"\s+href="([^"]*)"\s*>\s*(?:Batal|Kembali)\s*</a', body
        ):
            back = unescape(found)
            if back not in asked:
                asked[back] = browser.get(back).status_code
            if asked[back] not in (200, 302):
                faults.append(f"{name}: {back} {asked[back]}")
    assert faults == []
    assert len(asked) > (20 if persona == "officer" else 3)


# An official is asked by regions, and for what was released of them.
@personas(
    "officer",
    "official",
    "province_official",
    "pair_officer",
    "pair_official",
    postgres=("pair_official",),
)
def test_no_list_tells_of_another_region_however_it_is_asked(
    persona: str, kept_worlds: Any, db: None, as_user: Any
) -> None:
    """As a table, searched for the text, archived rows, and the other region by name."""
    browser, leaks, seen = as_user(User.objects.get(username=persona)), [], 0
    elsewhere = HIDDEN[persona][0]
    searched = f"{TEXTS[elsewhere]}x"  # it stands in the search box again
    asked = ("format=csv", "format=xlsx", f"q={searched}", "archived=1", f"region={elsewhere}")
    for name in rows():
        if not name.endswith("-list"):
            continue
        for query in asked:
            place = f"{reverse(name)}?{query}"
            answer = browser.get(place)
            seen += 1
            body = readable(answer).replace(searched.encode(), b"")
            leaks += [
                f"{answer.status_code} {place}: {TEXTS[code]}"
                for code in HIDDEN[persona]
                if TEXTS[code].encode() in body
            ]
    assert leaks == []
    assert seen > 150


@personas(
    "nobody",
    "secretariat",
    "officer",
    "official",
    "province_official",
    "pair_official",
    postgres=("secretariat", "pair_official"),
)
def test_programs_keep_the_wall(persona: str, kept_worlds: Any, db: None) -> None:
    """Every list in every column and every record, by token: answered as its page is, and nothing of others told."""
    person = User.objects.filter(username=persona).first()
    reader = program(person) if person is not None else Client()
    hidden, faults, asked = [TEXTS[code] for code in HIDDEN.get(persona, ())], [], 0
    # A token asks more often than a person; its limit is another test's.
    places = [
        f"{place}/?columns=all&format={form}" for place in lists() for form in ("json", "csv")
    ]
    places += [f"ksm/facilities/?format={form}" for form in ("geojson", "gpx")]
    own, elsewhere = kept_worlds[OWN], kept_worlds[OTHER]
    table = rows()
    for name, row in table.items():
        if not name.endswith("-detail") or name not in own:
            continue
        for world, like in ((own, persona), (elsewhere, persona)):
            place = address(name, world).strip("/")
            if place.rpartition("/")[0] not in record_places():
                continue
            places.append(f"{place}/")
            if world is own and like in row and person is not None:
                answer = reader.get(f"/api/v1/{place}/")
                if answer.status_code != row[like]:
                    faults.append(f"{place}: {answer.status_code}, written {row[like]}")
    for place in places:
        answer = reader.get(f"/api/v1/{place}")
        asked += answer.status_code == 200
        if answer.status_code not in (200, 403, 404) and person is not None:
            faults.append(f"{place}: {answer.status_code}")
        body = readable(answer)
        faults += [f"{place}: tells {text}" for text in hidden if text.encode() in body]
    assert faults == []
    assert (asked > 100) is (person is not None)


def without_echo(body: bytes, typed: str) -> bytes:
    """Return an answer without what the reader typed: it stands in the search box and the address again."""
    for echo in (f'value="{typed}"', f"?q={typed}"):
        body = body.replace(echo.encode(), b"")
    return body
