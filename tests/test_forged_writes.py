"""Forged writes: each form of each address, filled in as its rightful sender would, sent by everybody else.

The officer of another region, officials and strangers: the answer is a refusal, and no row changes that is none of the
sender's. Bad entries are the sweep's (`test_sweep.py`); these are good ones.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.apps import apps
from django.test import Client, override_settings

from core.people.middleware import OWN_WRITES
from core.people.users import User
from tests import sweep
from tests.around import shared_world
from tests.conftest import OWN, PEOPLE, make_persona, make_regions, signed_in
from tests.test_access_matrix import address, make_world, rows
from tests.test_sweep import OTHERS, VIEWS

pytestmark = [pytest.mark.once, pytest.mark.sqlite]
REFUSALS = (403, 404, 405, 409)  # 409: a device is told that a visit is not this account's
PLACES: dict[str, str] = {}  # every named address, in the kept world


@dataclass
class Form:
    """What a page sends and where to; a page without a form is sent an empty one."""

    name: str
    place: str
    data: dict[str, list[Any]] = field(default_factory=dict)
    multipart: bool = False

    def sending(self) -> dict[str, Any]:
        data = {**self.data, "form_token": [str(uuid.uuid4())]}
        return sweep.multipart(data) if self.multipart else sweep.encoded(data)


def takes(view: Any) -> bool:
    return not isinstance(view, type) or hasattr(view, "post")


def forms_of(world: dict[str, dict[str, Any]], readers: dict[str, Client]) -> Iterator[Form]:
    """Yield every form of a world's addresses, as their rightful readers get it."""
    for name, row in rows().items():
        place = address(name, world)
        if name not in VIEWS or not takes(VIEWS[name]) or place.startswith(OTHERS):
            continue
        yield Form(name, place)
        reader = next((browser for who, browser in readers.items() if row[who] == 200), None)
        page = sweep.request(reader, "GET", place).body if reader else ""
        for form in sweep.read_page(page).forms:
            to = form.action or place
            to = place.partition("?")[0] + to if to.startswith("?") else to
            if form.method == "post" and not to.startswith(OTHERS):
                yield Form(name, to, form.sent(), form.multipart)


def rows_beyond(user: Any, tables: set[str]) -> dict[str, Any]:
    """Return the rows of these tables that are not the user's to touch: for None every row there is."""
    if user is not None:
        return sweep.foreign_rows(user, tables)
    models = [model for model in apps.get_models() if model._meta.db_table in tables]
    return {m._meta.db_table: list(m._base_manager.order_by("pk").values_list()) for m in models}


class Forger:
    """One persona and the rows it must not touch: those it does not see (`eyes`), or every one."""

    def __init__(self, user: Any, eyes: Any) -> None:
        self.eyes = eyes
        self.browser = Client(raise_request_exception=False)
        if user is not None:
            signed_in(self.browser, user)
        records = [m for m in apps.get_models() if hasattr(m._default_manager.all(), "visible_to")]
        # The security log tells of refusals, and belongs to no region.
        tables = {m._meta.db_table for m in records if m.__name__ != "SecurityEvent"}
        self.kept = rows_beyond(eyes, tables)

    def moved(self, tables: set[str]) -> str:
        now = rows_beyond(self.eyes, tables & self.kept.keys())
        changed = [table for table, lines in now.items() if lines != self.kept[table]]
        return f"wrote {', '.join(changed)}" if changed else ""

    def send(self, form: Form) -> sweep.Outcome:
        return sweep.request(self.browser, "POST", form.place, check=self.moved, **form.sending())


@pytest.fixture
def _plain_media() -> None:
    """Files stay where the kept world put them."""


@pytest.fixture(scope="module")
def forms(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[Form]]:
    """The forms of the own region, read once as its officer and the Secretariat read them."""
    media = tmp_path_factory.mktemp("media")
    with shared_world(django_db_blocker), override_settings(MEDIA_ROOT=media):
        make_regions()
        people = {name: make_persona(name) for name in PEOPLE}
        world = make_world(OWN, "Sarana Contoh")
        readers = {"officer": Client(), "secretariat": Client()}
        for name, browser in readers.items():
            signed_in(browser, people[name])
        PLACES.update({name: address(name, world) for name in rows()})
        yield list(forms_of(world, readers))


def test_an_officer_writes_nothing_of_another_region(forms: list[Form], db: None) -> None:
    other = User.objects.get(username="other_officer")
    forger, table, faults, hidden = Forger(other, other), rows(), [], 0
    for form in forms:
        got = forger.send(form)
        if got.fault:
            faults.append(f"{form.name} {form.place}: {got.fault}")
        if table[form.name]["other_officer"] in (403, 404):  # the page itself is not theirs
            hidden += 1
            if got.status not in REFUSALS:
                faults.append(f"{form.name} {form.place}: {got.status}")
    assert faults == []
    assert hidden > 200 and len(forms) > 300


@pytest.mark.parametrize("who", ["official", "province_official", "expired", "nobody"])
def test_who_may_not_write_writes_nothing(who: str, forms: list[Form], db: None) -> None:
    user = User.objects.filter(username=who).first()
    forger, faults = Forger(user, None), []
    for form in forms:
        if form.name in OWN_WRITES:
            continue
        got = forger.send(form)
        is_public = rows()[form.name]["nobody"] == 200
        if got.fault or (got.status != 403 and not is_public):
            faults.append(f"{form.name} {form.place}: {got.status} {got.fault}")
    assert faults == []
    assert len(forms) > 300


def test_government_writes_its_own_account_alone(forms: list[Form], db: None) -> None:
    """A method no browser sends, by turns, and an empty form: refused before a page is looked for."""
    official, faults = User.objects.get(username="official"), []
    browser = Client()
    signed_in(browser, official)
    for at, (name, place) in enumerate(PLACES.items()):
        for method in (("put", "patch", "delete")[at % 3], "post"):
            own = method == "post" and name in OWN_WRITES
            got = getattr(browser, method)(place).status_code
            if own:  # it may have ended the session
                signed_in(browser, official)
            if (got == 403) is own:
                faults.append(f"{method} {name}: {got}")
    assert faults == []
    assert len(PLACES) > 400
