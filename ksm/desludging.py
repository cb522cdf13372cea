"""When a facility is to be emptied next, and why (domain §6.4). Pure: plain values in and out.

Scheduled desludging (LLTT) takes 2–5 years, many cities 3; where nothing was agreed, 3 years are
assumed and the answer says so. Partial dates keep their precision: emptied "2015" is due "2018".
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as __

from aksansi import partial_dates

DEFAULT_INTERVAL_YEARS = 3


class Basis(StrEnum):
    EMPTIED = "emptied"
    COMMISSIONED = "commissioned"
    BUILT = "built"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class NextDue:
    """`due` is a partial date as precise as its basis ("" where nothing is known to count from)."""

    due: str
    basis: Basis
    counted_from: str
    interval_years: int
    is_assumption: bool

    @property
    def last_day(self) -> dt.date | None:
        """The latest day `due` can mean; None where nothing is due."""
        return last_day(self.due)

    def is_overdue(self, today: dt.date) -> bool:
        """Return whether the whole of `due` lies before today."""
        last = self.last_day
        return last is not None and last < today

    @property
    def reason(self) -> str:
        """The basis in one sentence."""
        words = {
            Basis.EMPTIED: __("Last emptied %(date)s, plus %(years)s years."),
            Basis.COMMISSIONED: __(
                "Never emptied as far as recorded; in use since %(date)s, plus %(years)s years."
            ),
            Basis.BUILT: __(
                "Never emptied as far as recorded; built %(date)s, plus %(years)s years."
            ),
            Basis.UNKNOWN: __("No emptying and no start of use are recorded."),
        }[self.basis] % {
            "date": partial_dates.display(self.counted_from),
            "years": self.interval_years,
        }
        if self.is_assumption and self.basis is not Basis.UNKNOWN:
            words += " " + __("The interval is an assumption; none was agreed.")
        return words


def next_due(
    *,
    last_emptied: str = "",
    commissioned: str = "",
    built: str = "",
    interval_years: int | None = None,
) -> NextDue:
    """Return when the next emptying is due, counted from the last one, else from the start of use.

    Dates are partial dates in ISO form, "" for unknown; the interval is in years (None: 3, marked
    as an assumption). Raises ValueError for an interval below 1.
    """
    if interval_years is not None and interval_years < 1:
        raise ValueError(interval_years)
    years = interval_years or DEFAULT_INTERVAL_YEARS
    for value, basis in (
        (last_emptied, Basis.EMPTIED),
        (commissioned, Basis.COMMISSIONED),
        (built, Basis.BUILT),
    ):
        if value:
            return NextDue(add_years(value, years), basis, value, years, interval_years is None)
    return NextDue("", Basis.UNKNOWN, "", years, interval_years is None)


def add_years(value: str, years: int) -> str:
    """Return a partial date some years later, as precise as it was; 29 becomes 28 February."""
    later = f"{int(value[:4]) + years:04d}{value[4:]}"
    if later[4:] == "-02-29":
        try:
            dt.date.fromisoformat(later)
        except ValueError:
            return f"{later[:4]}-02-28"
    return later


def a_year_before(day: dt.date) -> dt.date:
    """Return the day twelve months earlier; 29 February becomes 28 February."""
    return dt.date.fromisoformat(add_years(day.isoformat(), -1))


def last_day(value: str) -> dt.date | None:
    """Return the latest day a partial date can mean; None for blank."""
    first = partial_dates.first_day(value)
    if first is None or len(value) == 10:
        return first
    if len(value) == 4:
        return dt.date(first.year, 12, 31)
    after = dt.date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return after - dt.timedelta(days=1)
