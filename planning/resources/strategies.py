"""The sheets of strategies (SSK), their programmes, and of development plans (RPJMD)."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import ScopedQuerySet, only_region
from core.importing import (
    RegionCell,
    Row,
    Sheet,
    SheetField,
    Whole,
    Writer,
    column,
    register,
    source_columns,
)
from core.importing.cells.regions import stand_at_home
from core.importing.parents import ParentSheet
from planning.filters import DevelopmentPlanFilter, StrategyFilter
from planning.models import DevelopmentPlan, StrategyEdition, StrategyProgramme
from planning.resources.years import REGION
from planning.services.years import processes_of


def region_column(model: type[models.Model]) -> SheetField:
    """Return the column of the region a row belongs to."""
    return column(
        model, "region", RegionCell(with_provinces=True), required=True, fixed=True, synonyms=REGION,
        sample="Kab. Sleman",
    )  # fmt: skip


class RegionSheet(Sheet[Row]):
    """Rows of a region, found by it."""

    @override
    def needed(self) -> list[SheetField]:
        has_own = only_region(self.user)
        return [field for field in super().needed() if not (has_own and field.name == "region")]

    @override
    def load(self, rows: ScopedQuerySet) -> ScopedQuerySet:
        return rows.select_related("region")

    @override
    def read(self, rows: Sequence[Row]) -> None:
        for row in rows:
            if row.id is None:
                stand_at_home(row.values, self.user)

    @override
    def candidates(self, rows: Sequence[Row]) -> ScopedQuerySet:
        return self.visible().filter(region__in={row.values.get("region") for row in rows})


@register
class StrategySheet(RegionSheet):
    """Editions; their five processes are added by themselves, reasons and processes told on their pages."""

    name = "strategies"
    model = StrategyEdition
    title = capfirst(StrategyEdition._meta.verbose_name_plural)
    list_url = "planning:strategy-edition-list"
    filterset_class = StrategyFilter
    natural_key = ("region", "year")
    fields = (
        region_column(StrategyEdition),
        column(StrategyEdition, "title", required=True, synonyms=("judul", "dokumen", "ssk"), sample="SSK Kab. Sleman"),
        column(StrategyEdition, "year", required=True, fixed=True, synonyms=("tahun", "tahun dokumen"), sample="2012"),
        column(StrategyEdition, "period_from", synonyms=("dari tahun", "mulai")),
        column(StrategyEdition, "period_to", synonyms=("sampai tahun", "sampai")),
        column(StrategyEdition, "status", synonyms=("keadaan", "status dokumen")),
        column(StrategyEdition, "working_group", synonyms=("penyusun", "pokja")),
        column(StrategyEdition, "consulted_on", synonyms=("konsultasi publik",)),
        column(StrategyEdition, "approved_by", synonyms=("disahkan oleh",)),
        column(StrategyEdition, "approval_number", synonyms=("nomor pengesahan", "nomor")),
        column(StrategyEdition, "approved_on", synonyms=("disahkan", "tanggal pengesahan")),
        column(StrategyEdition, "valid_until", synonyms=("berlaku sampai",)),
        *source_columns(StrategyEdition),
    )  # fmt: skip

    @override
    def add(self, rows: Sequence[Row], writer: Writer) -> None:
        super().add(rows, writer)
        writer.add([process for row in rows for process in processes_of(row.obj)])


@register
class StrategyProgrammeSheet(ParentSheet):
    name = "strategy-programmes"
    model = StrategyProgramme
    title = capfirst(StrategyProgramme._meta.verbose_name_plural)
    list_url = "planning:strategy-edition-list"
    parent = "edition"
    beside = {"edition_year": "year"}
    natural_key = ("edition", "title")
    fields = (
        column(StrategyProgramme, "edition", RegionCell(with_provinces=True), label=_("Region"), required=True,
               fixed=True, synonyms=REGION, sample="Kab. Sleman", value=lambda one: one.edition.region_id),
        SheetField("edition_year", _("year of the document"), Whole(), synonyms=("tahun dokumen", "tahun ssk"),
                   fixed=True, value=lambda one: one.edition.year,
                   help_text=_("Needed where the region has several editions.")),
        column(StrategyProgramme, "title", required=True, synonyms=("program", "kegiatan"), sample="Sambungan rumah"),
        column(StrategyProgramme, "target", synonyms=("sasaran", "volume"), sample="250"),
        column(StrategyProgramme, "unit", synonyms=("satuan",), sample="SR"),
        column(StrategyProgramme, "from_year", synonyms=("dari tahun", "mulai")),
        column(StrategyProgramme, "to_year", synonyms=("sampai tahun", "sampai")),
        column(StrategyProgramme, "indicative", synonyms=("pagu indikatif", "indikasi biaya")),
        column(StrategyProgramme, "fund", synonyms=("sumber dana", "sumber pendanaan")),
        *source_columns(StrategyProgramme),
    )  # fmt: skip


@register
class DevelopmentPlanSheet(RegionSheet):
    name = "development-plans"
    model = DevelopmentPlan
    title = capfirst(DevelopmentPlan._meta.verbose_name_plural)
    list_url = "planning:development-plan-list"
    filterset_class = DevelopmentPlanFilter
    natural_key = ("region", "from_year")
    fields = (
        region_column(DevelopmentPlan),
        column(DevelopmentPlan, "number", synonyms=("peraturan", "nomor", "perda"), sample="Perda 13/2016"),
        column(DevelopmentPlan, "from_year", required=True, synonyms=("dari tahun", "mulai"), sample="2016"),
        column(DevelopmentPlan, "to_year", required=True, synonyms=("sampai tahun", "sampai"), sample="2021"),
        *source_columns(DevelopmentPlan),
    )  # fmt: skip
