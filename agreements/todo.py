"""Tasks of the room, derived by query: each is gone when its condition is gone."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as __
from django.utils.translation import ngettext

from agreements import pipeline
from agreements.models import Agreement, Partnership, Party, Stage
from agreements.pipeline import ENDING_ALERTS, Stall, Waiting
from agreements.standing import stall_of
from agreements.suggestions import SUGGESTED
from agreements.turnover import turnovers
from core.access import Action, may, reads_only
from core.people.users import User
from core.tools import partial_dates
from core.tools.formats import day
from core.tools.todo import Task

ROOM = "agreements"
SOON_DAYS = 7
SINGLY = 3
"""So many of one kind are named one by one; more are grouped behind their list."""


def tasks_for(user: User, *, today: dt.date) -> list[Task]:
    """Return what waits for the user here; none for whoever may not act. At most 12 queries."""
    if reads_only(user):
        return _owed_by_government(user, today)
    if not may(user, Action.CHANGE, Partnership):
        return []
    due, silent = _waiting(user, today)
    return [
        *_next_steps(due, today),
        *_endings(user, today),
        *_silences(silent),
        *_turnovers(user, today),
    ]


def _partnerships(user: User) -> Any:
    return Partnership.objects.visible_to(user).current().with_standing()


def _named(rows: list[Any], one: Any, many: Task) -> list[Task]:
    return [one(row) for row in rows] if len(rows) <= SINGLY else [many]


def _waiting(user: User, today: dt.date) -> tuple[list[object], list[object]]:
    """Return the partnerships whose next step is late or near, and those silent without a reason. Two queries.

    Silent: waiting for the government without a contact for 60 days; done when a contact is recorded or a
    blocker raised.
    """
    soon = today + dt.timedelta(days=SOON_DAYS)
    stages = Stage.objects.visible_to(user).filter(waits_for=Waiting.GOVERNMENT).in_bulk()
    rows = list(
        _partnerships(user)
        .prefetch_related(None)
        .under_way()
        .filter(Q(next_step_due__lte=soon) | Q(stage_code__in=stages))
    )
    due = [row for row in rows if row.next_step_due and row.next_step_due <= soon]
    # Judged here: as a condition of the database it took longer to write than all rows to read.
    silent = [
        row
        for row in rows
        if row.stage_code in stages
        and stall_of(row, stages[row.stage_code], today) == Stall.FORGOTTEN
    ]
    return (
        sorted(due, key=lambda row: (row.next_step_due, row.pk)),
        sorted(silent, key=lambda row: (row.last_contact_on or "", row.pk)),
    )


def _next_steps(due: list[Any], today: dt.date) -> list[Task]:
    """Return overdue next steps, and those due within SOON_DAYS; done when the next step is renewed."""
    tasks: list[Task] = []
    late = [row for row in due if row.next_step_due < today]
    tasks += _named(
        late,
        lambda row: _step_task(row, "late"),
        Task(
            title=ngettext(
                "Follow up %(n)s overdue next step", "Follow up %(n)s overdue next steps", len(late)
            )
            % {"n": len(late)},
            url=f"{reverse('agreements:partnership-list')}?due=overdue",
            due=late[0].next_step_due if late else None,
            tone="late",
            count=len(late),
            room=ROOM,
        ),
    )
    near = [row for row in due if row.next_step_due >= today]
    tasks += [_step_task(row, "soon") for row in near[:SINGLY]]
    if further := near[SINGLY:]:
        title = ngettext(
            "Do %(n)s more next step that is due soon",
            "Do %(n)s more next steps that are due soon",
            len(further),
        ) % {"n": len(further)}
        address = f"{reverse('agreements:partnership-list')}?due=set"
        first = further[0].next_step_due
        tasks.append(Task(title, address, due=first, tone="soon", count=len(further), room=ROOM))
    return tasks


def _step_task(row: Partnership, tone: str) -> Task:
    owner = row.get_next_step_owner_display()
    return Task(
        title=__("Do the next step with %(region)s: %(step)s")
        % {"region": row.region.short_name, "step": row.next_step},
        url=row.get_absolute_url(),
        note=__("%(who)s, due %(day)s") % {"who": owner, "day": day(row.next_step_due)},
        due=row.next_step_due,
        tone=tone,
        room=ROOM,
    )


def _owed_by_government(user: User, today: dt.date) -> list[Task]:
    """Return the next steps the regional government itself has promised."""
    rows = (
        _partnerships(user)
        .under_way()
        .filter(next_step_owner=Party.GOVERNMENT)
        .order_by("next_step_due", "pk")
    )
    return [
        Task(
            title=__("AKSANSI waits for: %(step)s") % {"step": row.next_step},
            url=row.get_absolute_url(),
            note=__("%(region)s, due %(day)s")
            % {"region": row.region.short_name, "day": day(row.next_step_due)},
            due=row.next_step_due,
            tone="late" if row.next_step_due < today else "",
            room=ROOM,
        )
        for row in rows
    ]


def _endings(user: User, today: dt.date) -> list[Task]:
    """Return the MoU and PKS that end within 180, 90 or 30 days; done when extended or over."""
    rows = list(
        Agreement.objects.visible_to(user)
        .current()
        .with_end()
        .ending(at=today, within=max(ENDING_ALERTS))
        .select_related("partnership__region")
        .soonest_first()
    )
    return _named(
        rows,
        lambda row: Task(
            title=__("Renew or close the %(kind)s of %(region)s")
            % {"kind": row.short_kind, "region": row.partnership.region.short_name},
            url=row.get_absolute_url(),
            note=__("ends on %(day)s, within %(n)s days")
            % {"day": day(row.last_valid_day()), "n": pipeline.ending_alert(row.last_day, today)},
            due=row.last_day,
            tone="soon" if (row.last_day - today).days <= 90 else "",
            room=ROOM,
        ),
        Task(
            title=ngettext(
                "Renew or close %(n)s agreement that ends within %(days)s days",
                "Renew or close %(n)s agreements that end within %(days)s days",
                len(rows),
            )
            % {"n": len(rows), "days": max(ENDING_ALERTS)},
            url=f"{reverse('agreements:agreement-list')}?ends={max(ENDING_ALERTS)}",
            due=rows[0].last_day if rows else None,
            tone="soon",
            count=len(rows),
            room=ROOM,
        ),
    )


def _silences(rows: list[object]) -> list[Task]:
    """Return the partnerships that wait for the government without a contact and without a reason."""
    address = f"{reverse('agreements:partnership-list')}?stall={Stall.FORGOTTEN.value}"
    return _named(
        rows,
        lambda row: Task(
            title=__("Ask %(region)s for an answer, or record what blocks it")
            % {"region": row.region.short_name},
            url=row.get_absolute_url(),
            note=_silence_note(row),
            room=ROOM,
        ),
        Task(
            title=ngettext(
                "Ask %(n)s government without reply for an answer, or record what blocks it",
                "Ask %(n)s governments without reply for an answer, or record what blocks it",
                len(rows),
            )
            % {"n": len(rows)},
            url=address,
            count=len(rows),
            room=ROOM,
        ),
    )


def _silence_note(row: Any) -> str:
    last = row.last_contact_on
    words = (
        __("last contact %(day)s") % {"day": partial_dates.display(last)}
        if last
        else __("no dated contact is recorded")
    )
    code = SUGGESTED.get(row.stage_code)
    if code is None:
        return words
    short = code.split("_", 1)[0]
    return __("%(silence)s; perhaps %(code)s (no reply)") % {"silence": words, "code": short}


def _turnovers(user: User, today: dt.date) -> list[Task]:
    """Return the changes of officials nobody followed up; done by an answer of the successor, or by B2."""
    rows = [row for row in turnovers(user=user, at=today) if not row.followed_on]
    return _named(
        rows,
        lambda row: Task(
            title=__("Visit the successor at %(office)s, %(region)s, with the hand-over pack")
            % {"office": row.official.office, "region": row.partnership.region.short_name},
            url=row.url,
            note=__("%(post)s left on %(day)s")
            % {"post": row.official.position, "day": day(row.left_on)},
            due=row.audience_by,
            tone="late" if row.audience_by < today else "soon",
            room=ROOM,
        ),
        Task(
            title=ngettext(
                "Visit %(n)s successor with the hand-over pack",
                "Visit %(n)s successors with the hand-over pack",
                len(rows),
            )
            % {"n": len(rows)},
            url=reverse("agreements:turnover-list"),
            due=min((row.audience_by for row in rows), default=None),
            tone="soon",
            count=len(rows),
            room=ROOM,
        ),
    )
