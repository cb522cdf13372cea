"""The sheet of tariffs."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.text import capfirst
from typing_extensions import override

from core.importing import Line, Row, Several, Whole, column, register
from core.importing.rows import Raw
from core.tools.files.spreadsheets import plain
from ksm.choices import TariffKind, TariffUnit
from ksm.forms.tariffs import unit_cell
from ksm.models import Tariff
from ksm.money.filters import TariffFilter
from ksm.money.lines import read_money
from ksm.resources.about import AboutSheet, about_fields


class MoneyCell(Whole):
    """An amount: one, a range (“5.000–10.000”), “gratis”; what is no number is kept as written."""

    @override
    def clean(self, value: Raw) -> object:
        if not isinstance(value, str):
            return super().clean(value)
        money = read_money(plain(value))
        found = {"amount": money.low, "amount_to": money.high, "amount_text": money.words}
        return Several({name: part for name, part in found.items() if part not in (None, "")})


@register
class TariffSheet(AboutSheet):
    name = "tariffs"
    model = Tariff
    title = capfirst(Tariff._meta.verbose_name_plural)
    natural_key = (
        "region",
        "facility",
        "group",
        "chapter",
        "office",
        "kind",
        "customer",
        "unit",
        "valid_from",
    )
    filterset_class = TariffFilter
    list_url = "ksm:tariff-list"
    fields = (
        *about_fields(Tariff),
        column(Tariff, "kind", synonyms=("jenis", "jenis tarif")),
        column(Tariff, "customer", Line(), sample="Rumah tangga",
               synonyms=("kelas", "golongan", "kelas pelanggan", "pelanggan")),
        column(Tariff, "amount", MoneyCell(), sample="5.000",
               synonyms=("tarif", "besaran", "jumlah", "iuran", "harga")),
        column(Tariff, "amount_to", synonyms=("hingga (rp)", "maksimum")),
        column(Tariff, "amount_text", Line(), synonyms=("tarif menurut sumber",)),
        column(Tariff, "unit", unit_cell(), synonyms=("satuan", "per"), sample="per KK per bulan"),
        column(Tariff, "valid_from", synonyms=("berlaku sejak", "mulai berlaku", "berlaku mulai"), sample="2018"),
        column(Tariff, "valid_to", synonyms=("berlaku sampai", "berakhir")),
        column(Tariff, "set_by", Line(), synonyms=("ditetapkan oleh", "penetap")),
        column(Tariff, "regulation", Line(), synonyms=("dasar", "aturan", "nomor sk", "perda")),
        column(Tariff, "payer", synonyms=("dibayar oleh", "pembayar")),
        column(Tariff, "remark", Line(), synonyms=("keterangan", "catatan")),
        column(Tariff, "source", Line(), synonyms=("sumber", "sumber data")),
        column(Tariff, "source_url", synonyms=("url", "tautan")),
        column(Tariff, "as_of", synonyms=("per tanggal", "tanggal data")),
    )  # fmt: skip

    @override
    def read(self, rows: Sequence[Row]) -> None:
        super().read(rows)
        for row in rows:
            if row.id is None:  # part of what names a tariff, where the paper leaves it out
                row.values.setdefault("kind", TariffKind.USE)
                row.values.setdefault("unit", TariffUnit.KK_MONTH)
