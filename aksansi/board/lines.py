"""A page of chapters with what the board shows of each: every part is asked for the whole page at once, if shown."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from django.db.models import Count, Max, Q
from django.urls import reverse

from agreements.models import Partnership
from agreements.standing import Standing, standing_of
from aksansi.board.late import LateYear
from aksansi.letter.lists import Lists
from chapters.models import Chapter
from core.people.users import User
from core.records.review import State
from core.tools.rows.areas import codes_q, within
from core.tools.rows.values import value_class
from ksm.reports import Completeness, completeness_by_region, groups_by_region
from monitoring.models import Finding, Visit
from planning.models import ArchivedReport, CheckIn
from planning.reports import BoardRow, build_year_board

T = TypeVar("T")


@value_class
class Partners:
    """The partnership of a region that has come furthest, where it stands, and how many there are."""

    first: Partnership | None = None
    standing: Standing | None = None
    count: int = 0


NO_PARTNERS = Partners()


@value_class
class Looked:
    """When the Secretariat last looked in on a chapter, and how many of its promises are open and overdue."""

    on: dt.date | None = None
    open: int = 0
    overdue: int = 0


NOT_LOOKED = Looked()


@value_class
class BoardLine:
    """A chapter on the board. What no shown column needs is None or empty.

    `late`: what the chapter is late with today (`aksansi.board.late`); `due`: the last day of each duty of the year.
    """

    chapter: Chapter
    lists: Lists
    due: Mapping[str, dt.date]
    late: frozenset[str] = frozenset()
    year: BoardRow | None = None
    completeness: Completeness = field(default_factory=Completeness)
    groups: int = 0
    visits: Mapping[str, int] = field(default_factory=dict)
    findings: int = 0
    partners: Partners = NO_PARTNERS
    letter: ArchivedReport | None = None
    officers: tuple[User, ...] = ()
    looked: Looked = NOT_LOOKED

    @property
    def pk(self) -> int:
        return self.chapter.pk

    @property
    def code(self) -> str:
        return self.chapter.region_id

    @property
    def is_example(self) -> bool:
        return bool(self.chapter.is_example or (self.year and self.year.is_example))

    def get_absolute_url(self) -> str:
        return reverse("region-overview", args=[self.code])


@dataclass
class Lines:
    """Loads the lines of some chapters. `parts`: names of the fields of `BoardLine` that are shown, and "changes"."""

    user: User
    today: dt.date
    shown: LateYear
    chapters: list[Chapter]
    parts: Collection[str]

    @property
    def year(self) -> int:
        return self.shown.year

    @cached_property
    def codes(self) -> list[str]:
        return [chapter.region_id for chapter in self.chapters]

    def all(self) -> list[BoardLine]:
        """Return a line for each chapter, in their order; at most 20 queries, whatever their number."""
        years = self._years()
        groups = self._groups()
        complete = self._completeness()
        visits = self._visits()
        findings = self._findings()
        partners = self._partnerships()
        letters = self._letters()
        officers = self._officers()
        looked = self._check_ins()
        return [
            BoardLine(
                chapter=chapter,
                lists=Lists(chapter.region_id, self.today, self.year),
                due=self.shown.due,
                late=self.shown.things_of(chapter.pk),
                year=years.get(chapter.pk),
                groups=sum(_under(groups, chapter.region_id)),
                completeness=sum(_under(complete, chapter.region_id), Completeness()),
                visits=_added(_under(visits, chapter.region_id)),
                findings=sum(_under(findings, chapter.region_id)),
                letter=letters.get(chapter.region_id),
                officers=tuple(officers.get(chapter.region_id, ())),
                partners=partners.get(chapter.region_id, NO_PARTNERS),
                looked=looked.get(chapter.pk, NOT_LOOKED),
            )
            for chapter in self.chapters
        ]

    def _years(self) -> dict[int, BoardRow]:
        if "year" not in self.parts:
            return {}
        rows = build_year_board(
            user=self.user, year=self.year, chapters=self.chapters, parts=self.parts
        )
        return {row.chapter_pk: row for row in rows}

    def _groups(self) -> dict[str, int]:
        if "groups" not in self.parts or not self.codes:
            return {}
        return groups_by_region(user=self.user, at=self.today, codes=self.codes)

    def _completeness(self) -> dict[str, Completeness]:
        if "completeness" not in self.parts or not self.codes:
            return {}
        return completeness_by_region(user=self.user, codes=self.codes)

    def _visits(self) -> dict[str, dict[str, int]]:
        if "visits" not in self.parts:
            return {}
        rows = Visit.objects.visible_to(self.user).current().in_year(self.year)
        rows = rows.filter(codes_q("facility__region", self.codes))
        rows = rows.filter(facility__archived_at__isnull=True).order_by()
        found: dict[str, dict[str, int]] = defaultdict(dict)
        for code, state, n in rows.values_list("facility__region", "state").annotate(n=Count("pk")):
            found[code][state] = n
        return found

    def _findings(self) -> dict[str, int]:
        if "findings" not in self.parts:
            return {}
        rows = Finding.objects.visible_to(self.user).standing().overdue(self.today)
        rows = rows.filter(codes_q("region", self.codes)).order_by()
        return dict(rows.values_list("region").annotate(n=Count("pk")))

    def _partnerships(self) -> dict[str, Partners]:
        if "partnership" not in self.parts:
            return {}
        rows = Partnership.objects.visible_to(self.user).current().filter(region__in=self.codes)
        found: dict[str, Partners] = {}
        for row in rows.with_standing().order_by("pk"):
            kept, now = found.get(row.region_id, Partners()), standing_of(row, self.today)
            best = kept.standing
            is_further = now is not None and (best is None or now.stage.order > best.stage.order)
            first, where = (row, now) if is_further else (kept.first, best)
            found[row.region_id] = Partners(first, where, kept.count + 1)
        return found

    def _letters(self) -> dict[str, ArchivedReport]:
        """The newest letter of each region, one that was sent before one that was not."""
        if "letter" not in self.parts:
            return {}
        rows = ArchivedReport.objects.visible_to(self.user).current()
        rows = rows.filter(region__in=self.codes, year=self.year)
        found: dict[str, ArchivedReport] = {}
        for row in rows.newest_first().defer("figures"):
            kept = found.get(row.region_id)
            if kept is None or (row.sent_on and not kept.sent_on):
                found[row.region_id] = row
        return found

    def _check_ins(self) -> dict[int, Looked]:
        if "check_ins" not in self.parts:
            return {}
        rows = CheckIn.objects.visible_to(self.user).current()
        rows = rows.filter(chapter__in=[chapter.pk for chapter in self.chapters]).order_by()
        is_open = ~Q(promise="") & Q(kept_on__isnull=True)
        told = rows.values_list("chapter").annotate(
            last=Max("checked_on"),
            waiting=Count("pk", filter=is_open),
            overdue=Count("pk", filter=is_open & Q(promise_due__lt=self.today)),
        )
        return {key: Looked(*found) for key, *found in told}

    def _officers(self) -> dict[str, list[User]]:
        """The accounts that keep the records of the very region of a chapter, who signed in last first."""
        if "officers" not in self.parts:
            return {}
        wanted = set(self.codes)
        found: dict[str, list[User]] = defaultdict(list)
        users = User.objects.visible_to(self.user).officers().working(self.today)
        for user in sorted(users.order_by("pk"), key=_last_seen, reverse=True):
            for code in wanted & set(user.regions):
                found[code].append(user)
        return found


def _last_seen(user: User) -> str:
    return user.last_login.isoformat() if user.last_login else ""


def _under(found: Mapping[str, T], code: str) -> Iterable[T]:
    """Return what is known of a region: of a province what is known of all within it."""
    if "." in code:
        return [found[code]] if code in found else []
    return [one for key, one in found.items() if within(key, code)]


def _added(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    found: dict[str, int] = dict.fromkeys(State.values, 0)
    for one in counts:
        for state, n in one.items():
            found[state] += n
    return found
