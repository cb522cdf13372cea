"""System checks of the project's own settings (run by `manage.py check`)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import connection


@register(Tags.security, deploy=True)
def demo_is_off_in_production(**kwargs: object) -> list[Error]:
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
def proxies_are_told(**kwargs: object) -> list[CheckMessage]:
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


@register(Tags.security, deploy=True)
def lines_are_encrypted(**kwargs: object) -> list[CheckMessage]:
    """Database and mail server on another machine are spoken to over TLS, and it is they who answer."""
    database: Any = settings.DATABASES["default"]
    found: list[CheckMessage] = []
    is_far = database["ENGINE"].endswith("postgresql") and _is_far(database.get("HOST", ""))
    if is_far and database.get("OPTIONS", {}).get("sslmode") != "verify-full":
        found.append(
            Warning(
                "The database stands on another machine, and nothing checks that it is the one that answers.",
                hint="End DATABASE_URL with ?sslmode=verify-full&sslrootcert=/path/to/ca.pem.",
                id="aksansi.W005",
            )
        )
    sends = settings.EMAIL_BACKEND.endswith("smtp.EmailBackend") and _is_far(settings.EMAIL_HOST)
    if sends and not (settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL):
        found.append(
            Warning(
                "Mails, with links that set passwords, go to another machine in the clear.",
                hint="Write EMAIL_URL as smtp+tls:// (STARTTLS) or smtp+ssl://.",
                id="aksansi.W006",
            )
        )
    return found


def _is_far(host: str) -> bool:
    return not (host in ("", "localhost", "127.0.0.1", "::1") or host.startswith("/"))


@register(Tags.database)
def postgres_driver_is_the_agreed_one(**kwargs: object) -> list[Error]:
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
