"""What has a day in this room: ends of activities, promises, planning meetings, ends of strategies."""

from __future__ import annotations

import datetime as dt

from django.db.models import Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as __

from core.people.users import User
from core.tools.dated import Dated
from core.tools.partial_dates import last_of_month
from planning.models import (
    Activity,
    CheckIn,
    ReviewMeeting,
    Status,
    StrategyEdition,
)


def dated_for(user: User, *, start: dt.date, end: dt.date) -> list[Dated]:
    """Return what lies in start … end, both included, as the user may see it; 4 queries."""
    return [
        item
        for item in (
            *_activities(user, start, end),
            *_promises(user, start, end),
            *_meetings(user, start, end),
            *_strategies(user),
        )
        if item.touches(start, end)
    ]


def _activities(user: User, start: dt.date, end: dt.date) -> list[Dated]:
    """The last day of the last month of each activity that still goes on."""
    rows = (
        Activity.objects.visible_to(user)  # type: ignore[misc]
        .current()
        .with_status()
        .filter(
            plan__archived_at__isnull=True,
            plan__year__range=(start.year, end.year),
            month_from__isnull=False,
            status__in=(Status.NOT_STARTED, Status.RUNNING),
        )
        .annotate(last_month=Coalesce("month_to", "month_from", Value(12)))
        .select_related("plan__chapter__region")
    )
    found = []
    for row in rows:
        last = last_of_month(row.plan.year, row.last_month)
        found.append(
            Dated(
                uid=f"planning-activity-{row.pk}",
                day=last,
                title=row.title,
                url=row.get_absolute_url(),
                kind="activity",
                kind_label=__("Last month of the activity"),
                region=row.plan.chapter.region_id,
                place=row.place,
                note=row.months,
                is_example=row.is_example,
            )
        )
    return found


def _promises(user: User, start: dt.date, end: dt.date) -> list[Dated]:
    rows = CheckIn.objects.visible_to(user).promised().filter(promise_due__range=(start, end))
    return [
        Dated(
            uid=f"planning-promise-{row.pk}",
            day=row.promise_due,  # type: ignore[arg-type]
            title=row.promise,
            url=row.get_absolute_url(),
            kind="promise",
            kind_label=__("Promise of a check-in"),
            region=row.chapter.region_id,
            is_example=row.is_example,
        )
        for row in rows.with_chapter()
    ]


def _meetings(user: User, start: dt.date, end: dt.date) -> list[Dated]:
    rows = ReviewMeeting.objects.visible_to(user).current().filter(held_on__range=(start, end))
    return [
        Dated(
            uid=f"planning-meeting-{row.pk}",
            day=row.held_on,
            title=str(row.plan),
            url=row.get_absolute_url(),
            kind="planning-meeting",
            kind_label=__("Planning meetings"),
            region=row.plan.chapter.region_id,
            place=row.place,
            is_example=row.is_example,
        )
        for row in rows.select_related("plan__chapter__region")
    ]


def _strategies(user: User) -> list[Dated]:
    rows = StrategyEdition.objects.visible_to(user).current().select_related("region")  # type: ignore[attr-defined]
    return [
        Dated(
            uid=f"planning-strategy-{row.pk}",
            day=row.expires_on,
            title=f"{row.title} – {row.region.short_name}",
            url=row.get_absolute_url(),
            kind="strategy",
            kind_label=__("Strategy (SSK) ends"),
            region=row.region_id,
            is_example=row.is_example,
        )
        for row in rows
        if row.has_validity
    ]
