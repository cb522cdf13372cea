"""The sheets of months of cash books and of dues to AKSANSI; the group must be in the registry already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from django.db import models
from django.db.models.functions import Lower
from django.utils.text import capfirst
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import ScopedQuerySet
from core.importing import (
    Line,
    PartialDate,
    Row,
    Sheet,
    SheetField,
    column,
    register,
    source_columns,
)
from core.importing.rows import Raw
from core.importing.sheets import folded
from ksm.filters.groups import MemberDuesFilter
from ksm.models import CashMonth, Group, MemberDues
from ksm.money.filters import CashMonthFilter

WORDS = {
    "fees": ("iuran", "iuran warga", "pemasukan iuran"), "connections": ("sambungan baru",),
    "support": ("bantuan", "hibah"), "other_income": ("lain-lain masuk",),
    "income_total": ("pemasukan", "total pemasukan", "masuk", "debet"), "pay": ("honor operator", "honor", "gaji"),
    "power": ("listrik", "pompa"), "supplies": ("bahan", "alat"), "repairs": ("perbaikan",),
    "emptying": ("penyedotan", "sedot"), "administration": ("administrasi", "rapat"), "dues": ("iuran aksansi",),
    "other_expense": ("lain-lain keluar",), "expense_total": ("pengeluaran", "total pengeluaran", "keluar", "kredit"),
    "balance": ("saldo", "saldo akhir"), "reserve": ("tabungan sedot", "cadangan"), "arrears": ("tunggakan",),
    "billed": ("wajib bayar",), "payers": ("pembayar", "jumlah pembayar"),
}  # fmt: skip
SAMPLES = {"fees": "250.000", "pay": "100.000", "balance": "1.500.000"}


class YearMonthCell(PartialDate):
    """A month; a date cell of a spreadsheet means its month."""

    @override
    def iso(self, value: Raw) -> str:
        return super().iso(value)[:7]


def group_column(model: type[models.Model]) -> SheetField:
    """Return the column that names the group of a row."""
    return column(
        model, "group", Line(), label=_("Group"), required=True, fixed=True, sample="KPP Tirta Guna",
        synonyms=("kelompok", "ksm", "kpp", "ksm/kpp", "nama ksm"), value=lambda obj: obj.group.name,
    )  # fmt: skip


class OfGroupSheet(Sheet[Row]):
    """A sheet of what hangs on a group, which must be in the registry already; `natural_key` begins with it."""

    @override
    def load(self, rows: ScopedQuerySet) -> ScopedQuerySet:
        return rows.select_related("group")

    @override
    def read(self, rows: Sequence[Row]) -> None:
        named = [row for row in rows if "group" in row.values]
        groups: dict[str, list[Group]] = defaultdict(list)
        visible = Group.objects.visible_to(self.user).current().alias(folded=Lower("name"))
        for group in visible.filter(folded__in={folded(row.values["group"]) for row in named}):
            groups[folded(group.name)].append(group)
        for row in named:
            fits = groups[folded(text := row.values.pop("group"))]
            if len(fits) == 1:
                row.values["group"] = fits[0]
            elif not fits:
                row.fault(
                    __("Nothing of yours is called “%(text)s”.") % {"text": text[:60]}, "group"
                )
            elif row.id is None:
                row.fault(__("Several groups of this region are called so."), "group")

    @override
    def candidates(self, rows: Sequence[Row]) -> ScopedQuerySet:
        groups = {row.values["group"].pk for row in rows if row.values.get("group")}
        return self.visible().filter(group__in=groups)


@register
class CashMonthSheet(OfGroupSheet):
    name = "cash-months"
    model = CashMonth
    title = capfirst(CashMonth._meta.verbose_name_plural)
    natural_key = ("group", "month")
    filterset_class = CashMonthFilter
    list_url = "ksm:cash-month-list"
    rough_note = "remark"
    fields = (
        group_column(CashMonth),
        column(CashMonth, "month", YearMonthCell(), required=True, sample="Maret 2018", synonyms=("bulan", "periode")),
        *(column(CashMonth, name, synonyms=words, sample=SAMPLES.get(name, "")) for name, words in WORDS.items()),
        column(CashMonth, "remark", Line(), synonyms=("keterangan", "catatan")),
        column(CashMonth, "source", Line(), synonyms=("sumber", "sumber data")),
        column(CashMonth, "source_url", synonyms=("url", "tautan")),
        column(CashMonth, "as_of", synonyms=("per tanggal", "tanggal data")),
    )  # fmt: skip


@register
class MemberDuesSheet(OfGroupSheet):
    name = "member-dues"
    model = MemberDues
    title = capfirst(MemberDues._meta.verbose_name_plural)
    natural_key = ("group", "year")
    filterset_class = MemberDuesFilter
    list_url = "ksm:member-dues-list"
    rough_note = "remark"
    fields = (
        group_column(MemberDues),
        column(MemberDues, "year", required=True, fixed=True, synonyms=("tahun", "iuran tahun"), sample="2018"),
        column(MemberDues, "due", synonyms=("iuran", "wajib", "iuran wajib", "tagihan"), sample="120.000"),
        column(MemberDues, "paid", synonyms=("dibayar", "terbayar", "setor", "bayar"), sample="120.000"),
        column(MemberDues, "paid_on", synonyms=("tanggal bayar", "tanggal setor")),
        column(MemberDues, "remark", Line(), synonyms=("keterangan", "catatan")),
        *source_columns(MemberDues),
    )  # fmt: skip
