from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as __

from agreements.models import AgreementKind
from agreements.reports import Pipeline, build_pipeline
from aksansi.letter.lists import Lists
from chapters.models import Chapter
from core.access import ScopedQuerySet
from core.people.users import User
from core.records.review import State
from core.records.revisions import changes_since_approval, unlocked_since
from core.tools import formats
from core.tools.counting import count_each
from core.tools.rows.figures import Figure, sentence
from ksm.models import Facility
from ksm.reports import RegionCounts, counts_by_region, under
from monitoring.models import Visit
from planning.models import AnnualPlan, AnnualReport
from planning.reports import BoardRow, YearBoard, build_year_board

CHAPTERS = "chapters:chapter-list"


@dataclass(frozen=True)
class BoardLine:
    """A chapter's line on the board: the year of planning beside what its registry counts."""

    year: BoardRow
    counts: RegionCounts
    url: str
    lists: Lists


@dataclass(frozen=True)
class Board:
    year: int
    lists: Lists  # of all the reader sees
    lines: list[BoardLine]
    pipeline: Pipeline
    years: YearBoard
    facilities: int
    groups: int
    regions_with_facilities: int
    has_examples: bool
    at: dt.date  # registry and cooperation stand as of this day, whatever the year
    chapters: int  # working ones today, whatever the year
    chapters_fresh: int  # of these those whose status is known for a day of the last two years
    changed_visits: int  # of the year, since their approval
    is_over: bool  # the year lies behind: whoever has no report is late with it

    @property
    def begun(self) -> list[BoardLine]:
        """The chapters that have something for the year."""
        return [line for line in self.lines if line.year.plan or line.year.report]

    @property
    def waiting(self) -> list[BoardLine]:
        """The chapters that have neither a plan nor a report of the year."""
        return [line for line in self.lines if not (line.year.plan or line.year.report)]


def board_years(*, user: User, today: dt.date) -> tuple[list[int], int]:
    """Return the years the board can show, oldest first, and the one to open with.

    That is this year, so that whoever has no plan yet is seen to lack it; on a system whose plans and reports ended
    before last year, the newest of them.
    """
    planned: set[int] = set()
    for model in (AnnualPlan, AnnualReport):
        rows = model.objects.visible_to(user).current().order_by()
        planned.update(rows.values_list("year", flat=True).distinct())
    newest = max(planned, default=today.year)
    opening = today.year if newest >= today.year - 1 else newest
    return sorted({*planned, today.year}), opening


def build_board(*, user: User, year: int, today: dt.date, changes: bool = False) -> Board:
    """Return every chapter the user sees with its year, registry and the pipeline; at most 40 queries."""
    counts = counts_by_region(user=user, at=today)
    working = Chapter.objects.visible_to(user).current().working()
    years = build_year_board(user=user, year=year, changes=changes)
    pipeline = build_pipeline(user=user, at=today)
    return Board(
        year=year,
        lists=Lists("", today, year),
        at=today,
        # Who has something for the year comes first; the others still show that they lack it.
        lines=[
            BoardLine(
                row,
                under(counts, row.region_code),
                reverse("region-overview", args=[row.region_code]),
                Lists(row.region_code, today, year),
            )
            for row in sorted(years.rows, key=lambda row: row.plan is None and row.report is None)
        ],
        pipeline=pipeline,
        years=years,
        facilities=sum(one.facilities for one in counts.values()),
        groups=sum(one.groups for one in counts.values()),
        has_examples=Facility.objects.visible_to(user).current().filter(is_example=True).exists(),
        regions_with_facilities=sum(1 for one in counts.values() if one.facilities),
        changed_visits=len(changes_since_approval(unlocked_since(_visits(user, year))))
        if changes
        else 0,
        is_over=year < today.year,
        **count_each(chapters=working, chapters_fresh=working.fresh(today)),
    )


def _visits(user: User, year: int) -> ScopedQuerySet:
    return Visit.objects.visible_to(user).current().filter(visited_on__year=year)


def board_stats(board: Board) -> list[dict[str, Any]]:
    lists = board.lists
    return [
        {
            "value": Figure(board.chapters or None, url=lists.to(CHAPTERS, status="working")),
            "label": __("working chapters"),
            "note": sentence(
                __(
                    "%(fresh)s known for the last two years; %(n)s with an approved plan for %(year)s"
                ),
                fresh=Figure(
                    board.chapters_fresh, url=lists.to(CHAPTERS, status="working", told="fresh")
                ),
                n=Figure(board.years.plans_approved, url=lists.plans(state=State.APPROVED)),
                year=str(board.year),
            )
            if board.chapters
            else "",
        },
        {
            "value": Figure(board.facilities or None, url=lists.standing),
            "label": __("facilities recorded"),
            "note": __("in %(n)s regions") % {"n": formats.number(board.regions_with_facilities)}
            if board.facilities
            else __("none recorded yet"),
        },
        {
            "value": Figure(board.groups or None, url=lists.groups()),
            "label": __("groups recorded"),
            "note": "",
        },
        {
            "value": Figure(board.pipeline.mou_signed or None, url=lists.signed(AgreementKind.MOU)),
            "label": __("MoU signed"),
            "note": sentence(
                __("%(n)s PKS signed"),
                n=Figure(board.pipeline.pks_signed, url=lists.signed(AgreementKind.PKS)),
            )
            if board.pipeline.total
            else "",
        },
    ]
