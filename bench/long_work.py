"""Measures whether long work stops the pages: home, a list, an edit and its saving, idle and while a book is made.

    .venv/bin/python bench/long_work.py [--letters 100] [--rounds 4] [--seconds 20] [--database postgres://…] [--whole]

Starts the served product by itself, on a free port and a database of its own (SQLite in a temporary folder; an empty
one with --database): gunicorn 2 x 4 and one worker, the demonstration and a chapter in so many regions. Two people
read and save, one after the other; windows of idle time and of a book under way come in turn, so that what else the
machine does falls on both. `--whole`: at the end a book is waited for to its last letter. Prints each page's middle and
the ratio.
"""

from __future__ import annotations

import argparse
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.browsing import Browser, Page  # noqa: E402
from bench.filling import changed_only  # noqa: E402

BOOK = "/reports/2018/book/"
PAGES = {"home": "/", "list of facilities": "/ksm/facilities/"}
MOST_RATIO = 1.5
CHAPTERS = """
import sys
from chapters.models import Chapter
from core.land.regions import Region
there = set(Chapter.objects.values_list("region_id", flat=True))
places = Region.objects.filter(kind__in=("kabupaten", "kota")).exclude(pk__in=there).order_by("pk")
for region in places[: max(0, int({letters}) - len(there))]:
    Chapter.objects.create(region=region, status="active")
print(Chapter.objects.count(), "chapters")
"""


@contextmanager
def served(database: str, letters: int) -> Iterator[str]:
    """Yield the address of a system that is served until the end."""
    with tempfile.TemporaryDirectory(prefix="aksansi-bench-") as place, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        base = f"http://127.0.0.1:{port}"
        env = {
            **os.environ,
            "DEMO": "1",
            "TASK_WORKER": "1",
            "SITE_URL": base,
            "MEDIA_ROOT": f"{place}/media",
            "BACKUP_DIR": f"{place}/backups",
            "DATABASE_URL": database or f"sqlite:///{place}/bench.sqlite3",
            "LOG_LEVEL": "ERROR",
        }
        python = str(ROOT / ".venv/bin/python")
        for words in (
            ["scripts/prepare.py"],
            ["manage.py", "shell", "-c", CHAPTERS.format(letters=letters)],
        ):
            subprocess.run([python, *words], cwd=ROOT, env=env, check=True)
        commands = [
            [f"{ROOT}/.venv/bin/gunicorn", "aksansi.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "2",
             "--threads", "4", "--timeout", "120", "--log-level", "warning"],
            [python, "manage.py", "worker"],
        ]  # fmt: skip
        started = [
            subprocess.Popen(one, cwd=ROOT, env=env, stdout=subprocess.DEVNULL) for one in commands
        ]
        try:
            for _try in range(60):
                time.sleep(1)
                try:
                    if Browser(base).ask("GET", "/healthz")[0] == 200:
                        break
                except OSError:
                    continue
            yield base
        finally:
            for one in started:
                one.terminate()
            for one in started:
                one.wait(timeout=60)


class Person:
    """Reads and saves, and remembers how long each answer took, in milliseconds."""

    def __init__(self, base: str, name: str, facility: str) -> None:
        self.browser = Browser(base).sign_in(name)
        self.edit, self.count = f"/ksm/facilities/{facility}/edit/", 0
        self.times: dict[str, list[float]] = {}

    def work(self, until: float) -> None:
        while time.monotonic() < until:
            for what, where in PAGES.items():
                self._took(what, "GET", where)
            content = self._took("edit", "GET", self.edit)
            self._save(content.decode())
            time.sleep(0.2)

    def _save(self, html: str) -> None:
        form = next(f for f in Page(html).writing() if len(f["fields"]) > 10)
        field = [f["name"] for f in form["fields"] if f["kind"] == "textarea"][-1]
        self.count += 1
        started = time.perf_counter()
        status, _where, _content = self.browser.send(
            self.edit, changed_only(form, field, f"ukuran {self.count}"), {}
        )
        assert status == 302, f"saving: {status}"
        self._told("saving", started)

    def _took(self, what: str, method: str, where: str) -> bytes:
        started = time.perf_counter()
        status, _where, content = self.browser.ask(method, where)
        assert status == 200, f"{where}: {status}"
        self._told(what, started)
        return content

    def _told(self, what: str, started: float) -> None:
        self.times.setdefault(what, []).append((time.perf_counter() - started) * 1000)


def window(people: list[Person], seconds: float) -> dict[str, list[float]]:
    """Let people work for a while; return their times by page."""
    for person in people:
        person.times = {}
    until = time.monotonic() + seconds
    threads = [threading.Thread(target=person.work, args=(until,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {what: [t for p in people for t in p.times[what]] for what in people[0].times}


class Book:
    """A book asked for by the Secretariat."""

    def __init__(self, asker: Browser) -> None:
        self.asker = asker
        form = self._form(BOOK, "address")
        status, self.url, _content = asker.send("/jobs/paper/", form, {})
        assert status == 302 and self.url != "/jobs/", f"the book: {status} {self.url}"

    def _form(self, where: str, name: str) -> list[tuple[str, str]]:
        _status, page = self.asker.page(where)
        form = next(f for f in page.forms if any(x["name"] == name for x in f["fields"]))
        return changed_only(form, "", "")

    def share(self) -> int | None:
        """Return how far it is in per cent; None when it is over."""
        page = self.asker.ask("GET", self.url)[2].decode()
        found = re.search(r'<progress[^>]*value="(\d+)"', page)
        return int(found[1]) if found else None

    def wait(self, least: int) -> None:
        while (self.share() or 0) < least:
            time.sleep(0.5)

    def end(self) -> None:
        page = self.asker.page(self.url)[1]
        form = next(f for f in page.forms if f["method"] == "post" and not f["action"])
        data = changed_only(form, "", "")
        self.asker.send(self.url, [*data, ("cancel", "1")], {})
        while self.share() is not None:
            time.sleep(0.5)


def main(args: Any) -> int:
    with served(args.database, args.letters) as base:
        people = [
            Person(base, "pengurus-sleman", "34.04-0003"),
            Person(base, "sekretariat", "34.04-0004"),
        ]
        asker = Browser(base).sign_in("sekretariat")
        window(people, 5)  # every process has done everything once
        idle: dict[str, list[float]] = {}
        under_way: dict[str, list[float]] = {}
        for number in range(args.rounds):
            for what, times in window(people, args.seconds).items():
                idle.setdefault(what, []).extend(times)
            book = Book(asker)
            book.wait(1)
            for what, times in window(people, args.seconds).items():
                under_way.setdefault(what, []).extend(times)
            share = book.share()
            if share is None:
                print(f"round {number + 1}: the book was ready before the window was over")
            book.end()
        print(f"{'':20} {'idle':>18} {'a book under way':>18}   ratio")
        worst = 0.0
        for what, times in idle.items():
            other = under_way[what]
            before, during = statistics.median(times), statistics.median(other)
            worst = max(worst, during / before)
            told = f"{before:7.0f} ms {len(times):5} x {during:9.0f} ms {len(other):5} x"
            print(f"{what:20} {told}  {during / before:5.2f}")
        if args.whole:
            started, book = time.monotonic(), Book(asker)
            shares: list[int] = []
            while (share := book.share()) is not None:
                shares.append(share)
                time.sleep(1)
            assert shares == sorted(shares)
            print(
                f"book of {args.letters} letters: {time.monotonic() - started:.0f} s, told in {len(set(shares))} steps"
            )
        print(f"worst ratio {worst:.2f}; allowed {MOST_RATIO}")
        return 0 if worst <= MOST_RATIO else 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--letters", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--database", default="")
    parser.add_argument("--whole", action="store_true")
    sys.exit(main(parser.parse_args()))
