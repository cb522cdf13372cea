"""System checks of the project's own settings (run by `manage.py check`)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import Error, Tags, register
from django.db import connection


@register(Tags.security, deploy=True)
def demo_is_off_in_production(**kwargs: Any) -> list[Error]:
    if settings.DEMO:
        return [
            Error(
                "DEMO=1 opens accounts with a published password.",
                hint="Unset DEMO on a production system.",
                id="aksansi.E001",
            )
        ]
    return []


@register(Tags.database)
def postgres_driver_is_the_agreed_one(**kwargs: Any) -> list[Error]:
    database: Any = connection
    if database.vendor == "postgresql" and database.Database.__name__ != "psycopg2":
        return [
            Error(
                "Django took another PostgreSQL driver than psycopg2.",
                hint="A dependency installed psycopg 3; Django prefers it when it is importable.",
                id="aksansi.E002",
            )
        ]
    return []
