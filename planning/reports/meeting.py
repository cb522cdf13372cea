"""What a planning meeting looks at, step by step, and the minutes of it: once for page, projector and paper."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as __

from core.people.users import User
from core.records.badges import review_badge
from core.tools.formats import number, rupiah
from core.tools.rows.values import value_class
from core.tools.tables import Badge
from planning import badges
from planning.models import (
    Achievement,
    Activity,
    Advice,
    AnnualPlan,
    Goal,
    MeetingNote,
    ReviewMeeting,
    Step,
    Vision,
)
from planning.reports.rows import planned_money


@value_class
class AdviceLine:
    text: str
    answer: Badge
    reason: str


@value_class
class Item:
    """One thing the meeting looks at. `facts`: (label, words); `advice_on`: the activity advice can be typed on."""

    title: str
    note: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    badge: Badge | None = None
    url: str = ""
    advice_on: int | None = None
    advice: tuple[AdviceLine, ...] = ()
    is_example: bool = False


@value_class
class StepPart:
    """One step: what was looked at, what was noted, whether the meeting has finished with it."""

    step: Step
    items: tuple[Item, ...]
    empty: str
    text: str
    is_done: bool

    @property
    def label(self) -> str:
        return str(self.step.label)

    @property
    def number(self) -> int:
        return list(Step).index(self.step) + 1


def build_step(*, user: User, meeting: ReviewMeeting, step: Step) -> StepPart:
    """Return one step as the reader may see it; at most 5 queries."""
    note = MeetingNote.objects.visible_to(user).filter(meeting=meeting, step=step).first()
    items, empty = _ITEMS[step](user, meeting.plan)
    return StepPart(
        step, tuple(items), empty, note.text if note else "", bool(note and note.is_done)
    )


def build_minutes(*, user: User, meeting: ReviewMeeting) -> tuple[StepPart, ...]:
    """Return all steps in order; at most 20 queries."""
    return tuple(build_step(user=user, meeting=meeting, step=step) for step in Step)


def progress_of(*, user: User, meeting: ReviewMeeting) -> list[tuple[Step, bool, bool]]:
    """Return (step, is it done, was something noted) in order; 1 query."""
    rows = MeetingNote.objects.visible_to(user).filter(meeting=meeting)
    known = {row.step: row for row in rows}
    return [
        (step, step in known and known[step].is_done, step in known and bool(known[step].text))
        for step in Step
    ]


Found = tuple[list[Item], str]


def _amount(value: object, unit: str) -> str:
    return f"{number(value)} {unit}".strip() if value is not None else number(None)


def _achieved(user: User, plan: AnnualPlan) -> Found:
    rows = (
        Achievement.objects.visible_to(user)
        .current()
        .filter(
            annual_report__chapter=plan.chapter_id,
            annual_report__year=plan.year - 1,
            annual_report__archived_at__isnull=True,
        )
        .select_related("indicator")
        .order_by("order", "pk")
    )
    items = [
        Item(
            title=row.label,
            note=row.cause or row.obstacle,
            facts=(
                (__("Target"), _amount(row.target, row.unit)),
                (__("Realised"), _amount(row.realised, row.unit)),
                (__("Last year"), _amount(row.last_year, row.unit)),
            ),
            badge=badges.WORDS[row.verdict.word],
            url=row.get_absolute_url(),
            is_example=row.is_example,
        )
        for row in rows
    ]
    return items, __("No achievements of %(year)s are recorded.") % {"year": plan.year - 1}


def _activities(user: User, **of: object) -> Any:
    return (
        Activity.objects.visible_to(user)
        .current()
        .filter(plan__archived_at__isnull=True, **of)
        .with_figures()
        .select_related("goal")
        .order_by("field", "order", "month_from", "pk")
    )


def _unfinished(user: User, plan: AnnualPlan) -> Found:
    of = {"plan__chapter": plan.chapter_id, "plan__year": plan.year - 1}
    items = [
        Item(
            title=row.title,
            note=row.stop_reason,
            facts=(
                (__("Target"), _amount(row.target, row.unit)),
                (__("Realised"), _amount(row.realised, row.unit)),
                (__("Budget"), rupiah(row.budget)),
            ),
            badge=badges.status_of(row),
            url=row.get_absolute_url(),
            is_example=row.is_example,
        )
        for row in _activities(user, **of).unfinished()
    ]
    return items, __("Nothing of %(year)s is left unfinished.") % {"year": plan.year - 1}


def _line(row: Any, advice: tuple[AdviceLine, ...] = ()) -> Item:
    return Item(
        title=row.title,
        note=row.purpose or row.target_group,
        facts=(
            (__("Target"), _amount(row.target, row.unit)),
            (__("Months"), row.months or number(None)),
            (__("Budget"), rupiah(row.budget)),
            (__("Medium-term goal"), row.goal.title if row.goal else __("none")),
        ),
        badge=badges.status_of(row) if row.stop_state else None,
        url=row.get_absolute_url(),
        advice_on=row.pk,
        advice=advice,
        is_example=row.is_example,
    )


def _this_year(user: User, plan: AnnualPlan) -> Found:
    items = [_line(row) for row in _activities(user, plan=plan)]
    return items, __("The plan of %(year)s has no activities.") % {"year": plan.year}


def _goals(user: User, plan: AnnualPlan) -> Found:
    rows = Goal.objects.visible_to(user).current().filter(chapter=plan.chapter_id)
    items = [
        Item(
            title=row.title,
            note=row.indicator,
            facts=(
                (__("Period"), row.period),
                (__("Target"), _amount(row.target, row.unit)),
                (__("Activities"), number(row.activity_count)),  # type: ignore[attr-defined]
            ),
            url=row.get_absolute_url(),
            is_example=row.is_example,
        )
        for row in rows.filter(to_year__gte=plan.year)
        .with_links()
        .order_by("from_year", "order", "pk")
    ]
    return items, __("No medium-term goals are recorded.")


def _vision(user: User, plan: AnnualPlan) -> Found:
    rows = Vision.objects.visible_to(user).in_force().filter(chapter=plan.chapter_id)
    items = [
        Item(title=row.text, url=row.get_absolute_url(), is_example=row.is_example) for row in rows
    ]
    return items, __("No long-term vision is recorded.")


def _advice(user: User, plan: AnnualPlan) -> Found:
    threads: dict[int | None, list[AdviceLine]] = {}
    rows = Advice.objects.visible_to(user).current().filter(activity__plan=plan).order_by("pk")
    for row in rows:
        threads.setdefault(row.activity_id, []).append(
            AdviceLine(row.text, badges.answer_of(row), row.reason)
        )
    items = [_line(row, tuple(threads.get(row.pk, ()))) for row in _activities(user, plan=plan)]
    return items, __("The plan of %(year)s has no activities.") % {"year": plan.year}


def _agree(user: User, plan: AnnualPlan) -> Found:
    lines = list(_activities(user, plan=plan))
    budget = planned_money((row.status, row.budget) for row in lines)
    open_ = Advice.objects.visible_to(user).open().filter(activity__plan=plan).count()
    item = Item(
        title=str(plan),
        note=plan.summary,
        facts=(
            (__("Activities"), number(len(lines))),
            (__("Budget"), rupiah(budget)),
            (__("Advice without an answer"), number(open_)),
        ),
        badge=review_badge(plan),
        url=plan.get_absolute_url(),
        is_example=plan.is_example,
    )
    return [item], ""


_ITEMS = {
    Step.ACHIEVED: _achieved,
    Step.UNFINISHED: _unfinished,
    Step.YEAR: _this_year,
    Step.GOALS: _goals,
    Step.VISION: _vision,
    Step.ADVICE: _advice,
    Step.AGREE: _agree,
}
