"""Issued reports as they were sealed; what happens to the paper afterwards."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import Action, may, reads_only
from core.pages import ActionPage, DetailPage, ListPage, Page
from core.pages.scoped_forms import PlainForm
from core.tools import formats, pdf
from core.tools.tables import Badge, Column, Fact
from planning import services
from planning.badges import delivery_of
from planning.filters import ArchivedReportFilter
from planning.forms import DeliveryForm
from planning.models import ArchivedReport


class ArchivedReportListPage(ListPage):
    model = ArchivedReport
    filterset_class = ArchivedReportFilter
    ordering = ("-year", "region__code", "-sequence")
    lead = _("Reports to regional governments as they were issued; none is changed afterwards.")
    empty = _("No report has been issued yet.")
    columns = [
        Column("number", _("Letter number"), link=True, sort="number"),
        Column("region", _("Region"), value="region.short_name", sort="region__code"),
        Column("year", _("Year"), value=lambda row: str(row.year), sort="year"),
        Column("letter_date", _("Letter date"), sort="letter_date"),
        Column("delivery", _("Delivery"), value=delivery_of, kind="badge"),
        Column("sent_on", _("Sent on"), sort="sent_on"),
        Column("received_on", _("Received on"), sort="received_on"),
        Column("received_by", _("Received by (position)"), hidden=True),
        Column("addressee", _("Addressee"), hidden=True),
        Column("sha256", _("Checksum (SHA-256)"), hidden=True),
    ]
    select_related = ("region",)


class ArchivedReportDetailPage(DetailPage):
    model = ArchivedReport
    template_name = "planning/archived_report.html"
    select_related = ("region", "issued_by")

    @override
    def get_facts(self) -> list[Fact]:
        row = self.object
        intact = (
            Badge(_("Unchanged"), "good") if row.is_intact() else Badge(_("Does not agree"), "bad")
        )
        return [
            Fact(_("Region"), row.region, url=row.region.get_absolute_url()),
            Fact(_("Year"), str(row.year), note=__("version %(n)s") % {"n": row.sequence}),
            Fact(_("Addressee"), row.addressee),
            Fact(_("Letter date"), row.letter_date),
            Fact(_("Issued by"), row.issued_by, note=""),
            Fact(_("Delivery"), delivery_of(row)),
            Fact(_("Sent on"), row.sent_on),
            Fact(_("Received on"), row.received_on, note=row.received_by),
            Fact(_("Verification code"), row.verification_code),
            Fact(_("File"), intact, note=f"SHA-256 {row.sha256}"),
        ]

    @property
    def is_to_acknowledge(self) -> bool:
        """Whether the reader is one whom it is for, and nobody has recorded yet that it arrived."""
        return reads_only(self.request.user) and not self.object.received_on

    @override
    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        return super().get_context_data(is_to_acknowledge=self.is_to_acknowledge, **kwargs)

    @override
    def pass_on(self) -> list[str]:
        row = self.object
        if self.is_to_acknowledge:
            return [
                __("Receipt of letter %(number)s of %(day)s")
                % {"number": row.number, "day": formats.day(row.letter_date)},
                __("Received on: %(day)s") % {"day": formats.day(timezone.localdate())},
                __("Received by (position): ………"),
            ]
        verify = reverse("verify-code", args=[row.verification_code])
        return [
            __("Regional achievement report %(year)s") % {"year": row.year}
            + f", {row.region.short_name}",
            __("Letter %(number)s of %(day)s")
            % {"number": row.number, "day": formats.day(row.letter_date)},
            __("Check that this report is genuine: %(url)s")
            % {"url": f"{settings.SITE_URL}{verify}"},
        ]

    @override
    def get_actions(self) -> list[tuple[str, str]]:
        found = [
            (__("Download the PDF"), reverse("planning:archived-report-pdf", args=[self.object.pk]))
        ]
        if may(self.request.user, Action.CHANGE, self.object):
            found.append(
                (
                    __("Note the delivery"),
                    reverse("planning:archived-report-delivery", args=[self.object.pk]),
                )
            )
        return found


class ArchivedReportPdfView(Page):
    """Hands out the sealed file, and only if it still is what was sealed."""

    paper_holds = "a file that is made already"
    is_about_one = True
    model = ArchivedReport

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        report = self.object
        if not report.is_intact():
            raise Http404(
                __("The file of this report is damaged; ask the Secretariat to issue it again.")
            )
        with report.pdf.open("rb") as file:
            return pdf.response(file.read(), filename=report.number, inline=False)


class ArchivedReportDeliveryPage(ActionPage):
    model = ArchivedReport
    form_class = DeliveryForm
    submit_label = _("Save")
    title = _("Delivery of %(what)s")
    select_related = ("region",)

    @override
    def get_initial(self) -> dict[str, object]:
        names = ("sent_on", "received_on", "received_by")
        return {name: getattr(self.object, name) for name in names}

    @override
    def form_valid(self, form: PlainForm) -> HttpResponse:
        self.object = services.record_delivery(
            report=self.object, by=self.request.user, **form.cleaned_data
        )
        return self.done(__("Saved: %(what)s.") % {"what": self.object})
