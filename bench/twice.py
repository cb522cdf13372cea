"""Forms sent twice at once and stale pairs against a served system, told from its database afterwards.

    python bench/twice.py http://127.0.0.1:8106 [--doubles 200] [--pairs 100] [--clients 8] [--write report.md]

Run it with the DATABASE_URL of the served system, which is a demonstration: it signs in as the officer of Kab. Sleman
and as the Secretariat, finds forms by walking pages, fills each with words of its own (a mark), sends it by two
connections at the same moment with the same token, and opens pairs of pages (edit beside archive, a change of many
rows, a step) that are sent at once. Meanwhile N clients read lists and write notes. In the end every mark is looked
up in the database: acknowledged and nowhere is lost; written by two requests while it was sent (by the stamps of
history, where none is kept: twice in one column of one table) is doubled. Pages opened with stored values are opened
twice, each changes another field, and what was acknowledged must stand afterwards. A run that never saved one of
NEEDED fails.
"""

from __future__ import annotations

import argparse
import collections
import itertools
import os
import random
import re
import struct
import sys
import threading
import time
import uuid
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from typing_extensions import override

ROOT = Path(__file__).resolve().parent.parent
MARK = re.compile(r"GANDA[0-9a-f]{10}(?:f\d+)?")
DAY = re.compile(
    r"date|_on$|^on$|^day|_at$|as_of|since|until|term_|^from$|^to$|started|ended|starts|ends|due|entered"
)
YEAR = re.compile(r"(^|_)year$|^period_(from|to)$")
FREE = ("name", "title", "text", "remark", "description", "address", "next_step")
# Days a service asks for without a mark in the page; lines that must name what there is.
ASKED = ("next_step_due", "starts_on", "found_on", "entered_on")
NAMED = ("participating",)
# What is looked up by its code; the demonstration has facilities of Kab. Sleman up to about 30.
LOOKUP = {"facility": "34.04-{:04}", "village": "34.04"}
# A run that never saved one of these proves nothing of them.
NEEDED = (
    "/ksm/facilities/add/", "/events/events/add/", "/monitoring/findings/add/", "/monitoring/visits/add/",
    "/agreements/partnerships/add/", "/monitoring/rounds/add/", "notes of the other clients",
)  # fmt: skip
# Beside an edit of a record just made: the steps of it, in turn, those that another person makes, and boxes to tick.
STEPS = {
    "/monitoring/findings": ("archive", "close", "verify"),
    "/monitoring/rounds": ("archive", "targets"),
    "/agreements/partnerships": ("archive", "move"),
    "/chapters/officials": ("replace",),
    "/people": ("close", "extend", "term"),
}
BY_ANOTHER = ("verify", "replace", "close")
TICKED = ("facility",)
PASSWORD = "latihan-aksansi"
START = (
    "/planning/meetings/", "/planning/archived-reports/", "/planning/advice/", "/events/events/",
    "/planning/activities/", "/", "/ksm/", "/planning/", "/monitoring/", "/agreements/", "/events/", "/chapters/",
)  # fmt: skip
SKIP = re.compile(
    r"/accounts/|/admin/|logout|\.(ics|pdf|xlsx|csv)|format=|/pdf/|/users/|/me/|/language/|/files/|/report/"
)


# --- Pages as a browser reads and sends them ------------------------------------------


class Page(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[dict[str, Any]] = []
        self._form: dict[str, Any] | None = None
        self._select: dict[str, Any] | None = None
        self._area: dict[str, Any] | None = None
        self.feed(html)

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and given.get("href", "").startswith("/"):
            self.links.append(given["href"])
        if tag == "form":
            self._form = {
                "method": given.get("method", "get").lower(),
                "action": given.get("action", ""),
                "multipart": "multipart" in given.get("enctype", ""),
                "fields": [],
            }
            self.forms.append(self._form)
        if self._form is None:
            return
        if tag == "option" and self._select is not None:
            self._select["options"].append(given.get("value", ""))
            if "selected" in given:
                self._select["value"] = given.get("value", "")
        elif (
            tag in ("input", "select", "textarea") and given.get("name") and "disabled" not in given
        ):
            kind = given.get("type", "text").lower() if tag == "input" else tag
            one = {
                "name": given["name"],
                "kind": kind,
                "value": given.get("value", ""),
                "required": "required" in given,
                "checked": "checked" in given,
                "number": given.get("inputmode") in ("numeric", "decimal") or kind == "number",
                "options": [],
            }
            self._form["fields"].append(one)
            self._select = one if tag == "select" else None
            self._area = one if tag == "textarea" else None

    @override
    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area["value"] += data

    @override
    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea" and self._area is not None:
            # The line break right after <textarea> is none of the text.
            self._area["value"] = self._area["value"].removeprefix("\n")
            self._area = None

    def writing(self) -> list[dict[str, Any]]:
        return [
            form
            for form in self.forms
            if form["method"] == "post" and any(f["name"] == "form_token" for f in form["fields"])
        ]


class Browser:
    def __init__(self, base: str, cookies: dict[str, str] | None = None) -> None:
        self.base, self.cookies = base, dict(cookies or {})
        self.connection = HTTPConnection(urlsplit(base).netloc, timeout=120)

    def ask(
        self,
        method: str,
        url: str,
        body: bytes | None = None,
        kind: str = "",
        *,
        patience: int = 20,
    ) -> tuple[int, str, bytes]:
        headers = {
            "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()),
            "Origin": self.base,
        }
        if kind:
            headers["Content-Type"] = kind
        for turn in (1, 2):
            try:
                self.connection.request(method, url, body, headers)
                answer = self.connection.getresponse()
                break
            except (ConnectionError, OSError):
                self.connection.close()
                if turn == 2:
                    raise
        content = answer.read()
        if answer.status == 429 and patience:
            # The account has its share under way: as a browser does, it asks again.
            time.sleep(float(answer.headers.get("Retry-After", "1")) * random.uniform(0.3, 1))
            return self.ask(method, url, body, kind, patience=patience - 1)
        for line in answer.headers.get_all("Set-Cookie") or []:
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        return answer.status, answer.headers.get("Location", ""), content

    def page(self, url: str) -> tuple[int, Page]:
        status, where, content = self.ask("GET", url)
        for _step in range(3):
            if status not in (301, 302) or not where:
                break
            status, where, content = self.ask("GET", urljoin(url, where))
        return status, Page(content.decode("utf-8", "replace"))

    def send(
        self, url: str, data: list[tuple[str, str]], files: dict[str, tuple[str, bytes]]
    ) -> Any:
        if not files:
            body = urlencode(data).encode()
            return self.ask("POST", url, body, "application/x-www-form-urlencoded")
        rim = uuid.uuid4().hex
        parts = [
            f'--{rim}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in data
        ]
        parts += [
            f'--{rim}\r\nContent-Disposition: form-data; name="{name}"; filename="{called}"\r\n'
            "Content-Type: image/png\r\n\r\n".encode()
            + content
            + b"\r\n"
            for name, (called, content) in files.items()
        ]
        body = b"".join([*parts, f"--{rim}--\r\n".encode()])
        return self.ask("POST", url, body, f"multipart/form-data; boundary={rim}")

    def twin(self) -> Browser:
        return Browser(self.base, self.cookies)

    def sign_in(self, name: str) -> Browser:
        _status, page = self.page("/accounts/login/")
        form = next(f for f in page.forms if any(x["name"] == "login" for x in f["fields"]))
        data = [(f["name"], f["value"]) for f in form["fields"] if f["kind"] == "hidden"]
        status, _where, _content = self.send(
            "/accounts/login/", [*data, ("login", name), ("password", PASSWORD)], {}
        )
        assert status == 302, f"{name}: {status}"
        return self


def picture(seed: str) -> bytes:
    """Return a small PNG that no other seed has."""
    grain = random.Random(seed)

    def part(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    rows = b"".join(b"\0" + grain.randbytes(60) for _row in range(20))
    head = struct.pack(">IIBBBBB", 20, 20, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + part(b"IHDR", head)
        + part(b"IDAT", zlib.compress(rows))
        + part(b"IEND", b"")
    )


def filled(
    form: dict[str, Any], mark: str, luck: random.Random, *, edit: bool = False
) -> tuple[list[tuple[str, str]], dict[str, tuple[str, bytes]]]:
    """Return what to send: marks in free texts, the first choice of every empty select and radio, likely values."""
    data, files = [], {}
    radios: set[str] = set()
    chosen = {one["name"] for one in form["fields"] if one["checked"]}
    for one in form["fields"]:
        name, kind, value = one["name"], one["kind"], one["value"]
        if kind in ("submit", "button"):
            continue
        if kind == "file":
            files[name] = (f"{mark}.png", picture(mark + name))
        elif kind == "hidden":
            data.append((name, value))
        elif name == "regions":
            if value == "34.04":
                data.append((name, value))
        elif kind in ("checkbox", "radio"):
            first = name not in radios and name not in chosen
            if one["checked"] or (first and (kind == "radio" or name in TICKED)):
                radios.add(name)
                data.append((name, value or "on"))
        elif kind == "select":
            choices = [o for o in one["options"] if o]
            # One visit a facility and day; an account of a chapter, which has a region.
            place = luck.randrange(len(choices) or 1) if name == "facility" else name == "role"
            data.append((name, value or next(iter(choices[int(place) :]), "")))
        else:
            own = f"{mark}f{len(data)}"  # each field its own: one form may write several rows
            data.append((name, _text(one, own, luck, edit=edit)))
    return data, files


def _text(one: dict[str, Any], own: str, luck: random.Random, *, edit: bool) -> str:
    name, kind, value = one["name"], one["kind"], one["value"]
    if name == "entered_on":  # a stage follows the one before it
        return value or time.strftime("%d/%m/%Y")
    if one["number"] or YEAR.search(name):
        year = str(luck.randrange(1990, 2026)) if YEAR.search(name) else ""
        return value or year or ("5" if one["required"] else "")
    if DAY.search(name) and kind != "textarea":
        # Days that begin something lie before those that end it.
        late = bool(re.search(r"end|until|_to$|^to$|due|valid", name))
        years = (2027, 2030) if late else (2012, 2018)
        day = f"{luck.randrange(1, 28):02}/{luck.randrange(1, 13):02}/{luck.randrange(*years)}"
        return value or (day if one["required"] or name in ASKED else "")
    if LOOKUP.get(name) and one["required"]:
        return value or LOOKUP[name].format(luck.randrange(1, 30))
    if kind == "email" and one["required"]:
        return value or f"{own.lower()}@contoh.example"
    if name in NAMED or kind in ("email", "url", "time") or "url" in name or "phone" in name:
        return value
    if kind == "textarea" or one["required"] or name in FREE:
        return own if not edit or kind == "textarea" else value or own
    return value


def changeable(field: dict[str, Any]) -> bool:
    """Return whether a step's field takes a value of ours: a free text, a number, a list to choose from."""
    if field["kind"] == "select":
        return len([o for o in field["options"] if o and o != field["value"]]) > 0
    return field["number"] or (
        field["kind"] in ("text", "textarea") and not DAY.search(field["name"])
    )


def another(field: dict[str, Any], mark: str, luck: random.Random) -> str:
    if field["kind"] == "select":
        return str(luck.choice([o for o in field["options"] if o and o != field["value"]]))
    return str(luck.randrange(1, 999)) if field["number"] else mark


def changed_only(form: Any, name: str, value: str) -> list[tuple[str, str]]:
    """Return a form as it was opened, one field changed."""
    return [
        (f["name"], value if f["name"] == name else f["value"] or "on" * (f["kind"] == "checkbox"))
        for f in form["fields"]
        if f["kind"] not in ("submit", "button", "file")
        and (f["kind"] not in ("checkbox", "radio") or f["checked"])
    ]


def both(*jobs: Callable[[], Any]) -> list[Any]:
    start = threading.Barrier(len(jobs))

    def run(job: Callable[[], Any]) -> Any:
        start.wait(timeout=60)
        return job()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return [future.result() for future in [pool.submit(run, job) for job in jobs]]


def kind_of(url: str) -> str:
    return re.sub(r"\d+(\.\d+)*(-\d+)?", "#", url.partition("?")[0])


# --- The campaign ---------------------------------------------------------------------


class Campaign:
    def __init__(self, base: str, seed: int) -> None:
        self.luck = random.Random(seed)
        self.officer = Browser(base).sign_in("pengurus-sleman")
        self.secretariat = Browser(base).sign_in("sekretariat")
        self.base = base
        self.acked: dict[str, str] = {}  # mark → kind of form
        self.must_stand: dict[str, str] = {}  # marks of edits that no pair may have undone
        self.spans: dict[
            str, tuple[float, float]
        ] = {}  # when the two sendings of a mark were under way
        self.overwritten: list[
            str
        ] = []  # step pages whose stored values are not the acknowledged ones
        self.steps: dict[str, str] = {}  # kind of a page opened with stored values → its address
        self.tally: dict[str, collections.Counter[str]] = collections.defaultdict(
            collections.Counter
        )
        self.made: list[tuple[Browser, str]] = []

    def mark(self) -> str:
        return f"GANDA{uuid.uuid4().hex[:10]}"

    def doors(self, who: Browser, most: int) -> Iterator[str]:
        """Yield addresses with a form that writes: one of each kind of address, found by walking links."""
        queue, seen, kinds = collections.deque(START), set(START), collections.Counter[str]()
        asked = 0
        while queue and asked < most:
            url = queue.popleft()
            asked += 1
            status, page = who.page(url)
            if status != 200:
                continue
            if page.writing():
                yield url
                if any(f["name"] == "form_base" for form in page.writing() for f in form["fields"]):
                    self.steps.setdefault(kind_of(url), url)
            for link in page.links:
                kind = kind_of(link)
                if link in seen or SKIP.search(link) or kinds[kind] >= 1:
                    continue
                seen.add(link)
                kinds[kind] += 1
                queue.append(link)

    def form_of(self, who: Browser, url: str) -> dict[str, Any] | None:
        status, page = who.page(url)
        forms = page.writing() if status == 200 else []
        return max(forms, key=lambda form: len(form["fields"])) if forms else None

    def double(self, who: Browser, url: str) -> str:
        """Send one form by two connections at once; return how it ended."""
        form = self.form_of(who, url)
        if form is None:
            return "no form"
        kind = kind_of(url)
        mark = self.mark()
        data, files = filled(form, mark, self.luck)
        to = urljoin(url, form["action"]) if form["action"] else url
        one, two = who.twin(), who.twin()
        began = time.time()
        got = both(lambda: one.send(to, data, files), lambda: two.send(to, data, files))
        self.spans[mark] = (began, time.time())
        states = sorted(answer[0] for answer in got)
        word = "/".join(map(str, states))
        self.tally[f"twice {kind}"][word] += 1
        if 302 in states:
            self.acked[mark] = kind
            if states == [302, 302] and len({answer[1] for answer in got}) != 1:
                self.tally["led to two places"][kind] += 1
            where = next(answer[1] for answer in got if answer[0] == 302)
            if url.endswith("/add/") and where:
                self.made.append((who, where))
        return word

    def pair(self, who: Browser, other: Browser, edit: str, step: str) -> str:
        """Open an edit and a step on the same record, send both at once."""
        first, second = self.form_of(who, edit), self.form_of(other, step)
        if first is None or second is None:
            return "no form"
        kind = kind_of(edit) + " beside " + step.rstrip("/").rpartition("/")[2]
        mark = self.mark()
        data, _files = filled(first, mark, self.luck, edit=True)
        if not any(mark in value for _name, value in data):
            # Nothing is empty and no text is long: the first short one is written anew.
            free = [f["name"] for f in first["fields"] if f["name"] in (*FREE, "position")]
            if not free:
                return "nothing to change"
            data = changed_only(first, free[0], mark)
        said, _files = filled(second, self.mark(), self.luck)
        one, two = who.twin(), other.twin()
        got = both(lambda: one.send(edit, data, {}), lambda: two.send(step, said, {}))
        word = "/".join(str(answer[0]) for answer in got)
        self.tally[kind][word] += 1
        if got[0][0] == 302:
            self.acked[mark] = self.must_stand[mark] = kind
        return word

    def step(self, who: Browser, other: Browser, url: str) -> str:
        """Open one page with stored values twice, change another field of each, send both at once, read it again."""
        forms = [self.form_of(who, url), self.form_of(other, url)]
        fields = [f for f in (forms[0] or {"fields": []})["fields"] if changeable(f)]
        if None in forms or not fields:
            return "no form"
        chosen = self.luck.sample(fields, 2) if len(fields) > 1 else [fields[0]] * 2
        typed = [another(field, self.mark(), self.luck) for field in chosen]
        sent = [
            changed_only(form, field["name"], value)
            for form, field, value in zip(forms, chosen, typed, strict=True)
        ]
        one, two = who.twin(), other.twin()
        got = both(lambda: one.send(url, sent[0], {}), lambda: two.send(url, sent[1], {}))
        word = "/".join(str(answer[0]) for answer in got)
        kind = f"{kind_of(url)} beside itself"
        self.tally[kind][word] += 1
        now = self.form_of(who, url)
        values = {f["name"]: f["value"].strip() for f in (now or {"fields": []})["fields"]}
        self.overwritten += [
            f"{kind}: {field['name']} is {values.get(field['name'])!r}, acknowledged {value!r}"
            for answer, field, value in zip(got, chosen, typed, strict=True)
            if answer[0] == 302 and values.get(field["name"]) != value
        ]
        return word

    def account(self, step: str) -> str:
        """Make an account; edit it, and close or extend it or let its term end, at once."""
        who = self.secretariat
        if self.double(who, "/people/add/") != "302/302" or not self.made:
            return "no account"
        record = self.made.pop()[1]
        other = self.term_of(record) if step == "term" else f"{record}{step}/"
        edit, beside = self.form_of(who, f"{record}edit/"), self.form_of(who, other)
        if edit is None or beside is None:
            return "no form"
        mark = self.mark()
        data = changed_only(edit, "position", mark)
        said, _files = filled(beside, self.mark(), self.luck)
        one, two = who.twin(), who.twin()
        got = both(lambda: one.send(f"{record}edit/", data, {}), lambda: two.send(other, said, {}))
        word = "/".join(str(answer[0]) for answer in got)
        self.tally[f"/people/#/edit/ beside {step}"][word] += 1
        if got[0][0] == 302:
            self.acked[mark] = self.must_stand[mark] = f"account beside {step}"
        return word

    def term_of(self, record: str) -> str:
        """Return where the term ends of a post that was just made for an account."""
        self.official()
        if not self.made:
            return record
        official = self.made.pop()[1]
        url = f"/chapters/affiliations/{record.rstrip('/').rpartition('/')[2]}/"
        form = self.form_of(self.secretariat, url)
        if form is not None:
            key = official.rstrip("/").rpartition("/")[2]
            self.secretariat.send(url, changed_only(form, "official", key), {})
        return f"{official}replace/"

    def official(self) -> str:
        """Make an official of the first office, twice at once."""
        office = next(
            (
                link
                for link in self.secretariat.page("/chapters/offices/")[1].links
                if re.fullmatch(r"/chapters/offices/\d+/", link)
            ),
            "",
        )
        return self.double(self.secretariat, f"{office}officials/add/") if office else "no office"

    def restored(self, record: str) -> str:
        """Open the restoring of an archived record twice and send both at once: it comes back once."""
        who = self.secretariat
        forms = [self.form_of(who, f"{record}restore/") for _time in range(2)]
        if None in forms:
            return "no form"
        sent = [filled(form or {}, self.mark(), self.luck)[0] for form in forms]
        one, two = who.twin(), who.twin()
        got = both(*(
            lambda browser=browser, data=data: browser.send(f"{record}restore/", data, {})
            for browser, data in zip((one, two), sent, strict=True)
        ))  # fmt: skip
        word = "/".join(sorted(str(answer[0]) for answer in got))
        self.tally[f"{kind_of(record)}restore/ beside itself"][word] += 1
        return word

    def many(self, listing: str, edit: str, row: str) -> str:
        """Change one row by the list's change of many while somebody edits it."""
        who, other = self.officer, self.secretariat
        first = self.form_of(who, edit)
        url = f"{listing}bulk/archive/?ticked=1&row={row}"
        second = self.form_of(other, url)
        if first is None or second is None:
            return "no form"
        said, _files = filled(second, "Uji", self.luck)
        _status, _where, content = other.twin().send(url, said, {})
        asked = next(
            (
                f
                for f in Page(content.decode()).writing()
                if any(x["name"] == "seen" for x in f["fields"])
            ),
            None,
        )
        if asked is None:
            return "no question"
        said = [(f["name"], f["value"]) for f in asked["fields"]] + [("confirm", "1")]
        mark = self.mark()
        data, _files = filled(first, mark, self.luck, edit=True)
        if not any(mark in value for _name, value in data):
            return "nothing to change"
        one, two = who.twin(), other.twin()
        got = both(lambda: one.send(edit, data, {}), lambda: two.send(url, said, {}))
        word = "/".join(str(answer[0]) for answer in got)
        self.tally[f"{re.sub(r'[0-9]+', '#', edit)} beside many"][word] += 1
        if got[0][0] == 302:
            self.acked[mark] = self.must_stand[mark] = "beside many"
        return word

    def load(self, clients: int, until: threading.Event) -> list[threading.Thread]:
        """Start clients that read lists and write notes until told to stop."""

        def run(number: int) -> None:
            luck, me = random.Random(number), self.officer.twin()
            pages = ["/ksm/facilities/", "/ksm/groups/", "/planning/plans/", "/events/events/", "/"]
            while not until.is_set():
                me.ask("GET", luck.choice(pages))
                url = f"/ksm/facilities/34.04-{luck.randrange(1, 30):04}/note/"
                form = self.form_of(me, url)
                if form is not None:
                    mark = self.mark()
                    data, _files = filled(form, mark, luck)
                    if me.send(url, data, {})[0] == 302:
                        self.acked[mark] = "note under load"
                        self.tally["notes of the other clients"]["302"] += 1
                until.wait(luck.uniform(0.2, 0.8))

        threads = [threading.Thread(target=run, args=(n,), daemon=True) for n in range(clients)]
        for thread in threads:
            thread.start()
        return threads


def look_up(campaign: Campaign) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return by mark the tables it stands in, with how often; and the stamps that wrote it while it was sent."""
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aksansi.settings")
    import django

    django.setup()
    from django.apps import apps
    from django.db import connection, models

    found: Any = collections.defaultdict(collections.Counter)
    stamps: Any = collections.defaultdict(set)
    there = set(connection.introspection.table_names())
    for model in apps.get_models(include_auto_created=True):
        if model._meta.db_table not in there:
            continue
        columns = {f.name for f in model._meta.concrete_fields}
        kept = "request_stamp" in columns
        # What keeps a history is counted by the requests that wrote it, so that one form may write several rows.
        # The security log names an account at every step on it.
        counted = not kept and not hasattr(model, "history") and model.__name__ != "SecurityEvent"
        for field in model._meta.concrete_fields:
            if not isinstance(field, models.CharField | models.TextField):
                continue
            rows = model._base_manager.filter(**{f"{field.name}__contains": "GANDA"})
            names = (field.name, *(("request_stamp", "history_date") if kept else ()))
            for text, *told in rows.values_list(*names):
                for full in set(MARK.findall(text)):
                    mark = full[:15]
                    began, ended = campaign.spans.get(mark, (0, 0))
                    if kept and began <= told[1].timestamp() <= ended:
                        stamps[mark].add(told[0])
                    elif not kept:
                        place = (model._meta.db_table, field.name, full if counted else "")
                        found[mark][place] += 1
    return found, stamps


def verdict(campaign: Campaign) -> tuple[list[str], list[str], list[str]]:
    """Return (lost, doubled, undone) as words."""
    found, stamps = look_up(campaign)
    lost, doubled = [], []
    for mark, kind in campaign.acked.items():
        # A form without a free text leaves no mark; nothing is known of it here.
        if not found[mark] and kind == "note under load":
            lost.append(f"{kind} {mark}")
        doubled += [
            f"{kind} {mark} {place}" for place, n in found[mark].items() if place[2] and n > 1
        ]
        if len(stamps[mark]) > 1:
            doubled.append(f"{kind} {mark}: written by {len(stamps[mark])} requests")
    undone = [f"{kind} {mark}" for mark, kind in campaign.must_stand.items() if not found[mark]]
    return lost, doubled, [*undone, *campaign.overwritten]


def never_saved(campaign: Campaign) -> list[str]:
    """Return which of the forms a run must have saved it never did."""
    kinds = {kind.removeprefix("twice "): counts for kind, counts in campaign.tally.items()}
    # What was closed is not edited, so nothing can stand beside its verifying.
    steps = [
        f"{listing}/#/edit/ beside {step}"
        for listing, many in STEPS.items()
        for step in many
        if step != "verify"
    ]
    return [
        kind
        for kind in (*NEEDED, *steps)
        if not any(
            (kind in NEEDED and "302" in word) or word.endswith("/302")
            for word in kinds.get(kind, ())
        )
    ]


def main() -> None:
    asked = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    asked.add_argument("base")
    asked.add_argument("--doubles", type=int, default=200)
    asked.add_argument("--pairs", type=int, default=100)
    asked.add_argument("--clients", type=int, default=8)
    asked.add_argument("--walk", type=int, default=150, help="pages looked at by each person")
    asked.add_argument("--minutes", type=float, default=15)
    asked.add_argument("--seed", type=int, default=int(time.time()))
    asked.add_argument("--write", default="")
    args = asked.parse_args()
    campaign, began = Campaign(args.base, args.seed), time.time()
    stop = threading.Event()
    people = (campaign.officer, campaign.secretariat)
    doors = [(who, url) for who in people for url in campaign.doors(who, args.walk)]
    threads = campaign.load(args.clients, stop)
    try:
        done, pairs = run(campaign, doors, args)
    finally:
        stop.set()
    for thread in threads:
        thread.join(timeout=60)
    lost, doubled, undone = verdict(campaign)
    lines = table(campaign, done, pairs, args, time.time() - began, lost, doubled, undone)
    print("\n".join(lines))
    if args.write:
        Path(args.write).write_text("\n".join(lines) + "\n")
    two_places = campaign.tally.get("led to two places")
    sys.exit(bool(lost or doubled or undone or two_places or never_saved(campaign)))


def run(campaign: Campaign, doors: list[tuple[Browser, str]], args: Any) -> tuple[int, int]:
    done, pairs, until = 0, 0, time.time() + 60 * args.minutes
    doors = [door for door in doors if not re.search(r"/(archive|restore|merge|unlock)/", door[1])]
    print(f"{len(doors)} forms found", flush=True)
    # First of all: pages of accounts ask who signed in long ago for the password again.
    pairs += sum("/" in campaign.account(step) for _time in range(3) for step in STEPS["/people"])
    needed = [(campaign.officer, url) for url in NEEDED if url.startswith("/")]
    doors = needed * 4 + doors
    for who, url in itertools.cycle(doors):
        if done >= args.doubles or time.time() > until - 60 * args.minutes / 4:
            break
        done += "302" in campaign.double(who, url)
    kinds = [
        u
        for u in dict.fromkeys(u for w, u in doors if w is campaign.officer)
        if u.endswith("/add/")
    ]
    steps, taken = list(campaign.steps.values()), collections.Counter[str]()
    for turn in itertools.count():
        if pairs >= args.pairs or time.time() > until or not kinds:
            break
        if steps:
            url = steps[turn % len(steps)]
            pairs += "/" in campaign.step(campaign.officer, campaign.officer, url)
        campaign.double(campaign.officer, kinds[turn % len(kinds)])
        if turn % 4 == 0:
            campaign.official()
        while campaign.made:
            maker, where = campaign.made.pop()
            record = where.partition("#")[0].partition("?")[0]
            listing, _slash, key = record.rstrip("/").rpartition("/")
            if listing == "/events/events":
                who = campaign.officer
                pairs += "/" in campaign.step(who, who, f"{record}attendance/counts/")
            if turn % 4 == 3 and key.isdecimal():
                word = campaign.many(f"{listing}/", f"{record}edit/", key)
            else:
                every = STEPS.get(listing, ("archive",))
                step = every[taken[listing] % len(every)]
                taken[listing] += 1
                if step == "verify":
                    campaign.double(campaign.officer, f"{record}close/")
                    campaign.double(campaign.secretariat, f"{record}verify/")
                other = campaign.secretariat if step in BY_ANOTHER else campaign.officer
                word = campaign.pair(maker, other, f"{record}edit/", f"{record}{step}/")
                if step == "archive" and word.endswith("/302"):
                    pairs += "/" in campaign.restored(record)
            pairs += "/" in word
    return done, pairs


def table(
    campaign: Campaign, done: int, pairs: int, args: Any, seconds: float,
    lost: list[str], doubled: list[str], undone: list[str],
) -> list[str]:  # fmt: skip
    lines = [
        f"{done} double sendings that were saved, {pairs} stale pairs, {args.clients} other clients, {seconds:.0f} s",
        "",
        f"Doubled: {len(doubled)}. Written over: {len(undone)}. Acknowledged and lost: {len(lost)}. "
        f"Never saved of what must be: {', '.join(never_saved(campaign)) or 'none'}.",
        "",
        "| Form or pair | Answers (times) |",
        "|---|---|",
    ]
    for kind, counts in sorted(campaign.tally.items()):
        told = ", ".join(f"{word} ({n})" for word, n in counts.most_common())
        lines.append(f"| {kind} | {told} |")
    return [*lines, "", *doubled, *undone, *lost]


if __name__ == "__main__":
    main()
