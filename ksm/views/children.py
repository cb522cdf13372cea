"""What is recorded under a facility: lists for all of a region, a page and forms for each."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from typing_extensions import override

from core.access import Action
from core.pages import ActionPage, CreatePage, DetailPage, EditPage
from core.records.told import teller_of
from core.tools import partial_dates
from core.tools.rough import of_row as is_rough
from core.tools.tables import Fact
from ksm.forms import (
    DesludgingForm,
    FundingContributionForm,
    OperationForm,
    OperatorGroupForm,
    PaperForm,
    StatusRecordForm,
)
from ksm.forms.children import words_of
from ksm.models import Desludging, Facility, FundingContribution, Operation, Paper, StatusRecord
from ksm.operators import kind_of
from ksm.services import record_group_as_operator
from ksm.views import columns as c


def facility_fact(row: Any) -> Fact:
    facility = row.facility
    return Fact(_("Facility"), facility, note=c.where(facility), url=facility.get_absolute_url())


def told_facts(page: DetailPage) -> list[Fact]:
    """Say which source above the registry told this, if any."""
    teller = teller_of(page.request.user, page.object)
    return [Fact(_("Taken from"), teller.words, url=teller.url)] if teller else []


def begun(request: HttpRequest, *names: str) -> dict[str, str]:
    """Return the values of these fields that a link hands to a form."""
    return {name: request.GET[name][:300] for name in names if request.GET.get(name)}


class StatusRecordDetailPage(DetailPage):
    model = StatusRecord
    parent_field = "facility"
    select_related = ("facility__region",)

    @override
    def get_facts(self) -> list[Fact]:
        row = self.object
        return [
            facility_fact(row),
            Fact(_("Observed on"), row.when_words),
            Fact(_("Function"), row.function_badge),
            Fact(_("Physical condition"), row.condition_badge),
            Fact(_("Active SR"), c.rough(row.active_sr, is_rough(row, "active_sr"))),
            Fact(_("Households served (KK)"), c.rough(row.kk, is_rough(row, "kk"))),
            Fact(_("People served (jiwa)"), c.rough(row.jiwa, is_rough(row, "jiwa"))),
            Fact(_("Fee"), row.fee, kind="rupiah"),
            Fact(_("Remarks"), row.remark),
            *self._same_day(),
            *told_facts(self),
        ]

    def _same_day(self) -> list[Fact]:
        """Return the records of the same day that state something else, and which of them counts."""
        row = self.object
        rows = StatusRecord.objects.visible_to(self.request.user).same_day(row)
        return [
            Fact(
                _("Recorded otherwise of the same day"),
                " · ".join(words_of(other, name) for name in names),
                url=other.get_absolute_url(),
                note=__("that one counts") if other.pk > row.pk else __("this one counts"),
            )
            for other in rows
            if (names := row.against(other))
        ]


class OperationDetailPage(DetailPage):
    model = Operation
    parent_field = "facility"
    select_related = ("facility__region", "group__region", "office")

    @override
    def get_facts(self) -> list[Fact]:
        row = self.object
        return [
            facility_fact(row),
            Fact(
                _("Operator"),
                row.operator,
                note=c.where(row.group) if row.group else "",
                url=who.get_absolute_url() if (who := row.group or row.office) else "",
            ),
            Fact(_("Part of the facility"), row.get_part_display() or _("the whole facility")),
            Fact(_("From"), row.started_on, kind="partial"),
            Fact(_("Until"), partial_dates.display(row.ended_on) or _("today")),
            Fact(_("Remark"), row.remark),
            *told_facts(self),
        ]


class FundingContributionDetailPage(DetailPage):
    model = FundingContribution
    parent_field = "facility"
    select_related = ("facility__region", "programme")

    @override
    def get_facts(self) -> list[Fact]:
        row = self.object
        return [
            facility_fact(row),
            Fact(_("Programme"), row.programme),
            Fact(_("Source of funds"), row.get_fund_source_display()),
            Fact(_("Form"), row.get_kind_display()),
            Fact(_("Amount"), row.amount, kind="rupiah"),
            Fact(_("Year"), row.given_on, kind="partial"),
            Fact(_("Remark"), row.remark),
        ]


class DesludgingDetailPage(DetailPage):
    model = Desludging
    parent_field = "facility"
    select_related = ("facility__region", "destination_office")

    @override
    def get_facts(self) -> list[Fact]:
        row = self.object
        return [
            facility_fact(row),
            Fact(_("Emptied on"), row.done_on, kind="partial"),
            Fact(_("Volume (m³)"), row.volume_m3, kind="number"),
            Fact(_("Trips of the truck"), row.trips, kind="number"),
            Fact(_("Provider"), row.provider, note=row.get_provider_kind_display()),
            Fact(
                _("Destination"),
                row.destination or row.destination_office,
                note=str(row.destination_office or "") if row.destination else "",
                url=row.destination_office.get_absolute_url() if row.destination_office else "",
            ),
            Fact(_("Manifest number"), row.manifest),
            Fact(_("Cost"), row.cost, kind="rupiah"),
            Fact(_("Paid by"), row.get_payer_display()),
            Fact(_("Remark"), row.remark),
            *told_facts(self),
        ]


class StatusRecordCreatePage(CreatePage):
    leads_to_parent = True
    model = StatusRecord
    form_class = StatusRecordForm
    parent_model = Facility


class StatusRecordEditPage(EditPage):
    model = StatusRecord
    form_class = StatusRecordForm


class OperationCreatePage(CreatePage):
    leads_to_parent = True
    model = Operation
    form_class = OperationForm
    parent_model = Facility
    intro = _(
        "Without an end date the group takes over: "
        "whoever ran the facility until now ends on that day."
    )


class OperatorGroupPage(ActionPage):
    """Record the group that a visit, a form or the facility's own name tells, and that it runs the facility."""

    model = Facility
    action = Action.ADD
    checks_lock = True
    form_class = OperatorGroupForm
    title = _("Record the operator: %(what)s")
    question = _(
        "A group of this name in the region is taken where there is one, else it is recorded."
    )
    submit_label = _("Record")

    @override
    def get_initial(self) -> dict[str, object]:
        name = self.request.GET.get("name", "")[:150]
        return {"name": name, "kind": kind_of(name)}

    @override
    def form_valid(self, form: OperatorGroupForm) -> HttpResponse:
        group = record_group_as_operator(
            facility=self.object, by=self.request.user, **form.cleaned_data
        )
        return self.done(__("%(group)s is recorded as operator.") % {"group": group})


class OperationEditPage(EditPage):
    model = Operation
    form_class = OperationForm


class FundingContributionCreatePage(CreatePage):
    leads_to_parent = True
    model = FundingContribution
    form_class = FundingContributionForm
    parent_model = Facility


class FundingContributionEditPage(EditPage):
    model = FundingContribution
    form_class = FundingContributionForm


class DesludgingCreatePage(CreatePage):
    """A link may begin the form with what a visit told (`?done_on=2025-03&source=…`)."""

    leads_to_parent = True
    model = Desludging
    form_class = DesludgingForm
    parent_model = Facility

    @override
    def get_initial(self) -> dict[str, Any]:
        return begun(self.request, "done_on", "source")


class DesludgingEditPage(EditPage):
    model = Desludging
    form_class = DesludgingForm


class PaperDetailPage(DetailPage):
    model = Paper
    parent_field = "facility"
    select_related = ("facility__region",)

    @override
    def get_facts(self) -> list[Fact]:
        row = self.object
        return [
            facility_fact(row),
            Fact(_("Kind"), row.get_kind_display()),
            Fact(pgettext_lazy("of a document", "Number"), row.number),
            Fact(_("Dated"), row.dated_on, kind="partial"),
            Fact(_("Valid until"), row.valid_until, kind="partial"),
            Fact(_("Issued by"), row.issued_by),
            Fact(_("Received by"), row.received_by),
            Fact(_("Remark"), row.remark),
        ]


class PaperCreatePage(CreatePage):
    """Leads to the row's own page, where the paper itself is attached."""

    model = Paper
    form_class = PaperForm
    parent_model = Facility
    intro = _("Save first; the scanned paper or a photo of it is attached on the next page.")


class PaperEditPage(EditPage):
    model = Paper
    form_class = PaperForm
