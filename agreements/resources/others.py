"""Regulations and agreements of others in and out."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.text import capfirst
from typing_extensions import override

from agreements.filters import RegionalPaperFilter
from agreements.models import RegionalPaper
from core.access import ScopedQuerySet
from core.importing import RegionCell, Row, Sheet, column, register, source_columns


@register
class RegionalPaperSheet(Sheet[Row]):
    name = "regional-papers"
    model = RegionalPaper
    title = capfirst(RegionalPaper._meta.verbose_name_plural)
    list_url = "agreements:regional-paper-list"
    filterset_class = RegionalPaperFilter
    natural_key = ("region", "kind", "number", "title")
    fields = (
        column(RegionalPaper, "region", RegionCell(with_provinces=True), required=True, fixed=True,
               synonyms=("kabupaten", "kota", "kabupaten/kota", "kab/kota", "wilayah", "daerah"), sample="Kab. Sleman"),
        column(RegionalPaper, "kind", required=True, synonyms=("jenis",), sample="Peraturan daerah (Perda)"),
        column(RegionalPaper, "number", synonyms=("nomor", "no"), sample="Perda 6/2015"),
        column(RegionalPaper, "title", required=True, synonyms=("judul", "tentang"), sample="Air limbah domestik"),
        column(RegionalPaper, "parties", synonyms=("para pihak", "pihak")),
        column(RegionalPaper, "subject", synonyms=("isi", "uraian", "keterangan")),
        column(RegionalPaper, "signed_on", synonyms=("tanggal", "ditetapkan"), sample="2015"),
        column(RegionalPaper, "valid_from", synonyms=("berlaku sejak",)),
        column(RegionalPaper, "valid_to", synonyms=("berlaku sampai",)),
        *source_columns(RegionalPaper),
    )  # fmt: skip

    @override
    def candidates(self, rows: Sequence[Row]) -> ScopedQuerySet:
        return self.visible().filter(region__in={row.values.get("region") for row in rows})

    @override
    def load(self, rows: ScopedQuerySet) -> ScopedQuerySet:
        return rows.select_related("region")
