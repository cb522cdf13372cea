"""Tasks of the Secretariat from the board: how many chapters are late with what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext as __

from aksansi.board.late import FINDINGS, LateYear, late_years, recent
from core.access import Action, may
from core.people.users import User
from core.tools.rows.figures import address
from core.tools.todo import Task
from planning.models import Duty


def tasks_for(user: User, *, today: dt.date, late: Sequence[LateYear] | None = None) -> list[Task]:
    """Return a task for each duty of this year and the last that some chapter is late with; 2 queries.

    `late`: how the years stand, where that is known (`late_years`); then none.
    """
    if not may(user, Action.ADVISE):
        return []
    found = []
    for one in late_years(user, recent(today), today) if late is None else late:
        year, due = one.year, one.due
        for what, count in one.counts.items():
            if count and what != FINDINGS:
                found.append(
                    Task(
                        __("Remind the chapters: %(what)s %(year)s")
                        % {"what": Duty(what).label, "year": year},
                        address("board", year=year, late=what),
                        __("Not handed in, although the deadline has passed."),
                        due[what],
                        "late",
                        count,
                        "board",
                    )
                )
    return found
