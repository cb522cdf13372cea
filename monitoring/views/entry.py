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
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from typing_extensions import override

from core.access import Action, may
from core.pages import ActionPage
from core.pages.form_layout import take_error
from core.pages.scoped_forms import PlainForm
from monitoring import services
from monitoring.entry.answer_form import AnswersForm, rule_of
from monitoring.entry.sheet import Part, VisitSheet, facts_of, load_sheet
from monitoring.models import Visit
from monitoring.questionnaire import showif
from monitoring.questionnaire.questions import QuestionCard, cards


def address_of(visit: Visit, part: Part) -> str:
    return reverse("monitoring:visit-aspect", args=[visit.pk, part.aspect.pk])


def parts_of(sheet: VisitSheet, visit: Visit) -> list[dict[str, Any]]:
    return [{"part": part, "url": address_of(visit, part)} for part in sheet.parts]


class ExplainForm(PlainForm):
    """One text per contradiction: why it is right all the same."""

    def __init__(self, *args: object, sheet: VisitSheet, **kwargs: Any) -> None:
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


class VisitAnswersPage(ActionPage):
    """How far the questionnaire is, what is missing, what contradicts itself; leads to each aspect."""

    model = Visit
    checks_lock = True
    select_related = ("facility__region", "instrument", "round")
    template_name = "monitoring/answers.html"
    title = _("Questionnaire: %(what)s")
    form_class = ExplainForm
    submit_label = _("Keep explanations")

    @cached_property
    def sheet(self) -> VisitSheet:
        return load_sheet(self.object)

    @override
    def get_form_kwargs(self) -> dict[str, object]:
        return {**super().get_form_kwargs(), "sheet": self.sheet}

    @override
    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        may_submit = may(self.request.user, Action.SUBMIT, self.object)
        review = f"{self.address('review', self.object.pk)}?move=submit"
        return super().get_context_data(
            **kwargs,
            sheet=self.sheet,
            parts=parts_of(self.sheet, self.object),
            remarks=[
                (address_of(self.object, part), line)
                for part in self.sheet.parts
                for line in part.lines
                if line.remark
            ],
            submit_url=review if may_submit else "",
        )

    @override
    def form_valid(self, form: Any) -> HttpResponse:
        services.explain(visit=self.object, by=self.request.user, texts=form.cleaned_data)
        return self.done(__("Explanations kept."))

    @override
    def get_success_url(self) -> str:
        return reverse("monitoring:visit-answers", args=[self.object.pk])


class VisitAspectPage(ActionPage):
    """One aspect of the questionnaire. What reads well is kept at once, even where another answer does not."""

    model = Visit
    checks_lock = True
    select_related = ("facility__region", "instrument", "round")
    template_name = "monitoring/aspect.html"
    form_class = AnswersForm

    @cached_property
    def sheet(self) -> VisitSheet:
        return load_sheet(self.object)

    @cached_property
    def part(self) -> Part:
        found = self.sheet.part_of(self.kwargs["aspect"])
        if found is None:
            raise Http404
        return found

    @override
    def get_title(self) -> Any:
        return f"{self.part.aspect.label}: {self.object}"

    @override
    def get_crumbs(self) -> list[tuple[Any, str]]:
        overview = reverse("monitoring:visit-answers", args=[self.object.pk])
        return [*super().get_crumbs(), (__("Questionnaire"), overview)]

    @override
    def get_form_kwargs(self) -> dict[str, object]:
        return {**super().get_form_kwargs(), "lines": self.part.lines}

    @override
    def get_context_data(self, **kwargs: Any) -> dict[str, object]:
        parts = self.sheet.parts
        after = parts[parts.index(self.part) + 1 :]
        return super().get_context_data(
            sheet=self.sheet,
            part=self.part,
            parts=parts_of(self.sheet, self.object),
            cards=self.cards(kwargs["form"], kwargs.pop("conflicts", {})),
            next_part=after[0] if after else None,
            island=self.island(),
            cancel_url=reverse("monitoring:visit-answers", args=[self.object.pk]),
            **kwargs,
        )

    def cards(self, form: AnswersForm, conflicts: dict[int, Any]) -> list[QuestionCard]:
        return cards(form, self.part.lines, conflicts)

    def island(self) -> dict[str, object]:
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

    @override
    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        form = self.get_form()
        form.is_valid()
        try:
            return self.form_valid(form)
        except ValidationError as error:
            take_error(form, error)
        return self.form_invalid(form)

    @override
    def form_valid(self, form: AnswersForm) -> HttpResponse:
        """Keep what of the sheet can be read, even where not all of it can."""
        with transaction.atomic():
            saved = services.merge_answers(
                visit=self.object,
                by=self.request.user,
                answers=form.answers(),
                bases=form.bases(),
            )
        if form.errors or saved.conflicts:
            # What was kept is the new base of what is typed; the page shows both.
            self.__dict__.pop("sheet", None)
            self.__dict__.pop("part", None)
            return self.render({"form": form, "conflicts": services.told_conflicts(saved)}, 422)
        words = ngettext("%(n)s answer saved.", "%(n)s answers saved.", saved.changed)
        messages.success(self.request, words % {"n": saved.changed})
        return HttpResponseRedirect(self.next_url())

    def next_url(self) -> str:
        parts = self.sheet.parts
        at = parts.index(self.part)
        if self.request.POST.get("then") == "next" and at + 1 < len(parts):
            return address_of(self.object, parts[at + 1])
        return reverse("monitoring:visit-answers", args=[self.object.pk])
