"""One walk over the facilities of a region: each fact of a facility is asked for once, then counted."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from core.tools.rough import of_row
from ksm.choices import FacilityType, FunctionStatus
from ksm.reports.figures import OBSERVED, Added, Served, ToldBeside

BATCH = 2000
# The design that stands beside each unit of use; no works state how many people a plant was for before them.
DESIGN = {"active_sr": "design_sr_at", "kk": "design_kk_at", "jiwa": "design_jiwa"}
DESIGNED = {"active_sr": "design_sr", "kk": "design_kk", "jiwa": "design_jiwa"}
_COLUMNS = (
    "type_at",
    "latest_function",
    "operator_name",
    "is_example",
    "last_emptied",
    "sludge_last",
    "sludge_told",
    *DESIGN.values(),
    "is_estimate",
    "rough",
    *(f"latest_{name}{part}" for name in OBSERVED for part in ("", "_on", "_rough")),
)


@dataclass
class _Added:
    """Values added up, how many there were, and their days."""

    value: int = 0
    known: int = 0
    oldest: str = ""
    newest: str = ""
    is_rough: bool = False

    def add(self, value: int, on: str = "", *, is_rough: bool = False) -> None:
        self.is_rough |= is_rough
        self.value += value
        self.known += 1
        self.oldest = min(filter(None, (self.oldest, on)), default="")
        self.newest = max(self.newest, on)

    def added(self, total: int) -> Added:
        return Added(
            self.value if self.known else None,
            self.known,
            total,
            self.oldest,
            self.newest,
            self.is_rough,
        )


@dataclass
class Tally:
    """What was counted; `of` gives the figures of use of community facilities or of area plants."""

    counts: Counter[str] = field(default_factory=Counter)
    types: Counter[str] = field(default_factory=Counter)
    functions: Counter[str] = field(default_factory=Counter)
    sums: dict[object, _Added] = field(default_factory=lambda: defaultdict(_Added))

    def add(self, row: Any, iso: str) -> None:
        function = row.latest_function or FunctionStatus.UNKNOWN
        is_area = row.type_at == FacilityType.AREA
        self.types[row.type_at] += 1
        self.functions[function] += 1
        passed = row.sludge_last is not None and row.sludge_last < iso
        never = row.last_emptied is None and function != FunctionStatus.NOT_STARTED
        self.counts.update(
            total=1,
            no_operator=int(row.operator_name is None),
            nobody=int(row.operator_name == ""),
            examples=int(row.is_example),
            never=int(never),
            overdue=int(passed and bool(row.sludge_told)),
        )
        for name in OBSERVED:
            used = getattr(row, f"latest_{name}")
            designed = getattr(row, DESIGN[name])
            if used is not None:
                on = getattr(row, f"latest_{name}_on") or ""
                is_rough = bool(getattr(row, f"latest_{name}_rough"))
                self.sums[is_area, name].add(used, on, is_rough=is_rough)
                self.sums[is_area, name, function].add(used, on, is_rough=is_rough)
            if designed is not None:
                of_design = of_row(row, DESIGNED[name])
                self.sums[is_area, name, "designed"].add(designed, is_rough=of_design)
                if used is not None:
                    of_use = bool(getattr(row, f"latest_{name}_rough"))
                    self.sums[is_area, name, "both"].add(used, is_rough=of_use)
                    self.sums[is_area, name, "of"].add(designed, is_rough=of_design)

    def of(self, *, is_area: bool) -> tuple[Served, Served, Served]:
        """Return SR, KK and jiwa."""
        area = self.types[FacilityType.AREA]
        total = area if is_area else self.types.total() - area
        sr, kk, jiwa = (self._served((is_area, name), total) for name in OBSERVED)
        return sr, kk, jiwa

    def _served(self, key: tuple[bool, str], total: int) -> Served:
        both, of = self.sums[*key, "both"], self.sums[*key, "of"]
        states = ((state, self.sums[*key, state]) for state in FunctionStatus.values)
        return Served(
            used=self.sums[key].added(total),
            designed=self.sums[*key, "designed"].added(total),
            beside=ToldBeside(both.value, of.value, both.known, both.is_rough, of.is_rough)
            if both.known
            else None,
            by_function=tuple(
                (state, found.added(total)) for state, found in states if found.known
            ),
        )


def tally_of(standing: Any, at: dt.date) -> Tally:
    """Return what the facilities that stood on a day were; one query, one row held at a time."""
    rows = standing.with_makeup(at).with_latest_status(at).with_rough_use(at).with_operator(at)
    rows = rows.with_next_desludging(at).order_by().values_list(*_COLUMNS, named=True)
    found = Tally()
    for row in rows.iterator(BATCH):
        found.add(row, at.isoformat())
    return found
