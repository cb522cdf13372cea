"""The shape of something that has a day: derived by query, never stored.

Each room answers `<room>/dated.py: dated_for(user, *, start, end) -> list[Dated]` with what the user
may see; calendars on pages and calendar feeds (`core.tools.ics`) show it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as __

from core.tools.formats import Words
from core.tools.rows.values import value_class

MOST = 2000  # of a kind; a calendar program takes no national list of 25,000


@value_class
class Dated:
    """One thing on a day, or from `day` to `until` (the last day itself included).

    `uid` stays the same while the thing moves to another day ("facility-34.01-0007-desludging").
    `url` is the path of its page; `kind` a fixed word of the room ("desludging"), `kind_label` the
    same for people; `region` a Kemendagri code, "" where it is national. `counts`: how many things it stands for.
    """

    uid: str
    day: dt.date
    title: Any
    url: str
    kind: str
    kind_label: Words = ""
    until: dt.date | None = None
    region: str = ""
    place: str = ""
    note: Any = ""
    is_example: bool = False
    counts: int = 1

    @property
    def last_day(self) -> dt.date:
        return self.until or self.day

    def touches(self, start: dt.date, end: dt.date) -> bool:
        """Return whether a day of it lies in start … end, both included."""
        return self.day <= end and self.last_day >= start


def first_of(rows: Any, make: Callable[[Any], Dated | None]) -> list[Dated]:
    """Return the things of the first 2,000 rows, which come by day; where there are more, the last day says so.

    `make` returns None for a row of which nobody can say the day.
    """
    read = list(rows[: MOST + 1])
    found = [item for row in read[:MOST] if (item := make(row)) is not None]
    if found and len(read) > MOST:
        last = found[-1]
        words = __("“%(kind)s”: the first %(n)s are shown, later ones only in the list")
        found.append(
            Dated(
                uid=f"{last.kind}-further",
                day=last.day,
                title=words % {"kind": last.kind_label, "n": MOST},
                url=last.url,
                kind=last.kind,
                kind_label=last.kind_label,
            )
        )
    return found


def in_order(found: list[Dated]) -> list[Dated]:
    """Return the things by day; on one day by kind and title."""
    return sorted(found, key=lambda item: (item.day, item.kind, str(item.title), item.uid))
