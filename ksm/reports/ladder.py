"""Who has which access to sanitation, and how far the minimum service (SPM) reaches: as sources state it, by unit.

The seven rungs and the two measures of the SPM are series of dated figures; their codes and names are reference data
(fixtures/reference/access_series.csv). KK, jiwa and rumah are three countings and never one sum; coarser classes are
worked out of the rungs of one source, one day and one unit, and only where all seven are stated.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from functools import cache

from django.conf import settings
from django.utils.translation import get_language

from core.people.users import User
from core.tools import formats
from core.tools.rows.figures import Figure
from core.tools.rows.values import value_class
from ksm.models import DatedFact

_FILE = settings.BASE_DIR / "fixtures" / "reference" / "access_series.csv"
UNITS = ("KK", "jiwa", "rumah")
GOODS = "barang/jasa"


@value_class
class Series:
    """One rung of the ladder, or one measure of the SPM. `national`: the coarser class a rung belongs to."""

    kind: str
    code: str
    label_id: str
    label_en: str
    national_id: str
    national_en: str

    @property
    def label(self) -> str:
        return self.label_en if get_language() == "en" else self.label_id

    @property
    def national(self) -> str:
        return self.national_en if get_language() == "en" else self.national_id


@cache
def series() -> tuple[Series, ...]:
    """Return the rungs, the best first, and the measures of the SPM."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        return tuple(Series(**row) for row in csv.DictReader(file))


def rungs() -> list[Series]:
    return [one for one in series() if one.kind == "rung"]


def measures() -> list[Series]:
    return [one for one in series() if one.kind == "spm"]


@value_class
class Stated:
    """One line: what a source states of a rung or a measure; `share` in words, "" where the whole is not known."""

    label: str
    national: str
    value: Figure
    share: str
    is_example: bool = False


@value_class
class Ladder:
    """The rungs in one unit, of one source and day; `classes`: the coarser ones with their shares, if all are known."""

    unit: str
    when: str
    source: str
    rows: tuple[Stated, ...]
    classes: tuple[tuple[str, str], ...]


@value_class
class Access:
    ladders: tuple[Ladder, ...] = ()
    spm: tuple[Stated, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.ladders or self.spm)


def stated_of(*, user: User, code: str, at: dt.date) -> list[DatedFact]:
    """Return what is stated of a region itself by a day, the newest first; no plans; 1 query."""
    rows = DatedFact.objects.visible_to(user).current().of_region_itself()
    rows = rows.filter(region=code, area="", is_planned=False, value__isnull=False)
    return list(rows.filter(code__in=[one.code for one in series()]).known_by(at).newest_first())


def build_access(*, user: User, code: str, at: dt.date) -> Access:
    """Return the newest ladder of each unit and the newest SPM of each unit; 1 query."""
    facts = stated_of(user=user, code=code, at=at)
    return Access(tuple(ladders(facts)), tuple(_spm(facts)))


def ladders(facts: Iterable[DatedFact]) -> list[Ladder]:
    """Return a ladder per unit, of the newest source that states any rung in it."""
    of_rungs = {one.code for one in rungs()}
    found: dict[str, list[DatedFact]] = {}
    for fact in facts:
        if fact.code not in of_rungs:
            continue
        kept = found.setdefault(fact.unit, [])
        if not kept or _stands_with(fact, kept[0]):
            kept.append(fact)
    return [_ladder(unit, found[unit]) for unit in sorted(found, key=_order)]


def _stands_with(fact: DatedFact, other: DatedFact) -> bool:
    """Return whether two figures are of the same source and time; only such may be told as parts of one whole."""
    names = ("as_of", "period_from", "period_to", "source", "source_url")
    return all(getattr(fact, name) == getattr(other, name) for name in names)


def _order(unit: str) -> tuple[int, str]:
    return (UNITS.index(unit) if unit in UNITS else len(UNITS), unit)


def _ladder(unit: str, facts: list[DatedFact]) -> Ladder:
    by_code: dict[str, DatedFact] = {}
    for fact in facts:
        by_code.setdefault(fact.code, fact)
    values = {code: fact.value for code, fact in by_code.items() if fact.value is not None}
    is_whole = len(values) == len(rungs())
    whole = sum(values.values(), Decimal(0)) if is_whole else Decimal(0)
    rows = tuple(
        Stated(
            one.label,
            one.national,
            _figure(by_code.get(one.code)),
            _share(values.get(one.code), whole),
            is_example=one.code in by_code and by_code[one.code].is_example,
        )
        for one in rungs()
    )
    classes: dict[str, Decimal] = {}
    for one in rungs() if whole else []:
        classes[one.national] = classes.get(one.national, Decimal(0)) + values[one.code]
    told = tuple((name, _share(value, whole)) for name, value in classes.items())
    return Ladder(unit, facts[0].when_words, facts[0].source or facts[0].source_url, rows, told)


def _spm(facts: Iterable[DatedFact]) -> Iterable[Stated]:
    newest: dict[tuple[str, str], DatedFact] = {}
    names = {one.code: one for one in measures()}
    for fact in facts:
        if fact.code in names:
            newest.setdefault((fact.code, fact.unit), fact)
    for (code, _unit), fact in sorted(
        newest.items(), key=lambda one: (one[0][0], _order(one[0][1]))
    ):
        whole = Decimal(fact.sample_size or 0)
        label = f"{names[code].label} ({fact.unit})"
        told = ", ".join(filter(None, (fact.value_words, fact.when_words, fact.source)))
        yield Stated(
            label, told, _figure(fact), _share(fact.value, whole), is_example=fact.is_example
        )


def _figure(fact: DatedFact | None) -> Figure:
    if fact is None:
        return Figure(None)
    return Figure(fact.value, url=fact.get_absolute_url(), is_own=True, name=fact.subject)


def _share(value: Decimal | None, whole: Decimal) -> str:
    return formats.per_cent(value / whole * 100, 1) if value is not None and whole else ""
