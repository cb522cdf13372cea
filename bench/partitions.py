"""Tries answers and their history parted by year: what gets quicker, what gets slower, what it would ask of the model.

    DATABASE_URL=postgres://… .venv/bin/python -m bench.partitions [--years 5]

Copies the answers of the database (the national set has 4.6 million) into a schema of its own twice, once as one
table and once parted by the year of their visit, with the same indexes; asks both the same, in turn, and prints the
middles in ms. The visits are spread over the years by their number. The schema is dropped in the end.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aksansi.settings")

import django

django.setup()

from django.db import connection  # noqa: E402

LAST = 2026
COLUMNS = "id, visit_id, question_id, value, part, whole, archived_at, version"
TURNS = 5
NEW = 45_000  # answers of a thousand visits
OLDEST = "the oldest year taken out"


def run(sql: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall() if cursor.description else []


def timed(task: Callable[[], object]) -> float:
    started = time.perf_counter()
    task()
    return (time.perf_counter() - started) * 1000


def build(years: int) -> None:
    """Make both tables; a parted one needs the year in itself and in what must be once."""
    run("DROP SCHEMA IF EXISTS parts CASCADE")
    run("CREATE SCHEMA parts")
    run(
        f"CREATE UNLOGGED TABLE parts.whole AS SELECT {COLUMNS}, ({LAST} - visit_id % {years})::int AS year "
        "FROM monitoring_answer"
    )
    run("CREATE TABLE parts.parted (LIKE parts.whole) PARTITION BY LIST (year)")
    for year in range(LAST - years + 1, LAST + 1):
        run(f"CREATE UNLOGGED TABLE parts.y{year} PARTITION OF parts.parted FOR VALUES IN ({year})")
    run("INSERT INTO parts.parted SELECT * FROM parts.whole")
    for table in ("whole", "parted"):
        run(f"CREATE UNIQUE INDEX ON parts.{table} (visit_id, question_id, year)")
        run(f"CREATE INDEX ON parts.{table} (question_id, visit_id)")
    run("VACUUM ANALYZE parts.whole, parts.parted")


def questions(years: int) -> dict[str, str]:
    """Return what is asked of a table (`{}`), by what it stands for."""
    visit = int(str(run("SELECT max(visit_id) FROM parts.whole")[0][0]))
    of_visit = f"SELECT * FROM parts.{{}} WHERE visit_id = {visit}"
    counted = "SELECT question_id, value, count(*) FROM parts.{{}} WHERE {} GROUP BY 1, 2"
    first = "question_id = (SELECT min(question_id) FROM parts.whole)"
    more = (
        f"SELECT -id, -visit_id, {COLUMNS.split(', ', 2)[2]}, {LAST} FROM parts.y{LAST} LIMIT {NEW}"
    )
    return {
        "the answers of a visit, year not told": of_visit,
        "the same, year told": f"{of_visit} AND year = {LAST - visit % years}",
        "sums of a year": counted.format(f"year = {LAST}"),
        "sums of all years": counted.format("true"),
        "one question, all years": counted.format(first),
        f"{NEW:,} new answers": f"INSERT INTO parts.{{}} {more}",
        "the same taken out again": f"DELETE FROM parts.{{}} WHERE visit_id < 0 AND year = {LAST}",
        OLDEST: f"DELETE FROM parts.{{}} WHERE year = {LAST - years + 1}",
    }


def ask(what: str, sql: str, table: str) -> None:
    """Ask a table; the oldest year of the parted one is a table that can go as a whole."""
    is_dropped = what == OLDEST and table == "parted"
    run(f"DROP TABLE parts.y{sql.split()[-1]}" if is_dropped else sql.format(table))


def main() -> None:
    asked = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    asked.add_argument("--years", type=int, default=5)
    years = asked.parse_args().years
    if connection.vendor != "postgresql":
        sys.exit("Set DATABASE_URL to a PostgreSQL database.")
    try:
        build(years)
        count = run("SELECT count(*) FROM parts.whole")[0][0]
        print(f"{count:,} answers, {years} years, ms\n\n| | one table | parted |\n|---|---|---|")
        for what, sql in questions(years).items():
            is_once = sql.startswith(("INSERT", "DELETE"))
            found: dict[str, list[float]] = {"whole": [], "parted": []}
            for _turn in range(1 if is_once else TURNS):
                for table, times in found.items():
                    times.append(timed(partial(ask, what, sql, table)))
            middles = (f"{statistics.median(times):.1f}" for times in found.values())
            print(f"| {what} | {' | '.join(middles)} |", flush=True)
        sizes = run(
            "SELECT pg_total_relation_size('parts.whole'), "
            "sum(pg_total_relation_size(inhrelid)) FROM pg_inherits WHERE inhparent = 'parts.parted'::regclass"
        )[0]
        print(f"\nMegabytes left: {', '.join(str(round(int(str(n)) / 1e6)) for n in sizes)}")
    finally:
        run("DROP SCHEMA IF EXISTS parts CASCADE")


if __name__ == "__main__":
    main()
