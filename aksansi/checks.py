"""System checks of the project's own settings (run by `manage.py check`)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
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


@register(Tags.security, deploy=True)
def proxies_are_told(**kwargs: Any) -> list[CheckMessage]:
    """Without the right count every limit by address counts the proxy, or what the visitor invents."""
    found: list[CheckMessage] = []
    if not (settings.SECURE_PROXY or settings.DEMO or settings.DEBUG):
        found.append(
            Warning(
                "SECURE_PROXY=0: this system takes itself for reachable without a TLS proxy.",
                hint="Put it behind a proxy that ends TLS and buffers slow senders, and set SECURE_PROXY=1.",
                id="aksansi.W003",
            )
        )
    if settings.PROXY_COUNT < 0 or (settings.PROXY_COUNT > 0) != settings.SECURE_PROXY:
        found.append(
            Error(
                f"SECURE_PROXY={settings.SECURE_PROXY:d} and PROXY_COUNT={settings.PROXY_COUNT} do not agree.",
                hint="PROXY_COUNT is the number of your own proxies that add to X-Forwarded-For; 0 without.",
                id="aksansi.E004",
            )
        )
    return found


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
