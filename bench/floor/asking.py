"""A page asked for, or a form opened and sent, again and again."""

from __future__ import annotations

import statistics
import time

from bench.browsing import Browser, Page
from bench.floor.serving import Clock


class Form:
    """A form opened and sent with one text changed; only the sending counts."""

    def __init__(self, browser: Browser, address: str, clock: Clock) -> None:
        self.browser, self.address, self.count = browser, address, time.time_ns()
        self.clock = clock

    def send(self) -> float:
        status, _where, content = self.browser.ask("GET", self.address)
        assert status == 200, f"{self.address}: {status}"
        forms = [
            f
            for f in Page(content.decode()).forms
            if f["method"] == "post" and len(f["fields"]) > 20
        ]
        self.count += 1
        data = []
        for one in forms[0]["fields"]:
            if (one["kind"] in ("checkbox", "radio") and not one["checked"]) or one["kind"] in (
                "submit",
                "file",
            ):
                continue
            value = f"ukuran {self.count}" if one["name"] == "description" else one["value"]
            data.append((one["name"], value))
        started = self.clock()
        status, _where, content = self.browser.send(self.address, data, {})
        taken = self.clock() - started
        assert status == 302, f"{self.address} was not saved: {status} {content[:3000].decode()}"
        return taken


class Reader:
    def __init__(self, browser: Browser, address: str, clock: Clock) -> None:
        self.browser, self.address, self.clock = browser, address, clock

    def send(self) -> float:
        started = self.clock()
        status, where, _content = self.browser.ask("GET", self.address)
        assert status == 200, f"{self.address}: {status} {where}"
        return self.clock() - started


def middle(work: Reader | Form, times: int) -> float:
    """Return the middle of so many times, in milliseconds."""
    return statistics.median(work.send() for _time in range(times)) * 1000
