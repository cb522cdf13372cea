"""Every named address × every persona: the answer that is written, and no text of a region not theirs (design §3)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

from core.people.users import User
from tests.conftest import OTHER, OWN, make_persona, make_regions
from tests.personas import PERSONAS
from tests.reading import readable
from tests.test_access_matrix import address, make_world, rows

pytestmark = pytest.mark.both


@pytest.fixture
def _plain_media() -> None:
    """Files stay where the kept world put them."""


# What the worlds of two regions are full of, and what each persona must therefore never be shown: a bird in the
# coal mine (`test_canary.py` asks lists for it in every way they can be asked).
OWN_TEXT, OTHER_TEXT = "Murai3404", "Kenari3372"
HIDDEN: dict[str, tuple[str, ...]] = {
    "nobody": (OWN_TEXT, OTHER_TEXT),
    "expired": (OWN_TEXT, OTHER_TEXT),
    "officer": (OTHER_TEXT,),
    "official": (OTHER_TEXT,),
    "province_official": (OTHER_TEXT,),
    "other_officer": (OWN_TEXT,),
    "other_official": (OWN_TEXT,),
}


@pytest.fixture(scope="module")
def kept_world(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, dict[str, Any]]]:
    """The world of the own region beside another one, and everybody: made once for all walks, then taken back."""
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")),
        transaction.atomic(),
    ):
        make_regions()
        for name in (*PERSONAS[1:], "province_official"):
            make_persona(name)
        make_world(OTHER, OTHER_TEXT)
        yield make_world(OWN, OWN_TEXT)
        transaction.set_rollback(True)


@pytest.mark.parametrize("persona", (*PERSONAS, "province_official"))
def test_get_answers_as_written(
    persona: str, kept_world: dict[str, dict[str, Any]], db: None, as_user: Any
) -> None:
    """The code of each answer, and no text of a region the persona does not see; a province sees its regions."""
    person = User.objects.filter(username=persona).first()
    browser, faults = as_user(person), []
    for name, row in rows().items():
        if persona == "expired":
            browser = as_user(person)  # the first answer ends the session
        answer = browser.get(address(name, kept_world))
        got, due = answer.status_code, row.get(persona, row["official"])
        if got != due:
            faults.append(f"{name}: {got}, written {due}")
        for text in HIDDEN.get(persona, ()):
            if text.encode() in without_echo(readable(answer), text):
                faults.append(f"{name}: tells {text}")
    assert faults == []


def without_echo(body: bytes, typed: str) -> bytes:
    """Return an answer without what the reader typed: it stands in the search box and the address again."""
    for echo in (f'value="{typed}"', f"?q={typed}"):
        body = body.replace(echo.encode(), b"")
    return body
