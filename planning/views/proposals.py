"""Budget proposals: pick the facilities that need a service, print what it costs."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from typing_extensions import override

from core.access import Action, may
from core.pages import ActionPage, CreatePage, DetailPage, EditPage, ListPage, Page
from core.records.review import why_locked
from core.tools import formats, pdf
from core.tools.files import sheets
from core.tools.formats import Words
from core.tools.tables import Column, Fact, Table
from planning import services
from planning.filters import BudgetProposalFilter
from planning.forms import BudgetProposalForm, PickForm
from planning.models import BudgetProposal, ProposalLine, Service
from planning.national.views import CODE, EDITION, code_fact
from planning.needs import basis_of, needing, price_of
from planning.reports.proposal import ProposalReport, build_proposal
from planning.views.columns import Linked, with_unit

SHOWN = 200  # facilities offered on one page


class BudgetProposalListPage(ListPage):
    model = BudgetProposal
    filterset_class = BudgetProposalFilter
    ordering = ("-year", "region__code")
    lead = _("What a chapter asks an office or the Musrenbang to pay for, facility by facility.")
    empty = _("No budget proposal yet.")
    columns = [
        Column("title", _("Proposal"), link=True, sort="title"),
        Column("region", _("Region"), value="region.short_name", sort="region__code"),
        Column("year", _("Budget year"), value=lambda row: str(row.year), sort="year"),
        Column("forum", _("Put forward to"), value=lambda row: row.get_forum_display()),
        Column("line_count", _("Facilities"), kind="number"),
        Column("total", _("Total"), kind="rupiah"),
        CODE,
        EDITION,
    ]

    @override
    def get_queryset(self) -> object:
        rows = super().get_queryset().select_related("region", "sipd_code__edition")
        return rows.with_totals()


LINE_COLUMNS = [
    Column("facility", _("Facility"), link=True, note="place"),
    Column("service", _("Service"), note="need"),
    Column("quantity", _("Quantity"), value=lambda row: with_unit(row.quantity, row.unit)),
    Column("unit_cost", _("Unit cost"), kind="rupiah"),
    Column("total", _("Total"), kind="rupiah"),
]  # fmt: skip


class BudgetProposalDetailPage(DetailPage):
    model = BudgetProposal
    template_name = "planning/wide_detail.html"

    @override
    def get_queryset(self) -> object:
        rows = super().get_queryset().select_related("region", "office", "sipd_code__edition")
        return rows.with_totals()

    @override
    def get_facts(self) -> list[Fact]:
        row = self.object
        return [
            Fact(_("Region"), row.region, url=row.region.get_absolute_url()),
            Fact(_("Budget year"), str(row.year)),
            Fact(_("Put forward to"), row.get_forum_display(), note=row.office or ""),
            Fact(_("Why"), row.reasoning),
            Fact(_("Total"), row.total, "rupiah"),
            code_fact(row, row.year, self.request.user),
        ]

    @override
    def get_tables(self) -> list[Table]:
        user, row = self.request.user, self.object
        lines = ProposalLine.objects.visible_to(user).current().filter(proposal=row)
        open_ = may(user, Action.CHANGE, row) and not why_locked(row)
        columns = [
            Column(
                "facility", _("Facility"), note="need",
                value=lambda line: f"{line.facility.code} {line.facility.name}",
            ),
            Column("service", _("Service"), value=lambda line: str(line.service), note="service.sipd_code.code"),
            Column("quantity", _("Quantity"), value=lambda line: with_unit(line.quantity, line.service.unit)),
            Column("unit_cost", _("Unit cost"), kind="rupiah"),
            Column("total", _("Total"), kind="rupiah"),
            *([Column("step", _("Step"), value=lambda line: __("Take out"), link=True)] if open_ else []),
        ]  # fmt: skip
        rows = list(lines.select_related("facility", "service__sipd_code"))
        for line in rows:
            line.get_absolute_url = _out_of(line)  # type: ignore[method-assign]
        return [
            Table(
                columns, rows, title=_("Facilities"), caption=_("Facilities"), total=len(rows),
                empty=__("No facility picked yet. Choose a service; those that need it are proposed."),
            )
        ]  # fmt: skip

    @override
    def get_actions(self) -> list[tuple[str, str]]:
        user, row = self.request.user, self.object
        found = []
        if may(user, Action.CHANGE, row) and not why_locked(row):
            for service in Service.objects.visible_to(user).current():
                query = {"service": service.pk}
                label = __("Pick for: %(service)s") % {"service": service}
                found.append(
                    (label, reverse("planning:budget-proposal-pick", args=[row.pk], query=query))
                )
        found.append((__("Open as PDF"), reverse("planning:budget-proposal-pdf", args=[row.pk])))
        found.append((__("Word file"), reverse("planning:budget-proposal-docx", args=[row.pk])))
        found.append((__("Excel file"), reverse("planning:budget-proposal-xlsx", args=[row.pk])))
        return found


def _out_of(line: ProposalLine) -> Any:
    return lambda: reverse("planning:proposal-line-archive", args=[line.pk])


class BudgetProposalCreatePage(CreatePage):
    model = BudgetProposal
    form_class = BudgetProposalForm
    intro = _("First the frame; then the facilities are picked from those that need a service.")

    @override
    def get_initial(self) -> dict[str, object]:
        return {"year": timezone.localdate().year + 1}


class BudgetProposalEditPage(EditPage):
    model = BudgetProposal
    form_class = BudgetProposalForm
    select_related = ("region",)


class PickPage(ActionPage):
    """The facilities that need one service (`?service=`), each with its reason; a quantity picks it."""

    model = BudgetProposal
    form_class = PickForm
    checks_lock = True
    template_name = "planning/pick.html"
    submit_label = _("Add to the proposal")
    select_related = ("region",)

    @override
    def check(self) -> None:
        super().check()
        key = self.request.GET.get("service", "")
        rows = Service.objects.visible_to(self.request.user).current()
        service = rows.filter(pk=key).first() if key.isdecimal() and len(key) < 16 else None
        if service is None:
            raise Http404
        self.service = service
        self.price = price_of(service=service, region=self.object.region_id, user=self.request.user)

    @override
    def get_title(self) -> Words:
        return __("%(service)s: pick facilities") % {"service": self.service}

    @override
    def hindrances(self) -> list[str]:
        return [] if self.price else [services.why_no_price(self.service)]

    @override
    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        if self.price is not None:
            self.question = __("Unit cost: %(cost)s per %(unit)s. Source: %(basis)s") % {
                "cost": formats.rupiah(self.price.amount),
                "unit": self.service.unit,
                "basis": basis_of(self.price),
            }
        return super().get_context_data(**kwargs)

    @override
    def get_form_kwargs(self) -> dict[str, object]:
        user = self.request.user
        lines = ProposalLine.objects.visible_to(user).current()
        there = set(
            lines.filter(proposal=self.object, service=self.service).values_list(
                "facility", flat=True
            )
        )
        needs = needing(
            user=user,
            region=self.object.region_id,
            kind=self.service.kind,
            today=timezone.localdate(),
        )
        left = [need for need in needs if need.facility.pk not in there]
        self.left_out = len(left[SHOWN:])
        return {**super().get_form_kwargs(), "needs": left[:SHOWN], "unit": self.service.unit}

    @override
    def form_valid(self, form: Any) -> HttpResponse:
        count = services.pick_facilities(
            proposal=self.object,
            service=self.service,
            quantities=form.chosen(),
            by=self.request.user,
        )
        return self.done(
            ngettext("%(n)s facility added.", "%(n)s facilities added.", count) % {"n": count}
        )


class ProposalPaper(Page):
    """What the paper and the spreadsheet have in common."""

    is_about_one = True
    model = BudgetProposal
    select_related = ("region", "office", "sipd_code__edition")

    def report(self) -> ProposalReport:
        return build_proposal(user=self.request.user, proposal=self.object)

    def name(self) -> str:
        return f"usulan-anggaran-{self.object.region.short_name}-{self.object.year}"


@pdf.in_turn(holds="one proposal of one region")
class ProposalPaperView(ProposalPaper):
    as_word = False

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        proposal, report = self.object, self.report()
        region = proposal.region
        to = [str(proposal.office)] if proposal.office else [str(proposal.get_forum_display())]
        table = Table(LINE_COLUMNS, [Linked(row) for row in report.rows], caption=__("Facilities"))
        paper = {
            "title": __("Budget proposal %(year)s") % {"year": proposal.year},
            "subtitle": f"{proposal.title} – {region.name}",
            "subject": proposal.title,
            "letterhead": {"name": "AKSANSI", "unit": f"AKSANSI Daerah {region.short_name}"},
            "addressee": [*to, region.name],
            "as_of": formats.day(timezone.localdate()),
            "is_example": proposal.is_example or report.has_examples,
        }
        context = {
            "paper": paper,
            "inner": "planning/proposal_paper.html",
            "proposal": proposal,
            "report": report,
            "table": table,
        }
        return pdf.answer("pdf/document.html", context, filename=self.name(), as_word=self.as_word)


class ProposalXlsxView(ProposalPaper):
    is_heavy = True

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        proposal, report = self.object, self.report()
        columns = [
            Column("facility", __("Facility")),
            Column("place", __("Place")),
            Column("service", __("Service")),
            Column("sipd", __("SIPD code of the service")),
            Column("need", __("Why")),
            Column("quantity", __("Quantity"), kind="number"),
            Column("unit", __("Unit")),
            Column("unit_cost", __("Unit cost"), kind="rupiah"),
            Column("total", __("Total"), kind="rupiah"),
            Column("cost_basis", __("Where the unit cost comes from")),
        ]
        sheet = sheets.TableSheet(
            title=__("Budget proposal %(year)s") % {"year": proposal.year},
            lead=[proposal.title, proposal.region.name, *report.coded, *report.bases],
            columns=columns,
            records=report.rows,
            totals={"facility": __("Total"), "total": report.total},
        )
        return sheets.response([sheet], name=self.name())
