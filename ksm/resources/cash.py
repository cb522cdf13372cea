"""The sheet of months of cash books; the group must be in the registry already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from django.db.models.functions import Lower
from django.utils.text import capfirst
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import ScopedQuerySet
from core.importing import Line, PartialDate, Row, Sheet, column, register
from core.importing.rows import Raw
from core.importing.sheets import folded
from ksm.models import CashMonth, Group
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


@register
class CashMonthSheet(Sheet[Row]):
    name = "cash-months"
    model = CashMonth
    title = capfirst(CashMonth._meta.verbose_name_plural)
    natural_key = ("group", "month")
    filterset_class = CashMonthFilter
    list_url = "ksm:cash-month-list"
    rough_note = "remark"
    fields = (
        column(CashMonth, "group", Line(), label=_("Group"), required=True, fixed=True, sample="KPP Tirta Guna",
               synonyms=("kelompok", "ksm", "kpp", "ksm/kpp", "nama ksm"), value=lambda obj: obj.group.name),
        column(CashMonth, "month", YearMonthCell(), required=True, sample="Maret 2018", synonyms=("bulan", "periode")),
        *(column(CashMonth, name, synonyms=words, sample=SAMPLES.get(name, "")) for name, words in WORDS.items()),
        column(CashMonth, "remark", Line(), synonyms=("keterangan", "catatan")),
        column(CashMonth, "source", Line(), synonyms=("sumber", "sumber data")),
        column(CashMonth, "source_url", synonyms=("url", "tautan")),
        column(CashMonth, "as_of", synonyms=("per tanggal", "tanggal data")),
    )  # fmt: skip

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
