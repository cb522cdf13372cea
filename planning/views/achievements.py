"""Annual achievement reports and their lines."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from typing_extensions import override

from core.access import Action, may
from core.pages import ActionPage, CreatePage, DetailPage, EditPage, ListPage
from core.pages.details import review_deed
from core.pages.lists import Deed
from core.records.badges import review_badge
from core.records.review import why_locked
from core.tools.formats import Words
from core.tools.tables import Column, Fact, Table
from planning import services
from planning.filters import AchievementFilter, AnnualReportFilter
from planning.forms import AchievementForm, AnnualReportForm, AnnualReportStartForm
from planning.models import Achievement, Advice, AnnualReport
from planning.views.advice import ADVICE_COLUMNS, advice_table
from planning.views.at_once import advice_actions
from planning.views.columns import ACHIEVEMENT_COLUMNS, against_target, day_of, with_unit, word_of
from planning.views.lines import start_from_query


class AnnualReportListPage(ListPage):
    model = AnnualReport
    filterset_class = AnnualReportFilter
    ordering = ("-year", "chapter__region__code")
    lead = _("What the chapters achieved in a year, handed in for review.")
    empty = _("No achievement report yet.")
    columns = [
        Column("chapter", _("Chapter"), value="chapter.region.short_name", sort="chapter__region__code", link=True),
        Column("year", _("Year"), value=lambda row: str(row.year), sort="year"),
        Column("state", _("State"), value=review_badge, sort="state"),
        Column("achievement_count", _("Achievements"), kind="number", sort="achievement_count"),
        Column("answered_count", _("With a realised figure"), kind="number"),
        Column("submitted_at", _("Submitted"), value=day_of("submitted_at"), sort="submitted_at"),
        Column("summary", _("Summary"), hidden=True),
        Column("obstacles", _("Obstacles"), hidden=True),
        Column("recommendations", _("What is needed from the government"), hidden=True),
    ]  # fmt: skip

    @override
    def get_deed(self, row: AnnualReport) -> Deed | None:
        return review_deed(row, self.request.user, self.address("review", row.pk))

    @override
    def get_queryset(self) -> object:
        return super().get_queryset().with_chapter().with_totals()


class AchievementListPage(ListPage):
    may_create = False
    model = Achievement
    filterset_class = AchievementFilter
    ordering = ("-annual_report__year", "annual_report__chapter__region__code", "order")
    lead = _("Lines of all yearly accounts. New ones are added on the page of an account.")
    empty = _("No achievement fits this filter.")
    columns = [
        ACHIEVEMENT_COLUMNS[0],
        Column(
            "chapter", _("Chapter"), value="annual_report.chapter.region.short_name",
            sort="annual_report__chapter__region__code",
        ),
        Column("year", _("Year"), value=lambda row: str(row.annual_report.year), sort="annual_report__year"),
        *ACHIEVEMENT_COLUMNS[1:],
    ]  # fmt: skip
    select_related = ("annual_report__chapter__region", "indicator")

    @override
    def get_queryset(self) -> object:
        return super().get_queryset().filter(annual_report__archived_at__isnull=True)


class AnnualReportDetailPage(DetailPage):
    model = AnnualReport
    template_name = "planning/wide_detail.html"

    @override
    def get_queryset(self) -> object:
        return super().get_queryset().with_chapter().select_related("submitted_by", "reviewed_by")

    @override
    def get_facts(self) -> list[Fact]:
        report = self.object
        return [
            Fact(_("Chapter"), report.chapter, url=report.chapter.get_absolute_url()),
            Fact(_("Year"), str(report.year)),
            Fact(_("Summary of the year"), report.summary),
            Fact(_("Obstacles"), report.obstacles),
            Fact(_("What is needed from the government"), report.recommendations),
            Fact(_("Submitted"), report.submitted_at, "moment", note=report.submitted_by or ""),
            Fact(_("Reviewed"), report.reviewed_at, "moment", note=report.reviewed_by or ""),
        ]

    @override
    def get_tables(self) -> list[Table]:
        user, report = self.request.user, self.object
        lines = (
            Achievement.objects.visible_to(user)
            .current()
            .filter(annual_report=report)
            .select_related("indicator")
            .order_by("order", "pk")
        )
        tables = [
            self.related(
                _("Achievements"),
                ACHIEVEMENT_COLUMNS,
                lines,
                cap=200,
                add=reverse("planning:achievement-create", args=[report.pk]),
                add_label=__("Add an achievement"),
                empty=__("No achievement yet."),
            )
        ]
        advice = (
            Advice.objects.visible_to(user)
            .open()
            .filter(achievement__annual_report=report)
            .select_related("achievement__indicator", "given_by")
        )
        unanswered = self.related(_("Open advice"), ADVICE_COLUMNS, advice, cap=50)
        if unanswered.rows:
            tables.append(unanswered)
        return tables

    @override
    def get_actions(self) -> list[tuple[str, str]]:
        user, report = self.request.user, self.object
        found = []
        if may(user, Action.ADD, report) and not why_locked(report):
            found += [
                (
                    __("Add an achievement"),
                    reverse("planning:achievement-create", args=[report.pk]),
                ),
                (
                    __("Copy from the plan"),
                    reverse("planning:annual-report-propose", args=[report.pk]),
                ),
                (
                    __("Figures from the records"),
                    reverse("planning:annual-report-counted", args=[report.pk]),
                ),
            ]
        found += advice_actions(user, report)
        try:
            address = reverse(
                "region-report", kwargs={"code": report.chapter.region_id, "year": report.year}
            )
        except NoReverseMatch:
            return found
        return [*found, (__("Report to the government"), address)]


class AnnualReportCreatePage(CreatePage):
    model = AnnualReport
    form_class = AnnualReportStartForm
    intro = _("There is one report per chapter and year; if it exists already, you come to it.")

    @override
    def get_initial(self) -> dict[str, Any]:
        return start_from_query(self.request, "chapter", "year")


class AnnualReportEditPage(EditPage):
    model = AnnualReport
    form_class = AnnualReportForm

    @override
    def get_queryset(self) -> object:
        return super().get_queryset().with_chapter()


class AnnualReportProposePage(ActionPage):
    model = AnnualReport
    checks_lock = True
    question = _(
        "Each activity of the year's plan that is not in the report yet becomes a line, with its target and the "
        "sum of its progress. Lines that are there stay as they are."
    )
    submit_label = _("Copy")
    title = _("Copy from the plan: %(what)s")

    @override
    def get_queryset(self) -> object:
        return super().get_queryset().with_chapter()

    @override
    def form_valid(self, form: Any) -> HttpResponse:
        report = AnnualReport.objects.select_for_update(of=("self",)).get(pk=self.object.pk)
        count = services.propose_achievements(report=report, by=self.request.user)
        return self.done(
            ngettext("%(n)s line copied.", "%(n)s lines copied.", count) % {"n": count}
        )


class AchievementDetailPage(DetailPage):
    model = Achievement
    parent_field = "annual_report"
    select_related = ("annual_report__chapter__region", "indicator", "activity")

    @override
    def get_facts(self) -> list[Fact]:
        row = self.object
        change = ACHIEVEMENT_COLUMNS[5].note_text(row)
        return [
            Fact(_("Target"), with_unit(row.target, row.unit)),
            Fact(_("Realised"), with_unit(row.realised, row.unit)),
            Fact(_("Against target"), word_of(row), note=against_target(row)),
            Fact(_("Last year"), with_unit(row.last_year, row.unit), note=change),
            Fact(_("Lower is better"), __("yes") if row.lower_is_better else __("no")),
            Fact(_("Field"), row.get_field_display()),
            Fact(_("What led to it"), row.cause),
            Fact(_("Obstacle"), row.obstacle),
            Fact(_("Solution"), row.solution),
            Fact(_("From activity"), row.activity, url=row.activity.get_absolute_url() if row.activity else ""),
            *([Fact(_("Counted from the records"), row.source)] if row.counted else []),
        ]  # fmt: skip

    @override
    def get_tables(self) -> list[Table]:
        return [advice_table(self.request.user, achievement=self.object)]

    @override
    def get_actions(self) -> list[tuple[str, str]]:
        if not may(self.request.user, Action.ADVISE, self.object):
            return []
        return [(__("Advise"), reverse("planning:achievement-advise", args=[self.object.pk]))]


class AchievementCreatePage(CreatePage):
    model = Achievement
    parent_model = AnnualReport
    form_class = AchievementForm
    intro = _("An indicator and a figure are enough; the explanation can follow.")

    @override
    def get_success_url(self) -> str:
        return self.parent.get_absolute_url()


class AchievementEditPage(EditPage):
    model = Achievement
    form_class = AchievementForm
    select_related = ("annual_report__chapter__region", "indicator")

    @override
    def crumbs_above(self) -> list[tuple[Words, str]]:
        report = self.object.annual_report
        return [(str(report), report.get_absolute_url())]
