"""The sheets of programmes, and of who gave what for a facility."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.text import capfirst
from typing_extensions import override

from core.access import ScopedQuerySet
from core.importing import column, register, source_columns
from core.importing.parents import CodedSheet, Known
from core.people.users import User
from core.records.money import FundSource
from ksm.models import FundingContribution, Programme
from ksm.resources.children import ChildSheet, facility_column


@register
class ProgrammeSheet(CodedSheet):
    name = "programmes"
    model = Programme
    title = capfirst(Programme._meta.verbose_name_plural)
    list_url = "ksm:programme-list"
    fields = (
        column(Programme, "code", required=True, fixed=True, synonyms=("kode",), sample="SANIMAS-IDB"),
        column(Programme, "label_id", required=True, synonyms=("program", "nama program", "nama"),
               sample="SANIMAS IDB"),
        column(Programme, "label_en", required=True, synonyms=("programme",), sample="SANIMAS IDB"),
        column(Programme, "period", synonyms=("masa", "kurun waktu"), sample="2014–2019"),
        column(Programme, "position", synonyms=("urutan",)),
        *source_columns(Programme),
    )  # fmt: skip


def _programmes(user: User) -> Iterable[Programme]:
    return Programme.objects.visible_to(user).current()


@register
class FundingSheet(ChildSheet):
    name = "funding"
    model = FundingContribution
    title = capfirst(FundingContribution._meta.verbose_name_plural)
    list_url = "ksm:facility-list"  # shown there; contributions have no list of their own
    natural_key = ("facility", "programme", "fund_source", "kind", "given_on")
    rough_note = "remark"
    fields = (
        facility_column(FundingContribution),
        column(FundingContribution, "programme",
               Known(_programmes, lambda one: (one.label_id, one.label_en, one.code)), synonyms=("program",)),
        column(FundingContribution, "fund_source", required=True, synonyms=("sumber dana", "sumber pendanaan"),
               sample=FundSource.DAK.label),
        column(FundingContribution, "kind", synonyms=("wujud", "bentuk bantuan")),
        column(FundingContribution, "given_on", synonyms=("tahun", "tahun anggaran"), sample="2016"),
        column(FundingContribution, "amount", synonyms=("jumlah", "nilai", "pagu", "anggaran"), sample="425.000.000"),
        column(FundingContribution, "remark", synonyms=("keterangan", "catatan")),
        *source_columns(FundingContribution),
    )  # fmt: skip

    @override
    def load(self, rows: ScopedQuerySet) -> ScopedQuerySet:
        return rows.select_related("facility", "programme")
