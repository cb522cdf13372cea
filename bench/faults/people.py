"""People who go on working while parts of the system fail, and remember what was acknowledged to them."""

from __future__ import annotations

import collections
import math
import random
import re
import threading
import time
import uuid
from contextlib import suppress
from http.client import HTTPException
from typing import Any
from urllib.parse import urljoin

from typing_extensions import override

from bench.browsing import Browser, Page
from bench.filling import changed_only, filled

READ = (
    "/",
    "/ksm/facilities/",
    "/ksm/groups/",
    "/planning/plans/",
    "/events/events/",
    "/regions/34.04/",
)
ADD = ("/ksm/facilities/add/", "/events/events/add/", "/monitoring/findings/add/")
PATIENCE = 90.0  # seconds somebody goes on sending one form
# What an answer says that took nothing and gave everything back, by its status.
SPOKEN = (403, 409, 413, 422, 429, 503, 507)


class Ledger:
    """What all of them saw: read by `bench.twice` as it reads a campaign."""

    def __init__(self) -> None:
        self.acked: dict[str, str] = {}  # mark → kind of form
        # For good: clocks jump, and nobody else touches what a mark was written into.
        self.spans: dict[str, tuple[float, float]] = {}
        self.tally: dict[str, collections.Counter[str]] = collections.defaultdict(
            collections.Counter
        )
        self.faults: list[str] = []  # answers nobody should see
        self.phase = "quiet"
        self.slowest: dict[str, float] = collections.defaultdict(float)

    def told(self, word: str) -> None:
        self.tally[self.phase][word] += 1

    def fault(self, words: str) -> None:
        self.told("fault")
        self.faults.append(f"{self.phase}: {words}")


class Person(threading.Thread):
    """Reads lists, adds records, notes and files, edits one facility; sends a broken form again as it was."""

    def __init__(
        self, signed_in: Browser, name: str, number: int, ledger: Ledger, over: threading.Event
    ) -> None:
        super().__init__(daemon=True)
        self.browser, self.name, self.ledger, self.over = signed_in.twin(), name, ledger, over
        self.luck = random.Random(number)
        self.facility = f"/ksm/facilities/34.04-{number % 30 + 1:04}/"
        self.pause = (0.2, 0.8)

    @override
    def run(self) -> None:
        deeds = (self.read, self.read, self.note, self.add, self.edit, self.file)
        while not self.over.is_set():
            self.luck.choice(deeds)()
            self.over.wait(self.luck.uniform(*self.pause))

    def asked(self, method: str, url: str, *sent: Any) -> tuple[int, str, bytes] | None:
        """Return the answer; None where the line broke."""
        began = time.monotonic()
        try:
            answer = self.browser.send(url, *sent) if sent else self.browser.ask(method, url)
        except (OSError, HTTPException):
            self.browser.connection.close()
            self.ledger.told("broken")
            time.sleep(0.3)
            return None
        took = time.monotonic() - began
        self.ledger.slowest[self.ledger.phase] = max(took, self.ledger.slowest[self.ledger.phase])
        if answer[0] in (301, 302) and "/accounts/login" in answer[1]:
            self.sign_in()  # the clock went on by days: a session ends
            return None
        return answer

    def sign_in(self) -> None:
        self.ledger.told("signs in again")
        with suppress(OSError, HTTPException, AssertionError, StopIteration):
            self.browser = Browser(self.browser.base).sign_in(self.name)

    def read(self) -> None:
        url = self.luck.choice(READ)
        if answer := self.asked("GET", url):
            self.judged(url, answer)

    def judged(self, url: str, answer: tuple[int, str, bytes], mark: str = "") -> bool:
        """Return whether it went well; a refusal must be in words and hold what was typed."""
        status, where, content = answer
        if status < 400:
            self.ledger.told("saved" if mark else "read")
            return True
        if status not in SPOKEN or (mark and mark.encode() not in content):
            found = re.sub(r"<[^>]+>|\s+", " ", content.decode("utf-8", "replace"))[:200]
            self.ledger.fault(f"{status} {url} {where} {found}")
        else:
            self.ledger.told(f"{status} handed back" if mark else str(status))
        return False

    def form(self, url: str) -> dict[str, Any] | None:
        answer = self.asked("GET", url)
        if answer is None or not self.judged(url, answer) or answer[0] != 200:
            return None
        forms = Page(answer[2].decode("utf-8", "replace")).writing()
        return max(forms, key=lambda form: len(form["fields"])) if forms else None

    def note(self) -> None:
        self.fill(f"{self.facility}note/", "note")

    def add(self) -> None:
        url = self.luck.choice(ADD)
        self.fill(url, url)

    def file(self) -> None:
        self.fill(f"{self.facility}file/", "file")

    def edit(self) -> None:
        url = f"{self.facility}edit/"
        if form := self.form(url):
            field = [f["name"] for f in form["fields"] if f["kind"] == "textarea"][-1]
            mark = self.mark()
            self.send(url, mark, (changed_only(form, field, mark), {}), "edit")

    def fill(self, url: str, kind: str) -> None:
        if form := self.form(url):
            mark = self.mark()
            to = urljoin(url, form["action"]) if form["action"] else url
            self.send(to, mark, filled(form, mark, self.luck), kind)

    def mark(self) -> str:
        return f"GANDA{uuid.uuid4().hex[:10]}"

    def send(self, url: str, mark: str, sent: Any, kind: str) -> None:
        """Send a form until it is taken, refused for good, or patience is over."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            answer = self.asked("POST", url, *sent)
            if answer is not None:
                if self.judged(url, answer, mark):
                    if answer[0] in (301, 302) and "/accounts/" not in answer[1]:
                        self.ledger.acked[mark] = kind
                    break
                if answer[0] not in (429, 503, 507):
                    break  # a refusal of what was typed
                time.sleep(1)
        else:
            self.ledger.told("given up")
        self.ledger.spans[mark] = (0, math.inf)
