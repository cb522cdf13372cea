"""Calendar feeds (RFC 5545): dated things as whole-day events, behind an address that is the key.

A calendar program signs in nowhere. The address therefore carries a signed key of the account: its
number and a counter. Raising the counter makes every address given out before worthless.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.core import signing
from django.http import HttpResponse

from core.tools.dated import Dated

if TYPE_CHECKING:
    from icalendar import (  # eighty modules that no start needs: whoever makes one loads them
        Alarm,
        Event,
    )

SALT = "core.tools.ics"
MORNING = dt.timedelta(hours=7)
CONTENT_TYPE = "text/calendar; charset=utf-8"


def make_token(*, feed: str, account: int, counter: int) -> str:
    """Return the key of one account for one feed; a key of another feed does not open this one."""
    return signing.Signer(salt=f"{SALT}.{feed}", sep=".").sign_object([account, counter])


def read_token(token: str, *, feed: str) -> tuple[int, int] | None:
    """Return (account, counter) of a key; None where it was not signed here for this feed."""
    try:
        account, counter = signing.Signer(salt=f"{SALT}.{feed}", sep=".").unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return int(account), int(counter)


def render(
    found: Iterable[Dated],
    *,
    name: str,
    site_url: str,
    now: dt.datetime,
    alarm_days: int | None = None,
) -> bytes:
    """Return a calendar of whole-day events; addresses become absolute with `site_url`.

    `now` (aware) is the stamp of every event. What is made up says CONTOH in its title. `alarm_days`: what is not over
    reminds at seven in the morning so many days ahead (0: on the day); None: never.
    """
    from icalendar import Calendar

    host = urlsplit(site_url).hostname or "localhost"
    calendar = Calendar()
    calendar.add("prodid", "-//AKSANSI//ID")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", dt.timedelta(hours=12), parameters={"VALUE": "DURATION"})
    for item in found:
        event = _event(item, host=host, site_url=site_url, now=now)
        if alarm_days is not None and item.day >= now.date():
            event.add_component(_alarm(str(event["summary"]), alarm_days))
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _event(item: Dated, *, host: str, site_url: str, now: dt.datetime) -> Event:
    from icalendar import Event

    event = Event()
    event.add("uid", f"{item.uid}@{host}")
    event.add("dtstamp", now)
    event.add("dtstart", item.day)
    # The end of a whole-day event is the morning after (RFC 5545, 3.6.1).
    event.add("dtend", item.last_day + dt.timedelta(days=1))
    event.add("summary", f"CONTOH – {item.title}" if item.is_example else str(item.title))
    event.add("url", f"{site_url}{item.url}")
    if item.note:
        event.add("description", str(item.note))
    if item.place:
        event.add("location", item.place)
    event.add("categories", [str(item.kind_label or item.kind)])
    event.add("transp", "TRANSPARENT")  # a due date does not make anybody busy
    return event


def _alarm(words: str, days: int) -> Alarm:
    """Return what reminds of a whole-day event (RFC 5545, 3.6.6): its trigger counts from midnight of the first day."""
    from icalendar import Alarm

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", words)
    alarm.add("trigger", MORNING - dt.timedelta(days=days))
    return alarm


def response(content: bytes, *, filename: str) -> HttpResponse:
    """Return a calendar as an answer that nobody keeps on the way."""
    answer = HttpResponse(content, content_type=CONTENT_TYPE)
    answer["Content-Disposition"] = f'inline; filename="{filename}.ics"'
    answer["Cache-Control"] = "private, no-store"
    return answer
