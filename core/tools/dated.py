"""The shape of something that has a day: derived by query, never stored.

Each room answers `<room>/dated.py: dated_for(user, *, start, end) -> list[Dated]` with what the user
may see; calendars on pages and calendar feeds (`core.tools.ics`) show it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Dated:
    """One thing on a day, or from `day` to `until` (the last day itself included).

    `uid` stays the same while the thing moves to another day ("facility-34.01-0007-desludging").
    `url` is the path of its page; `kind` a fixed word of the room ("desludging"), `kind_label` the
    same for people; `region` a Kemendagri code, "" where it is national.
    """

    uid: str
    day: dt.date
    title: Any
    url: str
    kind: str
    kind_label: Any = ""
    until: dt.date | None = None
    region: str = ""
    place: str = ""
    note: Any = ""
    is_example: bool = False

    @property
    def last_day(self) -> dt.date:
        return self.until or self.day

    def touches(self, start: dt.date, end: dt.date) -> bool:
        """Return whether a day of it lies in start … end, both included."""
        return self.day <= end and self.last_day >= start


def in_order(found: list[Dated]) -> list[Dated]:
    """Return the things by day; on one day by kind and title."""
    return sorted(found, key=lambda item: (item.day, item.kind, str(item.title), item.uid))
