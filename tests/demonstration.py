"""The demonstration, loaded once for all processes of a run and put back for whoever needs it."""

from __future__ import annotations

import contextlib
import datetime as dt
import fcntl
import hashlib
import io
import os
import pickle
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection, transaction

ROOT = Path(settings.BASE_DIR)


def analyze(tables: Iterable[str] = ()) -> None:
    """Tell PostgreSQL's planner what is there (in all tables): no autovacuum does here, and a page takes minutes."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {', '.join(connection.ops.quote_name(x) for x in tables)}")


class Copy:
    """The rows of the whole database, kept outside it: loaded once, mended before each further test."""

    def __init__(self) -> None:
        self.sqlite = sqlite3.connect(":memory:", check_same_thread=False)
        self.tables: dict[str, bytes] = {}  # PostgreSQL: what COPY gave, by table
        self.sequences: list[tuple[str, int]] = []
        self.signs: dict[str, tuple[int, int]] = {}
        self.is_taken = False

    def take(self) -> None:
        if connection.vendor == "sqlite":
            connection.connection.backup(self.sqlite)
        else:
            with connection.cursor() as cursor:
                for table in connection.introspection.table_names(cursor):
                    out = io.BytesIO()
                    cursor.copy_expert(f'COPY "{table}" TO STDOUT', out)
                    self.tables[table] = out.getvalue()
                cursor.execute(
                    "SELECT sequencename, last_value FROM pg_sequences WHERE last_value > 0"
                )
                self.sequences = cursor.fetchall()
            self.signs = self._signs(self.tables)
        self.is_taken = True

    def write(self, file: Path) -> None:
        kept = self.sqlite.serialize() if connection.vendor == "sqlite" else b""
        file.write_bytes(pickle.dumps((self.tables, self.sequences, kept)))

    def read(self, file: Path) -> None:
        """Take what another process of this run wrote; all of it is put in before the next test."""
        self.tables, self.sequences, kept = pickle.loads(file.read_bytes())
        if kept:
            self.sqlite.deserialize(kept)
        self.is_taken = True

    def put_back(self) -> None:
        connection.ensure_connection()
        if connection.vendor == "sqlite":
            self.sqlite.backup(connection.connection)
        else:
            now = self._signs(self.tables)
            changed = [table for table in self.tables if now[table] != self.signs.get(table)]
            with transaction.atomic(), connection.cursor() as cursor:
                # Rows come table by table: foreign keys and guards were judged when they were first written.
                cursor.execute("SET LOCAL session_replication_role = replica")
                for table in changed:
                    # The tables are all but empty; TRUNCATE would make a new file for each of them.
                    cursor.execute(f'DELETE FROM "{table}"')
                    if rows := self.tables[table]:
                        cursor.copy_expert(f'COPY "{table}" FROM STDIN', io.BytesIO(rows))
                if changed:
                    analyze(changed)
                for sequence, last in self.sequences:
                    # Never back: this process may keep other rows by higher numbers (`tests.loading`).
                    cursor.execute(
                        f'SELECT setval(%s, greatest(%s, last_value)) FROM "{sequence}"',
                        [f'"{sequence}"', last],
                    )
            self.signs = now | self._signs(changed)
        ContentType.objects.clear_cache()

    def _signs(self, tables: Iterable[str]) -> dict[str, tuple[int, int]]:
        """Return by table how many rows there are and who wrote last: another number once anything was written."""
        parts = [
            f"SELECT '{table}', count(*), coalesce(max(xmin::text::bigint), 0) FROM \"{table}\""
            for table in tables
        ]
        if not parts:
            return {}
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts))
            return {table: (rows, last) for table, rows, last in cursor.fetchall()}


@pytest.fixture(scope="session")
def demo_copy() -> Iterator[Copy]:
    """An empty copy that keeps the loaded demonstration for the other tests of this process."""
    kept = Copy()
    yield kept
    kept.sqlite.close()


@contextlib.contextmanager
def alone(file: Path) -> Iterator[None]:
    """Hold a file that other processes of this run hold in turn."""
    with file.open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def kept_file() -> Path:
    """Return where the demonstration of this code, this day and this database is kept: any other is loaded anew."""
    told = hashlib.sha256(f"{connection.vendor} {dt.date.today()}".encode())
    rooms = [Path(app.path) for app in apps.get_app_configs() if Path(app.path).parent == ROOT]
    files = [file for room in rooms for file in room.rglob("*.py")]
    for folder in ("aksansi", "fixtures", "locale", "templates"):
        files += [file for file in (ROOT / folder).rglob("*") if file.is_file()]
    for file in sorted({*files, *ROOT.glob("requirements*.txt")}):
        if file.suffix not in (".pyc", ".mo"):
            told.update(str(file.relative_to(ROOT)).encode())
            told.update(file.read_bytes())
    return ROOT / "var" / "cache" / "demonstration" / f"{told.hexdigest()}.pickle"


def load(copy: Copy) -> None:
    """Load the demonstration, or take it from the run that did: it is a minute of work."""
    if copy.is_taken:
        copy.put_back()
        return
    file = kept_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    with alone(file.parent / "lock"):
        if file.exists():
            copy.read(file)
            copy.put_back()
            return
        call_command("load_reference", verbosity=0)
        analyze()
        call_command("load_demo", verbosity=0)
        analyze()
        copy.take()
        for former in sorted(file.parent.glob("*.pickle"), key=os.path.getmtime)[:-3]:
            former.unlink()
        half = file.with_suffix(".half")
        copy.write(half)
        half.replace(file)
