"""Bad days, one after the other, at a served system of this machine alone, while people go on working.

    python -m bench.faults --database sqlite | postgres [--kills 100] [--load 40 --minutes 10] [--short]

Starts the product with its demonstration in a folder of its own: two web processes of eight threads, a worker, on
PostgreSQL a cluster that writes through to the disk. People read, add, edit and put up files; parts are killed and
started again, the database goes away, the disk is full, the clock jumps, slow senders hold on, an import is killed
half-way, a backup is made and restored on trial. In the end every acknowledged form is looked up in the database.
Prints a table, and ends with 1 where something acknowledged is lost, doubled or written over, or anybody saw an
answer that is no sentence. `--short` is what continuous integration has time for.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from bench.browsing import Browser
from bench.clusters import ROOT, wait_for
from bench.faults import faults
from bench.faults.people import Ledger, Person
from bench.faults.system import System
from bench.twice import look_up

ROWS = 3000
NAMES = ("pengurus-sleman", "sekretariat")


class Day:
    """One system, its people and what they saw."""

    def __init__(self, system: System, ledger: Ledger) -> None:
        self.system, self.ledger = system, ledger
        self.over = threading.Event()
        self.people: list[Person] = []
        self.signed_in: list[Browser] = []

    def begin(self, many: int) -> None:
        self.signed_in = self.signed_in or [Browser(self.system.base).sign_in(n) for n in NAMES]
        for number in range(len(self.people), many):
            signed_in, name = self.signed_in[number % 2], NAMES[number % 2]
            person = Person(signed_in, name, number, self.ledger, self.over)
            self.people.append(person)
            person.start()

    def end(self) -> None:
        self.over.set()
        for person in self.people:
            person.join(timeout=150)

    def imported(self, luck: random.Random, kills: int) -> None:
        """Import a table and kill the worker in the check and in the import: in the end every row is in once."""
        self.ledger.phase = "worker killed in an import"
        table = faults.Table(self.signed_in[1], ROWS)
        table.check()
        for _time in range(kills):
            time.sleep(luck.uniform(0.3, 2))
            self.system.kill("worker", luck)
        table.confirm()
        for _time in range(kills):
            time.sleep(luck.uniform(0.5, 3))
            self.system.kill("worker", luck)
        wait_for("the import comes to its end", lambda: self.rows() >= ROWS, 300)
        time.sleep(3)
        if (found := self.rows()) != ROWS:
            self.ledger.fault(f"{found} rows of {ROWS}")

    def rows(self) -> int:
        words = self.system.manage(
            "manage.py", "shell", "--no-imports", "-c",
            "from ksm.models import Facility;"
            "print(Facility.objects.filter(name__startswith='IPAL UJI ').count())",
        )  # fmt: skip
        return int(words.split()[-1])


def faults_of(day: Day, args: Any, luck: random.Random, disk: str) -> list[Any]:
    """Return the faults of this day, in order, each to be called."""
    system, ledger = day.system, day.ledger
    short, postgres = args.short, system.cluster is not None
    found: list[Callable[[], object]] = [
        partial(faults.killed, system, ledger, luck, args.kills),
        partial(day.imported, luck, 1 if short else 3),
    ]
    if postgres:
        found.append(partial(faults.database_killed, system, ledger, luck, 1 if short else 10))
        found.append(partial(faults.database_away, system, ledger, 5 if short else 60))
    if disk:
        print(f"No full disk: {disk}.", flush=True)
    else:
        found.append(partial(faults.disk_full, system, ledger, 4 if short else 30))
    found.append(partial(faults.clock_jumps, system, ledger, 6 if short else 60))
    if shutil.which("caddy"):
        found.append(partial(faults.slow_senders, system, ledger, 5 if short else 30))
    else:
        print("No slow senders: caddy is not installed.", flush=True)
    found.append(partial(faults.backed_up, system, ledger))
    return found


def loaded(day: Day, args: Any) -> str:
    """Let many work at once; return how memory went."""
    day.ledger.phase = f"{args.load} at once"
    day.begin(args.load)
    time.sleep(20)
    before = day.system.memory()
    time.sleep(max(0, 60 * args.minutes - 20))
    return f"memory of the largest web process {before} → {day.system.memory()} MB"


def told(day: Day, began: float, notes: list[str]) -> bool:
    """Print the table; return whether all held."""
    ledger = day.ledger
    found, stamps = look_up(ledger)  # type: ignore[arg-type]
    lost = [
        f"{kind} {mark}"
        for mark, kind in ledger.acked.items()
        if not found[mark] and not stamps[mark]
    ]
    doubled = [
        f"{mark}: written by {len(stamps[mark])} requests, {dict(found[mark])}"
        for mark in ledger.spans
        if len(stamps[mark]) > 1 or any(n > 1 and place[2] for place, n in found[mark].items())
    ]
    print(
        f"\n{time.time() - began:.0f} s, {day.system.starts} starts of parts, {len(ledger.acked)} acknowledged."
    )
    print(*notes, sep="\n")
    print("\n| While | Answers (times) | Slowest |\n|---|---|---|")
    for phase, counts in ledger.tally.items():
        words = ", ".join(f"{word} {n}" for word, n in counts.most_common())
        print(f"| {phase} | {words} | {ledger.slowest[phase]:.1f} s |")
    print(f"\nLost: {len(lost)}. Doubled: {len(doubled)}. Not a sentence: {len(ledger.faults)}.")
    print(*dict.fromkeys([*lost, *doubled, *ledger.faults]), sep="\n")
    return not (lost or doubled or ledger.faults)


def main() -> None:
    asked = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    asked.add_argument("--database", choices=("sqlite", "postgres"), required=True)
    asked.add_argument("--kills", type=int, default=100)
    asked.add_argument("--people", type=int, default=6)
    asked.add_argument("--load", type=int, default=0, help="so many people at once, in the end")
    asked.add_argument("--minutes", type=float, default=10)
    asked.add_argument("--seed", type=int, default=int(time.time()))
    asked.add_argument("--short", action="store_true")
    asked.add_argument("--keep", action="store_true", help="leave logs where they are")
    args = asked.parse_args()
    if args.short:
        args.kills = min(args.kills, 8)
    place = Path(tempfile.mkdtemp(prefix="aksansi-faults-"))
    place.chmod(0o755)
    (place / "own").mkdir()
    disk = faults.room_for(place / "own")
    system, began, good = System(place, args.database), time.time(), False
    day, luck = Day(system, Ledger()), random.Random(args.seed)
    try:
        faults.take_in()
        system.start(faults.with_clock(system))
        day.begin(args.people)
        time.sleep(3)
        notes = [f"Seed {args.seed}."]
        for fault in faults_of(day, args, luck, disk):
            notes.append(str(fault() or ""))
            print(f"{time.time() - began:5.0f} s: {day.ledger.phase}", flush=True)
            day.ledger.phase = "quiet"
            time.sleep(2)
        if args.load:
            notes.append(loaded(day, args))
        day.end()
        os.environ.update(system.env)
        good = told(day, began, [note for note in notes if note])
    finally:
        day.over.set()
        system.stop()
        if not disk:
            subprocess.run(["umount", "-l", place / "own"], check=False)
        if args.keep:
            print("Logs:", place)
        else:
            with suppress(OSError):
                shutil.rmtree(place, ignore_errors=True)
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
