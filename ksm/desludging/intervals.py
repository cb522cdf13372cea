"""When a facility is to be emptied next, and why (domain §6.4). Pure: plain values in and out.

Scheduled desludging takes 2–5 years, many cities 3; LLTT, the service of a region, is of on-site systems, and
plants with sewers join it where the region says so. The interval is the agreed one; else it
is reckoned from the room for sludge and the users; else 3 years are assumed. What is not agreed is an
assumption, and the answer says so. Partial dates keep their precision: emptied "2015" is due "2018".
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as __

from core.tools import formats, partial_dates
from core.tools.rows.values import value_class
from ksm.choices import FunctionStatus

DEFAULT_INTERVAL_YEARS = 3
# A reckoned interval stays within what LLTT schedules know; above, sludge hardens and effluent suffers.
SHORTEST_YEARS, LONGEST_YEARS = 1, 5
# Sludge of one person in a year: 30 to 40 litres are usual, the upper one is safer. In force is SNI 2398:2017
# (before: SNI 03-2398-2002); its own figure is not checked yet, and the reason says so.
LITRES_PER_PERSON_YEAR = 40
PEOPLE_PER_HOUSEHOLD = 5
# A suction truck reaches this far (domain §6.4, tariff of Kota Cimahi).
TRUCK_REACH_M = 75


class Basis(StrEnum):
    EMPTIED = "emptied"
    COMMISSIONED = "commissioned"
    BUILT = "built"
    NOT_USED = "not_used"
    UNKNOWN = "unknown"


class IntervalBasis(StrEnum):
    AGREED = "agreed"
    RECKONED = "reckoned"
    DEFAULT = "default"


@value_class
class Interval:
    """Years between two emptyings and what they rest on; `sludge_m3` and `users` as far as known."""

    years: int
    basis: IntervalBasis
    sludge_m3: Decimal | None = None
    users: int | None = None

    @property
    def is_assumption(self) -> bool:
        return self.basis is not IntervalBasis.AGREED

    @property
    def reason(self) -> str:
        """What the interval rests on, in one sentence."""
        if self.basis is IntervalBasis.AGREED:
            return __("Interval as agreed: %(years)s years.") % {"years": self.years}
        if self.basis is IntervalBasis.DEFAULT:
            return self._why_default() % {"years": self.years}
        return __(
            "Assumption: %(years)s years, reckoned from %(volume)s m³ for sludge and %(users)s users "
            "at %(litres)s litres a year each (30–40 are usual; not checked yet against SNI 2398:2017); "
            "at least %(least)s, at most %(most)s years."
        ) % {
            "years": self.years,
            "volume": formats.number(self.sludge_m3),
            "users": formats.number(self.users),
            "litres": LITRES_PER_PERSON_YEAR,
            "least": SHORTEST_YEARS,
            "most": LONGEST_YEARS,
        }

    def _why_default(self) -> str:
        if self.users:
            return __(
                "Assumption: %(years)s years, because neither an interval is agreed nor is the room for "
                "sludge known."
            )
        if self.sludge_m3:
            return __(
                "Assumption: %(years)s years, because neither an interval is agreed nor are users known."
            )
        return __(
            "Assumption: %(years)s years, because neither an interval is agreed nor are room for "
            "sludge and users known."
        )


def users_of(*, jiwa: int | None, kk: int | None, design_jiwa: int | None) -> int | None:
    """Return the people whose sludge counts: observed, else households times 5, else designed for."""
    if jiwa is not None:
        return jiwa
    return kk * PEOPLE_PER_HOUSEHOLD if kk is not None else design_jiwa


def interval(
    *, agreed: int | None = None, sludge_m3: Decimal | None = None, users: int | None = None
) -> Interval:
    """Return the interval in whole years: agreed, else reckoned from room for sludge (m³) and users.

    Raises ValueError for an agreed interval below 1.
    """
    if agreed is not None:
        if agreed < 1:
            raise ValueError(agreed)
        return Interval(agreed, IntervalBasis.AGREED)
    if sludge_m3 and users:
        # In hundredths of a m³, whole numbers only: the database reckons the same (`SludgeQuerySet`).
        years = int(sludge_m3 * 100) * 10 // (LITRES_PER_PERSON_YEAR * users)
        within = max(SHORTEST_YEARS, min(LONGEST_YEARS, years))
        return Interval(within, IntervalBasis.RECKONED, sludge_m3, users)
    return Interval(DEFAULT_INTERVAL_YEARS, IntervalBasis.DEFAULT, sludge_m3, users)


@value_class
class NextDue:
    """`due` is a partial date as precise as its basis ("" where nothing is known to count from)."""

    due: str
    basis: Basis
    counted_from: str
    interval: Interval

    def after(self, emptied: str) -> NextDue:
        """Return what it becomes by an emptying (partial date); itself where a later one is known."""
        if self.basis is Basis.EMPTIED and self.counted_from >= emptied:
            return self
        due = add_years(emptied, self.interval.years)
        return NextDue(due, Basis.EMPTIED, emptied, self.interval)

    @property
    def interval_years(self) -> int:
        return self.interval.years

    @property
    def is_assumption(self) -> bool:
        return self.interval.is_assumption

    @property
    def is_told(self) -> bool:
        """Whether it rests on a recorded emptying or an agreed interval, and not on reckoning alone."""
        return self.basis is Basis.EMPTIED or not self.is_assumption

    @property
    def last_day(self) -> dt.date | None:
        """The latest day `due` can mean; None where nothing is due."""
        return partial_dates.last_day(self.due)

    def has_passed(self, today: dt.date) -> bool:
        """Return whether the whole of `due` lies before today."""
        last = self.last_day
        return last is not None and last < today

    def is_overdue(self, today: dt.date) -> bool:
        """Return whether it has passed and rests on more than reckoning."""
        return self.is_told and self.has_passed(today)

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
            Basis.NOT_USED: __("Not in operation yet, as recorded; nothing is due."),
            Basis.UNKNOWN: __("No emptying and no start of use are recorded."),
        }[self.basis] % {
            "date": partial_dates.display(self.counted_from),
            "years": self.interval_years,
        }
        return words if not self.due else f"{words} {self.interval.reason}"


def next_due(
    *,
    last_emptied: str = "",
    commissioned: str = "",
    built: str = "",
    interval_years: int | None = None,
    sludge_m3: Decimal | None = None,
    users: int | None = None,
    never_used: bool = False,
) -> NextDue:
    """Return when the next emptying is due, counted from the last one, else from the start of use.

    Dates are partial dates in ISO form, "" for unknown; the rest as in `interval`, whose ValueError
    it raises. A young plant that was never emptied is not due before its first interval is over; one that
    is not in operation yet (`never_used`) is not due at all.
    """
    found = interval(agreed=interval_years, sludge_m3=sludge_m3, users=users)
    if never_used and not last_emptied:
        return NextDue("", Basis.NOT_USED, "", found)
    for value, basis in (
        (last_emptied, Basis.EMPTIED),
        (commissioned, Basis.COMMISSIONED),
        (built, Basis.BUILT),
    ):
        if value:
            return NextDue(add_years(value, found.years), basis, value, found)
    return NextDue("", Basis.UNKNOWN, "", found)


def due_of(row: Any) -> NextDue:
    """Return when a facility (`with_last_desludging`, `with_latest_status`) is to be emptied next."""
    return next_due(
        last_emptied=row.last_emptied or "",
        commissioned=row.commissioned_on,
        built=row.built_on,
        interval_years=row.desludging_interval_years,
        sludge_m3=row.sludge_volume_m3,
        users=users_of(
            jiwa=row.latest_jiwa,
            kk=row.latest_kk,
            design_jiwa=row.design_jiwa,
        ),
        never_used=row.latest_function == FunctionStatus.NOT_STARTED
        and row.latest_function_on >= row.commissioned_on,
    )


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
