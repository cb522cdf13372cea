"""What waits for the reader in this room; nothing of it is stored."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Count, DateField, Min, Q, Value
from django.urls import reverse
from django.utils.translation import gettext as __
from django.utils.translation import ngettext

from core.access import Action, ScopedQuerySet, may, scope_of
from core.people.users import User
from core.tools.partial_dates import passed
from core.tools.rows.areas import EVERYWHERE, scope_q
from core.tools.todo import Task
from events.keydates import coming
from events.models import Commitment, Event, EventState

SOON_DAYS = 30


def tasks_for(user: User, *, today: dt.date) -> list[Task]:
    """Return the tasks of this room; none for who only reads. Two queries."""
    if not may(user, Action.CHANGE):
        return []
    return [*_waiting(user, today), *_key_dates(user, today)]


def _own(rows: ScopedQuerySet, user: User, path: str) -> Any:
    """Leave out what another region hosts: it is seen, but not this user's to keep."""
    scope = scope_of(user)
    return rows.filter(scope_q(path, scope)) if scope and scope != EVERYWHERE else rows


def _counts(user: User, today: dt.date) -> dict[str, tuple[int, dt.date | None]]:
    """Return how many commitments and events wait for what, with the first due day; one query."""
    promised = _own(Commitment.objects.visible_to(user).current(), user, "event__region").open()
    planned = _own(Event.objects.visible_to(user).current(), user, "region")
    soon = today + dt.timedelta(days=SOON_DAYS)
    past = Q(ends_on="") & passed("starts_on", today) | passed("ends_on", today)
    parts = (
        ("overdue", promised.filter(due_on__lt=today), Min("due_on")),
        ("soon", promised.filter(due_on__gte=today, due_on__lte=soon), Min("due_on")),
        (
            "past",
            planned.filter(past, state=EventState.PLANNED),
            Value(None, output_field=DateField()),
        ),
    )
    first, *others = (
        rows.order_by().values(which=Value(name)).annotate(n=Count("pk"), first=day)
        for name, rows, day in parts
    )
    found = first.union(*others, all=True)
    return {row["which"]: (row["n"], row["first"]) for row in found if row["n"]}


def _waiting(user: User, today: dt.date) -> list[Task]:
    counts = _counts(user, today)
    base = reverse("events:commitment-list")
    found = []
    if "overdue" in counts:
        n, since = counts["overdue"]
        title = ngettext(
            "Follow up %(n)s overdue commitment", "Follow up %(n)s overdue commitments", n
        ) % {"n": n}
        found.append(Task(title, f"{base}?status=overdue", "", since, "late", n, "events"))
    if "soon" in counts:
        n, _day = counts["soon"]
        title = ngettext(
            "Follow up %(n)s commitment that is due soon",
            "Follow up %(n)s commitments that are due soon",
            n,
        ) % {"n": n}
        found.append(Task(title, f"{base}?status=open", "", None, "soon", n, "events"))
    if "past" in counts:
        n, _day = counts["past"]
        title = ngettext(
            "Record what came of %(n)s past event", "Record what came of %(n)s past events", n
        ) % {"n": n}
        note = __("Mark it as held or cancelled, with attendance and outcome.")
        url = f"{reverse('events:event-list')}?state=planned"
        found.append(Task(title, url, note, None, "", n, "events"))
    return found


def _key_dates(user: User, today: dt.date) -> list[Task]:
    found = []
    for row, day in coming(user, today=today):
        title = __("Prepare: %(what)s") % {"what": row.title}
        tone = "soon" if (day - today).days <= SOON_DAYS // 2 else ""
        found.append(Task(title, row.get_absolute_url(), row.advice, day, tone, 1, "events"))
    return found
