"""How many people an attendance list stands for; arithmetic on plain values.

Persons are counted once, person-days once per day (domain §12.25). A list per day cannot tell who
came twice, so its sum is said to be person-days, never persons.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import replace

from core.tools.rows.values import value_class


@value_class
class ListRow:
    """One row of a list. `day` is None where the row covers the whole event; `person` names one person."""

    day: Hashable | None
    women: int | None = None
    men: int | None = None
    unspecified: int | None = None
    invited: int | None = None
    person: Hashable | None = None
    is_rough: bool = False

    @property
    def present(self) -> int | None:
        return _sum((self.women, self.men, self.unspecified))


@value_class
class Headcount:
    """Sums of a list, None where no row states a number. Unit: people; person-days if `per_day`.

    `persons`: different people, known where nobody can be counted twice or every row has a name; `named`
    are then those people as (women, men, unspecified), where the sums count them per day. `is_rough`: a row
    of the list states its number as a rough one ("sekitar 40"), so every sum is rough.
    """

    women: int | None
    men: int | None
    unspecified: int | None
    invited: int | None
    present: int | None
    per_day: bool
    at_least: int | None
    persons: int | None = None
    named: tuple[int | None, int | None, int | None] | None = None
    is_rough: bool = False

    @property
    def is_known(self) -> bool:
        return self.present is not None

    @property
    def once(self) -> Headcount:
        """The same list with each person counted once, where names allow it; else the list as it is."""
        if self.named is None:
            return self
        women, men, unspecified = self.named
        return replace(
            self,
            women=women,
            men=men,
            unspecified=unspecified,
            present=self.persons,
            per_day=False,
            named=None,
        )


def _sum(numbers: Iterable[int | None]) -> int | None:
    known = [number for number in numbers if number is not None]
    return sum(known) if known else None


def count(lines: Iterable[ListRow]) -> Headcount:
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
    persons, named = sum(sums.values()) if sums else None, None
    if len(sums) > 1:
        persons = None
        if all(row.person for row in came):
            each = list({row.person: row for row in reversed(came)}.values())
            persons = len(each)
            named = (
                _sum(row.women for row in each),
                _sum(row.men for row in each),
                _sum(row.unspecified for row in each),
            )
    return Headcount(
        women=_sum(row.women for row in rows),
        men=_sum(row.men for row in rows),
        unspecified=_sum(row.unspecified for row in rows),
        invited=_sum(row.invited for row in rows),
        present=sum(sums.values()) if sums else None,
        per_day=len(sums) > 1,
        at_least=persons if persons is not None else max(sums.values(), default=None),
        persons=persons,
        named=named,
        is_rough=any(row.is_rough for row in rows),
    )


def total(counts: Iterable[Headcount]) -> Headcount:
    """Return the sum over events; person-days as soon as one of them is counted per day.

    `at_least`: the persons that are certain, each event's own added up (who comes to two events is two).
    """
    rows = list(counts)
    return Headcount(
        women=_sum(row.women for row in rows),
        men=_sum(row.men for row in rows),
        unspecified=_sum(row.unspecified for row in rows),
        invited=_sum(row.invited for row in rows),
        present=_sum(row.present for row in rows),
        per_day=any(row.per_day for row in rows),
        at_least=_sum(row.at_least for row in rows),
        is_rough=any(row.is_rough for row in rows),
    )
