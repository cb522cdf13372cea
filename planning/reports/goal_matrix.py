"""Medium-term goals over their years: what the activities of each year add up to, in the goal's own unit."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import F
from django.utils import timezone

from chapters.models import Chapter
from core.people.users import User
from core.tools.rows.values import value_class
from core.tools.tables import Badge
from planning import badges, performance
from planning.models import Goal, Status
from planning.reports.matrices import lines_for
from planning.reports.rows import total, whole


@value_class
class GoalYear:
    """What the activities of one year that serve a goal add up to, in the goal's unit."""

    lines: int
    target: Decimal | None
    realised: Decimal | None


@value_class
class GoalMatrixRow:
    """A goal: `years` are those looked at, the sums and the verdict those of the goal's own whole period.

    `other_units`: linked activities whose unit is another, so not in the sums. `runs_on`: the period is not
    over, so that less than the target is no shortfall yet.
    """

    chapter: str
    title: str
    period: str
    unit: str
    target: Decimal | None
    years: tuple[GoalYear, ...]
    realised: Decimal | None
    other_units: int
    budget: int | None
    runs_on: bool
    url: str
    is_example: bool
    key: int

    @property
    def verdict(self) -> performance.Judged:
        return performance.judge(self.realised, self.target)

    @property
    def word(self) -> Badge:
        """How the goal stands to its target; while its period runs, short of it is only on its way."""
        verdict = self.verdict
        if self.runs_on and verdict.word == performance.Word.BELOW:
            return badges.UNDER_WAY
        return badges.WORDS[verdict.word]


@value_class
class GoalMatrix:
    """Goals whose years touch `years`; `orphans`: activities of these years that serve no goal."""

    years: tuple[int, ...]
    rows: tuple[GoalMatrixRow, ...]
    orphans: int


def build_goal_matrix(
    *, user: User, from_year: int, to_year: int, chapter: Chapter | None = None
) -> GoalMatrix:
    """Return the goals that touch the years, with what their activities reached year by year; 3 queries.

    What was cancelled is planned nowhere: it is no line and no target; what it reached was reached.

    A goal's target is for all its years, so it is judged by all of them, whichever are looked at. Only
    activities in the goal's own unit add up; KK, jiwa and SR never meet in one sum.
    """
    goals = Goal.objects.visible_to(user).current().with_chapter()
    goals = goals.filter(from_year__lte=to_year, to_year__gte=from_year)
    lines = lines_for(user)
    if chapter is not None:
        goals, lines = goals.filter(chapter=chapter), lines.filter(plan__chapter=chapter)
    years, this_year = tuple(range(from_year, to_year + 1)), timezone.localdate().year
    served: dict[int, list[Any]] = {}
    of_goals = lines.filter(
        goal__in=goals.order_by().values("pk"),
        plan__year__gte=F("goal__from_year"),
        plan__year__lte=F("goal__to_year"),
    )
    for row in of_goals.with_figures().select_related("plan"):
        served.setdefault(row.goal_id, []).append(row)
    rows = []
    for goal in goals.order_by("chapter__region__code", "from_year", "order", "pk"):
        own = served.get(goal.pk, [])
        same = [row for row in own if _unit(row.unit) == _unit(goal.unit)]
        realised = [row.realised for row in same if row.realised is not None]
        rows.append(
            GoalMatrixRow(
                chapter=goal.chapter.region.short_name,
                title=goal.title,
                period=goal.period,
                unit=goal.unit,
                target=goal.target,
                years=tuple(_goal_year(year, own, same) for year in years),
                realised=sum(realised, Decimal(0)) if realised else None,
                other_units=len(own) - len(same),
                budget=total(whole(row.budget) for row in own if row.status != Status.CANCELLED),
                runs_on=goal.to_year >= this_year,
                url=goal.get_absolute_url(),
                is_example=goal.is_example,
                key=goal.pk,
            )
        )
    orphans = lines.filter(plan__year__range=(from_year, to_year), goal__isnull=True)
    orphans = orphans.standing().count()
    return GoalMatrix(years, tuple(rows), orphans)


def _unit(text: str) -> str:
    return " ".join(text.lower().split())


def _goal_year(year: int, own: list[Any], same: list[Any]) -> GoalYear:
    lines = [row for row in own if row.plan.year == year]
    here = [row for row in same if row.plan.year == year]
    planned = [row for row in here if row.status != Status.CANCELLED]
    targets = [row.target for row in planned if row.target is not None]
    realised = [row.realised for row in here if row.realised is not None]
    return GoalYear(
        sum(1 for row in lines if row.status != Status.CANCELLED),
        sum(targets, Decimal(0)) if targets else None,
        sum(realised, Decimal(0)) if realised else None,
    )
