"""The sheets of who takes part in a cooperation, and of the money of its agreements."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from agreements.models import Agreement, BudgetLine, Partnership, PartnershipOffice
from agreements.resources.partnerships import REGION, PartnershipSheet, partnership_columns
from chapters.models import Office
from core.access import ScopedQuerySet
from core.importing import Line, RegionCell, column, register, source_columns
from core.importing.parents import Known, ParentSheet
from core.people.users import User
from core.records.money import FundSource


def _offices(user: User) -> Iterable[Office]:
    return Office.objects.visible_to(user).current().order_by("name", "pk")


@register
class PartnershipOfficeSheet(PartnershipSheet):
    name = "partnership-offices"
    model = PartnershipOffice
    title = capfirst(PartnershipOffice._meta.verbose_name_plural)
    list_url = "agreements:partnership-list"
    natural_key = ("partnership", "office")
    fields = (
        *partnership_columns(PartnershipOffice),
        column(PartnershipOffice, "office", Known(_offices, lambda one: (one.name, one.short_name)), required=True,
               fixed=True, synonyms=("instansi", "opd", "dinas", "perangkat daerah"), sample="Dinas Pekerjaan Umum"),
        column(PartnershipOffice, "role", synonyms=("peran", "tugas", "keterangan")),
        *source_columns(PartnershipOffice),
    )  # fmt: skip

    @override
    def load(self, rows: ScopedQuerySet) -> ScopedQuerySet:
        return super().load(rows).select_related("office")


@register
class BudgetLineSheet(ParentSheet):
    """An agreement is named by its region and, where there are several, by the counterpart and its title."""

    name = "agreement-budgets"
    model = BudgetLine
    title = capfirst(BudgetLine._meta.verbose_name_plural)
    list_url = "agreements:agreement-list"
    parent, parent_region = "agreement", "partnership__region"
    beside = {"counterpart": "partnership__counterpart", "title": "title"}
    natural_key = ("agreement", "year", "funding", "kind")
    fields = (
        column(BudgetLine, "agreement", RegionCell(with_provinces=True), label=_("Region"), required=True, fixed=True,
               synonyms=REGION, sample="Kab. Sleman", value=lambda one: one.agreement.partnership.region_id),
        column(Partnership, "counterpart", Line(), fixed=True,
               synonyms=("mitra", "pihak kedua"), value=lambda one: one.agreement.partnership.counterpart,
               help_text=_("Needed where AKSANSI works with several in the region.")),
        column(Agreement, "title", Line(), fixed=True, synonyms=("judul", "perihal", "naskah"),
               value=lambda one: one.agreement.title,
               help_text=_("Needed where the cooperation has several agreements.")),
        column(BudgetLine, "year", required=True, synonyms=("tahun", "tahun anggaran"), sample="2019"),
        column(BudgetLine, "funding", required=True, synonyms=("sumber dana", "sumber pendanaan"),
               sample=FundSource.REGENCY.label),
        column(BudgetLine, "kind", synonyms=("wujud", "bentuk")),
        column(BudgetLine, "amount", synonyms=("jumlah", "nilai", "anggaran"), sample="50.000.000"),
        column(BudgetLine, "share_percent", synonyms=("porsi (%)", "bagian (%)")),
        column(BudgetLine, "note", synonyms=("keterangan", "catatan")),
        *source_columns(BudgetLine),
    )  # fmt: skip
