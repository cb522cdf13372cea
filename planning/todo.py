"""Tasks of the room, derived by query and gone with their condition (design §5)."""

from __future__ import annotations

import datetime as dt

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as __
from django.utils.translation import ngettext

from chapters.models import Chapter
from core.access import Action, ScopedQuerySet, may, works_in_region
from core.people.users import User
from core.records.review import State
from core.tools.todo import Task
from planning.chasing import promises_overdue, promises_to_keep, strategies_due
from planning.models import (
    Achievement,
    Activity,
    Advice,
    AnnualPlan,
    AnnualReport,
    Deadline,
    Duty,
)
from planning.models.deadlines import day_of

REVIEW_DAYS = 14
ROOM = "planning"


def tasks_for(user: User, *, today: dt.date) -> list[Task]:
    """Return what waits for this reader in the planning room; at most 9 queries, nothing for readers only."""
    if may(user, Action.REVIEW):
        return [
            *_to_review(user, today),
            *_overdue_everywhere(user, today),
            *promises_overdue(user, today),
        ]
    if works_in_region(user):
        return [
            *_handed_back(user, today),
            *_unanswered(user),
            *_overdue(user, today),
            *_missing(user, today),
            *promises_to_keep(user, today),
            *strategies_due(user, today),
        ]
    return []


def _address(name: str, query: str = "") -> str:
    return reverse(f"planning:{name}") + query


def _to_review(user: User, today: dt.date) -> list[Task]:
    found = []
    kinds: list[tuple[type[AnnualPlan] | type[AnnualReport], str]] = [
        (AnnualPlan, "annual-plan"),
        (AnnualReport, "annual-report"),
    ]
    for model, kind in kinds:
        rows: list[AnnualPlan | AnnualReport] = list(
            model.objects.visible_to(user)
            .current()
            .filter(state=State.SUBMITTED)
            .select_related("chapter__region")
            .order_by("submitted_at")[:6]
        )
        total = (
            len(rows)
            if len(rows) < 6
            else model.objects.current().filter(state=State.SUBMITTED).count()
        )
        if total > 5:
            first = timezone.localtime(rows[0].submitted_at).date()
            title = (
                __("Review the annual plans")
                if kind == "annual-plan"
                else __("Review the achievement reports")
            )
            found.append(
                _review_task(
                    title, _address(f"{kind}-list", "?state=submitted"), first, today, total
                )
            )
            continue
        for row in rows:
            day = timezone.localtime(row.submitted_at).date()
            title = __("Review: %(what)s") % {"what": row}
            found.append(_review_task(title, row.get_absolute_url(), day, today))
    return found


def _review_task(title: str, url: str, since: dt.date, today: dt.date, count: int = 1) -> Task:
    days = (today - since).days
    note = ngettext("waiting for %(n)s day", "waiting for %(n)s days", days) % {"n": days}
    due = since + dt.timedelta(days=REVIEW_DAYS)
    tone = "late" if due < today else "soon" if (due - today).days <= 7 else ""
    return Task(title, url, note, due, tone, count, ROOM, is_awaited=True)


def _overdue_everywhere(user: User, today: dt.date) -> list[Task]:
    count = Activity.objects.visible_to(user).current().late(today=today).count()
    if not count:
        return []
    return [
        Task(
            __("Follow up overdue activities"),
            _address("activity-list", "?situation=late"),
            __("Their last month is over, and they are neither finished nor stopped."),
            tone="late",
            count=count,
            room=ROOM,
        )
    ]


def _handed_back(user: User, today: dt.date) -> list[Task]:
    """Returned ones, and drafts; an empty draft of an old year waits for nobody."""
    found = []
    activities = Activity.objects.current().filter(plan=OuterRef("pk"))
    achievements = Achievement.objects.current().filter(annual_report=OuterRef("pk"))
    for model, lines in ((AnnualPlan, activities), (AnnualReport, achievements)):
        waiting = Q(state=State.RETURNED) | Q(state=State.DRAFT, year__gte=today.year - 1)
        waiting |= Q(state=State.DRAFT, has_lines=True)
        rows = (
            model.objects.visible_to(user)
            .current()
            .annotate(has_lines=Exists(lines))
            .filter(waiting)
            .select_related("chapter__region")
            .order_by("-year", "chapter")
        )
        for row in rows:
            if row.state == State.RETURNED:
                day = date_format(timezone.localtime(row.reviewed_at), "DATE_FORMAT")
                note = __("returned by the Secretariat on %(date)s") % {"date": day}
                title = __("Revise and submit again: %(what)s") % {"what": row}
            else:
                note, title = __("still a draft"), __("Finish and submit: %(what)s") % {"what": row}
            back = row.state == State.RETURNED
            tone, url = "soon" if back else "", row.get_absolute_url()
            found.append(Task(title, url, note, None, tone, 1, ROOM, is_awaited=back))
    return found


def _unanswered(user: User) -> list[Task]:
    rows = list(
        Advice.objects.visible_to(user)
        .open()
        .order_by("created_at")
        .values_list("pk", "created_at", "text")
    )
    if not rows:
        return []
    pk, since, text = rows[0]
    one = len(rows) == 1
    return [
        Task(
            __("Answer the Secretariat's advice"),
            reverse("planning:advice-answer", args=[pk]) if one else _address("advice-list", "?answer=open"),
            text[:120] if one else __("the oldest since %(date)s")
            % {"date": date_format(timezone.localtime(since), "DATE_FORMAT")},
            None,
            "soon",
            len(rows),
            ROOM,
            is_awaited=True,
        )
    ]  # fmt: skip


def _overdue(user: User, today: dt.date) -> list[Task]:
    count = Activity.objects.visible_to(user).current().silent(today=today).count()
    if not count:
        return []
    return [
        Task(
            __("Record the progress of overdue activities"),
            _address("activity-list", "?situation=silent"),
            __(
                "Their last month is over and nothing is recorded; or say why they are postponed or cancelled."
            ),
            tone="late",
            count=count,
            room=ROOM,
        )
    ]


def _missing(user: User, today: dt.date) -> list[Task]:
    """The plan of this year and the report of last year that nobody has begun."""
    last = today.year - 1
    own = {"chapter": OuterRef("pk")}
    chapters: ScopedQuerySet = (
        Chapter.objects.visible_to(user)
        .current()
        .working()
        .annotate(
            planned=Exists(AnnualPlan.objects.current().filter(year=today.year, **own)),
            reported=Exists(AnnualReport.objects.current().filter(year=last, **own)),
            due_plan=Deadline.objects.all().in_force(Duty.PLAN, today.year),
            due_report=Deadline.objects.all().in_force(Duty.REPORT, last),
        )
        .select_related("region")
    )
    found = []
    for chapter in chapters:
        start = f"?chapter={chapter.pk}&year="
        names = {"region": chapter.region.short_name}
        if not chapter.reported:
            due = day_of(chapter.due_report, last)
            found.append(
                Task(
                    __("Report the achievements of %(year)s") % {"year": last},
                    _address("annual-report-create", f"{start}{last}"),
                    names["region"], due, "late" if due and due < today else "soon", 1, ROOM,
                )
            )  # fmt: skip
        if not chapter.planned:
            due = day_of(chapter.due_plan, today.year)
            found.append(
                Task(
                    __("Make the plan of %(year)s") % {"year": today.year},
                    _address("annual-plan-create", f"{start}{today.year}"),
                    names["region"], due, "late" if due and due < today else "soon", 1, ROOM,
                )
            )  # fmt: skip
    return found
