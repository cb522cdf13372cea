"""What a year consists of: frozen rows, ready for page, overview and report."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as __

from core.tools.rows.values import value_class
from core.tools.tables import Badge
from planning import badges, performance
from planning.models import Status
from planning.reports.proposal import AskedRow


@value_class
class MoneyRow:
    """One source of money in rupiah; None where nothing was planned or recorded.

    `judged`: what was planned for the activities of which spending is recorded at all; only of these a share is
    told (design §5). None: kept before it was counted.
    """

    source: str
    planned: int | None
    realised: int | None
    judged: int | None = None
    fund: str | None = field(
        default=None, metadata={"digest": False}
    )  # None: of all, or kept before

    @property
    def compared(self) -> int | None:
        """What the realised money is a share of."""
        return self.planned if self.judged is None else self.judged


@value_class
class PlanPart:
    pk: int
    url: str
    state: Badge
    is_approved: bool
    approved_at: dt.datetime | None
    summary: str
    is_example: bool


@value_class
class ActivityRow:
    """One line of the plan with what became of it. `realised` in `unit`, money in rupiah."""

    field: str
    title: str
    target_group: str
    target: Decimal | None
    unit: str
    realised: Decimal | None
    ratio: Decimal | None
    percent: int | None
    word: Badge
    status: Badge
    stop_reason: str
    budget: int | None
    spent: int | None
    months: str
    obstacle: str
    goal: str
    programme: str
    strategy: str
    source: str
    url: str
    is_example: bool
    is_cancelled: bool = False


@value_class
class ChangeRow:
    """A target changed after its approval: what was agreed, what holds now, and why."""

    activity: str
    old_target: Decimal | None
    old_unit: str
    new_target: Decimal
    new_unit: str
    changed_on: dt.date
    reasons: str
    explanation: str
    is_example: bool


@value_class
class ReportPart:
    """The year's account. `is_final`: approved and not reopened since."""

    pk: int
    url: str
    state: Badge
    is_approved: bool
    is_final: bool
    submitted_at: dt.datetime | None
    submitted_by: str
    reviewed_at: dt.datetime | None
    reviewed_by: str
    summary: str
    obstacles: str
    recommendations: str
    is_example: bool


@value_class
class AchievementRow:
    label: str
    field: str
    unit: str
    target: Decimal | None
    realised: Decimal | None
    ratio: Decimal | None
    percent: int | None
    word: Badge
    last_year: Decimal | None
    change: performance.YearChange | None
    lower_is_better: bool
    cause: str
    obstacle: str
    solution: str
    source: str
    url: str
    is_example: bool
    code: str = ""  # of the shared indicator


@value_class
class GoalRow:
    title: str
    field: str
    period: str
    indicator: str
    target: Decimal | None
    unit: str
    activity_count: int
    is_example: bool


@value_class
class Missing:
    """A part that is not there, in words, and who can add it where; `is_form`: only whoever may opens that page."""

    text: str
    who: str
    url: str = ""
    is_form: bool = False


@value_class
class YearReport:
    """`asked`: the budget proposals for the year after it."""

    year: int
    chapter: str
    chapter_pk: int | None
    plan: PlanPart | None
    activities: tuple[ActivityRow, ...]
    money: tuple[MoneyRow, ...]
    annual_report: ReportPart | None
    achievements: tuple[AchievementRow, ...]
    next_activities: tuple[ActivityRow, ...]
    goals: tuple[GoalRow, ...]
    vision: str
    vision_is_example: bool
    changes: tuple[ChangeRow, ...]
    missing: tuple[Missing, ...]
    asked: tuple[AskedRow, ...] = ()

    @property
    def money_total(self) -> MoneyRow:
        """The sum of the sources, None where no source has a figure."""
        return total_of(self.money)

    @property
    def contributions(self) -> tuple[ActivityRow, ...]:
        """The activities that serve a programme of the region's strategy (SSK)."""
        return tuple(row for row in self.activities if row.programme)

    @property
    def planned_count(self) -> int:
        """How many activities the year still plans: what was cancelled is none of them."""
        return sum(1 for row in self.activities if not row.is_cancelled)

    @property
    def done_count(self) -> int:
        return sum(1 for row in self.activities if row.status.tone == "good")

    @property
    def words(self) -> list[tuple[Badge, int]]:
        """The words with how many achievements each has; judged, as a kept row has its word in one language."""
        count = Counter(
            performance.judge(row.realised, row.target, lower_is_better=row.lower_is_better).word
            for row in self.achievements
        )
        return [(badge, count[word]) for word, badge in badges.WORDS.items()]

    @property
    def has_examples(self) -> bool:
        rows: list[Any] = [self.plan, self.annual_report, *self.activities, *self.achievements]
        rows += [*self.next_activities, *self.goals, *self.changes, *self.asked]
        return self.vision_is_example or any(row.is_example for row in rows if row is not None)


def planned_money(rows: Iterable[tuple[str, int | None]]) -> int | None:
    """Return the sum of budgets in rupiah from (status, budget); cancelled ones are not planned any more.

    None where no row that stands states one.
    """
    return total(budget for status, budget in rows if status != Status.CANCELLED)


def total_of(money: Iterable[MoneyRow]) -> MoneyRow:
    """Return the total of some sources; None where no source has a figure."""
    rows = list(money)
    return MoneyRow(
        __("Total"),
        total(row.planned for row in rows),
        total(row.realised for row in rows),
        total(row.judged for row in rows),
    )


def total(values: Iterable[int | None]) -> int | None:
    """Return the sum of what is known; None where nothing is."""
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def whole(value: Decimal | int | None) -> int | None:
    """Return a sum of the database as whole rupiah; None where nothing was added."""
    return None if value is None else int(value)
