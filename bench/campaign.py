"""A campaign of forms sent twice at once and of stale pairs at a served demonstration; `bench/twice.py` runs it."""

from __future__ import annotations

import collections
import random
import re
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urljoin

from bench.browsing import Browser, Page
from bench.filling import FREE, another, changeable, changed_only, filled

START = (
    "/planning/meetings/", "/planning/archived-reports/", "/planning/advice/", "/events/events/",
    "/planning/activities/", "/", "/ksm/", "/planning/", "/monitoring/", "/agreements/", "/events/", "/chapters/",
)  # fmt: skip
SKIP = re.compile(
    r"/accounts/|/admin/|logout|\.(ics|pdf|xlsx|csv)|format=|/pdf/|/users/|/me/|/language/|/files/|/report/"
)


def both(*jobs: Callable[[], Any]) -> list[Any]:
    start = threading.Barrier(len(jobs))

    def run(job: Callable[[], Any]) -> Any:
        start.wait(timeout=60)
        return job()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return [future.result() for future in [pool.submit(run, job) for job in jobs]]


def kind_of(url: str) -> str:
    return re.sub(r"\d+(\.\d+)*(-\d+)?", "#", url.partition("?")[0])


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
