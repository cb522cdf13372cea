"""The editor of an instrument: its own row, aspects, questions and options, while it is a draft."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import Action, may
from core.pages import ActionPage, CreatePage, DetailPage, EditPage, after_save
from core.tools.formats import Words
from core.tools.tables import Column, Fact, Table
from monitoring import services
from monitoring.models import Aspect, CrossCheck, Instrument, Option, Question
from monitoring.questionnaire import forms as instrument_forms
from monitoring.questionnaire.words import option_marks, rule_words


class InstrumentCreatePage(CreatePage):
    model = Instrument
    form_class = instrument_forms.InstrumentForm


class InstrumentEditPage(EditPage):
    """A version, while it is a draft."""

    model = Instrument
    form_class = instrument_forms.InstrumentForm

    @override
    def check(self) -> None:
        super().check()
        services.require_draft(self.object)


class PartCreatePage(CreatePage):
    """An aspect, question or option of a draft."""

    @override
    def check_parent(self) -> None:
        super().check_parent()
        services.require_draft(root_of(self.parent))

    @override
    def form_valid(self, form: Any) -> HttpResponse:
        part = services.add_part(part=form.save(commit=False), by=self.request.user)
        return after_save(self, form, part)

    @override
    def get_success_url(self) -> str:
        return part_url(self.object)


class PartEditPage(EditPage):
    @override
    def check(self) -> None:
        super().check()
        services.require_draft(self.object.root)

    @override
    def get_crumbs(self) -> list[tuple[Any, str]]:
        return part_crumbs(self.object)

    @override
    def get_success_url(self) -> str:
        return part_url(self.object)

    @override
    def get_cancel_url(self) -> str:
        return part_url(self.object)


def root_of(of: Any) -> Instrument:
    return of if isinstance(of, Instrument) else of.root


def part_url(part: Any) -> str:
    """Return the page a part is read on."""
    if isinstance(part, Aspect | CrossCheck):
        return part.get_absolute_url()
    question = part if isinstance(part, Question) else part.question
    return reverse("monitoring:question-detail", args=[question.pk])


def part_crumbs(part: Any) -> list[tuple[Any, str]]:
    found = [
        (__("Instruments"), reverse("monitoring:instrument-list")),
        (str(part.root), part.root.get_absolute_url()),
    ]
    if isinstance(part, Option):
        found.append((part.question.code, part_url(part)))
    return found


class PartPlacePage(ActionPage):
    """Put a part elsewhere among its siblings."""

    form_class = instrument_forms.PlaceForm
    title = _("Move: %(what)s")

    @override
    def check(self) -> None:
        super().check()
        services.require_draft(self.object.root)

    @override
    def get_crumbs(self) -> list[tuple[Any, str]]:
        return part_crumbs(self.object)

    @override
    def get_form_kwargs(self) -> dict[str, object]:
        return {**super().get_form_kwargs(), "rows": self.others()}

    def others(self) -> list[Any]:
        return [row for row in services.siblings(self.object) if row.pk != self.object.pk]

    @override
    def form_valid(self, form: Any) -> HttpResponse:
        wanted = form.cleaned_data["after"]
        after = next((row for row in self.others() if str(row.pk) == wanted), None)
        services.place_part(part=self.object, by=self.request.user, after=after)
        return self.done(__("Moved: %(what)s.") % {"what": self.object})

    @override
    def get_success_url(self) -> str:
        return part_url(self.object)


class PartRemovePage(ActionPage):
    action = Action.ARCHIVE
    danger = True
    title = _("Remove: %(what)s")

    @override
    def check(self) -> None:
        super().check()
        services.require_draft(self.object.root)

    @override
    def get_crumbs(self) -> list[tuple[Any, str]]:
        return part_crumbs(self.object)

    @override
    def form_valid(self, form: Any) -> HttpResponse:
        self.after = self.object.root.get_absolute_url()
        if isinstance(self.object, Option):
            self.after = part_url(self.object)
        services.remove_part(part=self.object, by=self.request.user)
        return self.done(__("Removed: %(what)s.") % {"what": self.object})

    @override
    def get_success_url(self) -> str:
        return self.after


class QuestionDetailPage(DetailPage):
    """One question with its options: what each scores, advises and opens."""

    model = Question
    select_related = ("aspect__instrument",)

    @override
    def get_title(self) -> Words:
        return f"{self.object.code} {self.object.label}"

    @override
    def get_crumbs(self) -> list[tuple[Any, str]]:
        return part_crumbs(self.object)

    @override
    def get_facts(self) -> list[Fact]:
        row = self.object
        return [
            Fact(_("Aspect"), row.aspect.label),
            Fact(_("Kind of question"), row.get_kind_display(), note=row.unit),
            Fact(_("Weight"), row.weight, "number"),
            Fact(_("Smallest value"), row.minimum, "number"),
            Fact(_("Largest value"), row.maximum, "number"),
            Fact(_("Asked only if"), rule_words(row.show_if), note=row.show_if),
            Fact(_("Taken from"), row.formula),
            Fact(_("Recorded in the registry as"), row.get_records_display()),
            Fact(_("Label (Indonesian)"), row.label_id),
            Fact(_("Label (English)"), row.label_en),
            Fact(_("Help"), row.help),
        ]

    @override
    def get_tables(self) -> list[Table]:
        rows = Option.objects.visible_to(self.request.user).current().filter(question=self.object)
        return [
            self.related(
                __("Options"),
                [
                    Column("label", _("Option"), note="value"),
                    Column("score", _("Score"), kind="number"),
                    Column("at_least", _("From"), kind="number", note=_above_word),
                    Column("advice", _("Advice")),
                    *(
                        [Column("recorded", _("In the registry"), "get_recorded_display")]
                        if self.object.records
                        else []
                    ),
                    Column("marks", _("Consequence"), option_marks),
                    *(
                        [Column("edit", _("Change"), lambda row: __("Change"), link=True)]
                        if self.is_open
                        else []
                    ),
                ],
                _edit_linked(rows.order_by("order", "pk")),
                cap=40,
                add=reverse("monitoring:option-create", args=[self.object.pk])
                if self.is_open
                else "",
            )
        ]

    @property
    def is_open(self) -> bool:
        user, root = self.request.user, self.object.root
        return may(user, Action.CHANGE, root) and not root.why_closed()

    @override
    def get_actions(self) -> list[tuple[str, str]]:
        if not self.is_open:
            return []
        key = [self.object.pk]
        return [
            (__("Move"), reverse("monitoring:question-place", args=key)),
            (__("Remove"), reverse("monitoring:question-remove", args=key)),
        ]

    @override
    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        shown = super().get_context_data(**kwargs)
        return shown if self.is_open else {**shown, "edit_url": ""}


def _above_word(row: Option) -> str:
    return __("above it") if row.above else ""


def _edit_linked(rows: Any) -> list[Any]:
    """Return rows of options whose page is where they are changed."""
    found = list(rows)
    for row in found:
        address = reverse("monitoring:option-edit", args=[row.pk])
        row.get_absolute_url = lambda address=address: address
    return found
