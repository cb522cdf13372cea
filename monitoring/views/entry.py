"""Filling in a visit's questionnaire: how far it is, and one page per aspect."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as __
from django.utils.translation import ngettext

from core.access import Action, may
from core.pages import ActionPage
from core.pages.scoped_forms import PlainForm
from monitoring import services
from monitoring.entry.answer_form import AnswersForm, rule_of
from monitoring.entry.sheet import Part, Sheet, facts_of, load_sheet
from monitoring.models import Visit
from monitoring.questionnaire import showif
from monitoring.questionnaire.questions import QuestionCard, cards


class EntryPage(ActionPage):
    """A page on a visit that is still open for entry."""

    model = Visit
    checks_lock = True

    def plan(self, rows: Any) -> Any:
        return rows.select_related("facility__region", "instrument", "round")

    @cached_property
    def sheet(self) -> Sheet:
        return load_sheet(self.object)

    def address_of(self, part: Part) -> str:
        return reverse("monitoring:visit-aspect", args=[self.object.pk, part.aspect.pk])

    def parts(self) -> list[dict[str, Any]]:
        return [{"part": part, "url": self.address_of(part)} for part in self.sheet.parts]


class ExplainForm(PlainForm):
    """One text per contradiction: why it is right all the same."""

    def __init__(self, *args: Any, sheet: Sheet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in sheet.contradictions:
            self.fields[one.code] = forms.CharField(
                label=one.words,
                help_text=__("Correct the answer (%(codes)s) or explain it here.")
                % {"codes": ", ".join(one.questions)},
                required=False,
                max_length=1000,
                initial=sheet.explanations.get(one.code, ""),
                widget=forms.Textarea(attrs={"rows": 2}),
            )


class VisitAnswersPage(EntryPage):
    """How far the questionnaire is, what is missing, what contradicts itself; leads to each aspect."""

    template_name = "monitoring/answers.html"

    def get_title(self) -> Any:
        return __("Questionnaire: %(what)s") % {"what": self.object}

    def build_form(self, **kwargs: Any) -> ExplainForm:
        return ExplainForm(user=self.request.user, sheet=self.sheet, **kwargs)

    def show(self, form: Any, status: int = 200) -> HttpResponse:
        may_submit = may(self.request.user, Action.SUBMIT, self.object)
        return self.render(
            {
                "form": form,
                "object": self.object,
                "sheet": self.sheet,
                "parts": self.parts(),
                "remarks": [
                    (self.address_of(part), line)
                    for part in self.sheet.parts
                    for line in part.lines
                    if line.remark
                ],
                "cancel_url": self.object.get_absolute_url(),
                "submit_label": __("Keep explanations"),
                "submit_url": f"{self.address('review', self.object.pk)}?move=submit"
                if may_submit
                else "",
            },
            status,
        )

    def perform(self, form: Any) -> str:
        services.explain(visit=self.object, by=self.request.user, texts=form.cleaned_data)
        return __("Explanations kept.")

    def get_success_url(self) -> str:
        return reverse("monitoring:visit-answers", args=[self.object.pk])


class VisitAspectPage(EntryPage):
    """One aspect of the questionnaire. What reads well is kept at once, even where another answer does not."""

    template_name = "monitoring/aspect.html"

    @cached_property
    def part(self) -> Part:
        found = self.sheet.part_of(self.kwargs["aspect"])
        if found is None:
            raise Http404
        return found

    def get_title(self) -> Any:
        return f"{self.part.aspect.label}: {self.object}"

    def get_crumbs(self) -> list[tuple[Any, str]]:
        overview = reverse("monitoring:visit-answers", args=[self.object.pk])
        return [*super().get_crumbs(), (__("Questionnaire"), overview)]

    def build_form(self, **kwargs: Any) -> AnswersForm:
        return AnswersForm(user=self.request.user, lines=self.part.lines, **kwargs)

    def show(self, form: Any, status: int = 200, conflicts: Any = None) -> HttpResponse:
        parts = self.sheet.parts
        after = parts[parts.index(self.part) + 1 :]
        return self.render(
            {
                "form": form,
                "object": self.object,
                "sheet": self.sheet,
                "part": self.part,
                "parts": self.parts(),
                "cards": self.cards(form, conflicts or {}),
                "next_part": after[0] if after else None,
                "island": self.island(),
                "cancel_url": reverse("monitoring:visit-answers", args=[self.object.pk]),
            },
            status,
        )

    def cards(self, form: AnswersForm, conflicts: dict[int, Any]) -> list[QuestionCard]:
        return cards(form, self.part.lines, conflicts)

    def island(self) -> dict[str, Any]:
        """Return what the script needs: whose entry this is, and the answers rules may look at."""
        visit = self.object
        return {
            "user": self.request.user.pk,
            "uuid": str(visit.client_uuid),
            "title": str(visit),
            "facts": facts_of(visit.facility),
            "values": {
                line.question.code: line.answer.value
                for part in self.sheet.parts
                for line in part.lines
                if line.answer
            },
            "rules": [
                [line.question.code, showif.as_data(rule_of(line.question))]
                for part in self.sheet.parts
                for line in part.lines
            ],
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = self.build_form(data=request.POST)
        form.is_valid()
        try:
            with transaction.atomic():
                saved = services.merge_answers(
                    visit=self.object, by=request.user, answers=form.answers(), bases=form.bases()
                )
        except ValidationError as error:
            form.take_error(error)
            return self.show(form, 422)
        if form.errors or saved.conflicts:
            # What was kept is the new base of what is typed; the page shows both.
            self.__dict__.pop("sheet", None)
            self.__dict__.pop("part", None)
            return self.show(form, 422, services.told_conflicts(saved))
        words = ngettext("%(n)s answer saved.", "%(n)s answers saved.", saved.changed)
        messages.success(request, words % {"n": saved.changed})
        return HttpResponseRedirect(self.next_url())

    def next_url(self) -> str:
        parts = self.sheet.parts
        at = parts.index(self.part)
        if self.request.POST.get("then") == "next" and at + 1 < len(parts):
            return self.address_of(parts[at + 1])
        return reverse("monitoring:visit-answers", args=[self.object.pk])
