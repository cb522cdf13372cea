"""How many answers a second, and how long the slowest wait, when many ask at once.

    DATABASE_URL=postgres://… .venv/bin/python -m bench.floor.throughput [--processes 1 2] [--clients 8 40]
        [--seconds 10]

On the database of `bench.floor.compare`. For each number of processes (four threads each) the floor with the admin and
ours are served, and list, detail, a form opened and saved, and the letter are asked of one after the other by so many
clients, each waiting for its answer before it asks again. Behind the rate stands the time below which 99 of 100
answers stay; what was not answered with the page (a paper that is told to wait) is counted beside it. No account holds
all threads (`core/people/fair_share.py`), so ten made for this ask of ours.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import cycle

from typing_extensions import override

from bench.browsing import Browser
from bench.floor.asking import Form, Reader
from bench.floor.serving import ADMIN, FLOOR, OURS, ROOT, served, sign_in

LIST, CHANGE = "/ksm/facilities/", "/admin/floor/facility/"
LETTER = "/regions/34.04/report/2015/"
MOST = 40
NAMES = [f"ukur-{number}" for number in range(10)]
MAKE = """
from aksansi.demo import accounts
from core.people.users import User
for name in %r:
    if not User.objects.filter(username=name).exists():
        user = User(username=name, role="secretariat", first_name=name, email=f"{name}@contoh.example", is_demo=True)
        user.set_password(accounts.PASSWORD)
        user.full_clean()
        user.save()
"""


@dataclass
class Load:
    """What so many clients got: the seconds each answer took, and how many asked in vain."""

    seconds: float
    waits: list[float] = field(default_factory=list)
    vain: int = 0

    @property
    def rate(self) -> float:
        return len(self.waits) / self.seconds

    @override
    def __str__(self) -> str:
        if len(self.waits) < 2:
            return f"{self.rate:.1f}"
        slow = statistics.quantiles(self.waits, n=100, method="inclusive")[98]
        vain = f", {self.vain} in vain" if self.vain else ""
        return f"{self.rate:.1f} ({slow * 1000:.0f} ms{vain})"


def loaded(works: list[Reader | Form], seconds: float) -> Load:
    """Return what the clients got that did these works, each over and over, all at once."""
    found, until = Load(seconds), time.monotonic() + seconds

    def work_on(work: Reader | Form) -> None:
        while time.monotonic() < until:
            try:
                found.waits.append(work.send())
            except (AssertionError, OSError):
                found.vain += 1
                time.sleep(0.1)

    threads = [threading.Thread(target=work_on, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def facilities() -> list[tuple[int, str]]:
    """Return key and code of as many facilities as there are clients."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.floor.settings"
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, code FROM ksm_facility WHERE code LIKE '34.%%' ORDER BY code LIMIT %s",
            [MOST],
        )
        return cursor.fetchall()


def addresses(key: int, code: str) -> dict[str, dict[str, str]]:
    """Return what each server is asked of, by the page's name."""
    change = f"{CHANGE}{key}/change/"
    return {
        "list": {FLOOR: "/facilities/", ADMIN: CHANGE, OURS: LIST},
        "detail": {FLOOR: f"/facilities/{code}/", ADMIN: change, OURS: f"{LIST}{code}/"},
        "edit, opened and saved": {
            FLOOR: f"/facilities/{code}/edit/", ADMIN: change, OURS: f"{LIST}{code}/edit/"
        },
        "letter on screen": {OURS: LETTER},
        "letter as PDF": {OURS: f"{LETTER}pdf/"},
    }  # fmt: skip


def rows(size: int, clients: list[int], seconds: float, database: str) -> None:
    """Print the lines of one number of processes."""
    chosen = facilities()
    with ExitStack() as stack:
        floor, _pid = stack.enter_context(served(FLOOR, "bench.floor.wsgi", database, (size, 4)))
        ours, _pid = stack.enter_context(served(OURS, "aksansi.wsgi", database, (size, 4)))
        same = sign_in(floor)
        browsers = {FLOOR: [same], ADMIN: [same], OURS: [Browser(ours).sign_in(n) for n in NAMES]}
        for page in addresses(*chosen[0]):
            kind: Callable[..., Reader | Form] = Form if page.startswith("edit") else Reader
            for many in clients:
                got: dict[str, Load] = {}
                for one in addresses(*chosen[0])[page]:
                    works = [
                        kind(who.twin(), addresses(*row)[page][one], time.perf_counter)
                        for who, row in zip(cycle(browsers[one]), chosen[:many], strict=False)
                    ]
                    got[one] = loaded(works, seconds)
                shown = [str(got.get(one, "–")) for one in (FLOOR, ADMIN, OURS)]
                ratios = [
                    f"{got[OURS].rate / got[one].rate:.2f}"
                    if one in got and got[one].waits
                    else "–"
                    for one in (FLOOR, ADMIN)
                ]
                print(f"| {page} | {size} | {many} | {' | '.join([*shown, *ratios])} |", flush=True)


def main() -> None:
    wanted = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    wanted.add_argument("--processes", type=int, nargs="*", default=[1, 2])
    wanted.add_argument("--clients", type=int, nargs="*", default=[8, MOST])
    wanted.add_argument("--seconds", type=float, default=10)
    options = wanted.parse_args()
    print(
        "| Page | processes | clients | bare | admin | ours | ours : bare | ours : admin |\n"
        + "|---" * 8
        + "|"
    )
    make = [sys.executable, "manage.py", "shell", "--no-imports", "-c", MAKE % NAMES]
    subprocess.run(make, cwd=ROOT, env={**os.environ, "DEMO": "1"}, check=True)
    for size in options.processes:
        rows(size, options.clients, options.seconds, os.environ["DATABASE_URL"])


if __name__ == "__main__":
    main()
