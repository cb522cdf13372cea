"""What waits for the reader in this room; nothing of it is stored."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils.translation import gettext as __
from django.utils.translation import ngettext

from core.access import EVERYWHERE, Action, may, scope_of, scope_q
from core.tools.todo import Task
from events.keydates import coming
from events.models import Commitment, Event, EventState

SOON_DAYS = 30


def tasks_for(user: Any, *, today: dt.date) -> list[Task]:
    """Return the tasks of this room; none for who only reads. Three queries."""
    if not may(user, Action.CHANGE):
        return []
    return [*_commitments(user, today), *_past_events(user, today), *_key_dates(user, today)]


def _own(rows: Any, user: Any, path: str) -> Any:
    """Leave out what another region hosts: it is seen, but not this user's to keep."""
    scope = scope_of(user)
    return rows.filter(scope_q(path, scope)) if scope and scope != EVERYWHERE else rows


def _commitments(user: Any, today: dt.date) -> list[Task]:
    rows = _own(Commitment.objects.visible_to(user).current(), user, "event__region")
    soon = today + dt.timedelta(days=SOON_DAYS)
    counts = rows.filter(done_on__isnull=True).aggregate(
        overdue=Count("pk", filter=Q(due_on__lt=today)),
        first=Min("due_on"),
        soon=Count("pk", filter=Q(due_on__gte=today, due_on__lte=soon)),
    )
    base = reverse("events:commitment-list")
    found = []
    if n := counts["overdue"]:
        title = ngettext(
            "Follow up %(n)s overdue commitment", "Follow up %(n)s overdue commitments", n
        ) % {"n": n}
        url = f"{base}?status=overdue"
        found.append(Task(title, url, "", counts["first"], "late", n, "events"))
    if n := counts["soon"]:
        title = ngettext(
            "Follow up %(n)s commitment that is due soon",
            "Follow up %(n)s commitments that are due soon",
            n,
        ) % {"n": n}
        found.append(Task(title, f"{base}?status=open", "", None, "soon", n, "events"))
    return found


def _past_events(user: Any, today: dt.date) -> list[Task]:
    rows = _own(Event.objects.visible_to(user).current(), user, "region")
    past = Q(ends_on="", starts_on__lt=today.isoformat()) | Q(
        ~Q(ends_on=""), ends_on__lt=today.isoformat()
    )
    n = rows.filter(past, state=EventState.PLANNED).exclude(starts_on="").count()
    if not n:
        return []
    title = ngettext(
        "Record what came of %(n)s past event", "Record what came of %(n)s past events", n
    ) % {"n": n}
    note = __("Mark it as held or cancelled, with attendance and outcome.")
    url = f"{reverse('events:event-list')}?state=planned"
    return [Task(title, url, note, None, "", n, "events")]


def _key_dates(user: Any, today: dt.date) -> list[Task]:
    found = []
    for row, day in coming(user, today=today):
        title = __("Prepare: %(what)s") % {"what": row.title}
        tone = "soon" if (day - today).days <= SOON_DAYS // 2 else ""
        found.append(Task(title, row.get_absolute_url(), row.advice, day, tone, 1, "events"))
    return found
