"""The access ladder and the SPM of one region, entered at once as a source states them."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from typing_extensions import override

from core.access import Action, require
from core.land.regions import Region
from core.pages import ActionPage
from ksm import services
from ksm.forms.ladder import AccessForm
from ksm.models import DatedFact


class AccessPage(ActionPage):
    model = Region
    form_class = AccessForm
    title = _("Access to sanitation and SPM: %(what)s")
    question = _(
        "Write the numbers as one source states them for one day. What stays empty counts as not known."
    )
    submit_label = _("Save")

    @override
    def get_queryset(self) -> object:
        return super().get_queryset().down_to_regencies()

    @override
    def check(self) -> None:
        # Of the figures alone: the region is nobody's to change here.
        require(self.request.user, Action.ADD, DatedFact(region=self.object))

    @override
    def form_valid(self, form: AccessForm) -> HttpResponse:
        data = form.cleaned_data
        count = services.record_access(
            region=self.object,
            as_of=data["as_of"],
            source=data["source"],
            source_url=data["source_url"],
            stated=form.stated(),
            by=self.request.user,
        )
        words = ngettext("%(n)s figure saved.", "%(n)s figures saved.", count)
        return self.done(words % {"n": count})
