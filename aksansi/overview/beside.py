"""A kabupaten or kota beside the median of its province: the one place where a reader is told of regions out of sight.

A median is told only where at least LEAST other regions state the same, as a number without names and without a way to
its rows (decision 28).
"""

from __future__ import annotations

import datetime as dt
import statistics
from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as __

from aksansi.letter.lists import Lists
from core.land.regions import Region
from core.people.users import User
from core.records.review import State
from core.tools import formats
from core.tools.rows.figures import PERCENT, Figure
from core.tools.rows.values import value_class
from ksm.reports import completeness_by_region, registry_by_region
from planning.models import Achievement, AnnualPlan
from planning.performance import REACHED

LEAST = 3
Parts = tuple[int, int]  # how many of how many


@value_class
class BesideRow:
    """One share: the region's own, and the province's median in words ("" where too few others state it)."""

    label: str
    own: Figure
    median: str


def build_beside(*, user: User, region: Region, year: int, today: dt.date) -> list[BesideRow]:
    """Return the shares of a kabupaten or kota beside its province's; none of any other region; 6 queries."""
    if region.is_province or region.parent_id is None:
        return []
    lists, code = Lists(region.pk, today, year), region.pk
    # Whoever reads sees the own value of the own region alone; of all others only the median leaves this function.
    everybody, province = User.system(), region.parent_id
    registry = registry_by_region(user=everybody, at=today, codes=[province])
    working = {key: (row.working.wholly, row.working.known) for key, row in registry.items()}
    known = completeness_by_region(user=everybody, codes=[province])
    complete = {key: (row.filled, row.asked) for key, row in known.items()}
    done = _done(everybody, province, year)
    reached = _reached(everybody, province, year)
    own_complete = Figure.share(*complete.get(code, (0, 0)))
    rows: list[tuple[str, Mapping[str, Parts], Figure]] = [
        (
            __("Working, of the facilities whose function is known"),
            working,
            Figure.share(*working.get(code, (0, 0)), lists.working),
        ),
        (
            __("Data complete"),
            complete,
            Figure(
                own_complete.value, PERCENT, is_own=True, url=reverse("board-clinic", args=[code])
            ),
        ),
        (
            __("Activities of %(year)s done") % {"year": year},
            done,
            Figure.share(*done.get(code, (0, 0)), lists.done),
        ),
        (
            __("Achievements of %(year)s on target or better") % {"year": year},
            reached,
            Figure.share(*reached.get(code, (0, 0)), lists.achievements(word="reached")),
        ),
    ]
    return [BesideRow(label, own, _median(shares, code)) for label, shares, own in rows]


def _median(shares: Mapping[str, Parts], own: str) -> str:
    """Return the median share of the kabupaten and kota with how many state it; "" where it would tell of one."""
    values = {
        code: Decimal(part) / whole * 100
        for code, (part, whole) in shares.items()
        if whole and "." in code
    }
    if len(values.keys() - {own}) < LEAST:
        return ""
    return __("%(share)s, median of %(n)s regions") % {
        "share": formats.per_cent(statistics.median(values.values()), 0),
        "n": formats.number(len(values)),
    }


def _done(user: User, province: str, year: int) -> dict[str, Parts]:
    """Return how many activities of each approved plan are done; 1 query."""
    plans: Any = AnnualPlan.objects.visible_to(user).current().in_region(province)
    plans = plans.filter(year=year, state=State.APPROVED).with_totals().order_by()
    told = plans.values_list("chapter__region", "done_count", "activity_count")
    return {code: (done, planned) for code, done, planned in told}


def _reached(user: User, province: str, year: int) -> dict[str, Parts]:
    """Return how many achievements of each approved year are on target or better; 1 query."""
    rows = Achievement.objects.visible_to(user).current().in_region(province)
    rows = rows.filter(annual_report__year=year, annual_report__state=State.APPROVED)
    found: dict[str, list[bool]] = defaultdict(list)
    for row in rows.annotate(code=F("annual_report__chapter__region")).judged():
        found[row.code].append(row.verdict.word in REACHED)
    return {code: (sum(told), len(told)) for code, told in found.items()}
