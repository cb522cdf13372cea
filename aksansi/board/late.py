"""Which chapters are late with what: conditions of the database, read by the board, its filter and the tasks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from functools import reduce
from operator import or_

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast

from chapters.models import Chapter, ChapterStatus, in_year
from core.access import ScopedQuerySet
from core.people.users import User
from core.records.review import State
from core.tools.rows.joined import Joined
from core.tools.rows.values import value_class
from monitoring.models import Finding, Visit
from planning.models import AnnualPlan, AnnualReport, ArchivedReport, Deadline, Duty
from planning.reports import chapters_of, known_in

FINDINGS, ANY = "findings", "any"
HANDED_IN = (State.SUBMITTED, State.APPROVED)
WORKING = Q(status__in=(ChapterStatus.ACTIVE, ChapterStatus.DORMANT))


def _of_regions(rows: ScopedQuerySet, path: str) -> Q:
    """Return the condition "the chapter's region, or one of its province, is among those of the rows"."""
    # Asked of each chapter, not gathered from all rows: a few hundred looks into an index.
    own, above = (
        rows.order_by().filter(**{place: OuterRef("region")}) for place in (path, f"{path}__parent")
    )
    return Q(Exists(own)) | Q(Exists(above))


def done_with(user: User, year: int) -> dict[str, Q]:
    """Return for each duty of a year the condition "the chapter has done it"."""
    own = {"chapter": OuterRef("pk"), "year": year, "state__in": HANDED_IN}
    visits = Visit.objects.visible_to(user).current().in_year(year).filter(state__in=HANDED_IN)
    visits = visits.filter(facility__archived_at__isnull=True)
    letters = ArchivedReport.objects.visible_to(user).current().filter(year=year)
    letters = letters.filter(sent_on__isnull=False, region=OuterRef("region"))
    return {
        Duty.PLAN: Q(Exists(AnnualPlan.objects.visible_to(user).current().filter(**own))),
        Duty.VISITS: _of_regions(visits, "facility__region"),
        Duty.REPORT: Q(Exists(AnnualReport.objects.visible_to(user).current().filter(**own))),
        Duty.LETTER: Q(Exists(letters)),
    }


def late_with(user: User, year: int, due: Mapping[str, dt.date], today: dt.date) -> dict[str, Q]:
    """Return for each thing of a year that can be late today the condition "a working chapter is late with it".

    `due`: the last day of each duty (`DeadlineQuerySet.of_year`). Findings are overdue by the day agreed for each.
    """
    done = done_with(user, year)
    owing = WORKING & in_year(year)
    late = {
        duty: owing & ~condition
        for duty, condition in done.items()
        if duty in due and due[duty] < today
    }
    overdue = Finding.objects.visible_to(user).standing().overdue(today)
    return {**late, FINDINGS: WORKING & _of_regions(overdue, "region")}


def late_chapters(
    user: User, year: int, what: str, due: Mapping[str, dt.date], today: dt.date
) -> QuerySet[Chapter]:
    """Return the chapters of a year that are late with one thing, or with ANY of them."""
    found, rows = late_with(user, year, due, today), chapters_of(user, year)
    if what == ANY:
        return rows.filter(reduce(or_, found.values(), Q(pk__in=[])))
    return rows.filter(found[what]) if what in found else rows.none()


@value_class
class LateYear:
    """A year as the board judges it today: the last day of each duty, and the chapters late with each thing."""

    year: int
    due: Mapping[str, dt.date]
    late: Mapping[str, frozenset[int]]  # keys of chapters by each thing that can be late

    @property
    def counts(self) -> dict[str, int]:
        """How many chapters are late with each thing that can be late."""
        return {what: len(keys) for what, keys in self.late.items()}

    @property
    def is_late(self) -> bool:
        """Whether somebody is late with a duty of the year; the days of findings are of no year."""
        return any(keys for what, keys in self.late.items() if what != FINDINGS)

    def things_of(self, chapter: int) -> frozenset[str]:
        """Return the things a chapter is late with."""
        return frozenset(what for what, keys in self.late.items() if chapter in keys)


def recent(today: dt.date) -> tuple[int, int]:
    """Return the years somebody can be late in today: this one and the last."""
    return today.year, today.year - 1


def late_years(
    user: User, years: Collection[int], today: dt.date, *, code: str = ""
) -> list[LateYear]:
    """Return how some years stand; 2 queries, whatever their number.

    `code`: for the chapter of this very region alone.
    """
    due = Deadline.objects.visible_to(user).of_years(years)
    rows = Chapter.objects.visible_to(user).current().order_by()
    rows = rows.filter(region=code) if code else rows
    asked = {year: late_with(user, year, due[year], today) for year in years}
    for (
        year,
        things,
    ) in asked.items():  # what is overdue is of no year: told of the chapters of the board of one
        things[FINDINGS] &= known_in(user, year)
    # An aggregate, not a flag in each row: for those PostgreSQL gathers all visits of the country first.
    key = Cast("pk", CharField())
    found = rows.aggregate(
        **{
            f"{what}_{year}": Joined(key, filter=condition)
            for year, things in asked.items()
            for what, condition in things.items()
        }
    )

    def late(year: int, what: str) -> frozenset[int]:
        keys = found[f"{what}_{year}"]
        return frozenset(map(int, keys.split(";"))) if keys else frozenset()

    return [
        LateYear(year, due[year], {what: late(year, what) for what in asked[year]})
        for year in years
    ]


def opening_year(user: User, today: dt.date) -> LateYear:
    """Return the year of `opening_of`; the last is asked for only where nobody is late in this one."""
    return opening_of((late_years(user, [year], today)[0] for year in recent(today)), today)


def opening_of(years: Iterable[LateYear], today: dt.date) -> LateYear:
    """Return the year in which something is due, of this one and the last.

    That is the newest of which somebody is late with something; where nobody is late, the year of the deadline that
    comes next.
    """
    known = []
    for one in years:
        if one.is_late:
            return one
        known.append(one)
    coming = [
        (day, -turn) for turn, one in enumerate(known) for day in one.due.values() if day >= today
    ]
    return known[-min(coming)[1]] if coming else known[0]


def deadlines_of(user: User, year: int) -> dict[str, dt.date]:
    """Return the last day of each duty of a year, by duty; one query."""
    return Deadline.objects.visible_to(user).of_year(year)
