"""The calendar of everything that has a day, gathered from all rooms for one reader."""

from __future__ import annotations

import calendar
import datetime as dt
from collections import Counter

from django.utils.translation import gettext_lazy as _

import agreements.dated
import events.dated
import ksm.dated
import monitoring.dated
import planning.dated
from core.people.users import User
from core.tools.dated import Dated, in_order
from core.tools.partial_dates import last_of_month
from core.tools.rows.values import value_class

SOURCES = (
    ksm.dated.dated_for,
    monitoring.dated.dated_for,
    agreements.dated.dated_for,
    events.dated.dated_for,
    planning.dated.dated_for,
)
# A filter says the kind of thing; a thing says more of itself ("Bimtek") in its own label.
KINDS = {
    "desludging": _("Desludging due"),
    "works": _("Works"),
    "paper": _("Documents that run out"),
    "event": _("Events"),
    "commitment": _("Commitments due"),
    "key_date": _("Key dates"),
    "activity": _("Activities that end"),
    "promise": _("Promises"),
    "planning-meeting": _("Planning meetings"),
    "strategy": _("Strategies (SSK)"),
    "agreement-end": _("Agreements that end"),
    "next-step": _("Next steps"),
    "visit": _("Planned visits"),
    "finding": _("Findings due"),
}
IN_A_CELL = 3
FIRST, LAST = dt.date(2000, 1, 1), dt.date(2100, 12, 31)


@value_class
class Day:
    """One day of the grid: what begins on it or goes on over it; `more` things are only in the list."""

    date: dt.date
    in_month: bool
    is_today: bool
    shown: tuple[Dated, ...]
    more: int


@value_class
class Month:
    """A month of a reader's calendar. `kinds`: (kind, word, number of things) found in it."""

    first: dt.date
    weeks: tuple[tuple[Day, ...], ...]
    things: tuple[Dated, ...]
    kinds: tuple[tuple[str, str, int], ...]
    before: dt.date | None
    after: dt.date | None

    @property
    def total(self) -> int:
        return sum(item.counts for item in self.things)

    @property
    def has_examples(self) -> bool:
        """Whether anything it shows, a neighbouring month's days too, is made up."""
        shown = (item for week in self.weeks for day in week for item in day.shown)
        return any(item.is_example for item in (*self.things, *shown))


def dated_for(user: User, *, start: dt.date, end: dt.date) -> list[Dated]:
    """Return what every room knows of start … end (both included), in the order of days."""
    return in_order([item for source in SOURCES for item in source(user, start=start, end=end)])


def build_month(*, user: User, first: dt.date, today: dt.date, kind: str = "") -> Month:
    """Return the month that begins on `first`; `kind` narrows it to one kind of thing.

    Weeks begin on Monday (domain §12.29). A thing of several days stands on each of them.
    """
    weeks = calendar.Calendar(firstweekday=0).monthdatescalendar(first.year, first.month)
    last = last_of_month(first.year, first.month)
    found = dated_for(user, start=weeks[0][0], end=weeks[-1][-1])
    of_month = [item for item in found if item.touches(first, last)]
    words = {item.kind: str(item.kind_label) for item in reversed(of_month)}
    counts = Counter[str]()
    for item in of_month:
        counts[item.kind] += item.counts
    if kind:
        found = [item for item in found if item.kind == kind]
        of_month = [item for item in of_month if item.kind == kind]
    return Month(
        first=first,
        weeks=tuple(tuple(_day(date, first, today, found) for date in week) for week in weeks),
        things=tuple(of_month),
        kinds=tuple(
            (name, str(KINDS.get(name, words[name])), counts[name]) for name in sorted(counts)
        ),
        before=_step(first, -1),
        after=_step(first, 1),
    )


def _day(date: dt.date, first: dt.date, today: dt.date, found: list[Dated]) -> Day:
    things = [item for item in found if item.touches(date, date)]
    return Day(
        date=date,
        in_month=date.month == first.month,
        is_today=date == today,
        shown=tuple(things[:IN_A_CELL]),
        more=sum(item.counts for item in things[IN_A_CELL:]),
    )


def _step(first: dt.date, months: int) -> dt.date | None:
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    found = dt.date(year, month + 1, 1)
    return found if FIRST <= found <= LAST else None
