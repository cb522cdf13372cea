"""Effluent of a facility: both ends of each day with what was taken out, judged by the day's rule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as __

from core.people.users import User
from core.tools import formats
from core.tools.drawn.charts import Chart
from core.tools.drawn.line_charts import Point, Series, lines
from core.tools.rows.values import value_class
from core.tools.tables import Badge
from ksm.models import Facility
from monitoring.effluent import judgements
from monitoring.effluent import rules as effluent
from monitoring.effluent.classes import Limit
from monitoring.effluent.units import plain
from monitoring.models import Comparator, EffluentStandard, Parameter, Result, SamplePoint

CHARTS_SHOWN = 4
MAIN = (Parameter.PH, Parameter.BOD, Parameter.COD, Parameter.TSS, Parameter.AMMONIA)
# What a plant takes out; of pH, temperature and flow nothing is “removed”.
NOT_REMOVED = (Parameter.PH, Parameter.TEMPERATURE, Parameter.FLOW)
# The order in which parameters are looked at (domain §5).
ORDER = {parameter: place for place, parameter in enumerate(Parameter.values)}


@value_class
class Ends:
    """One parameter on one day: both ends, the judgement of the outlet, the rules it went by."""

    taken_on: str
    parameter: str
    label: str
    place: str
    key: tuple[str, str]
    inlet: Result | None
    outlet: Result | None
    judged: Badge | None
    rules: tuple[str, ...]
    missing: tuple[str, ...]
    limit: Limit | None
    removal: effluent.Removal | None
    is_example: bool

    @property
    def removal_words(self) -> str:
        if self.removal is None:
            return ""
        share = formats.per_cent(self.removal.percent, 1)
        return f"≥ {share}" if self.removal.at_least else share


def results_of(user: User) -> Any:
    return (
        Result.objects.visible_to(user)
        .current()
        .filter(
            sample__archived_at__isnull=True,
            sample__facility__archived_at__isnull=True,  # or of no facility
            sample__point__in=(SamplePoint.INLET, SamplePoint.OUTLET),
        )
        .select_related("sample__facility")
    )


def facility_ends(*, user: User, facility: Facility) -> list[Ends]:
    """Return every parameter of every sampling of a facility, newest first. Two queries."""
    rules = EffluentStandard.objects.visible_to(user).rules()
    return pair(results_of(user).filter(sample__facility=facility), rules)


def pair(results: Iterable[Any], rules: tuple[effluent.Standard, ...]) -> list[Ends]:
    """Put inlet and outlet of the same place, day and parameter together, newest first.

    Samples without a date are never paired: nobody knows that they belong together.
    """
    outlets: dict[Any, dict[str, Result]] = defaultdict(dict)
    inlets: dict[Any, Result] = {}
    for row in results:
        sample = row.sample
        key = sample.taken_on, sample.place_key, row.parameter, 0 if sample.taken_on else sample.pk
        if sample.point == SamplePoint.INLET:
            inlets[key] = row
        else:
            # Two outlets of a plant are two lines, against the one inlet.
            outlets[key][sample.point_name] = row
    ends = [
        _ends(taken_on, parameter, inlets.get(key), outlet, rules)
        for key in {**inlets, **outlets}
        for outlet in outlets.get(key, {"": None}).values()
        for taken_on, _place, parameter, _alone in [key]
    ]
    ends.sort(key=lambda one: (one.place, one.key, ORDER[one.parameter]))
    return sorted(ends, key=lambda one: one.taken_on, reverse=True)


def _ends(
    taken_on: str,
    parameter: str,
    inlet: Result | None,
    outlet: Result | None,
    rules: tuple[effluent.Standard, ...],
) -> Ends:
    judgement = outlet.judged(rules) if outlet else None
    some: Any = outlet or inlet
    return Ends(
        taken_on=taken_on,
        parameter=parameter,
        label=str(Parameter(parameter).label),
        place=some.sample.place_words,
        key=some.sample.place_key,
        inlet=inlet,
        outlet=outlet,
        judged=judgements.badge_of_result(outlet, rules) if outlet else None,
        rules=_by(outlet, judgement),
        missing=judgement.missing if judgement else (),
        limit=judgement.limit if judgement else None,
        removal=_removal(parameter, inlet, outlet),
        is_example=some.is_example or some.sample.is_example,
    )


def _by(outlet: Result | None, judgement: effluent.Judgement | None) -> tuple[str, ...]:
    """Return the rules a judgement went by: ours, or those the report names for what it only states."""
    if outlet is None or judgement is None:
        return ()
    if outlet.value is None and outlet.stated:
        return (outlet.stated_by,) if outlet.stated_by else ()
    return judgement.standards


def _removal(
    parameter: str, inlet: Result | None, outlet: Result | None
) -> effluent.Removal | None:
    if inlet is None or outlet is None or parameter in NOT_REMOVED:
        return None
    if plain(inlet.unit) != plain(outlet.unit):
        return None
    signs = {"inlet_sign": inlet.comparator, "outlet_sign": outlet.comparator}
    return effluent.removal(inlet.value, outlet.value, **signs)


@value_class
class Sampling:
    """What was found at one place on one day, all parameters together."""

    taken_on: str
    place: str
    ends: tuple[Ends, ...]

    @property
    def is_example(self) -> bool:
        return all(one.is_example for one in self.ends)

    @property
    def url(self) -> str:
        ends = [result for one in self.ends for result in (one.outlet, one.inlet) if result]
        return ends[0].get_absolute_url()

    def of(self, parameter: str) -> Ends | None:
        return next((one for one in self.ends if one.parameter == parameter), None)

    @property
    def further_words(self) -> str:
        """What was found at the outlet besides the parameters that have a column of their own."""
        found = [one for one in self.ends if one.outlet and one.parameter not in MAIN]
        return "; ".join(f"{one.label} {one.outlet.value_words}" for one in found if one.outlet)

    @property
    def judged(self) -> Badge | None:
        """Return the verdict that most calls for attention, with its number: bad, then unclear, then good."""
        badges = [one.judged for one in self.ends if one.judged]
        for tone in ("bad", "part", "none", "good"):
            found = [badge for badge in badges if badge.tone == tone]
            if found:
                # The longest word says “provisionally” where one of them is.
                word = max((str(badge.word) for badge in found), key=len)
                words = {"word": word, "n": len(found), "of": len(badges)}
                return Badge(__("%(word)s: %(n)s of %(of)s") % words, tone)
        return None

    @property
    def rules(self) -> str:
        return judgements.rules_words(
            [rule for one in self.ends for rule in one.rules],
            [rule for one in self.ends for rule in one.missing],
        )


def samplings(ends: Iterable[Ends]) -> list[Sampling]:
    """Return rows of `pair` put together by place and day, in their order."""
    found: dict[Any, list[Ends]] = defaultdict(list)
    for one in ends:
        found[one.taken_on, one.key].append(one)
    return [Sampling(rows[0].taken_on, rows[0].place, tuple(rows)) for rows in found.values()]


def trend_charts(ends: Sequence[Ends]) -> list[Chart]:
    """Return one picture per parameter with dated numbers at the outlet, at most four, most numbers first."""
    by_parameter: dict[str, list[Ends]] = defaultdict(list)
    for one in reversed(ends):
        if one.taken_on and one.outlet is not None and one.outlet.value is not None:
            by_parameter[one.parameter].append(one)
    chosen = sorted(by_parameter, key=lambda p: (-len(by_parameter[p]), ORDER[p]))[:CHARTS_SHOWN]
    return [_trend(by_parameter[parameter]) for parameter in sorted(chosen, key=ORDER.__getitem__)]


def _trend(ends: list[Ends]) -> Chart:
    unit = ends[-1].outlet.unit if ends[-1].outlet else ""
    title = f"{ends[0].label} ({unit})" if unit else ends[0].label
    series = [Series(__("Outlet"), [_point(one.taken_on, one.outlet) for one in ends])]
    inlets = [
        _point(one.taken_on, one.inlet) for one in ends if one.inlet and one.inlet.value is not None
    ]
    if inlets:
        series.append(Series(__("Inlet"), inlets))
    limits = [
        Point(one.taken_on, one.limit.maximum)
        for one in ends
        if one.limit is not None and one.limit.maximum is not None
    ]
    return lines(title, series, limits=limits)


def _point(when: str, result: Result | None) -> Point:
    assert result is not None
    sign = "" if result.comparator == Comparator.EQUAL else result.comparator
    return Point(when, result.value, sign)
