"""Retrofits, rehabilitations and extensions with their cost shares."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.pages import CreatePage, DetailPage, EditPage
from core.records.journal import Attachment
from core.records.money import ContributionKind
from core.tools.formats import Words
from core.tools.tables import Column, Fact, Table
from ksm.forms import WorksCostForm, WorksForm
from ksm.life.changes import CHANGES
from ksm.models import Facility, Works, WorksCost
from ksm.photos import pairs
from ksm.views.children import begun, facility_fact
from ksm.wording import before_after, type_word


class WorksDetailPage(DetailPage):
    model = Works
    parent_field = "facility"
    select_related = ("facility__region",)
    template_name = "ksm/works_detail.html"

    @override
    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        user = self.request.user
        photos = Attachment.objects.of(self.object).visible_to(user).current()
        shares = WorksCost.objects.visible_to(user).current().filter(works=self.object)
        return {
            **super().get_context_data(**kwargs),
            "pairs": pairs(photos.exclude(moment="")),
            "split": split_table(list(shares)),
        }

    @override
    def get_queryset(self) -> object:
        return super().get_queryset().with_cost()

    @override
    def get_facts(self) -> list[Fact]:
        row = self.object
        return [
            facility_fact(row),
            Fact(_("Status"), row.status_badge),
            Fact(_("Started on"), row.started_on, kind="partial"),
            Fact(_("Finished on"), row.finished_on, kind="partial"),
            Fact(_("Type"), before_after(type_word(row.type_before), type_word(row.type_after))),
            *(
                Fact(label, before_after(*(getattr(row, side) for side in CHANGES[name])))
                for name, label in (
                    ("design_sr", _("Designed SR")),
                    ("design_kk", _("Designed KK")),
                    ("installed_sr", _("Installed SR")),
                )
            ),
            Fact(_("SR added"), row.sr_added, kind="number"),
            Fact(_("Pipe laid (m)"), row.pipe_length_m, kind="number"),
            Fact(_("Cost"), row.cost_total, kind="rupiah", note=_("Sum of the shares below.")),
            Fact(_("Description"), row.description),
        ]

    @override
    def get_tables(self) -> list[Table]:
        rows = (
            WorksCost.objects.visible_to(self.request.user)
            .current()
            .filter(works=self.object)
            .select_related("works")
        )
        return [
            self.related(
                _("Cost shares"),
                [
                    Column("funder", _("Funder"), lambda row: row.funder or None, link=True),
                    Column("fund_source", _("Source of funds"), "get_fund_source_display"),
                    Column("kind", _("Form"), "get_kind_display"),
                    Column("amount", _("Amount"), kind="rupiah"),
                ],
                rows,
                add=reverse("ksm:works-cost-create", args=[self.object.pk]),
                add_label=_("Add cost share"),
            )
        ]


def split_table(shares: list[WorksCost]) -> Table | None:
    """Return who carried what: a line per funder, a column per form; None without a stated amount.

    An unknown amount stays a dash: it is not zero, and no total hides it.
    """
    stated = [share for share in shares if share.amount is not None]
    if not stated:
        return None
    lines: dict[str, dict[str, Any]] = {}
    for share in stated:
        name = share.funder or str(share.get_fund_source_display())
        for line in (
            lines.setdefault(name, {"funder": name}),
            lines.setdefault("", {"funder": __("Total")}),
        ):
            for column in (share.kind, "total"):
                line[column] = line.get(column, 0) + share.amount
    together = lines.pop("")
    kinds = [
        Column(key, label, lambda row, key=key: row.get(key), kind="rupiah")  # type: ignore[misc]
        for key, label in ContributionKind.choices
        if key in together
    ]
    return Table(
        [Column("funder", _("Funder")), *kinds, Column("total", _("Total"), kind="rupiah")],
        [*lines.values(), together],
        caption=_("Who carried what"),
    )


class WorksCostDetailPage(DetailPage):
    model = WorksCost
    select_related = ("works__facility__region",)

    @override
    def get_crumbs(self) -> list[tuple[Words, str]]:
        works = self.object.works
        return [(str(works), works.get_absolute_url())]

    @override
    def get_facts(self) -> list[Fact]:
        row = self.object
        return [
            Fact(_("Works"), row.works, url=row.works.get_absolute_url()),
            Fact(_("Funder"), row.funder),
            Fact(_("Source of funds"), row.get_fund_source_display()),
            Fact(_("Form"), row.get_kind_display()),
            Fact(_("Amount"), row.amount, kind="rupiah"),
        ]


class WorksCreatePage(CreatePage):
    """A link may begin the form with what a visit told (`?kind=retrofit&status=selesai&source=…`)."""

    leads_to_parent = True
    model = Works
    form_class = WorksForm
    parent_model = Facility

    @override
    def get_initial(self) -> dict[str, Any]:
        return begun(self.request, "kind", "status", "source")


class WorksEditPage(EditPage):
    model = Works
    form_class = WorksForm


class WorksCostCreatePage(CreatePage):
    leads_to_parent = True
    model = WorksCost
    form_class = WorksCostForm
    parent_model = Works


class WorksCostEditPage(EditPage):
    model = WorksCost
    form_class = WorksCostForm
