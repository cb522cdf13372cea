"""What is recorded of a group for the fee calculator: each figure with where it comes from."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.utils.translation import gettext as __

from core.access import Reader
from core.tools.partial_dates import display
from core.tools.rows.values import value_class
from ksm.choices import TariffKind, TariffUnit
from ksm.desludging.intervals import DEFAULT_INTERVAL_YEARS
from ksm.models import Desludging, Facility, Group, Operation, Tariff
from ksm.models.cash import RUNNING, CashMonth, total
from ksm.money.calculator import FeeSheet, monthly

STATE = ("pk", "desludging_interval_years", "latest_active_sr", "latest_active_sr_on")
MONTHS = 12  # as many of the latest months as a cost is the mean of


@value_class
class KnownMoney:
    """A sheet to begin with, and a sentence for each figure that is known."""

    sheet: FeeSheet
    told: dict[str, str]


def _mean(rows: Sequence[CashMonth], of: Callable[[CashMonth], int | None]) -> int | None:
    amounts = [amount for row in rows if (amount := of(row)) is not None]
    return round(sum(amounts) / len(amounts)) if amounts else None


def build_known(*, user: Reader, group: Group) -> KnownMoney:
    """Return what the records say of a group's tariff, connections, payers and cost (at most 5 queries)."""
    told: dict[str, str] = {}
    runs = Operation.objects.visible_to(user).running().filter(group=group)
    facilities = Facility.objects.visible_to(user).current().filter(operations__in=runs)
    states = list(facilities.with_latest_status().values_list(*STATE))
    per = (TariffUnit.KK_MONTH, TariffUnit.SR_MONTH, TariffUnit.MONTH)
    tariff = (
        Tariff.objects.visible_to(user).current().about(group).holding()
        .filter(kind=TariffKind.USE, unit__in=per, amount__isnull=False).order_by("-valid_from", "pk").first()
    )  # fmt: skip
    if tariff:
        told["tariff"] = str(tariff)
    used = [(day, count) for _pk, _years, count, day in states if count is not None]
    connections = (
        sum(count for _day, count in used) if states and len(used) == len(states) else None
    )
    if connections is not None:
        told["connections"] = __("active SR, %(date)s") % {"date": display(min(used)[0])}
    months = CashMonth.objects.visible_to(user).current().of_months().filter(group=group)
    rows = list(months.order_by("-month")[:MONTHS])
    payers = next((row for row in rows if row.payers is not None), None)
    if payers is not None:
        told["payers"] = display(payers.month)
    pay = _mean(rows, lambda row: row.pay)
    running = _mean(rows, lambda row: total(None, (getattr(row, name) for name in RUNNING)))
    mean = __("mean of the latest months in the cash book")
    told |= {
        name: mean for name, value in (("pay", pay), ("running", running)) if value is not None
    }
    reserve = _reserve(user, {pk: years for pk, years, *_rest in states}, told)
    sheet = FeeSheet(
        tariff.amount if tariff else None, connections,
        payers.payers if payers else None, pay, running, reserve,
    )  # fmt: skip
    return KnownMoney(sheet, told)


def _reserve(user: Reader, intervals: dict[int, int | None], told: dict[str, str]) -> int | None:
    """Return what to save each month: the cost of the last emptying over the interval; None unless known for all."""
    rows = Desludging.objects.visible_to(user).current().filter(facility__in=intervals)
    last = {row.facility_id: row for row in rows.filter(cost__isnull=False).order_by("done_on")}
    if not intervals or len(last) < len(intervals):
        return None
    saved = [
        monthly(last[pk].cost, years or DEFAULT_INTERVAL_YEARS) for pk, years in intervals.items()
    ]
    told["reserve"] = __("last emptying, over the years until the next")
    return total(None, saved)
