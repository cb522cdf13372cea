"""The first page of each role: my tasks, then the figures that role works with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import field
from typing import Any

from django.utils.translation import gettext as __
from django.utils.translation import ngettext

import agreements.todo
import chapters.todo
import events.todo
import ksm.todo
import monitoring.todo
import planning.todo
from aksansi.board import board
from aksansi.board import todo as board_todo
from aksansi.board.late import LateYear, late_years, recent
from aksansi.help.first_steps import Step, first_steps, recorded
from aksansi.jobs import todo as job_todo
from aksansi.overview import overview
from core.access import is_national, reads_only
from core.land.regions import Region
from core.people.users import User
from core.tools.rows.values import value_class
from core.tools.tables import Badge
from core.tools.todo import Task, first_of, in_order
from planning.badges import delivery_of
from planning.models import ArchivedReport

ROOMS = (
    chapters.todo,
    ksm.todo,
    monitoring.todo,
    agreements.todo,
    events.todo,
    planning.todo,
    job_todo,
)
SHOWN = 5


@value_class
class Home:
    """What the first page shows. `board` only for the Secretariat, `region` for everybody else.

    `places`: the regions to choose from, the tasks being those of all. `reports`: the newest letters, each with
    how far it came; whoever only reads finds them first.
    """

    greeting: str
    tasks: list[Task]
    task_total: int
    shows_tasks: bool
    stats: list[dict[str, object]]
    board: board.Summary | None = None
    region: overview.RegionOverview | None = None
    places: list[Region] = field(default_factory=list)
    reports: list[tuple[ArchivedReport, Badge]] = field(default_factory=list)
    report_year: int = 0
    first_steps: list[Step] = field(default_factory=list)


def tasks_for(user: User, *, today: dt.date, late: Sequence[LateYear] | None = None) -> list[Task]:
    """Return all tasks of a user, late ones first, gathered from every room and the board (`late` as it takes it)."""
    found = [task for room in ROOMS for task in room.tasks_for(user, today=today)]
    return in_order([*found, *board_todo.tasks_for(user, today=today, late=late)])


def greeting(count: int, *, reading: bool) -> str:
    if reading:
        return __("Welcome.")
    if not count:
        return __("Nothing is waiting for you.")
    return ngettext(
        "%(n)s thing is waiting for you.", "%(n)s things are waiting for you.", count
    ) % {"n": count}


def build_home(user: User, *, today: dt.date, everything: bool = False, code: str = "") -> Home:
    """Return the first page of a user, on the first own region or that of `code`; at most 40 queries."""
    reading = reads_only(user)
    late = late_years(user, recent(today), today) if is_national(user) else None
    tasks = [] if reading else tasks_for(user, today=today, late=late)
    base: dict[str, Any] = {
        "greeting": greeting(len(tasks), reading=reading),
        "tasks": tasks if everything else first_of(tasks, SHOWN),
        "task_total": len(tasks),
        "shows_tasks": not reading,
    }
    if late is not None:
        shown = board.build_summary(user=user, today=today, late=late)
        return Home(**base, stats=board.summary_stats(shown), board=shown)
    asked = {"newest_account": overview.newest_account(user), **recorded(user)}
    places = list(Region.objects.visible_to(user).in_codes(user.regions).annotate(**asked))
    place = next((one for one in places if one.code == code), places[0])
    known = vars(place)
    region = overview.build_overview(
        user=user,
        region=place,
        today=today,
        year=known["newest_account"] or today.year,
        beside=reading,
    )
    return Home(
        **base,
        report_year=min(region.year, today.year),
        first_steps=first_steps(region.profile, known),
        stats=region.stats,
        region=region,
        places=places if len(places) > 1 else [],
        reports=[
            (letter, delivery_of(letter))
            for letter in ArchivedReport.objects.visible_to(user)
            .current()
            .select_related("region")
            .newest_first()[:3]
        ],
    )
