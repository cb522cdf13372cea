"""What waits for a chapter's officer in the registry; each task leads to the list of the cases."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext as __
from django.utils.translation import ngettext

from core.access import works_in_region
from core.people.users import User
from core.tools.counting import count_each
from core.tools.todo import Task
from ksm.desludging.intervals import a_year_before
from ksm.models import Facility


def tasks_for(user: User, *, today: dt.date) -> list[Task]:
    """Return the officer's tasks, one per kind with its count; 1 query. Nobody else has any."""
    if not works_in_region(user):
        return []
    standing = Facility.objects.visible_to(user).existing(today)
    counts = count_each(
        old=standing.not_observed_since(a_year_before(today)),
        unrun=standing.without_operator(),
        overdue=standing.desludging_overdue(today),
        unrecorded=standing.desludging_unrecorded(today),
    )
    old, unrun, overdue = counts["old"], counts["unrun"], counts["overdue"]
    found = []
    if overdue:
        found.append(
            _task(
                "desludging",
                overdue,
                ngettext(
                    "Arrange desludging of %(count)s facility",
                    "Arrange desludging of %(count)s facilities",
                    overdue,
                ),
                __("The desludging is overdue. Recording it clears the task."),
                tone="late",
            )
        )
    if old:
        found.append(
            _task(
                "status",
                old,
                ngettext(
                    "Record the status of %(count)s facility",
                    "Record the status of %(count)s facilities",
                    old,
                ),
                __("No status record for 12 months."),
                tone="soon",
            )
        )
    if unrecorded := counts["unrecorded"]:
        found.append(
            _task(
                "emptying",
                unrecorded,
                ngettext(
                    "Find out when %(count)s facility was last emptied",
                    "Find out when %(count)s facilities were last emptied",
                    unrecorded,
                ),
                __("No emptying is recorded, and the date reckoned from its start has passed."),
            )
        )
    if unrun:
        found.append(
            _task(
                "operator",
                unrun,
                ngettext(
                    "Say who runs %(count)s facility",
                    "Say who runs %(count)s facilities",
                    unrun,
                ),
                __("No group is recorded as operator."),
            )
        )
    return found


def _task(check: str, count: int, title: str, note: str, tone: str = "") -> Task:
    return Task(
        title=title % {"count": count},
        url=f"{reverse('ksm:facility-list')}?check={check}",
        note=note,
        tone=tone,
        count=count,
        room="ksm",
    )
