"""The suite's tables are made from the models; here the migrations are shown to lead to the same ones.

`upgrade/0.2.0.sql.xz` is a demonstration of an early 0.2.0 (SQLite; of the villages only those it names), from before
the migrations were joined: SWEEP=all brings it up to date by every single step and data migration since.
"""

from __future__ import annotations

import lzma
import os
import sqlite3
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, connections
from django.db.backends.sqlite3._functions import register
from django.db.migrations.loader import MigrationLoader

from aksansi.watch import state

ROOT = Path(settings.BASE_DIR)


@pytest.fixture
def empty_database(tmp_path: Path, transactional_db: None) -> Iterator[str]:
    """The address of a new database of the kind under test."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path}/fresh.sqlite3"
        return
    name = f"test_fresh_{uuid.uuid4().hex[:12]}"
    known = connection.settings_dict
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
    try:
        host, port = known["HOST"] or "localhost", known["PORT"] or 5432
        secret = f":{known['PASSWORD']}" if known["PASSWORD"] else ""
        yield f"postgres://{known['USER']}{secret}@{host}:{port}/{name}"
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


QUESTIONS = {
    "sqlite": (
        'SELECT m.name, p.name, p.type, p."notnull" FROM sqlite_master m, pragma_table_info(m.name) p'
        " WHERE m.type = 'table'",
        "SELECT name, coalesce(sql, '') FROM sqlite_master",
    ),
    "postgresql": (
        "SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns"
        " WHERE table_schema = 'public'",
        "SELECT conname, '' FROM pg_constraint UNION SELECT indexname, '' FROM pg_indexes",
    ),
}
ROOMS = ("core", "chapters", "ksm", "monitoring", "agreements", "events", "planning")


def columns(target: Any) -> set[tuple[Any, ...]]:
    """Return (table, column, type, may be empty) of every table of ours."""
    with target.cursor() as cursor:
        cursor.execute(QUESTIONS[target.vendor][0])
        return {row for row in cursor.fetchall() if row[0].startswith(ROOMS)}


def missing_rules(target: Any) -> set[str]:
    """Return the named constraints and indexes of the models that the database does not hold."""
    with target.cursor() as cursor:
        cursor.execute(QUESTIONS[target.vendor][1])
        rows = cursor.fetchall()
    names = {name for name, _sql in rows}
    text = " ".join(sql for _name, sql in rows)
    named = {
        rule.name
        for model in apps.get_models()
        if model._meta.app_label in ROOMS
        for rule in (*model._meta.constraints, *model._meta.indexes)
    }
    return {name for name in named if name not in names and f'"{name}"' not in text}


def migrate(address: str) -> None:
    made = subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": address, "DEMO": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr[-2000:]


def open_fresh(address: str) -> Any:
    fresh = connections.create_connection("default")
    fresh.settings_dict = {**connection.settings_dict, "NAME": address.rpartition("/")[2]}
    if connection.vendor == "sqlite":
        fresh.settings_dict["NAME"] = address.removeprefix("sqlite:///")
    return fresh


@pytest.mark.once
@pytest.mark.slow
def test_migrations_lead_to_the_tables_of_the_models(
    empty_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrate(empty_database)
    fresh = open_fresh(empty_database)
    monkeypatch.setattr(state, "connection", fresh)
    try:
        assert state.pending_migrations() == []
        assert columns(fresh) == columns(connection)
        assert missing_rules(connection) == set()
        assert missing_rules(fresh) == set()
    finally:
        fresh.close()


def rows(path: Path) -> dict[str, int]:
    """Return how many rows the tables of ours hold, without the rights, which every migrate writes."""
    with sqlite3.connect(path) as found:
        names = found.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {
            name: found.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
            for (name,) in names
            if name.startswith(ROOMS)
        }


# Where rows went that stand elsewhere now, and rows that came by a data migration.
MOVED = {"core_datedfact": "ksm_datedfact", "core_historicaldatedfact": "ksm_historicaldatedfact"}


@pytest.mark.slow
@pytest.mark.skipif(os.environ.get("SWEEP") != "all", reason="a minute of table making; SWEEP=all")
@pytest.mark.skipif("sqlite" not in connection.vendor, reason="the kept demonstration is SQLite's")
def test_a_kept_demonstration_comes_up_to_date_with_every_row(
    empty_database: str, db: None
) -> None:
    path = Path(empty_database.removeprefix("sqlite:///"))
    with sqlite3.connect(path) as kept:
        register(kept)  # its checks use Django's functions
        packed = (ROOT / "tests/upgrade/0.2.0.sql.xz").read_bytes()
        kept.executescript(lzma.decompress(packed).decode())
    before = rows(path)
    migrate(empty_database)
    after = rows(path)
    lost = {name: n for name, n in before.items() if n > after.get(MOVED.get(name, name), 0)}
    assert lost == {}
    fresh = open_fresh(empty_database)
    try:
        assert columns(fresh) == columns(connection)
        assert missing_rules(fresh) == set()
    finally:
        fresh.close()


def test_joined_migrations_replace_all_before_them(settings: Any) -> None:
    """One that is forgotten would run a second time on a new database."""
    settings.MIGRATION_MODULES = {}  # the suite runs without them
    loader = MigrationLoader(None)
    left = {key for key in loader.disk_migrations if key[0] in ROOMS and "squashed" not in key[1]}
    joined = {
        key: one.replaces
        for key, one in loader.disk_migrations.items()
        if key[0] in ROOMS and one.replaces
    }
    assert {room for room, _name in joined} == set(ROOMS)
    for (room, name), replaced in joined.items():
        last = name.rpartition("_")[2]
        assert set(replaced) == {key for key in left if key[0] == room and key[1][:4] <= last}
