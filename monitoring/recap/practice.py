"""How facilities of a region are really managed, as approved visits found it: counts with their n."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from django.db.models import Count, F, Max, Min, Window
from django.db.models.functions import RowNumber

from core.access import ScopedQuerySet
from core.land.regions import Region
from core.people.users import User
from core.tools.rows.values import value_class
from monitoring.models import Answer, Practised, Visit
from monitoring.models.questions import DONE_OR_NOT, LEVELS
from monitoring.questionnaire import showif
from monitoring.recap.sums import as_number
from monitoring.recap.visits import approved, counted


@value_class
class KeptRule:
    """`done` of the `n` facilities that gave an answer; without any, nothing is known."""

    done: int = 0
    n: int = 0


@value_class
class FoundPractice:
    """`levels`: facilities per level of the spectrum found (1–5); `kept`: by `Practised`."""

    visited: int
    first_visit: dt.date | None
    last_visit: dt.date | None
    levels: dict[int, int]
    kept: dict[str, KeptRule]

    @property
    def commonest(self) -> int | None:
        return max(self.levels, key=lambda level: (self.levels[level], -level), default=None)


def found_level(visits: ScopedQuerySet, level: int, since: dt.date | None) -> ScopedQuerySet:
    """Return the visits behind a level of `FoundPractice`: the latest of each facility that found it."""
    found = Answer.objects.current().filter(
        visit__in=_latest(counted(visits), since),
        reason="",
        question__practice=Practised.LEVEL,
        value=str(level),
    )
    return visits.filter(pk__in=found.order_by().values("visit"))


def _latest(rows: ScopedQuerySet, since: dt.date | None) -> ScopedQuerySet:
    """Return the latest of approved visits of each facility, by whatever instrument."""
    if since is not None:
        rows = rows.filter(visited_on__gte=since)
    newest = [F("visited_on").desc(), F("pk").desc()]
    ranked = rows.order_by().annotate(
        rank=Window(RowNumber(), partition_by=[F("facility")], order_by=newest)
    )
    return Visit.objects.filter(pk__in=ranked.filter(rank=1).values("pk"))


def build_practice(*, user: User, region: Region, since: dt.date | None = None) -> FoundPractice:
    """Return what the latest approved visit of each facility (since a day) found. Two queries."""
    latest = _latest(approved(user=user, region=region), since)
    told = latest.aggregate(n=Count("pk"), first=Min("visited_on"), last=Max("visited_on"))
    answers = (
        Answer.objects.current()
        .filter(visit__in=latest, reason="")
        .exclude(question__practice="")
        .order_by()
        .values_list("question__code", "question__practice", "question__done_if", "value")
        .annotate(n=Count("pk"))
    )
    levels: Counter[int] = Counter()
    done: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    for code, practice, rule, value, n in answers:
        if practice == Practised.LEVEL:
            if value in LEVELS:
                levels[int(value)] += n
            continue
        asked[practice] += n
        done[practice] += n if _is_done(code, rule, value) else 0
    return FoundPractice(
        visited=told["n"],
        first_visit=told["first"],
        last_visit=told["last"],
        levels=dict(levels),
        kept={str(one): KeptRule(done[one], asked[one]) for one in DONE_OR_NOT},
    )


def _is_done(code: str, rule: str, value: str) -> bool:
    """Return whether an answer is one by which its instrument counts the practice as done."""
    if "/" in value and (share := as_number(value)) is not None:
        value = str(share)
    try:
        return showif.holds(showif.parse(rule), {code: value})
    except showif.BadRule:
        return False  # the checks before publishing say so
