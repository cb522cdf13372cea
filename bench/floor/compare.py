"""Measures our pages against bare Django and Django's admin over the same rows, in turn, and prints the ratios.

    DATABASE_URL=postgres://… .venv/bin/python -m bench.floor.compare [--processor] [--rounds 4] [--each 8]
        [--only list …] [--before CHECKOUT]

The database holds the national set with its sums and counts (`manage.py recap_sums`, `kept_counts`) and the
demonstration's accounts. Starts two servers by itself on free ports of this machine, gunicorn 2 x 4 each: the floor
(which serves the admin too) and ours. In every round each page is asked of all three one after the other, so that what
else the machine does falls on all; a figure is the middle of the rounds' middles, and behind a ratio stand the lowest
and the highest of the rounds.
`--before` names a checkout of an earlier commit, asked in the same rounds; this environment and database serve it.
`--processor`: for a machine that does other work too. Each server is one worker with one thread, and what counts is
the processor time of that worker and of its PostgreSQL process instead of the clock. Many at once:
`bench.floor.throughput`.
"""

from __future__ import annotations

import argparse
import os
import re
import statistics
import time
import zlib
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from bench.browsing import Browser
from bench.floor.asking import Form, Reader, middle
from bench.floor.serving import (
    ACCOUNT,
    ADMIN,
    BEFORE,
    FLOOR,
    OURS,
    ROOT,
    Clock,
    Processor,
    in_one_process,
    memory,
    served,
    sign_in,
)

CODE = "34.04-0001"
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


def ratio(times: dict[str, list[float]], one: str, other: str) -> str:
    if not {one, other} <= times.keys():
        return "–"
    each = [a / b for a, b in zip(times[one], times[other], strict=True)]
    return f"{statistics.median(each):.2f} ({min(each):.2f}–{max(each):.2f})"


def main() -> None:
    wanted = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    wanted.add_argument("--rounds", type=int, default=4)
    wanted.add_argument("--each", type=int, default=8, help="times a page is asked in a round")
    wanted.add_argument("--only", nargs="*", default=[], help="lines that begin so")
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
        print(
            f"| megabytes of each worker | {memory(pids[FLOOR])} | – | {memory(pids[OURS])} | – | – | – | 180 |"
        )
        page = browsers[OURS].ask("GET", LIST)[2]
        print(f"\nlist of facilities: {len(zlib.compress(page, 6)) / 1024:.1f} KB compressed")


if __name__ == "__main__":
    main()
