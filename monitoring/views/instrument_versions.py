"""Versions of an instrument: copied, checked and published, compared, sent and read as XLSForm."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.text import slugify
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from core.access import Action, require
from core.pages import ActionPage
from core.pages.base import ObjectPage
from core.tools.tables import Column, Table
from monitoring import services
from monitoring.models import Instrument
from monitoring.questionnaire import checks as instrument_checks
from monitoring.questionnaire import forms as instrument_forms
from monitoring.questionnaire import xlsform, xlsform_read
from monitoring.questionnaire.diff import differences
from monitoring.questionnaire.spec import InstrumentSpec, own, spec_of


class VersionPage(ActionPage):
    """Copy a version into a new draft: one action, whatever state the old one is in."""

    model = Instrument
    form_class = instrument_forms.VersionForm

    def check(self) -> None:
        require(self.request.user, Action.ADD, Instrument)

    def get_title(self) -> Any:
        return __("New version of %(what)s") % {"what": self.object}

    def build_form(self, **kwargs: Any) -> Any:
        kwargs.pop("files", None)
        return super().build_form(**kwargs)

    def perform(self, form: Any) -> str:
        self.made = services.make_version(
            instrument=self.object, by=self.request.user, edition=form.cleaned_data["edition"]
        )
        return __("Draft made: %(what)s.") % {"what": self.made}

    def get_success_url(self) -> str:
        return self.made.get_absolute_url()


class PublishPage(ActionPage):
    """Open a draft for use; what is not in order is listed first."""

    model = Instrument

    def check(self) -> None:
        super().check()
        services.require_draft(self.object)

    def get_title(self) -> Any:
        return __("Publish: %(what)s") % {"what": self.object}

    def show(self, form: Any, status: int = 200) -> HttpResponse:
        self.submit_label = __("Publish")
        self.question = __(
            "Once published it can be used in rounds and visits; the first answer freezes it for good."
        )
        if not form.is_bound:
            loaded = Instrument.objects.with_questions().get(pk=self.object.pk)
            found = instrument_checks.problems(spec_of(loaded))
            if found:
                form = self.build_form(data={"remark": ""})
                form.is_valid()
                form.add_error(None, [f"{one.where}: {one.words}" for one in found])
        return super().show(form, status)

    def perform(self, form: Any) -> str:
        services.publish(instrument=self.object, by=self.request.user)
        return __("Published: %(what)s.") % {"what": self.object}


class TakeBackPage(ActionPage):
    model = Instrument

    def check(self) -> None:
        super().check()
        if self.object.is_frozen:
            services.require_draft(self.object)

    def get_title(self) -> Any:
        return __("Take back to draft: %(what)s") % {"what": self.object}

    def perform(self, form: Any) -> str:
        services.take_back(instrument=self.object, by=self.request.user)
        return __("Draft again: %(what)s.") % {"what": self.object}


class ComparePage(ObjectPage):
    """Two versions side by side, only what differs. `?with=` names the other one."""

    model = Instrument
    template_name = "monitoring/compare.html"

    def plan(self, rows: Any) -> Any:
        return rows.with_questions().select_related("based_on")

    def get_title(self) -> Any:
        return __("Compare: %(what)s") % {"what": self.object}

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [*self.list_crumb(), (str(self.object), self.object.get_absolute_url())]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        others = list(self.rows().current().exclude(pk=self.object.pk).order_by("code", "-pk")[:50])
        wanted = request.GET.get("with") or str(self.object.based_on_id or "")
        if not wanted and others:
            wanted = str(next((o.pk for o in others if o.code == self.object.code), others[0].pk))
        other = None
        if wanted:
            if not wanted.isascii() or not wanted.isdecimal() or len(wanted) > 12:
                raise Http404
            other = self.rows().with_questions().filter(pk=wanted).first()
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


class XlsformPage(ObjectPage):
    """The instrument as a file for ODK or Kobo."""

    model = Instrument

    def plan(self, rows: Any) -> Any:
        return rows.with_questions()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
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

    def check(self) -> None:
        require(self.request.user, Action.ADD, Instrument)

    def get_title(self) -> Any:
        return __("Read an XLSForm as a new version of %(what)s") % {"what": self.object}

    def perform(self, form: Any) -> str:
        spec = xlsform_read.read(form.cleaned_data["file"].read(5 * 1024 * 1024 + 1))
        if spec.code != self.object.code:
            raise ValidationError(
                __("This form is of “%(code)s”, another instrument.") % {"code": spec.code[:60]}
            )
        named = own(spec)
        if edition := form.cleaned_data["edition"].strip():
            named["edition"] = edition
        self.made = services.write_instrument(
            spec=InstrumentSpec(**named, aspects=spec.aspects),
            by=self.request.user,
            based_on=self.object,
            source=self.object.source,
        )
        return __("Draft made: %(what)s.") % {"what": self.made}

    def get_success_url(self) -> str:
        return self.made.get_absolute_url()
