"""Plan against realisation as matrices: one chapter's year, all chapters' year, goals over their years.

The national figures are the sum of the chapters' rows and nothing else (products F46).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import F
from django.utils import timezone

from chapters.models import Chapter
from core.people.users import User
from core.records.badges import review_badge
from core.tools.tables import Badge
from planning import badges, performance
from planning.models import (
    Activity,
    AnnualPlan,
    Field,
    Goal,
    Status,
)
from planning.reports.board import chapters_of
from planning.reports.rows import MoneyRow, total, whole
from planning.reports.year import money_of


@dataclass(frozen=True)
class LineRow:
    """One activity: target and realised in `unit`, money in rupiah, None where not stated.

    Cancelled: its budget is shown in its row and added up nowhere.
    """

    field: str
    title: str
    unit: str
    target: Decimal | None
    realised: Decimal | None
    percent: int | None
    word: Badge
    status: Badge
    is_cancelled: bool
    months: str
    budget: int | None
    spent: int | None
    url: str
    is_example: bool

    @property
    def left(self) -> int | None:
        """What of the budget is not spent; None where there is none, or none any more."""
        if self.budget is None or self.is_cancelled:
            return None
        return self.budget - (self.spent or 0)


@dataclass(frozen=True)
class FieldTotal:
    """The lines of one field of work that were not cancelled: how many, and their money."""

    field: str
    lines: int
    done: int
    budget: int | None
    spent: int | None


@dataclass(frozen=True)
class ChapterMatrix:
    rows: tuple[LineRow, ...]
    funds: tuple[MoneyRow, ...]

    @property
    def budget(self) -> int | None:
        """The sum in rupiah of the budgets that were not cancelled; None where no row states one."""
        return _planned(self.rows)

    @property
    def spent(self) -> int | None:
        return total(row.spent for row in self.rows)

    @property
    def fields(self) -> tuple[FieldTotal, ...]:
        found = []
        done = badges.STATUSES[Status.DONE]
        for label in dict.fromkeys(row.field for row in self.rows):
            rows = [row for row in self.rows if row.field == label]
            found.append(
                FieldTotal(
                    label,
                    sum(1 for row in rows if not row.is_cancelled),
                    sum(1 for row in rows if row.status == done),
                    _planned(rows),
                    total(row.spent for row in rows),
                )
            )
        return tuple(found)


@dataclass(frozen=True)
class ChapterYear:
    """One chapter's year as a row of the national matrix; cancelled activities are in `cancelled` only.

    Their budget is planned no more; what had been spent on them is in `spent`.

    Without a plan nothing is counted: None, which is not 0.
    """

    chapter: str
    plan: Badge | None
    url: str
    lines: int | None
    done: int | None
    running: int | None
    not_started: int | None
    postponed: int | None
    cancelled: int | None
    budget: int | None
    spent: int | None
    is_example: bool = False
    region: str = ""


COUNTS = ("lines", "done", "running", "not_started", "postponed", "cancelled")


@dataclass(frozen=True)
class NationalMatrix:
    year: int
    rows: tuple[ChapterYear, ...]

    @property
    def totals(self) -> dict[str, int | None]:
        """The sums of the rows, by column."""
        counted = {name: total(getattr(row, name) for row in self.rows) for name in COUNTS}
        return counted | {
            "budget": total(row.budget for row in self.rows),
            "spent": total(row.spent for row in self.rows),
        }


@dataclass(frozen=True)
class GoalYear:
    """What the activities of one year that serve a goal add up to, in the goal's unit."""

    lines: int
    target: Decimal | None
    realised: Decimal | None


@dataclass(frozen=True)
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


@dataclass(frozen=True)
class GoalMatrix:
    """Goals whose years touch `years`; `orphans`: activities of these years that serve no goal."""

    years: tuple[int, ...]
    rows: tuple[GoalMatrixRow, ...]
    orphans: int


def _planned(rows: Iterable[LineRow]) -> int | None:
    return total(row.budget for row in rows if not row.is_cancelled)


def _lines(user: User) -> Any:
    return Activity.objects.visible_to(user).current().filter(plan__archived_at__isnull=True)


def build_chapter_matrix(*, user: User, plan: AnnualPlan) -> ChapterMatrix:
    """Return a plan's lines with field totals and money by source; 2 queries."""
    rows = _lines(user).filter(plan=plan).with_figures()
    found = tuple(
        LineRow(
            field=row.get_field_display(),
            title=row.title,
            unit=row.unit,
            target=row.target,
            realised=row.realised,
            percent=row.verdict.percent,
            word=badges.WORDS[row.verdict.word],
            status=badges.status_of(row),
            is_cancelled=row.status == Status.CANCELLED,
            months=row.months,
            budget=whole(row.budget),
            spent=whole(row.spent),
            url=row.get_absolute_url(),
            is_example=row.is_example,
        )
        for row in sorted(rows, key=_by_field)
    )
    return ChapterMatrix(found, tuple(money_of(user, plan)))


def _by_field(row: Any) -> tuple[int, int, int, int]:
    return Field.values.index(row.field), row.order, row.month_from or 13, row.pk


def build_national_matrix(*, user: User, year: int) -> NationalMatrix:
    """Return every chapter of the year that the reader sees (`chapters_of`); 3 queries whatever the number."""
    plans: dict[int, AnnualPlan] = {
        plan.chapter_id: plan
        for plan in AnnualPlan.objects.visible_to(user).current().filter(year=year)
    }
    lines: dict[int, list[Any]] = {}
    for row in _lines(user).filter(plan__year=year).with_figures().select_related("plan"):
        lines.setdefault(row.plan.chapter_id, []).append(row)
    rows = []
    for chapter in chapters_of(user, year):
        plan, own = plans.get(chapter.pk), lines.get(chapter.pk, [])
        states = Counter(row.status for row in own)
        rows.append(
            ChapterYear(
                chapter=chapter.region.short_name,
                plan=review_badge(plan) if plan else None,
                url=plan.get_absolute_url() if plan else chapter.get_absolute_url(),
                lines=len(own) - states[Status.CANCELLED] if plan else None,
                done=states[Status.DONE] if plan else None,
                running=states[Status.RUNNING] if plan else None,
                not_started=states[Status.NOT_STARTED] if plan else None,
                postponed=states[Status.POSTPONED] if plan else None,
                cancelled=states[Status.CANCELLED] if plan else None,
                budget=total(whole(row.budget) for row in own if row.status != Status.CANCELLED),
                spent=total(whole(row.spent) for row in own),
                is_example=any(row.is_example for row in own),
                region=chapter.region_id,
            )
        )
    return NationalMatrix(year, tuple(rows))


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
    lines = _lines(user)
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
