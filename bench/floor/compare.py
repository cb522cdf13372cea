"""Measures our pages against bare Django and Django's admin over the same rows, in turn, and prints the ratios.

    DATABASE_URL=postgres://… .venv/bin/python -m bench.floor.compare [--processor] [--rounds 4] [--each 8]
        [--only list …] [--load 5] [--before CHECKOUT]

The database holds the national set with its sums (`manage.py recap_sums`) and the demonstration's accounts. Starts
three servers by itself on free ports of this machine, gunicorn 2 x 4 each: the floor (which serves the admin too) and
ours. In every round each page is asked of all three one after the other, so that what else the machine does falls on
all; a figure is the middle of the rounds' middles, and behind a ratio stand the lowest and the highest of the rounds.
`--before` names a checkout of an earlier commit, asked in the same rounds; this environment and database serve it.
`--processor`: for a machine that does other work too. Each server is one worker with one thread, and what counts is
the processor time of that worker and of its PostgreSQL process instead of the clock.
"""

from __future__ import annotations

import argparse
import os
import re
import socket
import statistics
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from bench.browsing import PASSWORD, Browser, Page  # noqa: E402

ACCOUNT = "sekretariat"
CODE = "34.04-0001"
OURS, FLOOR, ADMIN, BEFORE = "ours", "bare", "admin", "before"
LIST, BARE, CHANGE = "/ksm/facilities/", "/facilities/", "/admin/floor/facility/"


@dataclass(frozen=True)
class Line:
    """One line of the table: addresses ("" where there is none), what is held against, the must."""

    ours: str
    bare: str
    admin: str = ""
    must: float = 0
    form: bool = False
    signed_in: bool = True
    once: bool = False  # it takes seconds


LINES = {
    "list": Line(LIST, BARE, CHANGE, 2.5),
    "list by region": Line(f"{LIST}?region=34", f"{BARE}?region=34", f"{CHANGE}?region__code__startswith=34", 2.5),
    "list by function": Line(
        f"{LIST}?function=tidak_berfungsi", f"{BARE}?function=tidak_berfungsi", f"{CHANGE}?stage__exact=terbangun", 2.5
    ),
    "search": Line(f"{LIST}?q=sejahtera", f"{BARE}?q=sejahtera", f"{CHANGE}?q=sejahtera", 1.0),
    "detail": Line(f"{LIST}{CODE}/", f"{BARE}{CODE}/", f"{CHANGE}{{pk}}/change/", 3),
    "edit (saving, with history)": Line(
        f"{LIST}{CODE}/edit/", f"{BARE}{CODE}/edit/", f"{CHANGE}{{pk}}/change/", 3, form=True
    ),
    "sign-in page": Line("/accounts/login/", "/accounts/login/", "/admin/login/", 1.5, signed_in=False),
    "home": Line("/", BARE, "", 6),
    "control board": Line("/board/", BARE, "", 5),
    "map": Line("/ksm/facilities/map/", BARE, "", 4),
    "recap of the country": Line("/monitoring/recap/", BARE, "", 25),
    "watch list of the country": Line("/monitoring/watch/", BARE, "", 25),
    "CSV": Line(f"{LIST}?format=csv", "/facilities.csv", "", 4, once=True),
    "XLSX": Line(f"{LIST}?format=xlsx", "/facilities.xlsx", "", 1.3, once=True),
}  # fmt: skip


@contextmanager
def served(
    name: str, module: str, database: str, size: tuple[int, int], place: Path = ROOT
) -> Iterator[tuple[str, int]]:
    """Yield the address and process number of an application that is served until the end.

    `size`: workers and threads of each; `name` is that of its connections in PostgreSQL."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    base = f"http://127.0.0.1:{port}"
    # gunicorn hands this on to Django: the floor would else read our settings.
    settings = f"{module.removesuffix('.wsgi')}.settings"
    env = {**os.environ, "DEMO": "1", "DATABASE_URL": database, "SITE_URL": base, "LOG_LEVEL": "ERROR",
           "DJANGO_SETTINGS_MODULE": settings, "TASK_WORKER": "1", "MALLOC_ARENA_MAX": "1",
           "PGAPPNAME": f"compare {name}"}  # fmt: skip
    program = [f"{ROOT}/.venv/bin/gunicorn", module, "--bind", f"127.0.0.1:{port}",
               "--workers", str(size[0]), "--threads", str(size[1]),
               "--timeout", "120", "--keep-alive", "60", "--log-level", "warning"]  # fmt: skip
    process = subprocess.Popen(program, cwd=place, env=env, stdout=subprocess.DEVNULL)
    try:
        for _try in range(120):
            time.sleep(0.5)
            try:
                if Browser(base).ask("GET", "/accounts/login/")[0] == 200:
                    break
            except OSError:
                continue
        yield base, process.pid
    finally:
        process.terminate()
        process.wait(timeout=60)


def sign_in(base: str) -> Browser:
    """Return a browser signed in to the floor, by its own page."""
    browser = Browser(base)
    _status, page = browser.page("/accounts/login/")
    hidden = [(f["name"], f["value"]) for f in page.forms[0]["fields"] if f["kind"] == "hidden"]
    typed = [("username", ACCOUNT), ("password", PASSWORD)]
    status, _where, _content = browser.send("/accounts/login/", [*hidden, *typed], {})
    assert status == 302, f"sign-in to the floor: {status}"
    return browser


Clock = Callable[[], float]


class Processor:
    """A clock of the seconds a server and its PostgreSQL processes have worked."""

    def __init__(self, name: str, parent: int) -> None:
        from django.db import connection

        self.connection, self.name, self.parent = connection, f"compare {name}", parent

    def __call__(self) -> float:
        with self.connection.cursor() as cursor:
            asked = "SELECT pid FROM pg_stat_activity WHERE application_name = %s"
            cursor.execute(asked, [self.name])
            found = [*children(self.parent), *(pid for (pid,) in cursor.fetchall())]
        tasks = [task for pid in found for task in Path(f"/proc/{pid}/task").glob("*/schedstat")]
        return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9


@contextmanager
def in_one_process() -> Iterator[None]:
    """PostgreSQL answers a query in one process, so that all its work is seen, until the end."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.floor.settings"
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(current_database())")
        alter = f"ALTER DATABASE {cursor.fetchone()[0]}"
        cursor.execute(f"{alter} SET max_parallel_workers_per_gather = 0")
        try:
            yield
        finally:
            cursor.execute(f"{alter} RESET max_parallel_workers_per_gather")


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


def ratio(times: dict[str, list[float]], one: str, other: str) -> str:
    if not {one, other} <= times.keys():
        return "–"
    each = [a / b for a, b in zip(times[one], times[other], strict=True)]
    return f"{statistics.median(each):.2f} ({min(each):.2f}–{max(each):.2f})"


def throughput(browsers: list[Browser], address: str, seconds: float) -> float:
    """Return answers a second, each browser asking one after the other."""
    until, done = time.monotonic() + seconds, [0] * len(browsers)

    def ask(number: int) -> None:
        while time.monotonic() < until:
            status, _where, _content = browsers[number].ask("GET", address)
            done[number] += status == 200

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(len(browsers))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done) / seconds


def children(parent: int) -> list[str]:
    return Path(f"/proc/{parent}/task/{parent}/children").read_text().split()


def memory(parent: int) -> str:
    """Return the megabytes of each worker of a server, what it shares with its sister counted in full."""
    found = []
    for child in children(parent):
        for line in Path(f"/proc/{child}/status").read_text().splitlines():
            if line.startswith("VmRSS"):
                found.append(f"{int(line.split()[1]) / 1024:.0f}")
    return ", ".join(found)


def main() -> None:
    wanted = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    wanted.add_argument("--rounds", type=int, default=4)
    wanted.add_argument("--each", type=int, default=8, help="times a page is asked in a round")
    wanted.add_argument("--only", nargs="*", default=[], help="lines that begin so")
    wanted.add_argument(
        "--load", type=float, default=0, help="seconds of requests by 8 and 40 clients, 0 for none"
    )
    wanted.add_argument("--before", type=Path, help="a checkout of an earlier commit")
    wanted.add_argument("--processor", action="store_true", help="count the processor's time")
    options = wanted.parse_args()
    database = os.environ["DATABASE_URL"]
    size = (1, 1) if options.processor else (2, 4)
    with ExitStack() as stack:
        if options.processor:
            stack.enter_context(in_one_process())
            database += "?conn_max_age=3600"  # what a process worked is forgotten with it
        served_by = {FLOOR: ("bench.floor.wsgi", ROOT), OURS: ("aksansi.wsgi", ROOT)}
        if options.before:
            served_by[BEFORE] = ("aksansi.wsgi", options.before)
        servers = {
            name: stack.enter_context(served(name, module, database, size, place))
            for name, (module, place) in served_by.items()
        }
        strangers = {name: Browser(base) for name, (base, _pid) in servers.items()}
        browsers = {
            name: sign_in(base) if name == FLOOR else Browser(base).sign_in(ACCOUNT)
            for name, (base, _pid) in servers.items()
        }
        pids = {name: pid for name, (_base, pid) in servers.items()}
        browsers[ADMIN], strangers[ADMIN] = sign_in(servers[FLOOR][0]), strangers[FLOOR].twin()
        pids[ADMIN] = pids[FLOOR]
        clocks: dict[str, Clock] = {
            name: Processor(FLOOR if name == ADMIN else name, pid)
            if options.processor
            else time.perf_counter
            for name, pid in pids.items()
        }
        found_by = browsers[ADMIN].ask("GET", f"{CHANGE}?q={CODE}")[2].decode()
        (key,) = re.findall(rf"{CHANGE}(\d+)/change/", found_by)[:1]
        print(
            "| Page | bare | admin | ours | ours : bare | ours : admin | before : bare | must |\n"
            + "|---" * 8
            + "|"
        )
        for name, line in LINES.items():
            if options.only and not name.startswith(tuple(options.only)):
                continue
            who = browsers if line.signed_in else strangers
            change = line.admin.replace("{pk}", key)
            addresses = {OURS: line.ours, FLOOR: line.bare, ADMIN: change}
            addresses[BEFORE] = line.ours if options.before else ""
            kind: Callable[..., Reader | Form] = Form if line.form else Reader
            works = {
                one: kind(who[one], where, clocks[one]) for one, where in addresses.items() if where
            }
            for work in works.values():
                middle(work, 1)  # what is read but once
            times: dict[str, list[float]] = {one: [] for one in works}
            for number in range(options.rounds):
                order = list(works)[number % len(works) :] + list(works)[: number % len(works)]
                for one in order:
                    times[one].append(middle(works[one], 1 if line.once else options.each))
            figures = {one: f"{statistics.median(found):.1f}" for one, found in times.items()}
            ratios = [ratio(times, *two) for two in ((OURS, FLOOR), (OURS, ADMIN), (BEFORE, FLOOR))]
            shown = [name, *(figures.get(one, "–") for one in (FLOOR, ADMIN, OURS)), *ratios]
            print(f"| {' | '.join(shown)} | {line.must:g} |", flush=True)
        loads = [(name, n) for name in ("list", "detail") for n in (8, 40)]
        for name, clients in loads if options.load else ():
            line, found = LINES[name], {OURS: 0.0, FLOOR: 0.0, ADMIN: 0.0}
            for one, where in (
                (FLOOR, line.bare),
                (OURS, line.ours),
                (ADMIN, line.admin.replace("{pk}", key)),
            ):
                found[one] = throughput(
                    [browsers[one].twin() for _n in range(clients)], where, options.load
                )
            each = f"{found[FLOOR]:.0f} | {found[ADMIN]:.0f} | {found[OURS]:.0f}"
            print(f"| {name}: answers a second, {clients} clients | {each} "
                  f"| {found[OURS] / found[FLOOR]:.2f} | {found[OURS] / found[ADMIN]:.2f} | – | 0.4 |")  # fmt: skip
        print(
            f"| megabytes of each worker | {memory(pids[FLOOR])} | – | {memory(pids[OURS])} | – | – | – | 180 |"
        )
        page = browsers[OURS].ask("GET", LIST)[2]
        print(f"\nlist of facilities: {len(zlib.compress(page, 6)) / 1024:.1f} KB compressed")


if __name__ == "__main__":
    main()
