"""What the sweep throws at the house: bad values by kind, forms read as a browser reads them, writes watched."""

from __future__ import annotations

import contextlib
import functools
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.forms import BaseForm
from django.test import Client

from core.access import ScopedQuerySet
from core.pages.lookup import LookupField, words
from tests.around import around

HUGE = "x" * 1_000_000
LONG = "x" * 10_000
# More than any field takes, and the most a stored text may hold.
MOST_KEPT = 20_000
INVALID = b"\xff\xfe\x00%"  # no UTF-8
TEXTS: tuple[Any, ...] = ("a\x00b", HUGE, "🚰\u202e%_'\"<script>alert(1)</script>{{7*7}}", INVALID)
NUMBERS: tuple[Any, ...] = (
    "9" * 30, "-1", "NaN", "²", str(2**63), "1e400", "٣", "Infinity", "sNaN", "1\x00", str(2**31), "1" * 5000,
)  # fmt: skip
DAYS: tuple[Any, ...] = ("31.02.2016", "99/99/9999", "0000-00-00", "1\x002", "٣١/٠١/٢٠١٦", "9" * 30)
CHOICES: tuple[Any, ...] = ("9" * 30, "a\x00b", "²", "-1", "entah", str(2**63), INVALID, "٣", LONG)
QUERIES: tuple[Any, ...] = (
    "a\x00b", LONG, "%", "'", "-1", "9" * 30, str(2**63), "NaN", "Infinity", "٣", "🚰", "31.02.2016", "²",
    INVALID, "-", "1e999", "2018-13", "99999-99",
)  # fmt: skip
EMPTY_FILE, NO_PICTURE = b"", b"\x89PNG\r\n\x1a\n" + b"0" * 40


# --- Forms as a browser reads them --------------------------------------------------


@dataclass
class Entry:
    """One named control: its kind, what it sends untouched, what may be chosen."""

    name: str
    kind: str
    values: list[str] = field(default_factory=list)
    choices: list[str] = field(default_factory=list)


@dataclass
class Form:
    method: str
    action: str
    multipart: bool
    entries: dict[str, Entry] = field(default_factory=dict)

    def sent(self) -> dict[str, list[Any]]:
        """Return what the untouched form would send, without its files."""
        return {e.name: list(e.values) for e in self.entries.values() if e.kind != "file"}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.form: Form | None = None
        self.by_id: dict[str, Form] = {}
        self.late: list[tuple[str, str, dict[str, Any]]] = []
        self.select: Entry | None = None
        self.area: Entry | None = None
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and "?" in given.get("href", ""):
            self.links.append(given["href"])
        if tag == "form":
            multipart = "multipart" in given.get("enctype", "")
            self.form = Form(given.get("method", "get").lower(), given.get("action", ""), multipart)
            self.forms.append(self.form)
            if "id" in given:
                self.by_id[given["id"]] = self.form
        elif tag == "option" and self.select is not None:
            value = given.get("value", "")
            self.select.choices.append(value)
            if "selected" in given:
                self.select.values.append(value)
        elif tag in ("input", "select", "textarea", "button") and given.get("name"):
            if "disabled" in given:
                return
            form = self.by_id.get(given["form"]) if "form" in given else self.form
            if form is not None:
                self._take(form, tag, given)

    def _take(self, form: Form, tag: str, given: dict[str, str]) -> None:
        kind = given.get("type", "text") if tag == "input" else tag
        if given.get("inputmode") in ("numeric", "decimal"):
            kind = "number"
        entry = form.entries.setdefault(given["name"], Entry(given["name"], kind))
        value = given.get("value", "on" if kind in ("checkbox", "radio") else "")
        if kind in ("checkbox", "radio"):
            entry.choices.append(value)
            if "checked" in given:
                entry.values.append(value)
        elif kind == "select":
            self.select = entry
        elif kind == "textarea":
            self.area = entry
            entry.values.append("")
        elif kind not in ("submit", "file"):
            entry.values.append(value)
        elif kind in ("submit", "button"):
            entry.choices.append(value)

    def handle_data(self, data: str) -> None:
        if self.area is not None:
            self.area.values[-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None
        elif tag == "select":
            self.select = None
        elif tag == "textarea":
            self.area = None


def read_page(html: str) -> _Reader:
    """Return the forms and the links with a query of a page."""
    reader = _Reader()
    reader.feed(html)
    return reader


_DAY = re.compile(r"date|_on$|^day|_at$|as_of|since|until|term_|^from$|^to$|started|ended|month")


def bad_values(entry: Entry) -> tuple[Any, ...]:
    """Return what cannot be meant for a control of this kind."""
    if entry.kind in ("select", "radio", "checkbox", "hidden", "button", "submit"):
        return CHOICES
    if entry.kind == "number":
        return NUMBERS
    if entry.kind == "file":
        return (
            SimpleUploadedFile("kosong.png", EMPTY_FILE, "image/png"),
            SimpleUploadedFile("foto.png", NO_PICTURE, "image/png"),
            SimpleUploadedFile("tabel.xlsx", b"PK\x03\x04" + b"0" * 40, "text/html"),
            SimpleUploadedFile("a" * 250 + "\x00.pdf", b"%PDF-1.7\n" + b"\x00" * 40, "x/y"),
            "entah.png",
        )
    if _DAY.search(entry.name):
        return (*DAYS, HUGE)
    return TEXTS


# --- A request whose writes are watched, and taken back -----------------------------


@dataclass
class Outcome:
    status: int
    body: str
    location: str
    fault: str
    tables: set[str]
    kept: list[str]
    context: Any

    @functools.cached_property
    def models(self) -> dict[str, Any]:
        """The queryset behind each choice of the page's forms, by field name."""
        found: dict[str, Any] = {}
        for layer in self.context or ():
            for value in getattr(layer, "flatten", dict)().values():
                if isinstance(value, BaseForm):
                    for name, one in value.fields.items():
                        if getattr(one, "queryset", None) is not None:
                            found[value.add_prefix(name)] = one
        return found


_WRITE = re.compile(r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"(\w+)"', re.I)
# Not the house's records: sign-in, and what a person chose for a list.
_PASSING = ("django_session", "django_cache")


class Watch:
    """Sees each write of a request: which table, and whether what cannot be meant was kept."""

    def __init__(self) -> None:
        self.tables: set[str] = set()
        self.kept: list[str] = []

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if match := _WRITE.match(sql):
            table = match[1]
            if table not in _PASSING:
                self.tables.add(table)
                for line in params if many else [params]:
                    self.kept += [
                        f"{table}: {value[:20]!r} of {len(value)}"
                        for value in line or ()
                        if isinstance(value, str) and (len(value) > MOST_KEPT or "\x00" in value)
                    ]
        return execute(sql, params, many, context)


def foreign_rows(user: Any, tables: set[str]) -> dict[str, Any]:
    """Return the rows of these tables that the user does not see, with all their values."""
    from django.apps import apps

    found = {}
    for model in apps.get_models():
        manager: Any = model._default_manager
        if model._meta.db_table in tables and isinstance(manager.all(), ScopedQuerySet):
            seen = manager.visible_to(user).values("pk")
            rows = manager.exclude(pk__in=seen).order_by("pk")
            found[model._meta.db_table] = list(rows.values_list())
    return found


def request(
    browser: Client, method: str, path: str, *, by: Any = None, check: Any = None, **extra: Any
) -> Outcome:
    """Send, look at the answer and the writes, take everything back."""
    watch = Watch()
    fault = ""
    with around(), contextlib.ExitStack() as stack:
        stack.enter_context(connection.execute_wrapper(watch))
        answer = browser.generic(method, path, **extra)
        try:
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        except Exception as error:  # a file that breaks off in the middle
            body, fault = b"", f"{type(error).__name__} while streaming: {error}"
        if answer.status_code >= 500 and not fault:
            kind, error, _trace = answer.exc_info or (None, "", None)
            fault = f"{answer.status_code} {getattr(kind, '__name__', '')} {str(error)[:150]}"
        if check is not None and watch.tables and not fault:
            fault = check(watch.tables) or ""
        transaction.set_rollback(True)
    text = body.decode(errors="replace") if "text" in answer.headers.get("Content-Type", "") else ""
    if "Traceback (most recent call last)" in text:
        fault = fault or "traceback shown"
    return Outcome(
        answer.status_code, text, answer.headers.get("Location", ""), fault, watch.tables,
        watch.kept, answer.context,
    )  # fmt: skip


def foreign_value(one: Any, user: Any) -> str:
    """Return the key of a record a choice must not take from this user; "" where there is none."""
    manager: Any = one.queryset.model._default_manager
    if not isinstance(manager.all(), ScopedQuerySet):
        return ""
    row = manager.exclude(pk__in=manager.visible_to(user).values("pk")).first()
    if row is None:
        return ""
    return words(row) if isinstance(one, LookupField) else str(one.prepare_value(row))


def encoded(data: dict[str, list[Any]]) -> dict[str, Any]:
    """Return the extra arguments of a request that sends this data as a browser would."""
    if any(hasattr(value, "read") for values in data.values() for value in values):
        return multipart(data)
    body = urlencode([(name, value) for name, values in data.items() for value in values])
    return {"data": body, "content_type": "application/x-www-form-urlencoded"}


def multipart(data: dict[str, list[Any]]) -> dict[str, Any]:
    from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

    for values in data.values():
        for value in values:
            if hasattr(value, "seek"):
                value.seek(0)
    plain = {
        name: [v.decode(errors="replace") if isinstance(v, bytes) else v for v in values]
        for name, values in data.items()
    }
    return {"data": encode_multipart(BOUNDARY, plain), "content_type": MULTIPART_CONTENT}


# --- What a page listens to ---------------------------------------------------------


def asked_names() -> set[str]:
    """Return every name that some view of the house reads from an address, by reading the views."""
    from pathlib import Path

    from django.conf import settings

    found = set()
    for room in (
        "aksansi",
        "core",
        "chapters",
        "ksm",
        "monitoring",
        "agreements",
        "events",
        "planning",
    ):
        for path in Path(settings.BASE_DIR, room).rglob("*.py"):
            text = path.read_text()
            found |= set(re.findall(r"""GET(?:\.get(?:list)?\(|\[)\s*["'](\w+)["']""", text))
            found |= set(re.findall(r"""wanted\.get\(["'](\w+)["']""", text))
    return found
