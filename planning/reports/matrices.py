"""Plan against realisation as matrices: one chapter's year and all chapters' year.

The national figures are the sum of the chapters' rows and nothing else (products F46).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from core.people.users import User
from core.records.badges import review_badge
from core.tools.rows.values import value_class
from core.tools.tables import Badge
from planning import badges
from planning.models import Activity, AnnualPlan, Field, Status
from planning.reports.board import chapters_of
from planning.reports.rows import MoneyRow, total, whole
from planning.reports.year import money_of


@value_class
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


@value_class
class FieldTotal:
    """The lines of one field of work that were not cancelled: how many, and their money."""

    field: str
    lines: int
    done: int
    budget: int | None
    spent: int | None


@value_class
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


@value_class
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


@value_class
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


def _planned(rows: Iterable[LineRow]) -> int | None:
    return total(row.budget for row in rows if not row.is_cancelled)


def lines_for(user: User) -> Any:
    """Return the activities a reader sees of plans that are not archived."""
    return Activity.objects.visible_to(user).current().filter(plan__archived_at__isnull=True)


def build_chapter_matrix(*, user: User, plan: AnnualPlan) -> ChapterMatrix:
    """Return a plan's lines with field totals and money by source; 2 queries."""
    rows = lines_for(user).filter(plan=plan).with_figures()
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
    for row in lines_for(user).filter(plan__year=year).with_figures().select_related("plan"):
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
