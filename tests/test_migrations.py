"""The suite's tables are made from the models; here the migrations are shown to lead to the same ones."""

from __future__ import annotations

import os
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


@pytest.mark.slow
def test_migrations_lead_to_the_tables_of_the_models(empty_database: str) -> None:
    made = subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": empty_database, "DEMO": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr[-2000:]
    fresh = connections.create_connection("default")
    fresh.settings_dict = {**connection.settings_dict, "NAME": empty_database.rpartition("/")[2]}
    if connection.vendor == "sqlite":
        fresh.settings_dict["NAME"] = empty_database.removeprefix("sqlite:///")
    try:
        assert columns(fresh) == columns(connection)
        assert missing_rules(connection) == set()
        assert missing_rules(fresh) == set()
    finally:
        fresh.close()
