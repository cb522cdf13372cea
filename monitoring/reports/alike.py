"""A finding as the letter tells it; those that say the same, told once with all the places they were found at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import ngettext

from core.tools import formats, partial_dates
from core.tools.rows.values import value_class

PLACES_SHOWN = 24  # of one finding; a letter that named hundreds would not be read


def days_words(days: int) -> str:
    """Return "1 day", "1.869 days"."""
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": formats.number(days)}


@value_class
class FindingRow:
    """One open finding that needs the regional government."""

    number: str
    title: str
    facility: str
    aspect: str
    severity: str
    severity_label: str
    responsible: str
    opened_on: dt.date
    found_on: str
    due_on: dt.date | None
    is_overdue: bool
    days_open: int
    reply: str
    action_required: str
    url: str
    is_example: bool

    @property
    def days_words(self) -> str:
        return days_words(self.days_open)


@value_class
class AlikeFindings:
    """`rows`: at least one, the most urgent first; title, severity, required action and reply are the same in all."""

    rows: tuple[FindingRow, ...]

    @property
    def first(self) -> FindingRow:
        return self.rows[0]

    @property
    def places(self) -> tuple[str, ...]:
        """Number and place of those that are named."""
        named = self.rows[:PLACES_SHOWN]
        return tuple(f"{row.number} {row.facility}".strip() for row in named)

    @property
    def left_out(self) -> int:
        return len(self.rows[PLACES_SHOWN:])

    @property
    def is_example(self) -> bool:
        return any(row.is_example for row in self.rows)

    @property
    def overdue(self) -> int:
        return sum(row.is_overdue for row in self.rows)

    @property
    def found(self) -> tuple[str, ...]:
        """Since when: the day, or the first and the last where they differ."""
        rows = sorted(self.rows, key=lambda row: (row.opened_on, row.found_on))
        days = (partial_dates.display(row.found_on) for row in (rows[0], rows[-1]))
        return tuple(dict.fromkeys(days))

    @property
    def days_words(self) -> str:
        """How long the oldest has been open."""
        return max(self.rows, key=lambda row: row.days_open).days_words

    @property
    def due(self) -> tuple[str, ...]:
        """Until when, as `found`; none where no day is set."""
        days = sorted({row.due_on for row in self.rows if row.due_on})
        return tuple(dict.fromkeys(formats.day(day) for day in (days[:1] + days[-1:])))


def alike(rows: Iterable[FindingRow]) -> tuple[AlikeFindings, ...]:
    """Return findings with the same words together, each where its most urgent one stands."""
    found: dict[tuple[str, str, str, str], list[FindingRow]] = {}
    for row in rows:
        same = (row.title.casefold(), row.severity, row.action_required.casefold(), row.reply)
        found.setdefault(same, []).append(row)
    return tuple(AlikeFindings(tuple(group)) for group in found.values())
