"""Rounds beside rounds and regions beside regions, by one instrument: medians with n, facilities per class."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db.models import Count, F
from django.db.models.functions import Left
from django.urls import reverse

from core.access import ScopedQuerySet
from core.land.regions import Region
from core.people.users import User
from core.tools import formats
from core.tools.rows.values import value_class
from monitoring.models import Aspect, AspectScore, Round, VisitScore
from monitoring.recap.recap import Classes, classes
from monitoring.recap.visits import Scope, latest_visits

BY = ("region", "round")


@value_class
class ComparedScores:
    """One region or round: its total and, by aspect code, its aspects. `scope`: whose visits it is about."""

    label: str
    note: str
    url: str
    scope: Scope
    total: Classes
    aspects: dict[str, Classes]

    @property
    def scored(self) -> int:
        return sum(self.total.grades.values())


@value_class
class Comparison:
    """`aspects`: (code, label) in the instrument's order; nothing is compared across instruments."""

    by: str
    scope: Scope
    aspects: tuple[tuple[str, str], ...]
    rows: tuple[ComparedScores, ...]


def build_comparison(*, user: User, scope: Scope, by: str) -> Comparison:
    """Return the comparison of what the user may see; at most six queries.

    By region: provinces of the country, or the kabupaten and kota of a province, latest visit of each
    facility. By round: in each round the latest visit of each facility; those outside a round are left out.
    """
    latest = latest_visits(user=user, scope=scope, by_round=by == "round")
    if by == "round":
        latest = latest.filter(round__isnull=False)
    width = 5 if scope.region else 2  # of the codes "34.04" and "34"
    scores = VisitScore.objects.filter(visit__in=latest, instrument=scope.instrument).order_by()
    parts = AspectScore.objects.filter(score__in=scores.values("pk")).order_by()
    totals: dict[Any, list[Any]] = defaultdict(list)
    for place, *rest in _counted(scores, "visit", by, width, ("total", "grade")):
        totals[place].append(rest)
    by_aspect: dict[Any, list[Any]] = defaultdict(list)
    columns = ("aspect", "value", "grade")
    for place, aspect, *rest in _counted(parts, "score__visit", by, width, columns):
        by_aspect[place, aspect].append(rest)
    aspects = list(Aspect.objects.current().filter(instrument=scope.instrument).order_by("order"))
    rows = [
        ComparedScores(
            label=label,
            note=note,
            url=url,
            scope=own,
            total=classes("", "", totals[place]),
            aspects={
                one.code: classes(one.code, one.label, by_aspect[place, one.pk]) for one in aspects
            },
        )
        for place, own, label, note, url in _places(user, scope, by, set(totals))
    ]
    return Comparison(by, scope, tuple((one.code, str(one.label)) for one in aspects), tuple(rows))


def _counted(
    rows: ScopedQuerySet, visit: str, by: str, width: int, columns: tuple[str, ...]
) -> Any:
    """Return (place, *columns, number) rows, counted by the database."""
    if by == "round":
        placed = rows.annotate(place=F(f"{visit}__round"))
    else:
        placed = rows.annotate(place=Left(f"{visit}__facility__region_id", width))
    return placed.values_list("place", *columns).annotate(n=Count("pk"))


def _places(
    user: User, scope: Scope, by: str, keys: set[Any]
) -> list[tuple[object, Scope, str, str, str]]:
    """Return (key, scope, label, note, address of the recap) in the order to show."""
    address = reverse("monitoring:recap")
    with_ = f"instrument={scope.instrument.pk}"
    if by == "region":
        regions = Region.objects.filter(pk__in=keys).order_by("name", "pk")
        return [
            (
                r.pk,
                Scope(r, scope.round, scope.instrument),
                r.short_name,
                "",
                f"{address}?region={r.pk}&{with_}",
            )
            for r in regions
        ]
    rounds = Round.objects.visible_to(user).filter(pk__in=keys).select_related("region")
    rows = rounds.order_by("starts_on", "pk")
    narrowed = f"region={scope.region.pk}&" if scope.region else ""
    return [
        (
            r.pk,
            Scope(scope.region, r, scope.instrument),
            r.name,
            formats.day(r.starts_on) if r.starts_on else "",
            f"{address}?{narrowed}round={r.pk}",
        )
        for r in rows
    ]
