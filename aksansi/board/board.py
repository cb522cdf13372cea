"""What stands above the lines of the board, and on the first page of the Secretariat."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db.models import F, IntegerField, Min, Value
from django.db.models.functions import Cast, Left
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from agreements.models import AgreementKind
from agreements.reports import Pipeline, build_pipeline
from aksansi.board.late import FINDINGS, LateYear, opening_of
from aksansi.letter.lists import Lists
from chapters.models import Chapter
from core.people.users import User
from core.records.review import State
from core.tools import formats
from core.tools.counting import count_each
from core.tools.formats import Words
from core.tools.rows.figures import Figure, address, sentence
from core.tools.rows.values import value_class
from ksm.models import Facility
from ksm.reports import recorded_by_region
from planning.models import AnnualPlan, AnnualReport, Duty
from planning.models.choices import FIRST_YEAR

CHAPTERS = "chapters:chapter-list"
# The things of a year a chapter can be late with, in the order of the board's columns.
THINGS: dict[str, Words] = {**dict(Duty.choices), FINDINGS: _("Findings")}


@value_class
class Due:
    """One thing of a year: its last day (None: each has its own, or none is set) and the chapters late with it.

    `late` is None while nobody can be late.
    """

    label: Words
    day: dt.date | None
    late: Figure | None


def build_dues(found: LateYear) -> list[Due]:
    """Return the things of a year with how many chapters are late with each."""
    due, counts = found.due, found.counts
    return [
        Due(
            label,
            due.get(what),
            Figure(counts[what], url=address("board", year=found.year, late=what))
            if what in counts
            else None,
        )
        for what, label in THINGS.items()
        if what in due or what in counts
    ]


def years_of(*, user: User, today: dt.date) -> list[int]:
    """Return the years the board can show, oldest first: since the first chapter began, and the next one."""
    first = IntegerField()
    formed = Chapter.objects.visible_to(user).current().exclude(formed_on="")
    begun = formed.annotate(y=Cast(Left("formed_on", 4), first))
    parts = [
        rows.order_by().values(which=Value(name)).annotate(first=Min("y")).values_list("first")
        for name, rows in (
            ("chapters", begun),
            ("plans", AnnualPlan.objects.visible_to(user).current().annotate(y=Cast(F("year"), first))),
            ("reports", AnnualReport.objects.visible_to(user).current().annotate(y=Cast(F("year"), first))),
        )
    ]  # fmt: skip
    found = [year for (year,) in parts[0].union(*parts[1:], all=True) if year]
    start = max(FIRST_YEAR, min([*found, today.year]))
    return list(range(start, today.year + 2))


@value_class
class Summary:
    """The whole country on the first page: what is due, how the cooperation stands, what is recorded."""

    year: int
    at: dt.date
    lists: Lists
    dues: list[Due]
    pipeline: Pipeline
    facilities: int
    groups: int
    regions_with_facilities: int
    has_examples: bool
    chapters: int  # working ones today, whatever the year
    chapters_fresh: int  # of these those whose status is known for a day of the last two years
    plans_approved: int  # of the year


def has_examples(user: User) -> bool:
    """Return whether any facility in sight is a made-up one."""
    return bool(Facility.objects.visible_to(user).current().filter(is_example=True).exists())


def build_summary(*, user: User, today: dt.date, late: Sequence[LateYear]) -> Summary:
    """Return what the Secretariat's first page shows besides its tasks; at most 15 queries.

    `late`: how the years stand (`late_years`).
    """
    shown = opening_of(late, today)
    year = shown.year
    recorded = recorded_by_region(user=user, at=today).values()
    working = Chapter.objects.visible_to(user).current().working()
    plans = AnnualPlan.objects.visible_to(user).current().filter(year=year, state=State.APPROVED)
    return Summary(
        year=year,
        at=today,
        lists=Lists("", today, year),
        dues=build_dues(shown),
        pipeline=build_pipeline(user=user, at=today),
        facilities=sum(one.facilities for one in recorded),
        groups=sum(one.groups for one in recorded),
        has_examples=has_examples(user),
        regions_with_facilities=sum(one.facilities > 0 for one in recorded),
        **count_each(
            chapters=working,
            chapters_fresh=working.fresh(today),
            plans_approved=plans,
        ),
    )


def summary_stats(found: Summary) -> list[dict[str, object]]:
    lists = found.lists
    return [
        {
            "value": Figure(found.chapters or None, url=lists.to(CHAPTERS, status="working")),
            "label": __("working chapters"),
            "note": sentence(
                __(
                    "%(fresh)s known for the last two years; %(n)s with an approved plan for %(year)s"
                ),
                fresh=Figure(
                    found.chapters_fresh, url=lists.to(CHAPTERS, status="working", told="fresh")
                ),
                n=Figure(found.plans_approved, url=lists.plans(state=State.APPROVED)),
                year=str(found.year),
            )
            if found.chapters
            else "",
        },
        {
            "value": Figure(found.facilities or None, url=lists.standing),
            "label": __("facilities recorded"),
            "note": __("in %(n)s regions") % {"n": formats.number(found.regions_with_facilities)}
            if found.facilities
            else __("none recorded yet"),
        },
        {
            "value": Figure(found.groups or None, url=lists.groups()),
            "label": __("groups recorded"),
            "note": "",
        },
        {
            "value": Figure(found.pipeline.mou_signed or None, url=lists.signed(AgreementKind.MOU)),
            "label": __("MoU signed"),
            "note": sentence(
                __("%(n)s PKS signed"),
                n=Figure(found.pipeline.pks_signed, url=lists.signed(AgreementKind.PKS)),
            )
            if found.pipeline.total
            else "",
        },
    ]
