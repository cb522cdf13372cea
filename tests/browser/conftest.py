"""A live server with the demonstration data, in real Chromium."""

from __future__ import annotations

import contextlib
import fcntl
import io
import os
import pickle
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection, transaction

from aksansi.demo.accounts import PASSWORD
from tests import emptying
from tests.browser.line import line_to


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
            self.signs = self._signs()
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
            now = self._signs()
            changed = [table for table in self.tables if now[table] != self.signs.get(table)]
            with transaction.atomic(), connection.cursor() as cursor:
                # Rows come table by table: foreign keys and guards were judged when they were first written.
                cursor.execute("SET LOCAL session_replication_role = replica")
                for table in changed:
                    # The tables are all but empty; TRUNCATE would make a new file for each of them.
                    cursor.execute(f'DELETE FROM "{table}"')
                    if rows := self.tables[table]:
                        cursor.copy_expert(f'COPY "{table}" FROM STDIN', io.BytesIO(rows))
                for sequence, last in self.sequences:
                    cursor.execute("SELECT setval(%s, %s)", [f'"{sequence}"', last])
            self.signs = self._signs()
        ContentType.objects.clear_cache()

    def _signs(self) -> dict[str, tuple[int, int]]:
        """Return by table how many rows there are and who wrote last: another number once anything was written."""
        parts = [
            f"SELECT '{table}', count(*), coalesce(max(xmin::text::bigint), 0) FROM \"{table}\""
            for table in self.tables
        ]
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


def load(copy: Copy, folder: Path) -> None:
    """Load the demonstration, or take it from the process of this run that did: it is a minute of work."""
    file = folder / f"demo-{os.environ.get('PYTEST_XDIST_TESTRUNUID', 'alone')}.pickle"
    with alone(file.with_suffix(".lock")):
        if file.exists():
            copy.read(file)
            copy.put_back()
            return
        call_command("load_reference", verbosity=0)
        call_command("load_demo", verbosity=0)
        copy.take()
        copy.write(file)


@pytest.fixture
def demo(
    transactional_db: None,
    settings: Any,
    demo_copy: Copy,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """The demonstration as `make run` serves it: reference data, accounts, real and example records."""
    settings.DEMO = True
    if demo_copy.is_taken:
        demo_copy.put_back()
    else:
        own = tmp_path_factory.getbasetemp()
        load(demo_copy, own.parent if "PYTEST_XDIST_WORKER" in os.environ else own)
    emptying.left[:] = [True]  # for the next test of it


@pytest.fixture
def sign_in(live_server: Any, browser: Any) -> Callable[..., Any]:
    """Return a function that opens a page signed in as a demo account, on a phone or a desk."""
    opened = []

    def enter(username: str, *, width: int = 1280, **extra: Any) -> Any:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, locale="id-ID", accept_downloads=True, **extra
        )
        context.set_default_timeout(20_000)
        opened.append(context)
        page = context.new_page()
        page.goto(f"{live_server.url}/accounts/login/")
        page.get_by_label("Nama pengguna", exact=False).first.fill(username)
        page.locator("input[name=password]").fill(PASSWORD)
        page.get_by_role("button", name="Masuk").click()
        page.wait_for_url(f"{live_server.url}/")
        return page

    yield enter
    for context in opened:
        context.close()


@pytest.fixture
def line(live_server: Any) -> Any:
    with line_to(live_server.thread.host, live_server.thread.port) as found:
        yield found
