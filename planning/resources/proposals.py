"""The sheets of budget proposals and of their lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.text import capfirst
from django.utils.translation import gettext as __
from typing_extensions import override

from chapters.models import Office
from core.access import ScopedQuerySet
from core.importing import Row, column, register, source_columns
from core.importing.parents import Known, ParentSheet
from core.people.users import User
from core.tools.rows.areas import within
from ksm.resources.children import facility_column, find_facilities
from planning.filters import BudgetProposalFilter
from planning.models import BudgetProposal, ProposalLine, Service
from planning.models.proposals import Forum
from planning.resources.national import sipd_column
from planning.resources.strategies import RegionSheet, region_column
from planning.resources.years import parent_column, year_column


def _offices(user: User) -> Iterable[Office]:
    return Office.objects.visible_to(user).current().order_by("name", "pk")


def _services(user: User) -> Iterable[Service]:
    return Service.objects.visible_to(user).current()


@register
class BudgetProposalSheet(RegionSheet):
    name = "budget-proposals"
    model = BudgetProposal
    title = capfirst(BudgetProposal._meta.verbose_name_plural)
    list_url = "planning:budget-proposal-list"
    filterset_class = BudgetProposalFilter
    natural_key = ("region", "title", "year")
    fields = (
        region_column(BudgetProposal),
        column(BudgetProposal, "title", required=True, synonyms=("judul", "usulan"), sample="Pengurasan bersama"),
        column(BudgetProposal, "year", required=True, synonyms=("tahun", "tahun anggaran"), sample="2027"),
        column(BudgetProposal, "forum", required=True, synonyms=("disampaikan kepada", "forum"),
               sample=Forum.REGION.label),
        column(BudgetProposal, "office", Known(_offices, lambda one: (one.name, one.short_name)),
               synonyms=("instansi", "opd", "dinas")),
        column(BudgetProposal, "reasoning", synonyms=("alasan", "latar belakang")),
        sipd_column(BudgetProposal),
        *source_columns(BudgetProposal),
    )  # fmt: skip

    @override
    def load(self, rows: ScopedQuerySet) -> ScopedQuerySet:
        return super().load(rows).select_related("office", "sipd_code__edition")

    @override
    def decide(self, row: Row) -> None:
        region, office = row.values.get("region"), row.values.get("office")
        if not row.is_new:
            region = row.obj.region_id
        if office and region and office.region_id not in (region, None):
            row.fault(__("This office belongs to another region."), "office")
        super().decide(row)


@register
class ProposalLineSheet(ParentSheet):
    name = "proposal-lines"
    model = ProposalLine
    title = capfirst(ProposalLine._meta.verbose_name_plural)
    list_url = "planning:budget-proposal-list"
    parent = "proposal"
    beside = {"year": "year", "title": "title"}
    natural_key = ("proposal", "facility", "service")
    fields = (
        parent_column(ProposalLine, "proposal", lambda one: one.proposal.region_id),
        year_column(lambda one: one.proposal.year),
        column(BudgetProposal, "title", fixed=True, synonyms=("judul", "usulan"),
               value=lambda one: one.proposal.title),
        facility_column(ProposalLine),
        column(ProposalLine, "service", Known(_services, lambda one: (one.label_id, one.label_en, one.code)),
               required=True, fixed=True, synonyms=("layanan",), sample="Penyedotan IPAL komunal"),
        column(ProposalLine, "quantity", synonyms=("volume", "jumlah")),
        column(ProposalLine, "unit_cost", required=True, synonyms=("harga satuan", "biaya satuan"), sample="250.000"),
        column(ProposalLine, "cost_basis", required=True, synonyms=("dasar harga",), sample="Perda 9/2023"),
        column(ProposalLine, "need", required=True, synonyms=("alasan", "kebutuhan"), sample="Jatuh tempo 2026"),
        *source_columns(ProposalLine),
    )  # fmt: skip

    @override
    def load(self, rows: ScopedQuerySet) -> ScopedQuerySet:
        return super().load(rows).select_related("facility", "service")

    @override
    def read(self, rows: Sequence[Row]) -> None:
        find_facilities(rows, self.user)
        super().read(rows)

    @override
    def decide(self, row: Row) -> None:
        proposal, facility = row.values.get("proposal"), row.values.get("facility")
        if proposal and facility and not within(facility.region_id, proposal.region_id):
            row.fault(__("This facility belongs to another region."), "facility")
        super().decide(row)
