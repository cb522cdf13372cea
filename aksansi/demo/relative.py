"""Days of the demonstration that move with the clock: its working year, and so many days from today."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

# "W-05-23": a day of the working year; "W-1-05-23": of the year before; "T+14": in fourteen days.
_DAY = re.compile(r"(?<![\w])(?:W(?:-(\d))?-(\d\d-\d\d)|T([+-]\d+))(?!\w)")
# What has happened only once its day has come.
HAPPENED = ("date", "done_on", "observed_on", "visited_on", "closed_on")


def working_year(today: dt.date) -> int:
    """Return the year the demonstration works in: this one from July on, before that the last."""
    return today.year if today.month >= 7 else today.year - 1


def resolved(content: Any, *, today: dt.date) -> Any:
    """Return JSON content with its moving days as dates; rows of what has not happened yet are left out.

    A row's `closed_on` to come is left out by itself: it is open still.
    """
    if isinstance(content, list):
        rows = [resolved(one, today=today) for one in content]
        return [row for row in rows if not _is_to_come(row, today)]
    if isinstance(content, dict):
        found = {name: resolved(value, today=today) for name, value in content.items()}
        if (closed := found.get("closed_on")) and closed > today.isoformat():
            del found["closed_on"]
        return found
    return _DAY.sub(lambda m: _day(m, today), content) if isinstance(content, str) else content


def _day(found: re.Match[str], today: dt.date) -> str:
    back, day, away = found.groups()
    if away:
        return (today + dt.timedelta(days=int(away))).isoformat()
    return f"{working_year(today) - int(back or 0)}-{day}"


def _is_to_come(row: object, today: dt.date) -> bool:
    return isinstance(row, dict) and any(
        isinstance(row.get(name), str) and row[name] > today.isoformat() for name in HAPPENED
    )
