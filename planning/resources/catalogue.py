"""The sheets of what the Secretariat keeps for all years: indicators, services with their unit costs, deadlines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.text import capfirst
from typing_extensions import override

from core.access import ScopedQuerySet, only_region
from core.importing import (
    Choice,
    MonthCell,
    RegionCell,
    Row,
    Sheet,
    column,
    register,
    source_columns,
)
from core.importing.parents import CodedSheet, Known
from core.people.users import User
from planning.models import Deadline, Indicator, Service, ServicePrice
from planning.models.choices import FIELDS
from planning.models.deadlines import Duty
from planning.resources.national import sipd_column
from planning.resources.years import FIELD_WORDS, REGION


@register
class IndicatorSheet(CodedSheet):
    name = "indicators"
    model = Indicator
    title = capfirst(Indicator._meta.verbose_name_plural)
    list_url = "planning:indicator-list"
    fields = (
        column(Indicator, "code", required=True, fixed=True, synonyms=("kode",), sample="ksm-beriuran"),
        column(Indicator, "label_id", required=True, synonyms=("indikator", "nama"), sample="KSM yang menarik iuran"),
        column(Indicator, "label_en", required=True, synonyms=("indicator",), sample="Groups that collect fees"),
        column(Indicator, "unit", required=True, synonyms=("satuan",), sample="KSM"),
        column(Indicator, "field", Choice(FIELDS, synonyms=FIELD_WORDS), required=True, synonyms=("bidang",),
               sample="Keuangan"),
        column(Indicator, "lower_is_better", synonyms=("makin kecil makin baik",)),
        column(Indicator, "definition", synonyms=("definisi", "keterangan")),
        column(Indicator, "order", synonyms=("urutan",)),
        *source_columns(Indicator),
    )  # fmt: skip


@register
class ServiceSheet(CodedSheet):
    name = "services"
    model = Service
    title = capfirst(Service._meta.verbose_name_plural)
    list_url = "planning:service-list"
    fields = (
        column(Service, "code", required=True, fixed=True, synonyms=("kode",), sample="sedot-ipal"),
        column(Service, "kind", required=True, synonyms=("jenis",), sample="Pengurasan"),
        column(Service, "label_id", required=True, synonyms=("layanan", "nama"), sample="Penyedotan IPAL komunal"),
        column(Service, "label_en", required=True, synonyms=("service",), sample="Emptying of a communal plant"),
        column(Service, "unit", required=True, synonyms=("satuan",), sample="rit"),
        column(Service, "description", synonyms=("uraian", "keterangan")),
        column(Service, "order", synonyms=("urutan",)),
        sipd_column(Service),
        *source_columns(Service),
    )  # fmt: skip

    @override
    def load(self, rows: ScopedQuerySet) -> ScopedQuerySet:
        return rows.select_related("sipd_code__edition")


def _services(user: User) -> Iterable[Service]:
    return Service.objects.visible_to(user).current()


@register
class ServicePriceSheet(Sheet[Row]):
    """A unit cost without a region holds wherever no region's own is known; only the Secretariat enters one."""

    name = "service-prices"
    model = ServicePrice
    title = capfirst(ServicePrice._meta.verbose_name_plural)
    list_url = "planning:service-list"
    natural_key = ("service", "region", "valid_from")
    fields = (
        column(ServicePrice, "service", Known(_services, lambda one: (one.label_id, one.label_en, one.code)),
               required=True, fixed=True, synonyms=("layanan",), sample="Penyedotan IPAL komunal"),
        column(ServicePrice, "region", RegionCell(with_provinces=True), fixed=True, synonyms=REGION,
               sample="Kab. Sleman"),
        column(ServicePrice, "amount", required=True, synonyms=("harga", "biaya satuan", "harga satuan"),
               sample="350.000"),
        column(ServicePrice, "valid_from", required=True, synonyms=("berlaku", "tahun", "sejak"), sample="2018"),
        column(ServicePrice, "is_assumption", synonyms=("anggapan", "perkiraan")),
        column(ServicePrice, "source", synonyms=("sumber",), sample="SK Bupati 12/2018"),
        *source_columns(ServicePrice)[1:],
    )  # fmt: skip

    @override
    def load(self, rows: ScopedQuerySet) -> ScopedQuerySet:
        return rows.select_related("service", "region")

    @override
    def read(self, rows: Sequence[Row]) -> None:
        for row in rows:
            if row.id is None and (own := only_region(self.user)):
                row.values.setdefault("region", own)

    @override
    def candidates(self, rows: Sequence[Row]) -> ScopedQuerySet:
        return self.visible().filter(service__in=[row.values.get("service") for row in rows])


@register
class DeadlineSheet(Sheet[Row]):
    name = "deadlines"
    model = Deadline
    title = capfirst(Deadline._meta.verbose_name_plural)
    list_url = "planning:deadline-list"
    natural_key = ("duty", "from_year")
    fields = (
        column(Deadline, "duty", required=True, fixed=True, synonyms=("kewajiban", "apa"), sample=Duty.PLAN.label),
        column(Deadline, "day", required=True, synonyms=("hari", "tanggal"), sample="31"),
        column(Deadline, "month", MonthCell(), required=True, synonyms=("bulan",), sample="Januari"),
        column(Deadline, "years_after", synonyms=("pada tahun",)),
        column(Deadline, "from_year", required=True, synonyms=("berlaku sejak tahun", "tahun"), sample="2018"),
        *source_columns(Deadline),
    )  # fmt: skip

    @override
    def candidates(self, rows: Sequence[Row]) -> ScopedQuerySet:
        return self.visible().filter(duty__in=[row.values.get("duty") for row in rows])
