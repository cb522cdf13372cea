"""The sheets of goals, plans, progress and achievements for the import wizard; a chapter is named by its region."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import ScopedQuerySet
from core.importing import (
    Choice,
    MonthCell,
    RegionCell,
    Row,
    SheetField,
    Whole,
    column,
    register,
    source_columns,
)
from core.importing.parents import Known, ParentSheet
from core.people.users import User
from core.records.money import FundSource
from planning.filters import ActivityFilter, GoalFilter, IndicatorTargetFilter
from planning.models import (
    Achievement,
    Activity,
    ActivityBudget,
    AnnualPlan,
    Goal,
    Indicator,
    IndicatorTarget,
    Progress,
)
from planning.models.choices import FIELDS, Field
from planning.models.money import why_no_progress
from planning.resources.national import sipd_column

REGION = (
    "region",
    "wilayah",
    "kabupaten",
    "kota",
    "kabupaten/kota",
    "kab/kota",
    "kode wilayah",
    "daerah",
    "chapter",
)
FIELD_WORDS = {Field.HEALTH: ("kesehatan", "kampanye"), Field.INSTITUTION: ("organisasi",)}


def parent_column(
    model: type[models.Model], parent: str, region: Callable[[Any], object]
) -> SheetField:
    """Return the column that names what a row hangs on by its region."""
    return column(
        model, parent, RegionCell(with_provinces=True), label=_("Region"), required=True, fixed=True,
        synonyms=REGION, sample="Kab. Sleman", value=region,
    )  # fmt: skip


def chapter_column(model: type[models.Model]) -> SheetField:
    """Return the column that names a chapter by its region."""
    return parent_column(model, "chapter", lambda one: one.chapter.region_id)


def year_column(year: Callable[[Any], object]) -> SheetField:
    """Return the column of the year of what a row hangs on."""
    return SheetField(
        "year", _("year"), Whole(), synonyms=("tahun",), sample="2018", fixed=True, value=year,
        help_text=_("Needed where the chapter has several years."),
    )  # fmt: skip


@register
class GoalSheet(ParentSheet):
    name = "goals"
    model = Goal
    title = capfirst(Goal._meta.verbose_name_plural)
    list_url = "planning:goal-list"
    filterset_class = GoalFilter
    parent = "chapter"
    natural_key = ("chapter", "title", "from_year")
    fields = (
        parent_column(Goal, "chapter", lambda one: one.chapter.region_id),
        column(Goal, "title", required=True, synonyms=("tujuan", "sasaran"), sample="Semua KSM menarik iuran"),
        column(Goal, "field", Choice(FIELDS, synonyms=FIELD_WORDS), required=True, synonyms=("bidang",),
               sample="Keuangan"),
        column(Goal, "indicator", synonyms=("indikator",)),
        column(Goal, "target", synonyms=("target",)),
        column(Goal, "unit", synonyms=("satuan",)),
        column(Goal, "from_year", required=True, synonyms=("dari tahun", "mulai"), sample="2016"),
        column(Goal, "to_year", required=True, synonyms=("sampai tahun", "sampai"), sample="2018"),
        column(Goal, "order", synonyms=("urutan",)),
        *source_columns(Goal),
    )  # fmt: skip


@register
class ActivitySheet(ParentSheet):
    """The lines of annual plans; a plan that was handed in takes no new ones."""

    name = "activities"
    model = Activity
    title = capfirst(Activity._meta.verbose_name_plural)
    list_url = "planning:activity-list"
    filterset_class = ActivityFilter
    parent, parent_region, beside = "plan", "chapter__region", {"year": "year"}
    natural_key = ("plan", "field", "title")
    fields = (
        parent_column(Activity, "plan", lambda one: one.plan.chapter.region_id),
        year_column(lambda one: one.plan.year),
        column(Activity, "field", Choice(FIELDS, synonyms=FIELD_WORDS), required=True, synonyms=("bidang",),
               sample="Teknis"),
        column(Activity, "title", required=True, synonyms=("kegiatan", "nama kegiatan"), sample="Bimtek operator"),
        column(Activity, "purpose", synonyms=("maksud", "tujuan")),
        column(Activity, "target_group", synonyms=("kelompok sasaran", "sasaran")),
        column(Activity, "indicator", synonyms=("indikator",)),
        column(Activity, "target"),
        column(Activity, "unit", synonyms=("satuan",)),
        column(Activity, "place", synonyms=("tempat", "lokasi")),
        column(Activity, "month_from", MonthCell(), synonyms=("bulan", "bulan mulai")),
        column(Activity, "month_to", MonthCell(), synonyms=("bulan selesai",)),
        column(Activity, "in_charge", synonyms=("penanggung jawab", "pj")),
        column(Activity, "partners", synonyms=("mitra",)),
        column(Activity, "order", synonyms=("urutan",)),
        sipd_column(Activity),
        *source_columns(Activity),
    )  # fmt: skip

    @override
    def load(self, rows: ScopedQuerySet) -> ScopedQuerySet:
        return super().load(rows).select_related("sipd_code__edition")


def _indicators(user: User) -> Iterable[Indicator]:
    return Indicator.objects.visible_to(user).current().order_by("order", "code")


@register
class AchievementSheet(ParentSheet):
    """The lines of annual reports: by a shared indicator, or by a name of the chapter's own."""

    name = "achievements"
    model = Achievement
    title = capfirst(Achievement._meta.verbose_name_plural)
    list_url = "planning:annual-report-list"
    parent, parent_region, beside = "annual_report", "chapter__region", {"year": "year"}
    natural_key = ("annual_report", "indicator", "name")
    fields = (
        parent_column(Achievement, "annual_report", lambda one: one.annual_report.chapter.region_id),
        year_column(lambda one: one.annual_report.year),
        column(Achievement, "indicator", Known(_indicators, lambda one: (one.label_id, one.label_en, one.code)),
               synonyms=("indikator",)),
        column(Achievement, "name", synonyms=("indikator sendiri", "uraian"), sample="KSM yang menarik iuran"),
        column(Achievement, "unit", synonyms=("satuan",), sample="KSM"),
        column(Achievement, "target", sample="12"),
        column(Achievement, "realised", synonyms=("realisasi", "capaian"), sample="9"),
        column(Achievement, "last_year", synonyms=("tahun lalu", "capaian tahun lalu")),
        column(Achievement, "field", Choice(FIELDS, synonyms=FIELD_WORDS), synonyms=("bidang",)),
        column(Achievement, "cause", synonyms=("sebab", "faktor pendukung")),
        column(Achievement, "obstacle", synonyms=("kendala", "hambatan")),
        column(Achievement, "solution", synonyms=("solusi", "pemecahan")),
        *source_columns(Achievement),
    )  # fmt: skip

    @override
    def load(self, rows: ScopedQuerySet) -> ScopedQuerySet:
        return super().load(rows).select_related("indicator")

    @override
    def read(self, rows: Sequence[Row]) -> None:
        super().read(rows)
        for row in rows:
            if row.id is None and (indicator := row.values.get("indicator")):
                row.values.setdefault("unit", indicator.unit)
                row.values.setdefault("field", indicator.field)


@register
class AnnualPlanSheet(ParentSheet):
    name = "annual-plans"
    model = AnnualPlan
    title = capfirst(AnnualPlan._meta.verbose_name_plural)
    list_url = "planning:annual-plan-list"
    parent = "chapter"
    natural_key = ("chapter", "year")
    fields = (
        parent_column(AnnualPlan, "chapter", lambda one: one.chapter.region_id),
        column(AnnualPlan, "year", required=True, fixed=True, synonyms=("tahun",), sample="2019"),
        column(AnnualPlan, "summary", synonyms=("ringkasan", "keterangan")),
        *source_columns(AnnualPlan),
    )


@register
class IndicatorTargetSheet(ParentSheet):
    """What a plan wants to reach of the shared indicators; a plan that was handed in takes no new ones."""

    name = "indicator-targets"
    model = IndicatorTarget
    title = capfirst(IndicatorTarget._meta.verbose_name_plural)
    list_url = "planning:indicator-target-list"
    filterset_class = IndicatorTargetFilter
    parent, parent_region, beside = "plan", "chapter__region", {"year": "year"}
    natural_key = ("plan", "indicator")
    fields = (
        parent_column(IndicatorTarget, "plan", lambda one: one.plan.chapter.region_id),
        year_column(lambda one: one.plan.year),
        column(IndicatorTarget, "indicator", Known(_indicators, lambda one: (one.label_id, one.label_en, one.code)),
               required=True, fixed=True, synonyms=("indikator",), sample="KSM yang menarik iuran"),
        column(IndicatorTarget, "target", required=True, sample="12"),
        *source_columns(IndicatorTarget),
    )  # fmt: skip

    @override
    def load(self, rows: ScopedQuerySet) -> ScopedQuerySet:
        return super().load(rows).select_related("indicator")


class OfActivitySheet(ParentSheet):
    """A sheet of what hangs on an activity: it is named by its words in the plan of a year."""

    parent, parent_region = "activity", "plan__chapter__region"
    beside = {"year": "plan__year", "title": "title"}
    list_url = "planning:activity-list"


def _activity(model: type[models.Model]) -> tuple[SheetField, ...]:
    return (
        parent_column(model, "activity", lambda one: one.activity.plan.chapter.region_id),
        year_column(lambda one: one.activity.plan.year),
        column(Activity, "title", required=True, fixed=True, synonyms=("kegiatan", "nama kegiatan"),
               sample="Bimtek pengurus", value=lambda one: one.activity.title),
    )  # fmt: skip


@register
class ActivityBudgetSheet(OfActivitySheet):
    name = "activity-budgets"
    model = ActivityBudget
    title = capfirst(ActivityBudget._meta.verbose_name_plural)
    natural_key = ("activity", "fund")
    fields = (
        *_activity(ActivityBudget),
        column(ActivityBudget, "fund", required=True, synonyms=("sumber dana", "sumber anggaran"),
               sample=FundSource.AKSANSI.label),
        column(ActivityBudget, "amount", required=True, synonyms=("anggaran", "biaya", "jumlah", "pagu"),
               sample="12.500.000"),
        *source_columns(ActivityBudget),
    )  # fmt: skip


@register
class ProgressSheet(OfActivitySheet):
    name = "progress"
    model = Progress
    title = capfirst(Progress._meta.verbose_name_plural)
    natural_key = ("activity", "date")
    fields = (
        *_activity(Progress),
        column(Progress, "date", required=True, synonyms=("tanggal",), sample="14 Maret 2018"),
        column(Progress, "volume", synonyms=("realisasi", "capaian"), sample="2"),
        column(Progress, "cost", synonyms=("biaya", "realisasi biaya")),
        column(Progress, "fund", synonyms=("sumber dana",)),
        column(Progress, "evidence", synonyms=("bukti", "dokumentasi")),
        column(Progress, "obstacle", synonyms=("kendala", "hambatan")),
        column(Progress, "follow_up", synonyms=("tindak lanjut",)),
        column(Progress, "completes", synonyms=("selesai",)),
        *source_columns(Progress),
    )  # fmt: skip

    @override
    def why_closed(self, parent: Activity) -> str:
        return why_no_progress(parent)
