"""Scoring a round again by another version of its questionnaire; what the first version said stays."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from typing_extensions import override

from core.access import Action, require
from core.pages import ActionPage
from core.pages.scoped_forms import PlainForm
from monitoring import services
from monitoring.models import Instrument, Round


class RescoreForm(PlainForm):
    suggests = True

    instrument = forms.ModelChoiceField(
        Instrument.objects.none(),
        label=_("Version"),
        help_text=_("Its weights and options judge the answers given then, question by question."),
    )


class RescorePage(ActionPage):
    """Choose a version; the recap and the score sheets tell by which one they speak."""

    model = Round
    form_class = RescoreForm
    title = _("Score again: %(what)s")
    select_related = ("instrument",)
    submit_label = _("Score again")

    @override
    def check(self) -> None:
        require(self.request.user, Action.CHANGE, Instrument)

    @override
    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        self.question = __(
            "Approved visits of the round are scored by the version chosen. Their scores by %(version)s "
            "stay as they are, and classes in reports do not change by themselves."
        ) % {"version": self.object.instrument}
        return super().get_context_data(**kwargs)

    @override
    def get_form(self, **kwargs: object) -> Any:
        form = super().get_form(**kwargs)
        versions = Instrument.objects.visible_to(self.request.user).current().published()
        same = versions.filter(code=self.object.instrument.code)
        form.fields["instrument"].queryset = same
        form.initial["instrument"] = same.order_by("published_at", "pk").last()
        return form

    @override
    def form_valid(self, form: Any) -> HttpResponse:
        self.chosen = form.cleaned_data["instrument"]
        done, left = services.rescore_round(
            round_=self.object, instrument=self.chosen, by=self.request.user
        )
        words = ngettext(
            "%(n)s visit scored by %(version)s.", "%(n)s visits scored by %(version)s.", done
        ) % {"n": done, "version": self.chosen}
        if left:
            words += " " + ngettext(
                "%(n)s is left: score once more.", "%(n)s are left: score once more.", left
            ) % {"n": left}
        return self.done(words)

    @override
    def get_success_url(self) -> str:
        query = {"round": self.object.pk, "instrument": self.chosen.pk}
        return reverse("monitoring:recap", query=query)
