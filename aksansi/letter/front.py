"""The first pages of the book of a year: its regions, and what they come to together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as __

from agreements.reports import build_pipeline
from aksansi.letter.kept import Kept, approved_years
from core.people.users import User
from core.tools import formats
from core.tools.rows.areas import within
from core.tools.rows.values import value_class
from core.tools.tables import Badge
from ksm.reports import RegionRegistry, Registry, registry_by_region
from planning.reports import BoardRow, build_year_board, chapters_of
from planning.reports.rows import total


@value_class
class BookRow:
    """One region of the book: its year as it stands, and the figures its letter tells; None is not known.

    `facilities`: with all within it. `is_kept`: the figures are those that were approved.
    """

    year: BoardRow
    done: int
    planned: int
    budget: int | None
    facilities: int
    is_kept: bool

    @property
    def account(self) -> Badge | None:
        return self.year.report

    @property
    def is_told(self) -> bool:
        """Whether anything of the year or a facility is recorded."""
        return bool(self.year.plan or self.account or self.facilities)


@value_class
class Front:
    """`figures`: what the regions come to together, as (label, value, note) in words."""

    rows: tuple[BookRow, ...]
    figures: tuple[tuple[str, str, str], ...]

    @property
    def has_examples(self) -> bool:
        return any(row.year.is_example for row in self.rows)

    @property
    def told(self) -> tuple[BookRow, ...]:
        return tuple(row for row in self.rows if row.is_told)

    @property
    def silent(self) -> tuple[str, ...]:
        """The names of the regions of which nothing is recorded; their letters say so."""
        return tuple(str(row.year.region) for row in self.rows if not row.is_told)

    @property
    def kept(self) -> int:
        """How many of the regions are told as they were approved."""
        return sum(row.is_kept for row in self.rows)


def _row(year: BoardRow, registry: Mapping[str, RegionRegistry], parts: Kept | None) -> BookRow:
    if parts is None:
        within_it = (
            one.facilities for key, one in registry.items() if within(key, year.region_code)
        )
        done, planned, budget = year.done_count, year.activity_count, year.budget
        return BookRow(year, done, planned, budget, sum(within_it), is_kept=False)
    told, facilities = parts["plan_year"], parts["registry"].facilities_total
    budget = told.money_total.planned
    return BookRow(year, told.done_count, told.planned_count, budget, facilities, is_kept=True)


def _as_kept(code: str, kept: Registry) -> RegionRegistry:
    return RegionRegistry(
        code, groups=kept.groups_total, facilities=kept.facilities_total, working=kept.working
    )


def build_front(
    *, user: User, year: int, codes: Sequence[str], at: dt.date, area: str = ""
) -> Front:
    """Return what stands before the letters of some regions, as the user may see it; at most 19 queries.

    `area`: the province the book is of; "" all the user sees. It tells what the letters tell: of an approved year the
    figures that were kept, of any other today's. A province's letter counts what its kabupaten and kota count too;
    so the sums over facilities are those of the kabupaten and kota.
    """
    registry = registry_by_region(user=user, at=at, codes=codes)
    kept = approved_years(user=user, year=year, codes=codes)
    chapters = [row for row in chapters_of(user, year) if row.region_id in set(codes)]
    rows = tuple(
        _row(row, registry, kept.get(row.region_code))
        for row in build_year_board(user=user, year=year, chapters=chapters, parts=())
    )
    for code, parts in kept.items():
        if "." in code:
            registry[code] = _as_kept(code, parts["registry"])
    pipeline = build_pipeline(user=user, at=at, region=area or None, past=True)
    own = list(registry.values())
    working = sum(one.working.wholly for one in own)
    known = sum(one.working.known for one in own)
    accounts = sum(1 for row in rows if row.account is not None)
    figures = (
        (__("chapters in this book"), formats.number(len(codes)), ""),
        (
            __("chapters with achievements recorded"),
            formats.number(accounts),
            __("of %(n)s chapters") % {"n": formats.number(len(rows))},
        ),
        (
            __("activities done"),
            formats.number(sum(row.done for row in rows)),
            __("of %(n)s planned") % {"n": formats.number(sum(row.planned for row in rows))},
        ),
        (__("budget planned"), formats.rupiah(total(row.budget for row in rows)), ""),
        (
            __("facilities recorded"),
            formats.recorded(sum(one.facilities for one in own)),
            __("as of %(day)s") % {"day": formats.day(at)},
        ),
        (
            __("working"),
            formats.number(working) if known else formats.DASH,
            __("of %(n)s whose function is known") % {"n": formats.number(known)},
        ),
        (
            __("groups recorded"),
            formats.recorded(sum(one.groups for one in own)),
            "",
        ),
        (
            __("MoU signed"),
            formats.number(pipeline.mou_signed),
            __("PKS: %(n)s") % {"n": formats.number(pipeline.pks_signed)},
        ),
    )
    return Front(rows, figures)
