"""Measures the import on PostgreSQL: dry run, confirmation and history of a file against a bare COPY of its rows.

Usage: DEMO=1 DATABASE_URL=postgres://… .venv/bin/python bench/measure_import.py [10000 [5]]
Both walks read the kept file again, as the wizard's steps do; its survey at the upload is not counted.
Foreign keys are judged within both times. One process, five turns, each in a transaction that is
rolled back and swept up after; the smallest times are compared: processor time of this process and of its session,
so that other work on the machine counts little; the database must run on it too. It must have its regions
(`load_reference`).
"""

from __future__ import annotations

import io
import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aksansi.settings")

import django

django.setup()

import xlsxwriter  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from aksansi.watch.starting import keep_loaded  # noqa: E402
from core.access import Role  # noqa: E402
from core.importing import sheet_class  # noqa: E402
from core.importing.engine import Engine  # noqa: E402
from core.importing.headers import known_header, suggest  # noqa: E402
from core.importing.rows import Writer  # noqa: E402
from core.people.users import User  # noqa: E402
from core.tools.files import grids  # noqa: E402
from core.tools.files import spreadsheets as files  # noqa: E402
from ksm.models import Facility  # noqa: E402

NAMES = ", ".join(connection.ops.quote_name(item.column) for item in Facility._meta.concrete_fields)  # type: ignore[arg-type]
TABLE = connection.ops.quote_name(Facility._meta.db_table)
HEAD = ("Nama sarana", "Jenis", "Kabupaten/Kota", "Kecamatan", "Desa", "Dusun", "RT", "RW", "Lat", "Lon",
        "Tahun", "Kapasitas KK", "Kapasitas SR", "Keterangan", "Sumber")  # fmt: skip


def table(rows: int) -> bytes:
    """Return an XLSX of made-up facilities as an office would write them."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True})
    page = book.add_worksheet("Sarana")
    page.write_row(0, 0, HEAD)
    for n in range(rows):
        page.write_row(
            n + 1,
            0,
            (f"IPAL Ukur {n}", "IPAL komunal", ("Kab. Sleman", "Kota Surakarta", "Kab. Bantul")[n % 3],
             f"Kecamatan {n % 17}", f"Desa Ukur {n % 400}", f"Dusun {n % 9}", n % 12, n % 7,
             -7.7 - n % 1000 / 10000, 110.3 + n % 997 / 10000, str(2005 + n % 15), 40 + n % 60,
             f"±{50 + n % 60}", "Data ukur", "Dinas"),
        )  # fmt: skip
    book.close()
    return out.getvalue()


def clock() -> float:
    """Return the processor time that this process and its session of the database have taken, in seconds."""
    with open(f"/proc/{connection.connection.get_backend_pid()}/stat") as file:
        ticks = file.read().rsplit(")", 1)[1].split()[11:13]
    return time.process_time() + sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


def walk(content: bytes, user: User, *, write: bool) -> float:
    """Return the time from opening the file to the last row; as the steps of the wizard do it."""
    started = clock()
    sheet = sheet_class("facilities")(user)  # type: ignore[misc]
    book = files.open_book(io.BytesIO(content), size=len(content), is_surveyed=True)
    grid = grids.read_grid(book, book.names[0], known_header(sheet))
    writer = Writer(user, reason="measure") if write else None
    counts = Engine(sheet, grid, suggest(sheet, grid), writer=writer).run()
    assert counts.new == len(grid.rows), counts
    if write:
        settled()
    return clock() - started


def counted(content: bytes, user: User, *, write: bool) -> int:
    """Return how many queries the same takes; not timed, for counting costs time."""
    with CaptureQueriesContext(connection) as captured:
        walk(content, user, write=write)
    return len(captured)


def taken_out() -> str:
    """Return the imported rows as COPY takes them."""
    text = io.StringIO()
    with connection.cursor() as cursor:
        cursor.copy_expert(
            f"COPY (SELECT {NAMES} FROM {TABLE} WHERE name LIKE 'IPAL Ukur %') TO STDOUT", text
        )
    return text.getvalue()


def settled() -> None:
    """Let the database judge foreign keys now, as it does at the end of a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def bare_copy(text: str) -> float:
    """Return the time of a COPY of these rows into the table with its indexes and constraints."""
    started = clock()
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {TABLE} ({NAMES}) FROM STDIN", io.StringIO(text))
    settled()
    return clock() - started


def swept() -> None:
    """Remove what the turn before left behind, so that every turn finds the tables alike."""
    with connection.cursor() as cursor:
        for model in (Facility, Facility.history.model):
            cursor.execute(f"VACUUM ANALYZE {connection.ops.quote_name(model._meta.db_table)}")


def main(rows: int, turns: int) -> None:
    if connection.vendor != "postgresql":
        sys.exit("Set DATABASE_URL to a PostgreSQL database.")
    content = table(rows)
    keep_loaded()  # as the worker does
    with transaction.atomic():
        user = User.objects.create(username="measure", role=Role.SECRETARIAT, email="m@example.org")
        dry_queries = counted(content, user, write=False)
        queries = counted(content, user, write=True)
        transaction.set_rollback(True)
    times: list[tuple[float, float, float]] = []
    for _turn in range(turns):
        swept()
        with transaction.atomic():
            user = User.objects.create(
                username="measure", role=Role.SECRETARIAT, email="m@example.org"
            )
            settled()
            dry = walk(content, user, write=False)
            real = walk(content, user, write=True)
            assert Facility.history.filter(history_user=user).count() == rows
            text = taken_out()
            transaction.set_rollback(True)
        swept()
        with transaction.atomic():
            times.append((dry, real, bare_copy(text)))
            assert Facility.objects.filter(name__startswith="IPAL Ukur ").count() == rows
            transaction.set_rollback(True)
    dry, real, copy = (min(column) for column in zip(*times, strict=True))
    print(
        f"{rows} rows: dry run {dry:.2f} s ({dry_queries} queries), import with history {real:.2f} s"
    )
    print(
        f"({queries} queries), bare COPY {copy:.2f} s; together {(dry + real) / copy:.1f} x the COPY"
    )


if __name__ == "__main__":
    asked = [int(text) for text in sys.argv[1:]]
    main(*[*asked, *(10_000, 5)[len(asked) :]])
