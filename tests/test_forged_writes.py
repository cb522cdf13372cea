"""Forged writes: each form of each address, filled in as its rightful sender would, sent by everybody else.

An officer sends it for another region, an official for the own one, and so do strangers: the answer is a refusal,
and no row changes that is none of the sender's. Bad entries are the sweep's (`test_sweep.py`); these are good ones.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from core.access import OWN_WRITES
from tests import sweep
from tests.conftest import OTHER, OWN, signed_in
from tests.test_access_matrix import address, make_world, rows
from tests.test_sweep import OTHERS, VIEWS

pytestmark = pytest.mark.both
REFUSALS = (403, 404, 405)


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


class Forger:
    """One persona and all rows it must not touch: those it does not see, or every one."""

    def __init__(self, user: Any, eyes: Any) -> None:
        self.eyes = eyes
        self.browser = Client(raise_request_exception=False)
        if user is not None:
            signed_in(self.browser, user)
        log = apps.get_model("core", "SecurityEvent")  # tells of refusals, belongs to no region
        tables = {model._meta.db_table for model in apps.get_models() if model is not log}
        self.kept = sweep.foreign_rows(eyes, tables)

    def moved(self, tables: set[str]) -> str:
        now = sweep.foreign_rows(self.eyes, tables & self.kept.keys())
        changed = [table for table, lines in now.items() if lines != self.kept[table]]
        return f"wrote {', '.join(changed)}" if changed else ""

    def send(self, form: Form) -> sweep.Outcome:
        return sweep.request(self.browser, "POST", form.place, check=self.moved, **form.sending())


@pytest.fixture
def worlds(
    regions: Any, secretariat: Any, officer: Any, other_officer: Any, official: Any,
    other_official: Any, expired: Any, province_official: Any,
) -> tuple[list[Form], list[Form]]:  # fmt: skip
    """The forms of the own region and of another one."""
    found = []
    for code, text, own in ((OWN, "Sarana Contoh", officer), (OTHER, "Milik Lain", other_officer)):
        world = make_world(code, text)
        readers = {"officer": Client(), "secretariat": Client()}
        for browser, user in zip(readers.values(), (own, secretariat), strict=True):
            signed_in(browser, user)
        found.append(list(forms_of(world, readers)))
    return found[0], found[1]


def test_an_officer_writes_nothing_of_another_region(worlds: Any, officer: Any) -> None:
    _own, foreign = worlds
    forger, table, faults, hidden = Forger(officer, officer), rows(), [], 0
    for form in foreign:
        got = forger.send(form)
        if got.fault:
            faults.append(f"{form.name} {form.place}: {got.fault}")
        if table[form.name]["other_officer"] in (403, 404):  # the page itself is not theirs
            hidden += 1
            if got.status not in REFUSALS:
                faults.append(f"{form.name} {form.place}: {got.status}")
    assert faults == []
    assert hidden > 200 and len(foreign) > 300


@pytest.mark.parametrize("who", ["official", "province_official", "expired", "nobody"])
def test_who_may_not_write_writes_nothing(
    who: str, worlds: Any, request: pytest.FixtureRequest
) -> None:
    own, _foreign = worlds
    user = None if who == "nobody" else request.getfixturevalue(who)
    forger, faults = Forger(user, AnonymousUser()), []
    is_stranger = who in ("nobody", "expired")
    for form in own:
        if form.name in OWN_WRITES:
            continue
        got = forger.send(form)
        right = got.status == 302 if is_stranger else got.status == 403
        is_public = rows()[form.name]["nobody"] == 200
        if got.fault or not (right or is_public):
            faults.append(f"{form.name} {form.place}: {got.status} {got.fault}")
    assert faults == []
    assert len(own) > 300


def test_government_writes_its_own_account_alone(
    regions: Any, secretariat: Any, officer: Any, official: Any, as_user: Any
) -> None:
    """A method no browser sends, by turns, and an empty form: refused before a page is looked for."""
    world, browser, faults = make_world(OWN, "Sarana Contoh"), as_user(official), []
    for at, name in enumerate(rows()):
        for method in (("put", "patch", "delete")[at % 3], "post"):
            own = method == "post" and name in OWN_WRITES
            got = getattr(browser, method)(address(name, world)).status_code
            if own:  # it may have ended the session
                browser = as_user(official)
            if (got == 403) is own:
                faults.append(f"{method} {name}: {got}")
    assert faults == []
