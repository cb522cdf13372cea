"""What a list says of one of its columns as a whole: its sum, mean or median over all rows of the filter."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal

from django.core.exceptions import FieldError
from django.db.models import QuerySet
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from core.tools import formats
from core.tools.formats import Words
from core.tools.rows.figures import Figure
from core.tools.rows.values import value_class
from core.tools.tables import Column, show

# Names in the address, each with the words of its line and how it is worked out.
HOW: dict[str, tuple[Words, Callable[[list[Decimal]], Decimal | int]]] = {
    "sum": (_("Total of “%(column)s”"), sum),
    "mean": (_("Mean of “%(column)s”"), statistics.mean),
    "median": (_("Median of “%(column)s”"), statistics.median),
}


@value_class
class Total:
    """`value` of `known` rows that state the column; None where none does."""

    how: str
    column: Column
    value: Decimal | int | None
    known: int

    @property
    def label(self) -> str:
        return str(HOW[self.how][0]) % {"column": self.column.label}

    @property
    def text(self) -> str:
        return show(self.value, self.column.kind)

    @property
    def note(self) -> str:
        return __("stated in %(n)s rows") % {"n": formats.number(self.known)}


def asked(data: Mapping[str, str], columns: Iterable[Column]) -> list[tuple[str, Column]]:
    """Return what an address asks to be told, of the columns of numbers this reader has."""
    known = {column.name: column for column in columns if column.is_number}
    return [(how, known[data[how]]) for how in HOW if data.get(how) in known]


def total_of(how: str, column: Column, rows: Iterable[object]) -> Total:
    """Return the total of a column over rows that carry what it shows; one query at most."""
    values = [Decimal(str(value)) for value in _values(column, rows) if value is not None]
    found = HOW[how][1](values) if values else None
    return Total(how, column, found, len(values))


def _values(column: Column, rows: Iterable[object]) -> Iterable[object]:
    path = column.value or column.name
    if isinstance(rows, QuerySet) and isinstance(path, str):
        try:
            return list(rows.order_by().values_list(path.replace(".", "__"), flat=True))
        except FieldError:  # a property of the rows, not a column of theirs
            pass
    raws = (column.raw(row) for row in rows)
    return (raw.value if isinstance(raw, Figure) else raw for raw in raws)
