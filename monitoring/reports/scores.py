"""What visits of a year came to: score and class per aspect, and what changed since the visit before."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from itertools import groupby

from django.db.models import F

from core.land.regions import Region
from core.people.users import User
from core.records.review import State
from core.tools.rows.values import value_class
from core.tools.tables import Badge
from ksm.models import Facility
from monitoring.models import AspectScore, GradeWord, VisitScore
from monitoring.scoring.spread import spread
from monitoring.scoring.words import grade_badge

SCORES_SHOWN = 40


@value_class
class AspectSpread:
    """One aspect, or the total: the median of `n` scores (0–100) and how many facilities have each class.

    `better`, `worse`, `same`: facilities by their change since the visit before by the same version of the
    instrument; a facility visited once is in none.
    """

    label: str
    n: int
    median: Decimal | None
    grades: tuple[tuple[Badge, int], ...]
    better: int
    worse: int
    same: int

    @property
    def compared(self) -> int:
        return self.better + self.worse + self.same


@value_class
class ScoredFacility:
    """A facility with its latest approved visit of the year; scores 0–100, None where nothing was answered.

    `change`: points of the total since the visit before by the same version, None where there is none.
    """

    name: str
    place: str
    visited_on: dt.date
    day_words: str
    aspects: tuple[Decimal | None, ...]
    total: Decimal | None
    grade: Badge | None
    change: Decimal | None
    url: str
    is_example: bool


@value_class
class ScoresReport:
    """The scores by one version of an instrument; `facilities` the weakest first, all of them."""

    instrument: str
    aspects: tuple[AspectSpread, ...]
    total: AspectSpread
    facilities: tuple[ScoredFacility, ...]

    @property
    def shown(self) -> tuple[ScoredFacility, ...]:
        return self.facilities[:SCORES_SHOWN]

    @property
    def left_out(self) -> int:
        return len(self.facilities) - len(self.shown)


@value_class
class _Change:
    """Two scores of one facility, the second by an earlier visit or None; `place` None: the total, else an aspect."""

    now: VisitScore
    before: VisitScore | None

    def score(self, place: int | None) -> Decimal | None:
        return _scored(self.now, place)[0]

    def grade(self, place: int | None) -> str:
        return _scored(self.now, place)[1]

    def change(self, place: int | None) -> Decimal | None:
        now, before = (_scored(row, place)[0] for row in (self.now, self.before))
        return None if now is None or before is None else now - before


def _scored(row: VisitScore | None, place: int | None) -> tuple[Decimal | None, str]:
    if row is None:
        return None, ""
    if place is None:
        return row.total, row.grade
    part = row.loaded_aspects[place]
    return part.value, part.grade


def build_scores(*, user: User, region: Region, at: dt.date) -> tuple[ScoresReport, ...]:
    """Return a report per version of the instrument, that of most facilities first; 1 query.

    Of each facility that stands on the day counts its latest approved visit of that year (decision 10).
    """
    standing = Facility.objects.visible_to(user).in_region(region.pk).existing(at)
    parts = (
        AspectScore.objects.visible_to(user)
        .filter(
            score__instrument=F("score__visit__instrument"),
            score__visit__archived_at__isnull=True,
            score__visit__state=State.APPROVED,
            score__visit__visited_on__lte=at,
            score__visit__facility__in=standing.order_by().values("pk"),
        )
        .select_related("aspect", "score__instrument", "score__visit__facility__region")
        .order_by(
            "score__visit__facility",
            "-score__visit__visited_on",
            "-score__visit__pk",
            "aspect__order",
            "aspect",
        )
    )
    rows: dict[int, VisitScore] = {}
    for part in parts:
        score = rows.setdefault(part.score_id, part.score)
        score.loaded_aspects = [*getattr(score, "loaded_aspects", []), part]
    found: dict[int, list[_Change]] = {}
    for _facility, group in groupby(rows.values(), key=lambda row: row.visit.facility_id):
        latest, *older = group
        if latest.visit.visited_on.year == at.year:
            same = (row for row in older if row.instrument_id == latest.instrument_id)
            found.setdefault(latest.instrument_id, []).append(_Change(latest, next(same, None)))
    most_first = sorted(found.items(), key=lambda item: (-len(item[1]), -item[0]))
    return tuple(_report(changes, region) for _instrument, changes in most_first)


def _report(changes: list[_Change], region: Region) -> ScoresReport:
    first = changes[0].now
    labels = [part.aspect.label for part in first.loaded_aspects]
    rows = [_facility(change, len(labels), region) for change in changes]
    return ScoresReport(
        instrument=str(first.instrument),
        aspects=tuple(_spread(label, changes, place) for place, label in enumerate(labels)),
        total=_spread("", changes, None),
        facilities=tuple(sorted(rows, key=lambda row: (row.total is None, row.total, row.name))),
    )


def _spread(label: str, changes: list[_Change], place: int | None) -> AspectSpread:
    scores = [change.score(place) for change in changes]
    figures = spread(Counter(score for score in scores if score is not None))
    differences = [change.change(place) for change in changes]
    moves = Counter((by > 0) - (by < 0) for by in differences if by is not None)
    return AspectSpread(
        label=label,
        n=figures.n,
        median=figures.median,
        grades=tuple(_badges(Counter(change.grade(place) for change in changes))),
        better=moves[1],
        worse=moves[-1],
        same=moves[0],
    )


def _badges(grades: Counter[str]) -> Iterable[tuple[Badge, int]]:
    for grade in GradeWord.values:
        badge = grade_badge(grade)
        if badge and grades[grade]:
            yield badge, grades[grade]


def _facility(change: _Change, aspects: int, region: Region) -> ScoredFacility:
    visit = change.now.visit
    return ScoredFacility(
        name=visit.facility.name,
        place=region.names(visit.facility.region),
        visited_on=visit.visited_on,
        day_words=visit.day_words,
        aspects=tuple(change.score(place) for place in range(aspects)),
        total=change.score(None),
        grade=grade_badge(change.grade(None)),
        change=change.change(None),
        url=visit.get_absolute_url(),
        is_example=visit.is_example,
    )
