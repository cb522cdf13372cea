"""Rounds: their list, and how far one is by region and team."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Count, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import Action, may
from core.pages import CreatePage, DetailPage, EditPage, ListPage
from core.records.badges import review_badge
from core.records.review import State
from core.tools import formats
from core.tools.tables import Column, Fact, Table
from monitoring import forms
from monitoring.filters import RoundFilter
from monitoring.models import Instrument, Round, RoundTarget, Visit
from monitoring.recap.progress import PROGRESS, ProgressLine, build_progress, stats
from monitoring.views.visits import instrument_words


def round_region(row: Round) -> str:
    return row.region.short_name if row.region else __("National")


def _number(rows: QuerySet) -> Coalesce:
    return Coalesce(Subquery(rows.annotate(n=Count("pk")).values("n")), Value(0))


class RoundListPage(ListPage):
    model = Round
    filterset_class = RoundFilter
    ordering = ("-starts_on",)
    empty = _("No round is recorded yet. Visits can be entered without one.")
    columns = [
        Column("name", _("Round"), link=True, sort="name", note="get_kind_display"),
        Column("region", _("Region"), round_region, sort="region__name"),
        Column("starts_on", _("From"), kind="date", sort="starts_on"),
        Column("ends_on", _("To"), kind="date"),
        Column("instrument", _("Instrument"), instrument_words),
        Column("visit_count", _("Visits"), kind="number"),
        Column("approved_count", _("Approved"), kind="number"),
    ]

    @override
    def get_queryset(self) -> object:
        visits = Visit.objects.visible_to(self.request.user).current()
        own = visits.filter(round=OuterRef("pk")).order_by().values("round")
        return (
            super()
            .get_queryset()
            .select_related("region", "instrument")
            .annotate(
                visit_count=_number(own),
                approved_count=_number(own.filter(state=State.APPROVED)),
            )
        )


VISIT_SHORT = [
    Column("visited_on", _("Visited on"), "partial", kind="partial", link=True),
    Column("facility", _("Facility"), "facility.name", note="facility.code"),
    Column("state", _("State"), review_badge),
]


def _count(name: str) -> Callable[[ProgressLine], int]:
    return lambda line: line.counts.get(name, 0)


def _list(name: str) -> Callable[[ProgressLine], str]:
    return lambda line: line.urls.get(name, "")


PROGRESS_COLUMNS = [
    Column("region", _("Region")),
    Column("team", _("Team")),
    *[Column(name, label, _count(name), "number", url=_list(name)) for name, label in PROGRESS],
]


class RoundDetailPage(DetailPage):
    model = Round
    template_name = "monitoring/round.html"
    select_related = ("region", "instrument")

    @override
    def get_facts(self) -> list[Fact]:
        row = self.object
        return [
            Fact(_("Kind"), row.get_kind_display()),
            Fact(_("Region"), round_region(row)),
            Fact(_("From"), row.starts_on, "date"),
            Fact(_("To"), row.ends_on, "date"),
            Fact(_("Instrument"), row.instrument, url=row.instrument.get_absolute_url()),
            Fact(_("Remarks"), row.note),
        ]

    @override
    def pass_on(self) -> list[str]:
        row = self.object
        ends = [formats.day(day) for day in (row.starts_on, row.ends_on) if day]
        return [
            __("Plan of visits: %(name)s") % {"name": row.name},
            f"{__('Region')}: {round_region(row)}",
            " – ".join(ends),
            row.note,
        ]

    @override
    def get_tables(self) -> list[Table]:
        user = self.request.user
        visits = Visit.objects.visible_to(user).current().filter(round=self.object)
        lines = self.progress.lines
        return [
            Table(
                PROGRESS_COLUMNS if lines else [],
                lines,
                title=__("Progress by region and team"),
                caption=__("Progress by region and team"),
                total=len(lines),
                empty=__("No facility is chosen yet."),
            ),
            self.related(
                __("Visits"),
                VISIT_SHORT,
                visits.select_related("facility"),
                more_url=f"{reverse('monitoring:visit-list')}?round={self.object.pk}",
            ),
        ]

    @override
    def get_object(self) -> Round:
        found: Round = super().get_object()
        self.progress = build_progress(user=self.request.user, round_=found)
        return found

    @override
    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        return {
            **super().get_context_data(**kwargs),
            "progress_stats": stats(self.progress) if self.progress.total else [],
        }

    @override
    def get_actions(self) -> list[tuple[str, str]]:
        query = f"?round={self.object.pk}"
        papers = reverse("monitoring:round-target-papers") + query
        found = [(__("Recap of the round"), reverse("monitoring:recap") + query)]
        if may(self.request.user, Action.REVIEW, Visit):
            waiting = f"{reverse('monitoring:visit-list')}{query}&state=submitted"
            found.append((__("Visits to review"), waiting))
        if may(self.request.user, Action.CHANGE, Instrument):
            rescore = reverse("monitoring:round-rescore", args=[self.object.pk])
            found.append((__("Score by another version"), rescore))
        if self.progress.total:
            found.append((__("Print the forms (PDF)"), papers))
        if not may(self.request.user, Action.ADD, RoundTarget):
            return found
        targets = reverse("monitoring:round-target-list")
        return [
            *found,
            (__("Choose facilities"), reverse("monitoring:round-targets", args=[self.object.pk])),
            (__("Assign officers and days"), targets + query),
        ]


class RoundCreatePage(CreatePage):
    model = Round
    form_class = forms.RoundForm


class RoundEditPage(EditPage):
    model = Round
    form_class = forms.RoundForm
