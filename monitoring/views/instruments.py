"""Questionnaires: reference data, read here."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from typing_extensions import override

from core.access import Action, may
from core.pages import DetailPage, ListPage
from core.tools import formats
from core.tools.tables import Badge, Column, Fact, Table
from monitoring.entry import visit_table
from monitoring.filters import InstrumentFilter
from monitoring.models import CrossCheck, Instrument, Option, Question, Round, Visit
from monitoring.questionnaire.words import rule_words
from monitoring.resources import sheet_name


def frozen_badge(row: Instrument) -> Badge:
    if row.is_frozen:
        return Badge(__("In use, frozen"), "good")
    if row.is_published:
        return Badge(__("Published, not used yet"), "info")
    return Badge(__("Draft"), "none")


def proposal_badge(row: Instrument) -> Any:
    return Badge(__("Our proposal"), "info") if row.is_proposal else None


class InstrumentListPage(ListPage):
    model = Instrument
    filterset_class = InstrumentFilter
    ordering = ("code", "edition")
    lead = _("Questionnaires as data: what is asked on a visit, with weights and scores.")
    columns = [
        Column("title", _("Instrument"), str, link=True, note="code"),
        Column("aspect_count", _("Aspects"), kind="number"),
        Column("question_count", _("Questions"), kind="number"),
        Column("state", _("State"), frozen_badge),
        Column("proposal", pgettext_lazy("of an instrument", "Standing"), proposal_badge),
    ]

    @override
    def get_queryset(self) -> object:
        live = Q(aspects__archived_at__isnull=True)
        asked = live & Q(aspects__questions__archived_at__isnull=True)
        return (
            super()
            .get_queryset()
            .annotate(
                aspect_count=Count("aspects", filter=live, distinct=True),
                question_count=Count("aspects__questions", filter=asked, distinct=True),
            )
        )


def option_words(option: Option) -> str:
    """Return “label (score)”; the label alone where it does not count."""
    if option.score is None:
        return option.label
    return f"{option.label} ({formats.number(option.score)})"


QUESTION_COLUMNS = [
    Column("code", _("Code"), link=True),
    Column("label", _("Question"), note="help"),
    Column("kind", _("Kind"), "get_kind_display", note="unit"),
    Column("weight", _("Weight"), kind="number"),
    Column(
        "options",
        _("Options (score)"),
        lambda row: "; ".join(option_words(option) for option in row.loaded_options),
    ),
]


def _margin(row: CrossCheck) -> str:
    return formats.number(row.margin) if row.margin is not None else ""


class QuestionLine:
    """A question in the table of its instrument; its code leads to its page."""

    is_example = False

    def __init__(self, question: Question) -> None:
        self.question = question

    def __getattr__(self, name: str) -> Any:
        return getattr(self.question, name)

    def get_absolute_url(self) -> str:
        return reverse("monitoring:question-detail", args=[self.question.pk])


class InstrumentDetailPage(DetailPage):
    model = Instrument

    @override
    def get_queryset(self) -> object:
        return super().get_queryset().with_questions()

    @override
    def get_facts(self) -> list[Fact]:
        row, user = self.object, self.request.user
        return [
            Fact(_("Code"), row.code),
            Fact(_("Version"), row.edition),
            Fact(
                _("State"),
                frozen_badge(row),
                note=formats.day(row.frozen_at) if row.frozen_at else "",
            ),
            Fact(pgettext_lazy("of an instrument", "Standing"), proposal_badge(row)),
            Fact(
                _("Rounds"),
                Round.objects.visible_to(user).current().filter(instrument=row).count(),
                "number",
            ),
            Fact(
                _("Visits"),
                Visit.objects.visible_to(user).current().filter(instrument=row).count(),
                "number",
            ),
            Fact(
                _("The weakest aspect holds the class"), __("yes") if row.weakest_caps else __("no")
            ),
            Fact(_("Remarks"), row.description),
        ]

    @override
    def get_tables(self) -> list[Table]:
        tables = []
        for aspect in self.object.loaded_aspects:
            title = __("%(aspect)s (weight %(weight)s)") % {
                "aspect": aspect.label,
                "weight": formats.number(aspect.weight),
            }
            rows = [QuestionLine(question) for question in aspect.loaded_questions]
            add = reverse("monitoring:question-create", args=[aspect.pk])
            tables.append(
                Table(
                    QUESTION_COLUMNS,
                    rows,
                    title=title,
                    caption=title,
                    total=len(rows),
                    add_url=add if self.is_open else "",
                    empty=__("No question yet."),
                )
            )
        return [*tables, self._checks()]

    def _checks(self) -> Table:
        """Return the checks of answers; each leads to where it is changed while it may be."""
        rows, key = self.object.loaded_checks, [self.object.pk]
        columns = [
            Column("code", _("Code"), url=self._check_url if self.is_open else None),
            Column("label", _("Sentence"), note=lambda row: rule_words(row.applies_if)),
            Column("left", _("First side")),
            Column("relation", _("Relation"), "get_relation_display", note=_margin),
            Column("right", _("Second side")),
        ]
        title = __("Checks of answers")
        return Table(
            columns,
            rows,
            title=title,
            caption=title,
            total=len(rows),
            add_url=reverse("monitoring:cross-check-create", args=key) if self.is_open else "",
            empty=__("No check yet."),
        )

    @staticmethod
    def _check_url(row: Any) -> str:
        return reverse("monitoring:cross-check-edit", args=[row.pk])

    @property
    def is_open(self) -> bool:
        return may(self.request.user, Action.CHANGE, self.object) and not self.object.why_closed()

    @override
    def get_actions(self) -> list[tuple[str, str]]:
        row = self.object

        def link(label: str, page: str) -> tuple[str, str]:
            return label, reverse(f"monitoring:instrument-{page}", args=[row.pk])

        found = [
            link(__("Compare versions"), "compare"),
            link(__("Download XLSForm"), "xlsform"),
            link(__("Print the form (PDF)"), "paper"),
        ]
        if row.is_published and may(self.request.user, Action.ADD, Visit):
            intake = reverse("core:import-job-create", args=[sheet_name(row)])
            found.append((__("Take in submissions"), intake))
            table = reverse("core:import-job-create", args=[visit_table.sheet_name(row)])
            found.append((__("Visits as a table"), table))
        if not may(self.request.user, Action.CHANGE, row):
            return found
        found.insert(0, link(__("Preview"), "preview"))
        if self.is_open:
            add = reverse("monitoring:aspect-create", args=[row.pk])
            found = [link(__("Publish"), "publish"), (__("Add an aspect"), add), *found]
        elif not row.is_frozen:
            found.append(link(__("Take back to draft"), "takeback"))
        return [
            *found,
            link(__("New version"), "version"),
            link(__("Read an XLSForm"), "upload"),
        ]

    @override
    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        shown = super().get_context_data(**kwargs)
        return shown if self.is_open else {**shown, "edit_url": ""}
