"""The sweep: every named page under bad addresses, every form under bad entries, on a bad day.

What comes from outside may be wrong, huge, hostile, repeated or half-sent: the answer is a page that says
so, never a fault (≥ 500), nothing is written to a region that is not the sender's, and nothing is kept
that cannot be meant. By itself a form or a page that is the same code for many records is swept for one of
them; `SWEEP=all` sweeps each with every value (some 40 minutes).
"""

from __future__ import annotations

import ast
import csv
import functools
import inspect
import io
import logging
import os
import sys
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test import Client, override_settings
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from core.access import Action, may
from core.importing import all_sheets, template
from core.importing.headers import known_header
from core.pages import ListPage
from core.people.users import User
from core.tools.files import grids, spreadsheets
from tests import sweep
from tests.around import around, shared_world
from tests.conftest import make_persona, make_regions, signed_in
from tests.importing import walk
from tests.test_access_matrix import OWN_REGION, address, make_world, rows

pytestmark = pytest.mark.once
EVERYTHING = os.environ.get("SWEEP") == "all"
PERSONS = ("officer", "secretariat")
# Made on paper: seconds each, and they read their address like the page they belong to.
PAPER = ("pdf", "docx", "-form", "-forms", "-papers", "-paper", "sign-in", "certificates", "draft")
# What leads to another answer than the page's own; each is asked for by itself.
FORKS = ("format", "print", "download", "view")
OTHERS = ("/accounts/", "/language/", "/admin/logout/")
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
    return issubclass(view, ListPage) or any(
        ".GET" in texts_of_classes(one.__module__).get(one.__name__, "")
        for one in view.__mro__
        if one.__module__.split(".")[0] not in ("django", "builtins")
    )


@functools.cache
def texts_of_classes(module: str) -> dict[str, str]:
    """Return the text of each class of a module, read once: `inspect` reads it anew for each class of each page."""
    text = inspect.getsource(sys.modules[module])
    lines = text.splitlines()
    return {
        node.name: "\n".join(lines[node.lineno - 1 : node.end_lineno])
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.ClassDef)
    }


class Land:
    """Two regions full of records, one person, and what that person must not touch."""

    def __init__(self, person: Any, own: dict[str, dict[str, Any]]) -> None:
        self.own, self.person = own, person
        self.browser = Client(raise_request_exception=False)
        signed_in(self.browser, person)
        from django.apps import apps

        # The security log tells of refusals, and belongs to no region.
        log = apps.get_model("core", "SecurityEvent")
        tables = {model._meta.db_table for model in apps.get_models() if model is not log}
        self.foreign = sweep.foreign_rows(person, tables)
        self.faults: list[str] = []
        self.asked = 0

    def moved(self, tables: set[str]) -> str:
        """Return what a request wrote to rows that are none of this person's."""
        now = sweep.foreign_rows(self.person, tables & self.foreign.keys())
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

    def bring(self, sheet: str, headers: list[str], line: list[str], *, is_new: bool) -> None:
        """Import a table of one line (a new one: without the number it was downloaded with)."""
        out = io.StringIO()
        hidden = {"nomor sistem", "versi"} if is_new else set()
        kept = [at for at, header in enumerate(headers) if header.lower() not in hidden]
        csv.writer(out).writerows([[headers[at] for at in kept], [line[at] for at in kept]])
        watch = sweep.Watch()
        with around(), connection.execute_wrapper(watch):
            try:
                walk(sheet, self.person, out.getvalue(), write=True)
                if fault := self.moved(watch.tables):
                    self.blame(f"{sheet} {line}: {fault}"[:400])
            except ValidationError:  # the table as a whole is refused in words
                pass
            except Exception as error:  # the sweep goes on, to name every fault
                self.blame(
                    f"{sheet} {out.getvalue()[-200:]!r}: {type(error).__name__} {error}"[:500]
                )
            transaction.set_rollback(True)


@pytest.fixture
def _plain_media() -> None:
    """Files stay where the kept world put them."""


@pytest.fixture(scope="module")
def kept_own(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, dict[str, Any]]]:
    """The world of the own region, another's beside it, and everybody: made once, every request is taken back."""
    media = tmp_path_factory.mktemp("media")
    with shared_world(django_db_blocker), override_settings(MEDIA_ROOT=media):
        make_regions()
        for name in ("secretariat", "officer", "other_officer", "official", "other_official"):
            make_persona(name)
        own = make_world(OWN_REGION, "Sarana Contoh")
        make_world("33.72", "Milik Lain")
        yield own


@pytest.fixture
def land(request: pytest.FixtureRequest, kept_own: Any, db: None) -> Iterator[Land]:
    logging.disable(logging.CRITICAL)
    yield Land(User.objects.get(username=getattr(request, "param", "officer")), kept_own)
    logging.disable(logging.NOTSET)


everybody = pytest.mark.parametrize("land", PERSONS, indirect=True)


# --- Addresses ----------------------------------------------------------------------


def queries(names: list[str], start: int = 0) -> Iterator[str]:
    """Return addresses in which each name has a bad value, some two: all in turn, by itself one of them."""
    every = sweep.QUERIES
    for turn in range(start, start + (len(every) if EVERYTHING else 1)):
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
        for query in queries(sorted(names - set(FORKS)), at):
            land.ask("GET", f"{place}?{query}", name)
        if isinstance(view, type) and issubclass(view, ListPage):
            query = next(queries(sorted(names - set(FORKS)), at + 5))
            forks = ("format=csv", "format=%00")
            for fork in forks if EVERYTHING else forks[at // 2 % 2 :][:1]:
                land.ask("GET", f"{place}?{query}&{fork}", name)
    assert land.faults == []
    assert swept > 40


def _filters(view: Any) -> set[str]:
    filterset = getattr(view, "filterset_class", None)
    return set(filterset.base_filters) if filterset else set()


# Pages that say in words that what stands in their address is worth nothing.
SAYS_SO = ("verify-code", "account_reset_password_from_key")


@everybody
def test_no_key_of_an_address_is_too_bad(land: Land) -> None:
    """Each part of an address that names a record, under words that name none."""
    found: dict[Any, str] = {}
    for name, view in VIEWS.items():
        found.setdefault(name if EVERYTHING else _finder(view), name)
    for at, name in enumerate(found.values()):
        kwargs = {k: v for k, v in land.own.get(name, {}).items() if k != "query"}
        place = reverse(name, kwargs=kwargs)
        if not EVERYTHING and at % 2 != PERSONS.index(land.person.username):
            continue
        for key, good in kwargs.items():
            for turn in range(len(BAD_KEYS) if EVERYTHING else 2):
                bad = BAD_KEYS[(at + turn * 3) % len(BAD_KEYS)]
                path = place.replace(f"/{quote(str(good))}", f"/{quote(bad)}", 1)
                got = land.ask("GET", path, f"{name} {key}")
                if got.status not in (404, 403, 302) and name not in SAYS_SO:
                    land.blame(f"GET {path[:90]}: {got.status}")
    assert land.faults == []


def _finder(view: Any) -> Any:
    """Return what tells the code that finds a page's record apart, and the model it looks in."""
    steps = [getattr(view, step, None) for step in ("get_object", "dispatch", "setup", "check")]
    return (
        *[getattr(step, "__qualname__", view) for step in steps],
        getattr(view, "parent_model", 0) or getattr(view, "model", 0),
    )


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


def form_pages(person: str) -> list[str]:
    """Return one named page with a form for each code that reads one.

    Pages of existing records first: what they show can be saved as it is, so that a single bad entry
    comes as far as it gets. The Secretariat has those that officers do not open.
    """
    found: dict[Any, str] = {}
    for name in sorted(VIEWS, key=lambda name: not name.endswith("-edit")):
        view, row = VIEWS[name], rows()[name]
        takes = not isinstance(view, type) or hasattr(view, "post")
        if takes and (EVERYTHING or person == "officer" or row["officer"] != 200):
            found.setdefault(code_of(name), name)
    return list(found.values())


def send(land: Land, form: sweep.Form, to: str, data: dict[str, list[Any]], what: str) -> Any:
    extra = sweep.multipart(data) if form.multipart else sweep.encoded(data)
    got = land.ask("POST", to, what, **extra)
    if got.status not in (200, 302, 303, 400, 403, 404, 405, 409, 413, 422, 429) and not got.fault:
        land.blame(f"POST {to[:90]} {what[:80]}: {got.status}")
    return got


def to_spoil(entries: list[sweep.Entry], turn: int) -> Iterator[tuple[sweep.Entry, Any]]:
    """Return entries with bad values to try: each with all; by itself one of each kind, by turns."""
    seen: set[Any] = set()
    for step, entry in enumerate(entries[turn % len(entries) :] + entries[: turn % len(entries)]):
        bad = sweep.bad_values(entry)
        if EVERYTHING:
            yield from ((entry, value) for value in bad)
        elif (kind := (entry.kind, bad[0])) not in seen:
            seen.add(kind)
            yield entry, bad[(turn + step) % len(bad)]


@everybody
def test_no_form_is_filled_in_too_badly(land: Land) -> None:
    seen: set[Any] = set()
    swept = 0
    for name in form_pages(land.person.username):
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
            _spoil(land, form, to, page, swept)
    assert land.faults == []
    assert swept > (60 if land.person.username == "officer" else 20)


def _spoil(land: Land, form: sweep.Form, to: str, page: sweep.Outcome, turn: int) -> None:
    good = form.sent()
    entries = [e for e in form.entries.values() if e.name != "csrfmiddlewaretoken"]
    bad = {e.name: [sweep.bad_values(e)[0]] for e in entries}
    send(land, form, to, good if turn % 2 or EVERYTHING else {}, "as it is, or nothing")
    half = {name: values for at, (name, values) in enumerate(good.items()) if at % 2 == turn % 2}
    send(land, form, to, {**good, **bad}, "all bad")
    for entry, value in to_spoil(entries, turn) if entries else ():
        send(land, form, to, {**good, entry.name: [value]}, f"{entry.name}={value!r:.40}")
    for entry in entries:
        choice = page.models.get(entry.name)
        if choice is not None and (key := sweep.foreign_value(choice, land.person)):
            got = send(
                land, form, to, {**good, entry.name: [key]}, f"{entry.name} of another region"
            )
            if got.status == 302 and got.tables:
                land.blame(f"POST {to} {entry.name}: took {key}, another region's")
    if entries:
        twice = entries[turn % len(entries)]
        both = ["", "zz", *good.get(twice.name, [])]
        send(land, form, to, {**half, twice.name: both}, "half of it, one twice")


# --- What is no form at all -----------------------------------------------------------

BODIES: tuple[tuple[bytes, str], ...] = (
    (b'--x\r\nContent-Disposition: form-data; name="a"; filename="b"\r\n\r\nab', "multipart/form-data; boundary=x"),
    (b"--x\r\n", "multipart/form-data"),
    (b"\xff\xfe" * 9, "multipart/form-data; boundary=\xe9"),
    (b'{"form_token": [', "application/json"),
    (b"[" * 100_000, "application/json"),
    (b"%%%&&&=%00;=\xff", "application/x-www-form-urlencoded"),
    (b"x" * 3000, "nonsense"),
    (b"", ""),
    (b"a=1" + b"&a=1" * 6000, "application/x-www-form-urlencoded"),
    (b"a=b", "application/x-www-form-urlencoded; charset=nonsense"),
)  # fmt: skip


@everybody
def test_no_body_is_too_broken(land: Land) -> None:
    """A multipart broken off, an unknown type, junk for JSON: to each code that takes anything."""
    for at, name in enumerate(form_pages(land.person.username)):
        place = address(name, land.own)
        for turn in range(len(BODIES) if EVERYTHING else 2):
            body, kind = BODIES[(at + turn * 5) % len(BODIES)]
            got = land.ask("POST", place, f"{name} {kind}", data=body, content_type=kind)
            if (
                got.status not in (200, 302, 400, 403, 404, 405, 409, 413, 415, 422)
                and not got.fault
            ):
                land.blame(f"POST {place} {kind}: {got.status}")
    assert land.faults == []


def test_no_device_sends_too_much_junk(land: Land) -> None:
    """What the field page sends: visits and photos, by the UUID a phone made up."""
    user = [str(land.person.pk)]
    known = land.own["monitoring:field-visit"]["key"]
    questions = land.ask("GET", address("monitoring:visit-aspect", land.own), "answers")
    names = [e for form in sweep.read_page(questions.body).forms for e in form.entries]
    names = [name for name in names if name[:1] in "qn" and name[1:2].isdecimal()]
    assert names
    for key in (known, "00000000-0000-4000-8000-000000000001"):
        place = reverse("monitoring:field-visit", args=[key])
        for turn, bad in enumerate((*sweep.CHOICES, *sweep.NUMBERS, *sweep.DAYS, sweep.HUGE)):
            data = {
                name: [bad] for name in ("facility", "instrument", "round", "submit", "bvisited_on")
            }
            data |= {"user": user, "visited_on": [bad], **{name: [bad, bad] for name in names[:40]}}
            data |= {f"b{name}": [bad] for name in names[:40]} | {
                "respondent": [bad],
                "team": [bad],
            }
            if turn % 2:
                data |= {"facility": ["33.72-0001"], "visited_on": ["1 Mei 2018"]}
            got = land.ask("POST", place, f"junk {turn}", **sweep.encoded(data))
            assert got.status in (200, 400, 404, 413), got.status
        place = reverse("monitoring:field-photos", args=[key])
        for upload in sweep.bad_values(sweep.Entry("file", "file")):
            sent = {
                "user": user,
                "file": [upload],
                "title": [sweep.LONG],
                "taken_on": ["31.02.2016"],
            }
            assert land.ask("POST", place, "photo", **sweep.multipart(sent)).status in (
                200,
                400,
                404,
            )
    assert land.faults == []


@pytest.mark.parametrize(
    "head",
    [
        {"HTTP_COOKIE": "sessionid=%00\x01; django_language=../../etc; csrftoken=" + "x" * 9000},
        {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "\u2028", "HTTP_HX_CURRENT_URL": "http://[::1"},
        {"HTTP_ACCEPT_LANGUAGE": "x" * 5000 + ";q=nan", "HTTP_ACCEPT": "\x00", "HTTP_RANGE": "bytes=9-1"},
        {"HTTP_IF_MODIFIED_SINCE": "99 Foo 99999", "HTTP_IF_NONE_MATCH": '"' * 2000, "HTTP_REFERER": "::"},
        {"HTTP_ACCEPT_ENCODING": "gzip;q=x", "HTTP_X_FORWARDED_FOR": "x, " * 2000, "HTTP_AUTHORIZATION": "Basic ="},
    ],
)  # fmt: skip
def test_no_head_of_a_request_is_too_bad(head: dict[str, str], land: Land) -> None:
    for place in (
        "/",
        "/accounts/login/",
        "/ksm/facilities/",
        address("file", land.own),
        "/healthz",
    ):
        got = land.ask("GET", place, str(head)[:60], **head)
        assert got.status in (200, 302, 400, 404), place
    assert land.faults == []


def test_nobody_signed_in_sends_anything_too_bad(land: Land) -> None:
    """Sign-in, password, second factor, language, verification; and forms after the session ended."""
    stranger = Client(raise_request_exception=False, enforce_csrf_checks=True)
    for browser in (stranger, Client(raise_request_exception=False), land.browser):
        land.browser = browser
        for name, _view in views():
            if name.startswith(("account_", "mfa_", "verify", "public", "set-language", "home")):
                try:
                    place = reverse(name)
                except NoReverseMatch:
                    continue
                query = next(
                    queries(["next", "q", "code", "key", "email", "page", "login"], len(name))
                )
                page = land.ask("GET", f"{place}?{query}", name)
                for form in sweep.read_page(page.body).forms:
                    if form.method == "post":
                        _spoil(land, form, form.action or place, page, len(name))
        for at, (body, kind) in enumerate(BODIES):
            for place in ("/", "/accounts/login/", "/language/", reverse("planning:goal-create")):
                land.ask("POST", place, f"body {at}", data=body, content_type=kind)
    for key in BAD_KEYS:
        for start, end in (
            ("/accounts/password/reset/key/", "/"),
            ("/verify/", "/"),
            ("/calendar/", ".ics"),
        ):
            land.ask("GET", f"{start}{quote(key)}-{quote(key)}{end}", "key")
    assert land.faults == []


# --- The admin --------------------------------------------------------------------------


@everybody
def test_the_admin_is_swept_like_the_pages(land: Land) -> None:
    junk = sweep.QUERIES
    for at, (model, handler) in enumerate(admin.site._registry.items()):
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        lists, bad = reverse(f"{name}_changelist"), junk[at % len(junk)]
        got = land.ask("GET", lists, name)
        if got.status == 403:
            continue
        filters = [str(f[0] if isinstance(f, tuple) else f) for f in handler.list_filter]
        names = ["q", "o", "p", "all", "_facets", "nonsense__exact", "e", *filters]
        names += [
            f"{f}__{how}" for f in filters for how in ("exact", "id__exact", "isnull", "gte", "in")
        ]
        for query in queries(names, at):
            land.ask("GET", f"{lists}?{query}", name)
        for one in names if EVERYTHING else names[at % 7 :: 7]:
            land.ask("GET", f"{lists}?{urlencode({one: bad})}", name)
        for key in BAD_KEYS if EVERYTHING else BAD_KEYS[at % 5 :: 5]:
            land.ask("GET", lists + quote(key, safe="") + "/change/", name)
        manager: Any = model._default_manager
        row = manager.visible_to(land.person).first() if hasattr(manager, "visible_to") else None
        places = [reverse(f"{name}_add")] + (
            [reverse(f"{name}_change", args=[row.pk])] if row else []
        )
        for place in places:
            page = land.ask("GET", place, name)
            for form in sweep.read_page(page.body).forms:
                to = form.action or place
                if form.method == "post" and not to.startswith(OTHERS):
                    _spoil(land, form, to, page, at)
        wrong = {
            "action": ["archive_selected"],
            "_selected_action": ["9" * 30, "a\x00b", "²", "-1"],
        }
        land.ask("POST", lists, name, **sweep.encoded(wrong))
    assert land.faults == []


# --- Tables -----------------------------------------------------------------------------

CELLS = (
    "9" * 30,
    "²",
    "-1",
    "NaN",
    "1e400",
    "31.02.2016",
    sweep.LONG,
    "🚰\u202e=1+1",
    "٣",
    str(2**63),
    "01/01/9999",
)


def test_no_cell_of_a_table_is_too_bad(land: Land) -> None:
    """Each table as it is downloaded, one cell spoiled, and brought back: dry, and for good."""
    spoilt = 0
    for kind in all_sheets():
        sheet = kind(land.person)
        if not sheet.has_template or not may(land.person, Action.ADD, sheet.model):
            continue
        content = template.write(sheet, sheet.rows()).read()
        book = spreadsheets.open_book(io.BytesIO(content), size=len(content))
        grid = grids.read_grid(book, book.names[0], known_header(sheet))
        lines = [[spreadsheets.plain(cell) for cell in cells] for _number, cells in grid.lines()][
            :1
        ]
        for at, _header in enumerate(grid.headers):
            for turn in range(len(CELLS) if EVERYTHING else 2):
                bad = CELLS[(at + turn * 5) % len(CELLS)]
                for is_new in (False, True):
                    line = list(lines[0]) if lines else [""] * len(grid.headers)
                    line[at] = bad
                    spoilt += 1
                    land.bring(sheet.name, grid.headers, line, is_new=is_new)
    assert land.faults == []
    assert spoilt > 100
