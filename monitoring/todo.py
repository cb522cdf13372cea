"""What waits for the reader in this room; nothing of it is stored."""

from __future__ import annotations

import datetime as dt

from django.db.models import CharField, Count, F, Min, Q, Value
from django.urls import reverse
from django.utils.translation import gettext as __
from django.utils.translation import ngettext

from core.access import Action, is_national, may
from core.people.users import User
from core.records.review import State
from core.tools.todo import Task
from monitoring.models import Finding, RoundTarget, Visit

SOON_DAYS = 14


def tasks_for(user: User, *, today: dt.date) -> list[Task]:
    """Return the tasks of this room; none for who only reads. Two queries."""
    if not may(user, Action.CHANGE):
        return []
    found = _counted(user, today)
    unverified, _first = found.get("unverified", (0, None))
    return [*_planned(found), *_visits(user, found), *_findings(user, today, unverified)]


def _counted(user: User, today: dt.date) -> dict[str, tuple[int, dt.date | None]]:
    """Return (number, first day) of the reader's planned visits that are late or near, of closed findings that wait
    for another's word, and of visits by their state, in one query.
    """
    mine = RoundTarget.objects.visible_to(user).current().filter(assignee=user).with_progress()
    visits = Visit.objects.visible_to(user).current().exclude(state=State.APPROVED)
    late, near = (
        rows.order_by()
        .values(which=Value(name, CharField()))
        .annotate(n=Count("pk"), first=Min("planned_on"))
        .values_list("which", "n", "first")
        for name, rows in (("overdue", mine.overdue(today)), ("soon", mine.soon(today)))
    )
    states = (
        visits.order_by()
        .values(which=F("state"))
        .annotate(n=Count("pk"), first=Min("visited_on"))
        .values_list("which", "n", "first")
    )
    closed = Finding.objects.visible_to(user).current().unverified().exclude(closed_by=user)
    unverified = (
        closed.order_by()
        .values(which=Value("unverified", CharField()))
        .annotate(n=Count("pk"), first=Min("closed_on"))
        .values_list("which", "n", "first")
    )
    found = late.union(near, unverified, states, all=True)
    return {which: (n, first) for which, n, first in found}


def _planned(counted: dict[str, tuple[int, dt.date | None]]) -> list[Task]:
    """Return the visits assigned to the reader: late ones, and those of the coming seven days."""
    late, first = counted.get("overdue", (0, None))
    near, following = counted.get("soon", (0, None))
    base = f"{reverse('monitoring:round-target-list')}?mine=on&due="
    found = []
    if n := late:
        title = ngettext("Make %(n)s overdue visit", "Make %(n)s overdue visits", n)
        note = __("Or say in the plan why it is put off.")
        found.append(_task(title, n, f"{base}overdue", note=note, due=first, tone="late"))
    if n := near:
        title = ngettext(
            "Make %(n)s visit planned for the next 7 days",
            "Make %(n)s visits planned for the next 7 days",
            n,
        )
        found.append(_task(title, n, f"{base}soon", due=following, tone="soon"))
    return found


def _visits(user: User, counted: dict[str, tuple[int, dt.date | None]]) -> list[Task]:
    counts = {str(state): counted.get(state, (0, None))[0] for state in State.values}
    base = reverse("monitoring:visit-list")
    if is_national(user):
        n = counts["submitted"]
        title = ngettext("Review %(n)s monitoring visit", "Review %(n)s monitoring visits", n)
        return [_task(title, n, f"{base}?state=submitted", is_awaited=True)] if n else []
    found = []
    if n := counts["returned"]:
        title = ngettext(
            "Correct %(n)s returned monitoring visit", "Correct %(n)s returned monitoring visits", n
        )
        found.append(_task(title, n, f"{base}?state=returned", tone="soon", is_awaited=True))
    if n := counts["draft"]:
        title = ngettext(
            "Finish and submit %(n)s monitoring visit",
            "Finish and submit %(n)s monitoring visits",
            n,
        )
        found.append(_task(title, n, f"{base}?state=draft"))
    return found


def _findings(user: User, today: dt.date, unverified: int) -> list[Task]:
    rows = Finding.objects.visible_to(user).current()
    soon = today + dt.timedelta(days=SOON_DAYS)
    counts = rows.open().aggregate(
        overdue=Count("pk", filter=Q(due_on__lt=today)),
        first=Min("due_on"),
        soon=Count("pk", filter=Q(due_on__gte=today, due_on__lte=soon)),
        proposed=Count("pk", filter=Q(closure_proposed_by__isnull=False)),
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
    if n := unverified:
        title = ngettext(
            "Verify %(n)s closed severe finding", "Verify %(n)s closed severe findings", n
        )
        note = __("Another person than the one who closed it confirms it.")
        found.append(_task(title, n, f"{base}?status=unverified", note=note))
    return found


def _task(
    title: str,
    n: int,
    url: str,
    *,
    note: str = "",
    due: dt.date | None = None,
    tone: str = "",
    is_awaited: bool = False,
) -> Task:
    return Task(title % {"n": n}, url, note, due, tone, n, "monitoring", is_awaited)
