"""Measures the long pages on the data of this database: queries and processor time, for two roles.

Usage: DEMO=1 DATABASE_URL=… .venv/bin/python bench/measure_lists.py [--region 34.04] [--only list] [other.json]
Fill the database by `manage.py load_reference` and `bench/generate_national.py` before. Prints a table in
Markdown and keeps its figures in var/; with such a file of another run, also the growth against that.

Processor time is that of this process and, on PostgreSQL, of the server's process behind the connection
(its own machine only; elsewhere the time waited for it), the smallest of some runs. It is given in units
of one page of the list of regions, run in turn with it: the same kind of page, over rows that are always 552.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aksansi.settings")

import django  # noqa: E402

UNIT = "/regions/"
LIST, LAST_SORTED = "/ksm/facilities/", "/ksm/facilities/?sort=-active_sr"
PAGES = {
    "list, first page": LIST,
    "list, deep page": "",  # found by going on from the first
    "list, last page": "",
    "list by region and type": f"{LIST}?region=34&type=ipal_komunal",
    "list of a province": f"{LIST}?region=35",
    "list of a province by name": f"{LIST}?region=35&sort=name",
    "list by function": f"{LIST}?function=tidak_berfungsi",
    "list by function, rare": f"{LIST}?function=tidak_diketahui",
    "list, desludging overdue": f"{LIST}?sludge=overdue",
    "list, search": f"{LIST}?q=sejahtera",
    "list, search without a find": f"{LIST}?q=tidakadadimanapun",
    "list by name": f"{LIST}?sort=name",
    "list by active SR (can be unknown)": LAST_SORTED,
    "list as CSV": f"{LIST}?format=csv",
    "list as XLSX": f"{LIST}?format=xlsx",
    "a facility": "/ksm/facilities/{facility}/",
    "a facility's form": "/ksm/facilities/{facility}/edit/",
    "map": "/ksm/facilities/map/",
    "points of the map": "/ksm/facilities/map/points/",
    "groups": "/ksm/groups/",
    "groups, search": "/ksm/groups/?q=sejahtera",
    "status records": "/ksm/status/",
    "desludgings": "/ksm/desludging/",
    "works": "/ksm/works/",
    "schedule (LLTT)": "/ksm/desludging/schedule/",
    "suspected twins": "/ksm/facilities/twins/",
    "suspected twins of groups": "/ksm/groups/twins/",
    "visits": "/monitoring/visits/",
    "monitoring: recap of all": "/monitoring/recap/",
    "monitoring: recap of a region": "/monitoring/recap/?region={region}",
    "monitoring: recap of a round": "/monitoring/recap/?round={round}",
    "monitoring: recap as XLSX": "/monitoring/recap/?format=xlsx",
    "monitoring: regions compared": "/monitoring/recap/comparison/?by=region",
    "monitoring: rounds compared": "/monitoring/recap/comparison/?by=round",
    "monitoring: watch list": "/monitoring/watch/",
    "monitoring: watch list, missed visits": "/monitoring/watch/?reason=missed",
    "monitoring: watch list, fee": "/monitoring/watch/?reason=fee",
    "monitoring: rounds": "/monitoring/rounds/",
    "monitoring: a round": "/monitoring/rounds/{round}/",
    "monitoring: planned visits": "/monitoring/targets/",
    "monitoring: planned visits of a round, postponed": "/monitoring/targets/?round={round}&progress=postponed",
    "monitoring: choose facilities": "/monitoring/rounds/{round}/targets/",
    "monitoring: visits": "/monitoring/visits/",
    "monitoring: visits of a round to review": "/monitoring/visits/?round={round}&state=submitted",
    "monitoring: a visit": "/monitoring/visits/{visit}/",
    "monitoring: a score sheet": "/monitoring/visits/{visit}/score/",
    "monitoring: findings": "/monitoring/findings/",
    "monitoring: samples": "/monitoring/samples/",
    "monitoring: effluent": "/monitoring/effluent/",
    "monitoring: field page": "/monitoring/field/",
    "search everywhere": "/search/?q=sejahtera",
    "home": "/",
    "control board": "/board/",
    "region overview": "/regions/{region}/overview/",
    "calendar": "/calendar/",
}
NOT_FOR_OFFICERS = ("control board",)
DEEP = 10  # pages in
ENOUGH = 4.0  # seconds of processor time after which a page is not run again


class Meter:
    """Counts the queries of a run and the processor time of this process and the database's."""

    def __init__(self, connection: Any) -> None:
        self.connection, self.queries, self.waited = connection, 0, 0.0
        self.server: Path | None = None
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                # One process answers, so that all its work is seen.
                cursor.execute("SET max_parallel_workers_per_gather = 0")
                cursor.execute("SELECT pg_backend_pid()")
                stat = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")
                self.server = stat if stat.exists() else None

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.queries += 1
        started = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.waited += time.perf_counter() - started

    def _now(self) -> tuple[float, float]:
        if self.server is not None:
            return time.process_time(), int(self.server.read_text().split()[0]) / 1e9
        return time.process_time(), self.waited if self.connection.vendor == "postgresql" else 0.0

    def run(self, ask: Callable[[], int]) -> dict[str, float]:
        """Return queries, KB of the answer, and milliseconds here and in the database."""
        self.queries = 0
        here, there = self._now()
        size = ask()
        now_here, now_there = self._now()
        return {
            "queries": self.queries,
            "kb": size / 1024,
            "here": (now_here - here) * 1000,
            "there": (now_there - there) * 1000,
        }


@contextmanager
def metered(connection: Any) -> Iterator[Meter]:
    from django.core.signals import request_finished, request_started
    from django.db import close_old_connections

    # The connection stays: the server's process behind it is the one that is watched.
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    meter = Meter(connection)
    with connection.execute_wrapper(meter):
        yield meter


def asking(browser: Any, url: str) -> Callable[[], int]:
    def ask() -> int:
        answer = browser.get(url)
        if answer.status_code != 200:
            raise SystemExit(f"{url}: {answer.status_code}")
        return sum(map(len, answer.streaming_content)) if answer.streaming else len(answer.content)

    return ask


def measure(meter: Meter, browser: Any, url: str, runs: int) -> dict[str, float]:
    """Return the cheapest of some runs after a first one that warms up, and its cost in units.

    The unit runs in turn with the page: what else the machine does then slows both.
    """
    ask, ask_unit = asking(browser, url), asking(browser, UNIT)
    ask()
    ask_unit()
    found: list[dict[str, float]] = []
    units: list[float] = []
    while len(found) < runs and (len(found) < 2 or sum(map(total, found)) < ENOUGH * 1000):
        units.append(total(meter.run(ask_unit)))
        found.append(meter.run(ask))
    least = min(found, key=total)
    return {**least, "units": total(least) / min(units), "unit": min(units)}


def pages_on(browser: Any) -> dict[str, str]:
    """Return the addresses of a deep page and of the last one, by the list's own links."""
    from django.test.client import Client

    assert isinstance(browser, Client)
    url, last = LIST, LIST
    for _step in range(DEEP):
        page = browser.get(url).context["chunk"]
        if page.last_key and last == LIST:
            last = f"{LIST}?key={page.last_key}"
        if not page.next_key:
            break
        url = f"{LIST}?key={page.next_key}"
    return {"list, deep page": url, "list, last page": last}


def total(line: dict[str, float]) -> float:
    return line["here"] + line["there"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--region", default="34.04", help="the officer's region")
    parser.add_argument("--only", default="", help="only pages whose name has this in it")
    parser.add_argument("--runs", type=int, default=12, help="of each page, at most")
    parser.add_argument("--ms", action="store_true", help="milliseconds too, for profiling")
    parser.add_argument("other", nargs="?", help="file of another run")
    chosen = parser.parse_args()
    django.setup()
    from django.db import connection
    from django.test import Client
    from django.test.utils import setup_test_environment

    from core.access import Role
    from core.land.regions import Region
    from core.people.users import User
    from core.records.review import State
    from ksm.models import Facility
    from monitoring.models import Round, Visit

    setup_test_environment()  # answers carry their context
    region = Region.objects.get(pk=chosen.region)
    users = User.objects.filter(is_active=True)
    people = {
        "Secretariat": users.filter(role=Role.SECRETARIAT).first(),
        "officer": next(
            (one for one in users.filter(role=Role.CHAPTER) if region.pk in one.regions), None
        ),
    }
    other = json.loads(Path(chosen.other).read_text()) if chosen.other else {}
    rows, kept = Facility.objects.count(), {}
    visit = Visit.objects.filter(
        facility__region=region, state=State.APPROVED, round__isnull=False
    ).last()
    named = {
        "region": region.pk,
        "round": (visit and visit.round_id)
        or Round.objects.order_by("pk").values_list("pk", flat=True).first(),
        "visit": visit.pk if visit else "",
        "facility": Facility.objects.filter(region=region).order_by("code")[0].code,
    }
    with metered(connection) as meter:
        for who, user in people.items():
            if user is None:
                raise SystemExit(f"no account: {who}")
            browser = Client(headers={"host": "localhost"})
            browser.force_login(user)
            title = f"\n{who}, {connection.vendor}, {rows:,} facilities in all"
            print(f"{title}\n\n| Page | Queries | Units | of it database | KB | Growth |")
            print("|---|---|---|---|---|---|")
            for name, url in {**PAGES, **pages_on(browser)}.items():
                if chosen.only not in name or (who == "officer" and name in NOT_FOR_OFFICERS):
                    continue
                if "{visit}" in url and visit is None:
                    continue
                line = measure(meter, browser, url.format(**named), chosen.runs)
                units = line["units"]
                # SQLite works in this very process.
                share = f"{line['there'] / total(line):.0%}" if line["there"] else "–"
                kept[f"{who}: {name}"] = line
                before = other.get(f"{who}: {name}")
                growth = f"{units / before['units']:.2f}" if before else ""
                ms = f" ({total(line):.0f} ms, unit {line['unit']:.1f})" if chosen.ms else ""
                print(
                    f"| {name} | {line['queries']:.0f} | {units:.1f}{ms} | {share} "
                    f"| {line['kb']:,.0f} | {growth} |",
                    flush=True,
                )
    part = f"-{chosen.only.replace(' ', '-')}" if chosen.only else ""
    target = ROOT / "var" / f"lists-{connection.vendor}-{rows}{part}.json"
    target.write_text(json.dumps(kept, indent=1))
    print(f"\nkept in {target.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
