"""Visits and the answers of a visit."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import Action, may
from core.pages import CreatePage, DetailPage, EditPage, ListPage
from core.pages.details import review_deed
from core.pages.lists import Deed
from core.records.badges import review_badge
from core.records.review import why_locked
from core.tools.tables import Column, Fact, Table
from monitoring import forms, services
from monitoring.entry import visit_table
from monitoring.entry.sheet import load_sheet
from monitoring.filters import VisitFilter
from monitoring.models import Finding, Instrument, Round, Sample, Visit
from monitoring.recap.lists import ANSWERED, SCORE, told_figure, told_score, with_told
from monitoring.views.findings import FINDING_SHORT
from monitoring.views.scores import score_table


def instrument_words(row: Round | Visit) -> str:
    return str(row.instrument)


class VisitListPage(ListPage):
    model = Visit
    template_name = "monitoring/visits.html"
    filterset_class = VisitFilter
    ordering = ("-visited_on",)
    lead = _(
        "Which facility was visited when, with which questionnaire, and how far the review is."
    )
    empty = _("No visit is recorded yet.")
    columns = [
        Column("facility", _("Facility"), "facility.name", link=True, note="facility.code"),
        Column("region", _("Region"), "facility.region.short_name", sort="facility__region__name"),
        Column("visited_on", _("Visited on"), "partial", kind="partial", sort="visited_on"),
        Column("round", _("Round"), "round.name"),
        Column("state", _("State"), review_badge, sort="state"),
        Column("instrument", _("Instrument"), instrument_words, hidden=True),
        Column("women", _("Women present"), kind="number", hidden=True),
        Column("men", _("Men present"), kind="number", hidden=True),
        Column("team", _("Team"), hidden=True),
        Column("narrative", _("What was seen"), hidden=True),
        Column("created_at", _("Entered at"), kind="moment", hidden=True),
        # Of what the address asks to be told: filled on the way from a recap.
        Column("score", _("Score"), told_score, "number", hidden=True, needs=(SCORE,)),
        Column("figure", _("Answer"), told_figure, "number", hidden=True, needs=(ANSWERED,)),
    ]
    select_related = ("facility__region", "round", "instrument")

    @override
    def get_deed(self, row: Visit) -> Deed | None:
        return review_deed(row, self.request.user, self.address("review", row.pk))

    @override
    def with_shown(self, rows: QuerySet[Visit], columns: list[Column]) -> QuerySet[Visit]:
        return with_told(
            rows, columns, VisitFilter(self.request.GET, user=self.request.user).asked()
        )

    @override
    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Return the ways on: to the page for the field, and to approving what the filter shows."""
        user = self.request.user
        query = self.request.GET.urlencode()
        return {
            **super().get_context_data(**kwargs),
            "field_url": reverse("monitoring:field") if may(user, Action.ADD, Visit) else "",
            "import_url": self._table_url(query) if may(user, Action.ADD, Visit) else "",
        }

    def _table_url(self, query: str) -> str:
        """Return where visits of the filter go out and in with their answers, by the instrument of the chosen round,
        else by the newest one in use; "" for none.
        """
        wanted = self.request.GET.get("round", "")
        known = Instrument.objects.visible_to(self.request.user).current().published()
        own = known.filter(rounds=int(wanted)) if wanted.isdecimal() and len(wanted) < 10 else known
        found = own.order_by("-published_at", "-pk").first()
        if found is None:
            return ""
        address = reverse("core:import-job-create", args=[visit_table.sheet_name(found)])
        return f"{address}?{query}" if query else address


ANSWER_COLUMNS = [
    Column("code", _("Code"), "question.code"),
    Column("question", _("Question"), "question.label"),
    Column("answer", _("Answer"), lambda line: line.answer.words() if line.answer else None),
]
BEFORE = Column("before", _("Last visit"), lambda line: line.previous_words or None)
REMARK = Column("remark", _("Reviewer's remark"), "remark")


OFFER_COLUMNS = [
    Column("told", _("Told")),
    Column("label", _("To do"), url=lambda row: row.url),
]


class VisitDetailPage(DetailPage):
    model = Visit
    select_related = ("facility__region", "round", "instrument", "submitted_by", "reviewed_by")

    @override
    def get_object(self) -> Visit:
        visit = super().get_object()
        visit.loaded_sheet = load_sheet(visit)
        return visit

    @override
    def get_facts(self) -> list[Fact]:
        row = self.object
        return [
            Fact(
                _("Facility"),
                row.facility.name,
                note=f"{row.facility.code} · {row.facility.region.short_name}",
                url=row.facility.get_absolute_url(),
            ),
            Fact(_("Visited on"), row.partial, "partial"),
            Fact(_("Entered at"), row.created_at, "moment"),
            Fact(_("Round"), row.round, url=row.round.get_absolute_url() if row.round else ""),
            Fact(_("Instrument"), row.instrument, url=row.instrument.get_absolute_url()),
            Fact(_("Team"), row.team),
            Fact(_("Respondent"), row.respondent, personal=True),
            Fact(_("Women present"), row.women, "number"),
            Fact(_("Men present"), row.men, "number"),
            Fact(_("What was seen"), row.narrative),
        ]

    @override
    def get_tables(self) -> list[Table]:
        user = self.request.user
        tables = [
            score_table(self.object, user, self.object.loaded_sheet.instrument),
            *self._answer_tables(),
        ]
        if offers := services.offers_of(
            user=user, visit=self.object, sheet=self.object.loaded_sheet
        ):
            told = __("Told in this visit, not recorded in full yet")
            tables.insert(
                1, Table(OFFER_COLUMNS, offers, title=told, caption=told, total=len(offers))
            )
        findings = Finding.objects.visible_to(user).current().filter(visit=self.object)
        samples = Sample.objects.visible_to(user).current().filter(visit=self.object)
        tables.append(
            self.related(
                __("Findings"), FINDING_SHORT, findings.select_related("office", "facility")
            )
        )
        tables.append(
            self.related(
                __("Samples"),
                [
                    Column("taken_on", _("Taken on"), kind="partial", link=True),
                    Column("point", _("Sample point"), "get_point_display"),
                ],
                samples.select_related("facility"),
            )
        )
        return tables

    def _answer_tables(self) -> list[Table]:
        sheet = self.object.loaded_sheet
        columns = [*ANSWER_COLUMNS, *([BEFORE] if sheet.previous else [])]
        tables = []
        for part in sheet.parts:
            lines = [line for line in part.lines if line.asked or line.answer]
            remarked = [REMARK] if any(line.remark for line in lines) else []
            tables.append(
                Table(
                    [*columns, *remarked] if part.answered else [],
                    lines if part.answered else [],
                    title=part.aspect.label,
                    caption=part.aspect.label,
                    total=part.answered,
                    empty=__("No question of this aspect is answered yet."),
                )
            )
        return tables

    @override
    def get_actions(self) -> list[tuple[str, str]]:
        row = self.object
        found = [(__("Score sheet"), reverse("monitoring:visit-score", args=[row.pk]))]
        if may(self.request.user, Action.CHANGE, row) and not why_locked(row):
            answers = reverse("monitoring:visit-answers", args=[row.pk])
            found.insert(0, (__("Fill in the questionnaire"), answers))
        return found


class VisitCreatePage(CreatePage):
    model = Visit
    form_class = forms.VisitForm

    @override
    def get_initial(self) -> dict[str, object]:
        wanted = self.request.GET
        return {name: wanted[name] for name in ("facility", "round") if wanted.get(name)}


class VisitEditPage(EditPage):
    model = Visit
    form_class = forms.VisitForm
