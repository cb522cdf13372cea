"""The first page of each role: my tasks, then the figures that role works with."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
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
from aksansi.jobs import todo as job_todo
from aksansi.overview import overview
from core.access import is_national, reads_only
from core.land.regions import Region
from core.people.users import User
from core.tools.todo import Task, in_order
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


@dataclass(frozen=True)
class Home:
    """What the first page shows. `board` only for the Secretariat, `region` for everybody else.

    `places`: the regions to choose from, the tasks being those of all.
    """

    greeting: str
    tasks: list[Task]
    task_total: int
    shows_tasks: bool
    stats: list[dict[str, object]]
    board: board.Board | None = None
    region: overview.RegionOverview | None = None
    places: list[Region] = field(default_factory=list)
    reports: list[object] = field(default_factory=list)
    report_year: int = 0


def tasks_for(user: User, *, today: dt.date) -> list[Task]:
    """Return all tasks of a user, late ones first, gathered from every room."""
    return in_order([task for room in ROOMS for task in room.tasks_for(user, today=today)])


def greeting(count: int, *, reading: bool) -> str:
    if reading:
        return __("Welcome.")
    if not count:
        return __("Nothing is waiting for you.")
    return ngettext(
        "%(n)s thing is waiting for you.", "%(n)s things are waiting for you.", count
    ) % {"n": count}


def build_home(user: User, *, today: dt.date, everything: bool = False, code: str = "") -> Home:
    """Return the first page of a user, on the first own region or that of `code`; at most 40 queries (design §8)."""
    reading = reads_only(user)
    tasks = [] if reading else tasks_for(user, today=today)
    base: dict[str, Any] = {
        "greeting": greeting(len(tasks), reading=reading),
        "tasks": tasks if everything else tasks[:SHOWN],
        "task_total": len(tasks),
        "shows_tasks": not reading,
    }
    if is_national(user):
        _years, opening = board.board_years(user=user, today=today)
        shown = board.build_board(user=user, year=opening, today=today)
        return Home(**base, stats=board.board_stats(shown), board=shown)
    places = user.places
    place = next((one for one in places if one.code == code), places[0])
    region = overview.build_overview(user=user, region=place, today=today)
    return Home(
        **base,
        report_year=min(region.year, today.year),
        stats=region.stats,
        region=region,
        places=places if len(places) > 1 else [],
        reports=list(
            ArchivedReport.objects.visible_to(user)
            .current()
            .select_related("region")
            .newest_first()[:3]
        ),
    )
