"""A group's money over its months and years: sums, and the picture of it. Missing is not zero."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from django.utils.translation import gettext as __

from core.tools.drawn.charts import Chart
from core.tools.drawn.line_charts import Point, Series, lines
from core.tools.rows.values import value_class
from ksm.models.cash import CashMonth, total


@value_class
class Year:
    """What is known of a year: of its months, else as told of the whole; `months` 0: of the whole."""

    year: str
    income: int | None
    expense: int | None
    balance: int | None
    months: int
    url: str = ""

    @property
    def difference(self) -> int | None:
        """Income less expense; None unless both are known."""
        known = self.income is not None and self.expense is not None
        return self.income - self.expense if known else None  # type: ignore[operator]


def years(rows: Sequence[CashMonth]) -> list[Year]:
    """Return the years, the newest first. Where months are recorded they count, not what was told of the whole year."""
    by_year: dict[str, list[CashMonth]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row.month):
        by_year[row.month[:4]].append(row)
    found = []
    for year, told in sorted(by_year.items(), reverse=True):
        months = [row for row in told if len(row.month) == 7]
        counted = months or told
        balances = [row.balance for row in counted if row.balance is not None]
        found.append(
            Year(
                year,
                total(None, (row.income for row in counted)),
                total(None, (row.expense for row in counted)),
                balances[-1] if balances else None,
                len(months),
            )
        )
    return found


def chart(rows: Sequence[CashMonth]) -> Chart | None:
    """Return income and expense of the months as a picture with its table; None below two months."""
    months = sorted((row for row in rows if len(row.month) == 7), key=lambda row: row.month)
    if len(months) < 2:
        return None
    income = Series(__("Income"), [Point(row.month, row.income) for row in months])
    expense = Series(__("Expense"), [Point(row.month, row.expense) for row in months])
    return lines(__("Income and expense by month (rupiah)"), [income, expense])
