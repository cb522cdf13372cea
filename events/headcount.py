"""How many people an attendance list stands for; arithmetic on plain values.

Persons are counted once, person-days once per day (domain §12.25). A list per day cannot tell who
came twice, so its sum is said to be person-days, never persons.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """One row of a list. `day` is None where the row covers the whole event; `person` names one person."""

    day: Hashable | None
    women: int | None = None
    men: int | None = None
    unspecified: int | None = None
    invited: int | None = None
    person: Hashable | None = None

    @property
    def present(self) -> int | None:
        return _sum((self.women, self.men, self.unspecified))


@dataclass(frozen=True)
class Headcount:
    """Sums of a list, None where no row states a number. Unit: people; person-days if `per_day`.

    `persons`: different people, known where nobody can be counted twice or every row has a name.
    """

    women: int | None
    men: int | None
    unspecified: int | None
    invited: int | None
    present: int | None
    per_day: bool
    at_least: int | None
    persons: int | None = None

    @property
    def is_known(self) -> bool:
        return self.present is not None


def _sum(numbers: Iterable[int | None]) -> int | None:
    known = [number for number in numbers if number is not None]
    return sum(known) if known else None


def count(lines: Iterable[Line]) -> Headcount:
    """Return the sums of a list and whether they count persons or person-days.

    Person-days: rows with numbers lie on two days or more, or on a day beside whole-event rows.
    `at_least` is the number of different persons that is certain: the fullest day, or the
    whole-event rows.
    """
    rows = list(lines)
    sums: dict[Hashable | None, int] = {}
    for row in rows:
        if row.present is not None:
            sums[row.day] = sums.get(row.day, 0) + row.present
    came = [row for row in rows if row.present]
    if len(sums) <= 1:
        persons = sum(sums.values()) if sums else None
    else:
        persons = len({row.person for row in came}) if all(row.person for row in came) else None
    return Headcount(
        women=_sum(row.women for row in rows),
        men=_sum(row.men for row in rows),
        unspecified=_sum(row.unspecified for row in rows),
        invited=_sum(row.invited for row in rows),
        present=sum(sums.values()) if sums else None,
        per_day=len(sums) > 1,
        at_least=persons if persons is not None else max(sums.values(), default=None),
        persons=persons,
    )


def total(counts: Iterable[Headcount]) -> Headcount:
    """Return the sum over events; person-days as soon as one of them is counted per day."""
    rows = list(counts)
    return Headcount(
        women=_sum(row.women for row in rows),
        men=_sum(row.men for row in rows),
        unspecified=_sum(row.unspecified for row in rows),
        invited=_sum(row.invited for row in rows),
        present=_sum(row.present for row in rows),
        per_day=any(row.per_day for row in rows),
        at_least=None,
    )
