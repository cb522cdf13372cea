"""Effluent of a region over the years: counted in one walk over its results, however many there are."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from core.access import ScopedQuerySet
from core.land.regions import Region
from core.people.users import User
from core.tools.rows.values import value_class
from monitoring.effluent import judgements
from monitoring.effluent import rules as effluent
from monitoring.effluent.classes import plant_of
from monitoring.effluent.facility import NOT_REMOVED, ORDER, Ends, pair, results_of
from monitoring.effluent.units import plain
from monitoring.models import Comparator, EffluentStandard, Parameter, Result, Sample, SamplePoint
from monitoring.models.samples import place_key
from monitoring.scoring.spread import Spread, spread

BATCH = 2000
_FIELDS = (
    "sample__point",
    "sample__taken_on",
    "sample__region",
    "sample",
    "sample__facility",
    "sample__place",
    "sample__facility__facility_type",
    "sample__facility__design_flow_m3_day",
    "sample__facility__receiving_water",
    "sample__is_example",
    "is_example",
    "parameter",
    "unit",
    "comparator",
    "value",
    "stated",
)


@value_class
class EffluentYear:
    """Outlets of a calendar year ("" : undated); numbers of results, `samples` of samplings.

    `stated`: how many of the results have no number, only what the laboratory's report says.
    """

    year: str
    samples: int
    results: int
    verdicts: judgements.VerdictCounts
    stated: int
    facilities: int
    examples: int

    @property
    def is_example(self) -> bool:
        return self.results > 0 and self.examples == self.results


@value_class
class ParameterYears:
    """Measured outlets of one parameter by year; bounds (“< 2”) are counted, not averaged."""

    label: str
    unit: str
    by_year: dict[str, Spread]
    bounds: dict[str, int]

    def median(self, year: str) -> Decimal | None:
        return self.by_year[year].median if year in self.by_year else None

    def n(self, year: str) -> int:
        return self.by_year[year].n if year in self.by_year else 0


@value_class
class RegionEffluent:
    """`newest`: the last samplings in full; `total`: samplings of inlets and outlets in all."""

    years: tuple[EffluentYear, ...]
    parameters: tuple[ParameterYears, ...]
    removals: tuple[tuple[str, Decimal, int], ...]
    newest: tuple[Ends, ...]
    total: int


@dataclass
class _Year:
    results: int = 0
    examples: int = 0
    stated: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    samples: set[int] = field(default_factory=set)
    places: set[Any] = field(default_factory=set)


def build_region_effluent(*, user: User, region: Region | None, shown: int) -> RegionEffluent:
    """Return what laboratories found in a region (None: all the user sees), the last `shown` samplings in
    full. Six queries; one result at a time is held, and of inlets what is needed for what was taken out.
    """
    rules = EffluentStandard.objects.visible_to(user).rules()
    rows = results_of(user)
    if region is not None:
        rows = rows.in_region(region.pk)
    walk = _YearsWalk(rules)
    plain = rows.select_related(None).order_by().values_list(*_FIELDS, named=True)
    for row in plain.filter(sample__point=SamplePoint.INLET).iterator(BATCH):
        walk.inlet(row)
    for row in plain.filter(sample__point=SamplePoint.OUTLET).iterator(BATCH):
        walk.outlet(row)
    return RegionEffluent(
        years=walk.years(),
        parameters=walk.parameters(),
        removals=walk.removals(),
        newest=tuple(pair(newest(rows, shown), rules)),
        total=walk.total,
    )


def newest(rows: ScopedQuerySet, shown: int) -> list[Result]:
    """Return the results of the last `shown` samplings; both ends of a day are two of them. Two queries."""
    samples = Sample.objects.filter(pk__in=rows.order_by().values("sample"))
    keys = samples.order_by("-taken_on", "-pk").values_list("pk", flat=True)[:shown]
    return list(rows.filter(sample__in=list(keys)))


class _YearsWalk:
    """What a walk over plain rows has found; verdicts as `effluent.judge` gives them."""

    def __init__(self, rules: tuple[effluent.Standard, ...]) -> None:
        self.rules = rules
        self.in_force: dict[tuple[str, str], Any] = {}
        self.inlets: dict[Any, tuple[Decimal, str]] = {}
        self.found: dict[str, _Year] = defaultdict(_Year)
        self.times: dict[Any, Counter[Decimal]] = defaultdict(Counter)
        self.bounds: Counter[Any] = Counter()
        self.removed: dict[str, Counter[Decimal]] = defaultdict(Counter)
        self.seen: set[int] = set()

    @property
    def total(self) -> int:
        return len(self.seen)

    def inlet(self, row: Any) -> None:
        self.seen.add(row.sample)
        measured = row.value is not None and row.comparator == Comparator.EQUAL
        if measured and row.sample__taken_on and row.parameter not in NOT_REMOVED:
            self.inlets[_end(row)] = (row.value, row.unit)

    def outlet(self, row: Any) -> None:
        self.seen.add(row.sample)
        year = row.sample__taken_on[:4]
        found = self.found[year]
        found.results += 1
        found.examples += row.is_example or row.sample__is_example
        found.samples.add(row.sample)
        found.places.add(_place(row))
        found.kinds[self.kind(row)] += 1
        if row.value is None:
            found.stated += 1
            return
        key = row.parameter, plain(row.unit)
        if row.comparator != Comparator.EQUAL:
            self.bounds[key, year] += 1
            return
        self.times[key, year][row.value] += 1
        into, unit = self.inlets.get(_end(row), (None, ""))
        taken_out = effluent.removal(into, row.value) if plain(unit) == plain(row.unit) else None
        if taken_out is not None:
            self.removed[row.parameter][taken_out.percent] += 1

    def kind(self, row: Any) -> str:
        if row.value is None:
            return judgements.kind_stated(row.stated)
        if not row.sample__taken_on:
            return effluent.Verdict.UNKNOWN.value
        key = row.sample__taken_on, row.sample__region
        if key not in self.in_force:
            self.in_force[key] = effluent.in_force(self.rules, taken_on=key[0], region=key[1])
        judged = effluent.judge_by(
            self.in_force[key],
            parameter=row.parameter,
            unit=row.unit,
            value=row.value,
            comparator=row.comparator,
            plant=plant_of(
                row.sample__facility__facility_type or "",
                row.sample__facility__design_flow_m3_day,
                row.sample__facility__receiving_water or "",
            ),
        )
        return judgements.kind_of(judged)

    def years(self) -> tuple[EffluentYear, ...]:
        return tuple(
            EffluentYear(
                year=year,
                samples=len(one.samples),
                results=one.results,
                verdicts=judgements.VerdictCounts.of(one.kinds),
                stated=one.stated,
                facilities=len(one.places),
                examples=one.examples,
            )
            for year, one in sorted(self.found.items(), reverse=True)
        )

    def parameters(self) -> tuple[ParameterYears, ...]:
        by_year: dict[Any, dict[str, Spread]] = defaultdict(dict)
        bounds: dict[Any, dict[str, int]] = defaultdict(dict)
        for (key, year), times in self.times.items():
            by_year[key][year] = spread(times)
        for (key, year), n in self.bounds.items():
            bounds[key][year] = n
        return tuple(
            ParameterYears(str(Parameter(key[0]).label), key[1], by_year[key], bounds[key])
            for key in sorted({*by_year, *bounds}, key=lambda k: (ORDER[k[0]], k[1]))
        )

    def removals(self) -> tuple[tuple[str, Decimal, int], ...]:
        """Return (parameter, median per cent taken out, n) where both ends were measured."""
        told = []
        for parameter in sorted(self.removed, key=ORDER.__getitem__):
            found = spread(self.removed[parameter])
            assert found.median is not None
            told.append((str(Parameter(parameter).label), found.median, found.n))
        return tuple(told)


def _end(row: Any) -> object:
    """Return what an inlet and its outlet have in common."""
    return row.sample__taken_on, _place(row), row.parameter


def _place(row: Any) -> tuple[str, str]:
    return place_key(row.sample__facility, row.sample__region, row.sample__place)
