"""What of monitoring has a day: findings that fall due, planned visits."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as __

from core.people.users import User
from core.tools.dated import Dated, first_of
from monitoring.models import Finding, RoundTarget, TargetState


def dated_for(user: User, *, start: dt.date, end: dt.date) -> list[Dated]:
    """Return what the user may see of start … end (both included); 2 queries, at most 2,000 a kind.

    What was done leaves the calendar: a closed finding, a visit that was handed in.
    """
    return [*_findings(user, start, end), *_planned(user, start, end)]


def _findings(user: User, start: dt.date, end: dt.date) -> list[Dated]:
    rows = Finding.objects.visible_to(user).current().open()
    rows = rows.filter(due_on__gte=start, due_on__lte=end)
    rows = rows.select_related("region", "facility", "office").order_by("due_on", "pk")

    def make(row: Any) -> Dated:
        return Dated(
            uid=f"finding-{row.pk}",
            day=row.due_on,
            title=__("Finding due: %(what)s") % {"what": row.title},
            url=row.get_absolute_url(),
            kind="finding",
            kind_label=__("Finding due"),
            region=row.region_id,
            place=row.facility.name if row.facility else row.region.short_name,
            note=f"{row.get_severity_display()} · {row.responsible_words}",
            is_example=row.is_example,
        )

    return first_of(rows, make)


def _planned(user: User, start: dt.date, end: dt.date) -> list[Dated]:
    rows = (
        RoundTarget.objects.visible_to(user)  # type: ignore[misc]
        .current()
        .filter(
            planned_on__gte=start,
            planned_on__lte=end,
            state=TargetState.PLANNED,
            round__archived_at__isnull=True,
        )
        .with_progress()
        .exclude(progress="done")
    )
    rows = rows.select_related("facility__region", "round").order_by("planned_on", "pk")

    def make(row: Any) -> Dated:
        return Dated(
            uid=f"round-target-{row.pk}",
            day=row.planned_on,
            title=__("Planned visit: %(what)s") % {"what": row.facility.name},
            url=row.get_absolute_url(),
            kind="visit",
            kind_label=__("Planned visit"),
            region=row.facility.region_id,
            place=row.facility.region.short_name,
            note=" · ".join(filter(None, [row.round.name, row.team])),
            is_example=row.is_example,
        )

    return first_of(rows, make)
