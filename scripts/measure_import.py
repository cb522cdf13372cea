"""Measures the import on PostgreSQL: dry run, confirmation and history of a file against a bare COPY of its rows.

Usage: DEMO=1 DATABASE_URL=postgres://… .venv/bin/python scripts/measure_import.py [10000]
Everything happens in one process, three times in turn, in a transaction that is rolled back; the
smallest times are compared. The database must have its regions (`load_reference`).
"""

from __future__ import annotations

import io
import os
import sys
import time
import uuid
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aksansi.settings")

import django

django.setup()

import xlsxwriter  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from aksansi import spreadsheets as files  # noqa: E402
from chapters.access import Role  # noqa: E402
from chapters.importing import sheet_class  # noqa: E402
from chapters.importing.engine import Engine  # noqa: E402
from chapters.importing.headers import known_header, suggest  # noqa: E402
from chapters.importing.rows import Action  # noqa: E402
from chapters.models import User  # noqa: E402
from ksm.models import Facility  # noqa: E402

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


def walk(content: bytes, user: User, *, write: bool) -> tuple[float, int]:
    started = time.perf_counter()
    sheet = sheet_class("facilities")(user)  # type: ignore[misc]
    book = files.open_book(io.BytesIO(content), size=len(content))
    grid = files.read_grid(book, book.names[0], known_header(sheet))
    action = Action(uuid.uuid4(), user, "measure") if write else None
    with CaptureQueriesContext(connection) as captured:
        counts = Engine(sheet, grid, suggest(sheet, grid.headers), action=action).run()
    assert counts.new == len(grid.rows), counts
    return time.perf_counter() - started, len(captured)


def bare_copy() -> float:
    """Return the time of a COPY of the imported rows into the emptied table, nothing else."""
    fields = Facility._meta.concrete_fields
    names = ", ".join(connection.ops.quote_name(item.column) for item in fields)
    table_name = connection.ops.quote_name(Facility._meta.db_table)
    text = io.StringIO()
    with connection.cursor() as cursor:
        cursor.copy_expert(
            f"COPY (SELECT {names} FROM {table_name} WHERE name LIKE 'IPAL Ukur %') TO STDOUT", text
        )
        cursor.execute(f"DELETE FROM {table_name} WHERE name LIKE 'IPAL Ukur %%'")
        text.seek(0)
        started = time.perf_counter()
        cursor.copy_expert(f"COPY {table_name} ({names}) FROM STDIN", text)
        return time.perf_counter() - started


def main(rows: int) -> None:
    if connection.vendor != "postgresql":
        sys.exit("Set DATABASE_URL to a PostgreSQL database.")
    content = table(rows)
    times: list[tuple[float, float, float]] = []
    for _turn in range(3):
        with transaction.atomic():
            user = User.objects.create(
                username="measure", role=Role.SECRETARIAT, email="m@example.org"
            )
            dry, dry_queries = walk(content, user, write=False)
            real, queries = walk(content, user, write=True)
            assert Facility.history.filter(history_user=user).count() == rows
            times.append((dry, real, bare_copy()))
            transaction.set_rollback(True)
    dry, real, copy = (min(column) for column in zip(*times, strict=True))
    print(
        f"{rows} rows: dry run {dry:.2f} s ({dry_queries} queries), import with history {real:.2f} s"
    )
    print(
        f"({queries} queries), bare COPY {copy:.2f} s; together {(dry + real) / copy:.1f} x the COPY"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
