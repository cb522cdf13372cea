"""What a process asks before it takes up work, and whom it tells of its faults."""

from __future__ import annotations

import gc
import logging
import sys
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import DatabaseError, connection
from django.urls import get_resolver

from aksansi import __version__
from aksansi.watch.state import pending_migrations
from core.tools import logs

if TYPE_CHECKING:
    from sentry_sdk.types import Event, Hint

log = logging.getLogger(__name__)
NOT_STARTED = 3  # what gunicorn takes for a boot that is not to be tried again


def start() -> None:
    """End with a sentence while migrations wait; else report faults where a DSN says so.

    A database that does not answer is no reason: it may be back in a moment, and until then pages say so.
    """
    try:
        pending = pending_migrations()
    except DatabaseError as error:
        log.warning("The database does not answer yet: %s", error)
        pending = []
    finally:
        connection.close()
    if pending:
        named = ", ".join(pending[:5]) + (" …" if len(pending) > 5 else "")
        print(
            f"AKSANSI {__version__} does not start: the database lacks {len(pending)} migrations ({named}). "
            "Make a backup, then run `python manage.py migrate` (docs/upgrade.md).",
            file=sys.stderr,
        )
        sys.exit(NOT_STARTED)
    report_faults()


def keep_loaded() -> None:
    """Load all pages and let the collector, off until now or not, leave alone what is loaded.

    It stays as long as the process; looked through again whenever a page or an import has made many objects, it took
    a tenth of an import's time.
    """
    get_resolver().url_patterns  # noqa: B018  (every room's pages are loaded by it)
    gc.collect()
    gc.freeze()
    gc.enable()


def report_faults() -> None:
    """Send faults to the collector of SENTRY_DSN, what people typed and who they are left out; without one nothing."""
    if not settings.SENTRY_DSN:
        return
    import sentry_sdk

    sentry_sdk.init(
        settings.SENTRY_DSN,
        release=f"aksansi@{__version__}",
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        traces_sample_rate=0,
        before_send=_without_persons,
    )


def _without_persons(event: Event, hint: Hint) -> Event:
    """Return a fault with type, place and request number alone.

    The words of an error and the address asked for may hold what was typed (a database names the value it refuses).
    """
    request = event.get("request", {})
    path = str(request.get("url", "")).partition("?")[0]
    event["request"] = {"method": request.get("method", ""), "url": path}
    event.pop("user", None)
    event.pop("extra", None)
    for error in event.get("exception", {}).get("values", []):
        error["value"] = ""
    if "logentry" in event:
        event["logentry"] = {"message": event["logentry"].get("message", "")}
    event["tags"] = {"request_id": logs.request_id()}
    return event
