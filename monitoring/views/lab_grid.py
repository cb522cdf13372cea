"""Results of several samples typed at once."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from typing_extensions import override

from core.access import Action, require
from core.pages import Page, list_crumb
from core.tools.formats import Words
from ksm.models import Facility
from monitoring.effluent.grid import LabGridForm
from monitoring.models import Sample
from monitoring.services.samples import record_sample


class LabGridPage(Page):
    """A grid of samples and parameters; `?facility=` names that of every row."""

    model = Sample
    form_class = LabGridForm
    template_name = "monitoring/lab_grid.html"
    title = _("Laboratory results at once")
    success_url = "monitoring:sample-list"

    @override
    def check(self) -> None:
        require(self.request.user, Action.ADD, Sample)

    @override
    def get_crumbs(self) -> list[tuple[Words, str]]:
        return list_crumb(Sample)

    @override
    def get_form_kwargs(self) -> dict[str, object]:
        key = self.request.GET.get("facility", "")
        rows = Facility.objects.visible_to(self.request.user).current()
        is_key = key.isdecimal() and len(key) < 12
        found = rows.filter(pk=key).first() if is_key else None
        return {**super().get_form_kwargs(), "facility": found}

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.render({"form": self.get_form()})

    def post(self, request: HttpRequest) -> HttpResponseBase:
        form = self.get_form()
        if not form.is_valid():
            return self.form_invalid(form)
        with transaction.atomic():
            for sample, results in form.found:
                sample._change_reason = form.confirmed
                record_sample(sample=sample, results=results, inlets=(), by=self.request.user)
        n = len(form.found)
        return self.done(ngettext("%(n)s sample saved.", "%(n)s samples saved.", n) % {"n": n})
