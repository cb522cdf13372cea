"""Every named address × every persona: the answer that is written, and no text of a region not theirs (design §3)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

from core.people.users import User
from tests.around import around
from tests.conftest import OTHER, OWN, PEOPLE, make_persona, make_regions
from tests.personas import PERSONAS
from tests.reading import readable
from tests.test_access_matrix import address, make_world, rows

pytestmark = pytest.mark.both


@pytest.fixture
def _plain_media() -> None:
    """Files stay where the kept world put them."""


# What the worlds of three regions are full of, and what each persona must therefore never be shown: a bird in the
# coal mine (`test_canary.py` asks lists for it in every way they can be asked).
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
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")),
        around(),
    ):
        make_regions()
        for name in PEOPLE:
            make_persona(name)
        yield {code: make_world(code, TEXTS[code]) for code in (OTHER, THIRD, OWN)}
        transaction.set_rollback(True)


def once(*values: str) -> Any:
    return pytest.param(*values, marks=pytest.mark.once)


@pytest.mark.parametrize(
    ("persona", "region", "like"),
    [
        *((name, OWN, name) for name in PERSONAS if not name.startswith("pair")),
        # The second region of two answers like the own one, a third like another's; a province sees its regions.
        once("province_official", OWN, "official"),
        once("pair_officer", OWN, "pair_officer"),
        once("pair_officer", OTHER, "pair_officer"),
        once("pair_officer", THIRD, "other_officer"),
        once("pair_official", OWN, "pair_official"),
        once("pair_official", OTHER, "pair_official"),
        once("pair_official", THIRD, "other_official"),
    ],
)
def test_get_answers_as_written(
    persona: str, region: str, like: str, kept_worlds: Any, db: None, as_user: Any
) -> None:
    """The code of each answer of a region's world, and no text of a region the persona does not see."""
    person = User.objects.filter(username=persona).first()
    browser, faults = as_user(person), []
    for name, row in rows().items():
        if persona == "expired":
            browser = as_user(person)  # the first answer ends the session
        answer = browser.get(address(name, kept_worlds[region]))
        if answer.status_code != row[like]:
            faults.append(f"{name}: {answer.status_code}, written {row[like]}")
        for code in HIDDEN.get(persona, ()):
            if TEXTS[code].encode() in without_echo(readable(answer), TEXTS[code]):
                faults.append(f"{name}: tells {TEXTS[code]}")
    assert faults == []


def without_echo(body: bytes, typed: str) -> bytes:
    """Return an answer without what the reader typed: it stands in the search box and the address again."""
    for echo in (f'value="{typed}"', f"?q={typed}"):
        body = body.replace(echo.encode(), b"")
    return body
