"""The sweep: every named page under bad addresses, every form under bad entries, on a bad day.

What comes from outside may be wrong, huge, hostile, repeated or half-sent: the answer is a page that says
so, never a fault (≥ 500), nothing is written to a region that is not the sender's, and nothing is kept
that cannot be meant. By itself a form or a page that is the same code for many records is swept for one of
them; `SWEEP=all` sweeps each with every value (some 40 minutes).
"""

from __future__ import annotations

import inspect
import logging
import os
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.contrib import admin
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from chapters.pages import ListPage
from tests import sweep
from tests.test_access_matrix import OWN_REGION, address, make_world, rows

EVERYTHING = os.environ.get("SWEEP") == "all"
PERSONS = ("officer", "secretariat")
# Made on paper: seconds each, and they read their address like the page they belong to.
PAPER = ("pdf", "-form", "-forms", "-papers", "-paper", "sign-in", "certificates", "draft")
# What leads to another answer than the page's own; each is asked for by itself.
FORKS = ("format", "bulk", "manage", "print", "download", "view")
OTHERS = ("/accounts/", "/language/")
BAD_KEYS = ("9" * 30, "-1", "²", "a\x00b", "٣", str(2**63), "..", "%", "x" * 3000, "🚰", "0")


def views(resolver: URLResolver | None = None, space: str = "") -> Iterator[tuple[str, Any]]:
    """Return (name, view) of each named address: its class, or the function itself."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from views(entry, inner)
        elif isinstance(entry, URLPattern):
            callback: Any = entry.callback
            yield f"{space}{entry.name}", getattr(callback, "view_class", callback)


VIEWS = {name: view for name, view in views() if name in rows()}


def listens(view: Any) -> bool:
    """Whether the page reads anything from its address."""
    if not isinstance(view, type):
        return True
    own = [c for c in view.__mro__ if c.__module__.split(".")[0] not in ("django", "builtins")]
    return issubclass(view, ListPage) or any(".GET" in inspect.getsource(c) for c in own if _has_source(c))


def _has_source(one: type) -> bool:
    try:
        return bool(inspect.getsource(one))
    except (OSError, TypeError):  # made by a function
        return False


class Land:
    """Two regions full of records, one person, and what that person must not touch."""

    def __init__(self, person: Any) -> None:
        self.own = make_world(OWN_REGION, "Sarana Contoh")
        make_world("33.72", "Milik Lain")
        self.person = person
        self.browser = Client(raise_request_exception=False)
        self.browser.force_login(person)
        from django.apps import apps

        tables = {model._meta.db_table for model in apps.get_models()}
        self.foreign = sweep.foreign_rows(person, tables)
        self.faults: list[str] = []
        self.asked = 0

    def moved(self, tables: set[str]) -> str:
        """Return what a request wrote to rows that are none of this person's."""
        now = sweep.foreign_rows(self.person, tables)
        changed = [table for table, lines in now.items() if lines != self.foreign[table]]
        return f"wrote to another region: {', '.join(changed)}" if changed else ""

    def ask(self, method: str, path: str, what: str, **extra: Any) -> sweep.Outcome:
        self.asked += 1
        check = self.moved if method == "POST" else None
        got = sweep.request(self.browser, method, path, check=check, **extra)
        for fault in [got.fault] * bool(got.fault) + got.kept[:1]:
            self.blame(f"{method} {path[:90]} {what[:80]}: {fault[:200]}")
        return got

    def blame(self, fault: str) -> None:
        print(fault, flush=True)  # with -s: as it happens
        self.faults.append(fault)


@pytest.fixture
def land(
    request: pytest.FixtureRequest, regions: Any, secretariat: Any, officer: Any,
    other_officer: Any, official: Any, other_official: Any,
) -> Iterator[Land]:  # fmt: skip
    logging.disable(logging.CRITICAL)
    yield Land(request.getfixturevalue(getattr(request, "param", "officer")))
    logging.disable(logging.NOTSET)


everybody = pytest.mark.parametrize("land", PERSONS, indirect=True)


# --- Addresses ----------------------------------------------------------------------


def queries(names: list[str], rounds: int) -> Iterator[str]:
    """Return addresses in which each name has a bad value: another one in each round, some named twice."""
    every = sweep.QUERIES
    for turn in range(0, len(every), len(every) // rounds if rounds < len(every) else 1):
        pairs = [(name, every[(turn + at) % len(every)]) for at, name in enumerate(names)]
        yield urlencode([*pairs, *pairs[turn % 3 :: 3]])


@everybody
def test_no_address_is_too_bad(land: Land) -> None:
    asked = sorted(sweep.asked_names())
    swept = 0
    for at, (name, view) in enumerate(VIEWS.items()):
        if not listens(view) or (name.endswith(PAPER) and not EVERYTHING):
            continue
        if not EVERYTHING and at % 2 != PERSONS.index(land.person.username):
            continue  # the same code reads the address for both
        swept += 1
        place = address(name, land.own).partition("?")[0]
        names = set(asked) | _filters(view)
        for query in queries(sorted(names - set(FORKS)), 17 if EVERYTHING else 2):
            land.ask("GET", f"{place}?{query}", name)
        if isinstance(view, type) and issubclass(view, ListPage):
            query = next(queries(sorted(names - set(FORKS)), 1))
            forks = ("format=csv", "bulk=edit&ticked=1", "format=%00", "manage=%ff&bulk=%00")
            for fork in forks if EVERYTHING else (forks[at % 4], forks[(at + 1) % 4]):
                land.ask("GET", f"{place}?{query}&{fork}", name)
    assert land.faults == []
    assert swept > 40


def _filters(view: Any) -> set[str]:
    filterset = getattr(view, "filterset_class", None)
    return set(filterset.base_filters) if filterset else set()


@everybody
def test_no_key_of_an_address_is_too_bad(land: Land) -> None:
    """Each part of an address that names a record, under words that name none."""
    for at, name in enumerate(VIEWS):
        kwargs = {k: v for k, v in land.own.get(name, {}).items() if k != "query"}
        place = reverse(name, kwargs=kwargs)
        if not EVERYTHING and at % 2 != PERSONS.index(land.person.username):
            continue
        for key, good in kwargs.items():
            for turn in range(len(BAD_KEYS) if EVERYTHING else 2):
                bad = BAD_KEYS[(at + turn * 3) % len(BAD_KEYS)]
                path = place.replace(f"/{quote(str(good))}", f"/{quote(bad)}", 1)
                got = land.ask("GET", path, f"{name} {key}")
                if got.status not in (404, 403, 302) and name not in ("verify-code",):
                    land.blame(f"GET {path[:90]}: {got.status}")
    assert land.faults == []


# --- Forms --------------------------------------------------------------------------


def code_of(name: str) -> Any:
    """Return what tells the code behind two forms apart."""
    view = VIEWS[name]
    if EVERYTHING or not isinstance(view, type):
        return name
    steps = ("perform", "write", "post", "keep_post")
    how = tuple(getattr(getattr(view, step, None), "__qualname__", "") for step in steps)
    form = getattr(view, "form_class", None)
    return (form, how) if form is not None else how


def form_pages() -> dict[Any, str]:
    """Return one named page with a form for each code that reads one."""
    found: dict[Any, str] = {}
    for name, view in VIEWS.items():
        if not isinstance(view, type) or hasattr(view, "post"):
            found.setdefault(code_of(name), name)
    return found


def send(land: Land, form: sweep.Form, to: str, data: dict[str, list[Any]], what: str) -> Any:
    extra = sweep.multipart(data) if form.multipart else sweep.encoded(data)
    got = land.ask("POST", to, what, **extra)
    if got.status not in (200, 302, 303, 400, 403, 404, 405, 409, 413, 422) and not got.fault:
        land.blame(f"POST {to[:90]} {what[:80]}: {got.status}")
    return got


def spoiled(entry: sweep.Entry, turn: int) -> list[Any]:
    """Return the bad values to try in one entry: all, or by turns a few."""
    bad = list(sweep.bad_values(entry))
    if not EVERYTHING:
        few = 1 if entry.name in ("form_token", "row_version") else 2
        bad = [bad[(turn + step) % len(bad)] for step in range(few)]
    return bad


@everybody
def test_no_form_is_filled_in_too_badly(land: Land) -> None:
    seen: set[Any] = set()
    swept = 0
    for name in form_pages().values():
        place = address(name, land.own)
        page = land.ask("GET", place, name)
        for form in sweep.read_page(page.body).forms:
            to = form.action or place
            if to.startswith("?"):
                to = place.partition("?")[0] + to
            names = tuple(sorted({*form.entries} - {"form_token", "row_version"}))
            sign = (to, names) if EVERYTHING else (code_of(name), names)
            if form.method != "post" or to.startswith(OTHERS) or sign in seen:
                continue
            seen.add(sign)
            swept += 1
            print(f"# {name} {land.asked} {to}")
            _spoil(land, form, to, page)
    assert land.faults == []
    assert swept > (60 if land.person.username == "officer" else 20)


def _spoil(land: Land, form: sweep.Form, to: str, page: sweep.Outcome) -> None:
    good = form.sent()
    entries = [e for e in form.entries.values() if e.name != "csrfmiddlewaretoken"]
    bad = {e.name: [sweep.bad_values(e)[0]] for e in entries}
    send(land, form, to, good, "as it is")
    send(land, form, to, dict(list(good.items())[::2]), "half of it")
    send(land, form, to, {**good, **bad}, "all bad")
    for turn, entry in enumerate(entries):
        for value in spoiled(entry, turn):
            send(land, form, to, {**good, entry.name: [value]}, f"{entry.name}={value!r:.40}")
        choice = page.models.get(entry.name)
        if choice is not None and (key := sweep.foreign_value(choice, land.person)):
            got = send(land, form, to, {**good, entry.name: [key]}, f"{entry.name} of another region")
            if got.status == 302 and got.tables:
                land.blame(f"POST {to} {entry.name}: took {key}, another region's")
    if entries:
        twice = entries[len(entries) // 2]
        send(land, form, to, {**good, twice.name: ["", "zz", *good.get(twice.name, [])]}, "twice")
