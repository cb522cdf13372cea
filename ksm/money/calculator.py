"""What fee carries a facility: what comes in at a tariff against pay, running cost and saving for emptying.

Pure. Amounts in rupiah per month; what is unknown stays unknown, and says what is missing.
"""

from __future__ import annotations

from dataclasses import fields

from core.tools.rows.values import value_class

STEP = 500  # fees are paid in notes and coins


@value_class
class FeeSheet:
    """What the meeting knows: `tariff` per connection and month; `payers` of the `connections` pay it."""

    tariff: int | None = None
    connections: int | None = None
    payers: int | None = None
    pay: int | None = None
    running: int | None = None
    reserve: int | None = None

    @property
    def missing(self) -> list[str]:
        """Names of what is not known and the result needs."""
        return [item.name for item in fields(self) if getattr(self, item.name) is None]

    @property
    def income(self) -> int | None:
        """What comes in a month from those who pay."""
        if self.tariff is None or self.payers is None:
            return None
        return self.tariff * self.payers

    @property
    def income_if_all_pay(self) -> int | None:
        if self.tariff is None or self.connections is None:
            return None
        return self.tariff * self.connections

    @property
    def cost(self) -> int | None:
        """What a month costs: pay, running cost and what is to be saved for emptying."""
        if self.pay is None or self.running is None or self.reserve is None:
            return None
        return self.pay + self.running + self.reserve

    @property
    def gap(self) -> int | None:
        """What a month lacks; below 0: what is left over."""
        if self.cost is None or self.income is None:
            return None
        return self.cost - self.income

    @property
    def fee(self) -> int | None:
        """The fee that closes the gap with those who pay now, in steps of 500; None where nobody pays."""
        return _each(self.cost, self.payers)

    @property
    def fee_if_all_pay(self) -> int | None:
        return _each(self.cost, self.connections)


def _each(cost: int | None, heads: int | None) -> int | None:
    if cost is None or not heads:
        return None
    return -(-cost // (heads * STEP)) * STEP


def monthly(amount: int | None, years: int | None) -> int | None:
    """Return what is to be saved each month for what comes every so many years, rounded up."""
    return None if amount is None or not years else -(-amount // (12 * years))
