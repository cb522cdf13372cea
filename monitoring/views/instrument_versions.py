"""Versions of an instrument: copied, checked and published, compared, sent and read as XLSForm."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.text import slugify
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import Action, require
from core.pages import ActionPage
from core.pages.base import Page
from core.tools.tables import Column, Table
from monitoring import services
from monitoring.models import Instrument
from monitoring.questionnaire import forms as instrument_forms
from monitoring.questionnaire import xlsform, xlsform_read
from monitoring.questionnaire.diff import differences
from monitoring.questionnaire.spec import InstrumentSpec, own, spec_of


class VersionPage(ActionPage):
    """Copy a version into a new draft: one action, whatever state the old one is in."""

    model = Instrument
    form_class = instrument_forms.VersionForm
    title = _("New version of %(what)s")

    @override
    def check(self) -> None:
        require(self.request.user, Action.ADD, Instrument)

    @override
    def form_valid(self, form: Any) -> HttpResponse:
        self.made = services.make_version(
            instrument=self.object, by=self.request.user, edition=form.cleaned_data["edition"]
        )
        return self.done(__("Draft made: %(what)s.") % {"what": self.made})

    @override
    def get_success_url(self) -> str:
        return self.made.get_absolute_url()


class PublishPage(ActionPage):
    """Open a draft for use; what is not in order is listed first."""

    model = Instrument
    title = _("Publish: %(what)s")
    submit_label = _("Publish")
    question = _(
        "Once published it can be used in rounds and visits; the first answer freezes it for good."
    )

    @override
    def check(self) -> None:
        super().check()
        services.require_draft(self.object)

    @override
    def hindrances(self) -> list[str]:
        loaded = Instrument.objects.with_questions().get(pk=self.object.pk)
        return services.why_not_publish(loaded)

    @override
    def form_valid(self, form: Any) -> HttpResponse:
        services.publish(instrument=self.object, by=self.request.user)
        return self.done(__("Published: %(what)s.") % {"what": self.object})


class TakeBackPage(ActionPage):
    model = Instrument
    title = _("Take back to draft: %(what)s")

    @override
    def check(self) -> None:
        super().check()
        if self.object.is_frozen:
            services.require_draft(self.object)

    @override
    def form_valid(self, form: Any) -> HttpResponse:
        services.take_back(instrument=self.object, by=self.request.user)
        return self.done(__("Draft again: %(what)s.") % {"what": self.object})


class ComparePage(Page):
    """Two versions side by side, only what differs. `?with=` names the other one."""

    is_about_one = True
    model = Instrument
    template_name = "monitoring/compare.html"
    title = _("Compare: %(what)s")

    @override
    def get_queryset(self) -> object:
        return super().get_queryset().with_questions().select_related("based_on")

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        seen = Instrument.objects.visible_to(request.user)
        others = list(seen.current().exclude(pk=self.object.pk).order_by("code", "-pk"))
        wanted = request.GET.get("with") or str(self.object.based_on_id or "")
        if not wanted and others:
            wanted = str(next((o.pk for o in others if o.code == self.object.code), others[0].pk))
        other = None
        if wanted:
            if not wanted.isascii() or not wanted.isdecimal() or len(wanted) > 12:
                raise Http404
            other = seen.with_questions().filter(pk=wanted).first()
            if other is None:
                raise Http404
        # Versions of one instrument are told by their edition, others by their whole name.
        alike = other is not None and other.code == self.object.code
        rows = differences(spec_of(other), spec_of(self.object)) if other else []
        table = Table(
            [
                Column("where", _("Where")),
                Column("what", _("What")),
                Column(
                    "before", (other.edition if alike else str(other)) if other else _("Before")
                ),
                Column("after", self.object.edition if alike else str(self.object)),
            ],
            rows,
            caption=__("Differences"),
            title=__("Differences"),
            total=len(rows),
            empty=__("These versions ask and score the same."),
        )
        return self.render(
            {"object": self.object, "others": others, "other": other, "table": table}
        )


class XlsformPage(Page):
    """The instrument as a file for ODK or Kobo."""

    is_about_one = True
    model = Instrument

    @override
    def get_queryset(self) -> object:
        return super().get_queryset().with_questions()

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        answer = HttpResponse(
            xlsform.write(spec_of(self.object)),
            content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        )
        name = slugify(f"{self.object.code} {self.object.edition}")
        answer["Content-Disposition"] = f'attachment; filename="xlsform-{name}.xlsx"'
        answer["X-Content-Type-Options"] = "nosniff"
        return answer


class XlsformUploadPage(ActionPage):
    """An XLSForm, perhaps edited in a form tool, becomes a new draft version."""

    model = Instrument
    form_class = instrument_forms.UploadForm
    title = _("Read an XLSForm as a new version of %(what)s")

    @override
    def check(self) -> None:
        require(self.request.user, Action.ADD, Instrument)

    @override
    def ahead(self) -> InstrumentSpec | ValidationError | None:
        """Return what the workbook says, or why it cannot be read."""
        form = self.get_form()
        if not form.is_valid():
            return None
        try:
            return xlsform_read.read(form.cleaned_data["file"].read(5 * 1024 * 1024 + 1))
        except ValidationError as error:
            return error

    @override
    def form_valid(self, form: Any) -> HttpResponse:
        spec = self.request.ahead
        if isinstance(spec, ValidationError):
            raise spec
        if spec.code != self.object.code:
            raise ValidationError(
                __("This form is of “%(code)s”, another instrument.") % {"code": spec.code[:60]}
            )
        named = own(spec)
        if edition := form.cleaned_data["edition"].strip():
            named["edition"] = edition
        self.made = services.write_instrument(
            spec=InstrumentSpec(**named, aspects=spec.aspects, checks=spec.checks),
            by=self.request.user,
            based_on=self.object,
            source=self.object.source,
        )
        return self.done(__("Draft made: %(what)s.") % {"what": self.made})

    @override
    def get_success_url(self) -> str:
        return self.made.get_absolute_url()
