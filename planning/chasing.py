"""Tasks from what was promised and from what runs out: check-ins and strategies."""

from __future__ import annotations

import datetime as dt

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as __

from core.people.users import User
from core.tools.formats import day
from core.tools.todo import Task
from planning.models import CheckIn, DevelopmentPlan, StrategyEdition, StrategyStatus

ROOM = "planning"
SOON = 7


def promises_to_keep(user: User, today: dt.date) -> list[Task]:
    """Return the chapter's open promises, the nearest first; 1 query."""
    rows = CheckIn.objects.visible_to(user).promised().order_by("promise_due", "pk")
    found = []
    for row in rows:
        assert row.promise_due is not None
        days = (row.promise_due - today).days
        tone = "late" if days < 0 else "soon" if days <= SOON else ""
        title = __("Keep the promise: %(what)s") % {"what": row.promise}
        url = reverse("planning:check-in-detail", args=[row.pk])
        found.append(Task(title, url, row.found[:120], row.promise_due, tone, 1, ROOM))
    return found


def promises_overdue(user: User, today: dt.date) -> list[Task]:
    """Return one task for the Secretariat that leads to all promises whose date has passed; 1 query."""
    count = CheckIn.objects.visible_to(user).overdue(today=today).count()
    if not count:
        return []
    note = __("Their date has passed and nothing is noted as kept.")
    url = reverse("planning:check-in-list", query={"promise": "overdue"})
    title = __("Follow up promises that are overdue")
    return [Task(title, url, note, tone="late", count=count, room=ROOM)]


def strategies_due(user: User, today: dt.date) -> list[Task]:
    """Return the newest edition of each own region that is too old or older than its RPJMD; 1 query."""
    later = DevelopmentPlan.objects.current().filter(
        region=OuterRef("region"), from_year__gt=OuterRef("year"), from_year__lte=today.year
    )
    editions = (
        StrategyEdition.objects.visible_to(user)  # type: ignore[attr-defined]
        .current()
        .exclude(status=StrategyStatus.REPLACED)
        .annotate(
            newer_from=Subquery(later.order_by("-from_year").values("from_year")[:1]),
            newer_to=Subquery(later.order_by("-from_year").values("to_year")[:1]),
        )
        .select_related("region")
    )
    newest = {row.region_id: row for row in editions.order_by("year")}
    found = []
    for edition in newest.values():
        note = ""
        if edition.is_expired(today):
            until = day(edition.expires_on)
            note = __("was in force until %(date)s") % {"date": until}
        elif edition.newer_from:
            plan = f"RPJMD {edition.newer_from}–{edition.newer_to}"
            note = __("%(plan)s began after this edition") % {"plan": plan}
        if note:
            title = __("Update the SSK of %(region)s") % {"region": edition.region.short_name}
            found.append(Task(title, edition.get_absolute_url(), note, room=ROOM))
    return found
