"""What waits for the reader in this room; nothing of it is stored."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils.translation import gettext as __
from django.utils.translation import ngettext

from aksansi.todo import Task
from chapters.access import Action, is_national, may
from chapters.review import State
from monitoring.models import Finding, RoundTarget, Severity, Visit

SOON_DAYS = 14


def tasks_for(user: Any, *, today: dt.date) -> list[Task]:
    """Return the tasks of this room; none for who only reads. Four queries."""
    if not may(user, Action.CHANGE):
        return []
    return [*_planned(user, today), *_visits(user), *_findings(user, today)]


def _planned(user: Any, today: dt.date) -> list[Task]:
    """Return the visits assigned to the reader: late ones, and those of the coming seven days."""
    mine = RoundTarget.objects.visible_to(user).current().filter(assignee=user).with_progress()
    days = (mine.overdue(today) | mine.soon(today)).aggregate(
        overdue=Count("pk", filter=Q(planned_on__lt=today)),
        soon=Count("pk", filter=Q(planned_on__gte=today)),
        first=Min("planned_on"),
        next=Min("planned_on", filter=Q(planned_on__gte=today)),
    )
    base = f"{reverse('monitoring:round-target-list')}?mine=on&due="
    found = []
    if n := days["overdue"]:
        title = ngettext("Make %(n)s overdue visit", "Make %(n)s overdue visits", n)
        note = __("Or say in the plan why it is put off.")
        found.append(_task(title, n, f"{base}overdue", note=note, due=days["first"], tone="late"))
    if n := days["soon"]:
        title = ngettext(
            "Make %(n)s visit planned for the next 7 days",
            "Make %(n)s visits planned for the next 7 days",
            n,
        )
        found.append(_task(title, n, f"{base}soon", due=days["next"], tone="soon"))
    return found


def _visits(user: Any) -> list[Task]:
    counts = (
        Visit.objects.visible_to(user)
        .current()
        .aggregate(
            submitted=Count("pk", filter=Q(state=State.SUBMITTED)),
            returned=Count("pk", filter=Q(state=State.RETURNED)),
            draft=Count("pk", filter=Q(state=State.DRAFT)),
        )
    )
    base = reverse("monitoring:visit-list")
    if is_national(user):
        n = counts["submitted"]
        title = ngettext("Review %(n)s monitoring visit", "Review %(n)s monitoring visits", n)
        return [_task(title, n, f"{base}?state=submitted")] if n else []
    found = []
    if n := counts["returned"]:
        title = ngettext(
            "Correct %(n)s returned monitoring visit", "Correct %(n)s returned monitoring visits", n
        )
        found.append(_task(title, n, f"{base}?state=returned", tone="soon"))
    if n := counts["draft"]:
        title = ngettext(
            "Finish and submit %(n)s monitoring visit",
            "Finish and submit %(n)s monitoring visits",
            n,
        )
        found.append(_task(title, n, f"{base}?state=draft"))
    return found


def _findings(user: Any, today: dt.date) -> list[Task]:
    rows = Finding.objects.visible_to(user).current()
    soon = today + dt.timedelta(days=SOON_DAYS)
    counts = rows.aggregate(
        overdue=Count("pk", filter=Q(closed_on__isnull=True, due_on__lt=today)),
        first=Min("due_on", filter=Q(closed_on__isnull=True)),
        soon=Count("pk", filter=Q(closed_on__isnull=True, due_on__gte=today, due_on__lte=soon)),
        proposed=Count("pk", filter=Q(closed_on__isnull=True, closure_proposed_by__isnull=False)),
        unverified=Count(
            "pk",
            filter=Q(closed_on__isnull=False, severity=Severity.HIGH, verified_by__isnull=True)
            & ~Q(closed_by=user),
        ),
    )
    base = reverse("monitoring:finding-list")
    found = []
    if n := counts["overdue"]:
        title = ngettext("Follow up %(n)s overdue finding", "Follow up %(n)s overdue findings", n)
        found.append(_task(title, n, f"{base}?status=overdue", due=counts["first"], tone="late"))
    if n := counts["soon"]:
        title = ngettext(
            "Follow up %(n)s finding that is due soon",
            "Follow up %(n)s findings that are due soon",
            n,
        )
        found.append(_task(title, n, f"{base}?status=open", tone="soon"))
    if n := counts["proposed"]:
        title = ngettext(
            "Close %(n)s finding that a later visit found in order",
            "Close %(n)s findings that a later visit found in order",
            n,
        )
        found.append(_task(title, n, f"{base}?status=proposed"))
    if n := counts["unverified"]:
        title = ngettext(
            "Verify %(n)s closed severe finding", "Verify %(n)s closed severe findings", n
        )
        note = __("Another person than the one who closed it confirms it.")
        found.append(_task(title, n, f"{base}?status=unverified", note=note))
    return found


def _task(
    title: str, n: int, url: str, *, note: str = "", due: dt.date | None = None, tone: str = ""
) -> Task:
    return Task(title % {"n": n}, url, note, due, tone, n, "monitoring")
