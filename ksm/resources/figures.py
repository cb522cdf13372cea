"""The sheet of dated figures."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.utils.text import capfirst
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.importing import FigureCell, Line, Row, Several, SheetField, column, register
from core.importing.rows import Raw
from core.tools.files.spreadsheets import plain
from core.tools.written.numbers import twofold
from ksm.models import DatedFact
from ksm.models.figures import Currency, FactTopic
from ksm.money.filters import DatedFactFilter
from ksm.money.values import read_value
from ksm.resources.about import AboutSheet, about_fields


class ValueCell(FigureCell):
    """A value with what stands around it: “117 dari 146 desa”, “50–60 KK”; what is no number stays as written."""

    is_late = True  # a unit of its own column is not overruled by a blank one

    @override
    def unmarked(self, value: Raw) -> tuple[Raw, bool]:
        return value, False  # “± 60” stays as written

    @override
    def clean(self, value: Raw) -> object:
        if self.is_bare(value):
            number = super().clean(value)
            is_money = re.search(r"\b(idr|rp|rupiah)\b", self.header.lower().replace("_", " "))
            return Several(value=number, currency=Currency.RUPIAH) if is_money else number
        stated = read_value(plain(value))
        found = {
            "value": stated.value, "value_to": stated.value_to, "sample_size": stated.of,
            "unit": stated.unit, "currency": stated.currency, "value_text": stated.words,
        }  # fmt: skip
        return Several({name: part for name, part in found.items() if part not in (None, "")})

    @override
    def told(self, value: Raw) -> str:
        return super().told(value) if self.is_bare(value) else ""

    def is_bare(self, value: Raw) -> bool:
        """Return whether a value is a number alone, to be read as its column writes numbers."""
        return not isinstance(value, str) or twofold(plain(value)) is not None


@register
class DatedFactSheet(AboutSheet):
    name = "dated-facts"
    model = DatedFact
    title = capfirst(DatedFact._meta.verbose_name_plural)
    natural_key = (
        "region", "facility", "group", "chapter", "office", "subject", "area", "as_of",
        "period_from", "period_to", "is_planned", "source", "source_url",
    )  # fmt: skip
    filterset_class = DatedFactFilter
    list_url = "ksm:dated-fact-list"
    measured = "value"

    fields = (
        *about_fields(DatedFact),
        column(DatedFact, "topic", synonyms=("topik", "bidang")),
        column(DatedFact, "subject", Line(), required=True, sample="desa berakses sanitasi",
               synonyms=("yang dihitung", "uraian", "indikator", "indicator", "apa", "statement", "item")),
        column(DatedFact, "area", Line(), synonyms=("bagian wilayah", "kecamatan", "lokasi")),
        SheetField("village", _("Village"), Line(), synonyms=("kelurahan", "desa", "desa/kelurahan", "kalurahan"),
                   help_text=_("Becomes the part of the area."), value=lambda one: ""),
        column(DatedFact, "value", ValueCell(3),
               synonyms=("nilai", "angka", "jumlah", "value as written", "amount idr", "jumlah rp"),
               sample="117 dari 146"),
        column(DatedFact, "value_to", synonyms=("sampai dengan nilai",)),
        column(DatedFact, "sample_size", synonyms=("dari", "dari jumlah")),
        column(DatedFact, "value_text", Line(), synonyms=("nilai menurut sumber",)),
        column(DatedFact, "unit", Line(), synonyms=("satuan",), sample="desa"),
        column(DatedFact, "currency", synonyms=("mata uang",)),
        column(DatedFact, "is_planned", synonyms=("rencana", "target")),
        column(DatedFact, "as_of", sample="2018",
               synonyms=("per tanggal", "keadaan", "tanggal data", "tahun", "year", "date")),
        column(DatedFact, "period_from", synonyms=("dari tanggal", "periode dari")),
        column(DatedFact, "period_to", synonyms=("sampai tanggal", "periode sampai")),
        column(DatedFact, "code", Line(), synonyms=("seri",)),
        column(DatedFact, "source", Line(), synonyms=("sumber", "sumber data"), sample="Profil sanitasi 2018"),
        column(DatedFact, "source_url", synonyms=("url", "tautan")),
        column(DatedFact, "other_sources", synonyms=("sumber lain",)),
    )  # fmt: skip

    @override
    def measure(self, header: str) -> dict[str, str]:
        words = set(re.findall(r"[a-z]+", header.lower()))
        is_planned = words & {"target", "rencana", "planned", "direncanakan"}
        return {
            "subject": header.replace("_", " "),
            "is_planned": __("yes") if is_planned else __("no"),
        }

    @override
    def read(self, rows: Sequence[Row]) -> None:
        super().read(rows)
        for row in rows:
            if village := row.values.pop("village", ""):
                row.values["area"] = ", ".join(filter(None, (village, row.values.get("area"))))
            if row.id is None:  # what the figure holds without being told
                row.values.setdefault("topic", FactTopic.REGISTRY)
                row.values.setdefault("is_planned", False)
