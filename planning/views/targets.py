"""Targets of the shared indicators: set with the plan, listed, and beside what was reached over the years."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from typing_extensions import override

from chapters.models import Chapter
from core.land.regions import Region
from core.pages import ActionPage, ListPage
from core.people.users import User
from core.tools.files import sheets
from core.tools.formats import per_cent
from core.tools.rows.areas import within
from core.tools.rows.figures import address
from core.tools.tables import Column, Table
from planning import services
from planning.filters import IndicatorTargetFilter
from planning.forms import IndicatorTargetsForm
from planning.models import Achievement, AnnualPlan, Indicator, IndicatorTarget
from planning.reports.indicators import (
    NO_SUM,
    IndicatorCell,
    IndicatorMatrix,
    IndicatorRow,
    build_indicator_matrix,
)
from planning.views.columns import Linked, with_unit
from planning.views.matrices import MatrixPage, typed_year

SPAN, LONGEST = 3, 6  # years shown at first, and at most
MOST_CHAPTERS = 600
LISTS = ("planning:indicator-target-list", "planning:achievement-list")


def targets_of(user: User, plan: AnnualPlan) -> Table:
    """Return the targets a plan sets for shared indicators."""
    rows = IndicatorTarget.objects.visible_to(user).current().filter(plan=plan)
    found = list(rows.select_related("indicator").order_by("indicator__order", "pk"))
    title = _("Targets of indicators")
    columns = [
        Column("indicator", _("Indicator"), value=lambda row: str(row.indicator)),
        Column("target", _("Target"), value=lambda row: with_unit(row.target, row.indicator.unit)),
    ]
    return Table(columns, found, title=title, caption=title, total=len(found))


class IndicatorTargetListPage(ListPage):
    may_create = False
    model = IndicatorTarget
    filterset_class = IndicatorTargetFilter
    ordering = ("-plan__year", "plan__chapter__region__code", "indicator__order")
    lead = _(
        "What the chapters want to reach of the shared indicators. They are set on the page of a plan."
    )
    empty = _("No target fits this filter.")
    columns = [
        Column("indicator", _("Indicator"), value=lambda row: str(row.indicator), link=True, sort="indicator__order"),
        Column(
            "chapter", _("Chapter"), value="plan.chapter.region.short_name",
            sort="plan__chapter__region__code",
        ),
        Column("year", _("Year"), value=lambda row: str(row.plan.year), sort="plan__year"),
        Column("target", _("Target"), kind="number"),
        Column("unit", _("Unit"), value="indicator.unit"),
    ]  # fmt: skip
    select_related = ("plan__chapter__region", "indicator")

    @override
    def get_queryset(self) -> object:
        return super().get_queryset().filter(plan__archived_at__isnull=True)


class IndicatorTargetsPage(ActionPage):
    """A field for each shared indicator; what the year before reached stands beside it."""

    model = AnnualPlan
    form_class = IndicatorTargetsForm
    checks_lock = True
    template_name = "planning/targets.html"
    submit_label = _("Save")
    title = _("Targets of indicators: %(what)s")
    question = _(
        "What the chapter wants to reach this year. Empty: no target; 0 means none is wanted. The account of the year "
        "takes these targets over, and no others."
    )

    @override
    def get_queryset(self) -> Any:
        return super().get_queryset().with_chapter()

    @cached_property
    def indicators(self) -> list[Indicator]:
        return list(Indicator.objects.visible_to(self.request.user).current())

    @override
    def get_form_kwargs(self) -> dict[str, object]:
        there = IndicatorTarget.objects.visible_to(self.request.user).current()
        kept = there.filter(plan=self.object).values_list("indicator", "target")
        initial = {f"i{key}": target for key, target in kept}
        return {
            **super().get_form_kwargs(),
            "indicators": self.indicators,
            "initial": initial,
        }

    @override
    def get_context_data(self, **kwargs: Any) -> dict[str, object]:
        lines = Achievement.objects.visible_to(self.request.user).current()
        last = lines.filter(
            annual_report__chapter=self.object.chapter_id,
            annual_report__year=self.object.year - 1,
            annual_report__archived_at__isnull=True,
        )
        known = dict(last.filter(indicator__isnull=False).values_list("indicator", "realised"))
        form = kwargs["form"]
        rows = [
            (row, form[f"i{row.pk}"], with_unit(known.get(row.pk), row.unit))
            for row in self.indicators
        ]
        return super().get_context_data(**kwargs, rows=rows, last_year=self.object.year - 1)

    @override
    def form_valid(self, form: Any) -> HttpResponse:
        count = services.set_targets(plan=self.object, by=self.request.user, targets=form.targets())
        words = ngettext("%(n)s target changed.", "%(n)s targets changed.", count)
        return self.done(words % {"n": count})


class IndicatorMatrixPage(MatrixPage):
    """One indicator of every chapter, or every indicator of one chapter, over some years; every number opens."""

    model = IndicatorTarget
    title = _("Indicators over the years")
    template_name = "planning/indicator_matrix.html"

    @override
    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [(capfirst(__("achievements")), address("planning:achievement-list"))]

    @cached_property
    def years(self) -> tuple[int, ...]:
        told = {year for _indicator, year in self.told}
        aims = IndicatorTarget.objects.visible_to(self.request.user).current()
        aims = aims.filter(plan__archived_at__isnull=True).order_by()
        told |= set(aims.values_list("plan__year", flat=True).distinct())
        newest = max(told, default=timezone.localdate().year)
        last = typed_year(self.request.GET.get("to", ""), newest)
        first = typed_year(self.request.GET.get("from", ""), last - SPAN + 1)
        first = min(first, last)
        return tuple(range(max(first, last - LONGEST + 1), last + 1))

    @cached_property
    def in_sight(self) -> list[Chapter]:
        rows = Chapter.objects.visible_to(self.request.user).current()
        rows = rows.select_related("region__parent")
        return list(rows.order_by("region__code", "pk")[:MOST_CHAPTERS])

    @cached_property
    def places(self) -> list[Region]:
        """The regions to choose from: those with a chapter in sight, each province before what lies within it."""
        own = [chapter.region for chapter in self.in_sight]
        above = (one.parent for one in own if one.parent is not None)
        return sorted({*own, *above}, key=attrgetter("pk"))

    @cached_property
    def place(self) -> Region | None:
        """The region asked for; None where none is, and where it is none of `places`."""
        code = self.request.GET.get("region", "")
        return next((one for one in self.places if one.pk == code), None)

    @cached_property
    def chapters(self) -> list[Chapter]:
        """The chapters in sight, or those of the region asked for: of a province its own and all within it."""
        if not self.request.GET.get("region", ""):
            return self.in_sight
        code = self.place.pk if self.place else ""
        return [one for one in self.in_sight if code and within(one.region_id, code)]

    @cached_property
    def indicators(self) -> list[Indicator]:
        return list(Indicator.objects.visible_to(self.request.user).current())

    @cached_property
    def told(self) -> set[tuple[int, int]]:
        """Which indicator was told of in which year by any chapter in sight."""
        lines = Achievement.objects.visible_to(self.request.user).current()
        lines = lines.filter(indicator__isnull=False, annual_report__archived_at__isnull=True)
        return set(lines.order_by().values_list("indicator", "annual_report__year").distinct())

    @cached_property
    def indicator(self) -> Indicator | None:
        """The indicator of all chapters; None: all indicators of the one chapter there is."""
        typed = self.request.GET.get("indicator", "")
        for row in self.indicators:
            if str(row.pk) == typed:
                return row
        if len(self.chapters) == 1:
            return None
        told = {indicator for indicator, _year in self.told}
        return next(
            (row for row in self.indicators if row.pk in told), next(iter(self.indicators), None)
        )

    @override
    def build(self) -> list[sheets.TableSheet]:
        found = build_indicator_matrix(
            user=self.request.user,
            years=self.years,
            indicator=self.indicator,
            chapters=self.chapters,
        )
        self.has_examples = any(row.is_example for row in found.rows)
        about = (
            f"{self.indicator} ({self.indicator.unit})"
            if self.indicator
            else ", ".join(chapter.region.name for chapter in self.chapters)
        )
        if self.indicator and self.place:
            about = f"{about}, {self.place.name}"
        self.subtitle = f"{about} – {self.years[0]}–{self.years[-1]}"
        head = _("Chapter") if self.indicator else _("Indicator")
        columns = [Column("title", head, link=True), Column("unit", _("Unit"))]
        for place, year in enumerate(found.years):
            columns += _of_year(place, year)
        return [
            sheets.TableSheet(
                about, columns, [Linked(row) for row in found.rows], [str(self.get_title()), self.subtitle],
                self._totals(found),
            )
        ]  # fmt: skip

    def _totals(self, found: IndicatorMatrix) -> dict[str, object]:
        """Return what all chapters told together; none of one chapter, whose indicators never add up."""
        if self.indicator is None or self.indicator.unit == NO_SUM or len(found.rows) < 2:
            return {}
        sums = {f"realised{place}": found.realised(place) for place in range(len(found.years))}
        known = {name: value for name, value in sums.items() if value is not None}
        return {"title": __("Total"), **known} if known else {}

    @override
    def totals_url(self, column: Column) -> str:
        if not column.name.startswith("realised") or self.indicator is None:
            return ""
        year = self.years[int(column.name.removeprefix("realised"))]
        narrow = {"indicator": self.indicator.pk, "year": year}
        region = self.request.GET.get("region", "")
        return address("planning:achievement-list", **narrow, region=region, sum="realised")

    @override
    def choices(self) -> dict[str, object]:
        return {
            "from_year": self.years[0],
            "to_year": self.years[-1],
            "places": self.places if len(self.in_sight) > 1 else [],
            "place": self.place,
            "no_such_place": bool(self.request.GET.get("region", "")) and self.place is None,
            "indicators": self.indicators if len(self.chapters) > 1 or self.indicator else [],
            "indicator": self.indicator,
        }


def _of_year(place: int, year: int) -> list[Column]:
    """Return target, realised and share of one year; the numbers open the very line that says them."""

    def cell(row: Any) -> IndicatorCell:
        found: IndicatorCell = row.cells[place]
        return found

    def opens(column: str) -> Callable[[IndicatorRow], str]:
        def url(row: IndicatorRow) -> str:
            if getattr(row.cells[place], column) is None:
                return ""
            is_planned = column == "target" and row.cells[place].is_planned
            narrow = {"indicator": row.indicator, "region": row.region, "own": 1, "year": year}
            return address(LISTS[0] if is_planned else LISTS[1], **narrow, sum=column)

        return url

    def state(row: Any) -> str:
        found = cell(row)
        return str(found.state.word) if found.state else ""

    def share(row: Any) -> str:
        percent = cell(row).verdict.percent
        return "" if percent is None else per_cent(percent)

    return [
        Column(f"target{place}", f"{year}: {__('target')}", value=lambda row: cell(row).target, kind="number",
               url=opens("target")),
        Column(f"realised{place}", f"{year}: {__('realised')}", value=lambda row: cell(row).realised, kind="number",
               url=opens("realised"), note=state),
        Column(f"share{place}", f"{year}: %", value=share),
    ]  # fmt: skip
