"""Data administration of this room. Lines are made on the pages, where locks and services are."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest
from typing_extensions import override

from core.pages.admin.base import ScopedAdmin
from planning.forms.catalogue import IndicatorForm
from planning.forms.plans import ActivityForm, AnnualPlanForm, GoalForm, ProgressForm, VisionForm
from planning.forms.reports import AchievementForm, AnnualReportForm, StrategyEditionForm
from planning.models import (
    Achievement,
    Activity,
    Advice,
    AnnualPlan,
    AnnualReport,
    ArchivedReport,
    FormColumn,
    Goal,
    Indicator,
    NationalForm,
    Progress,
    SipdCode,
    SipdEdition,
    StrategyEdition,
    Vision,
)
from planning.national.forms import FormColumnForm, NationalFormForm, SipdCodeForm, SipdEditionForm


class OfChapterAdmin(ScopedAdmin):
    list_select_related = ("chapter__region",)


@admin.register(Indicator)
class IndicatorAdmin(ScopedAdmin):
    form = IndicatorForm
    secretariat_only = True
    list_display = ("code", "label_id", "label_en", "unit", "field", "lower_is_better", "order")
    search_fields = ("code", "label_id", "label_en")


@admin.register(Vision)
class VisionAdmin(OfChapterAdmin):
    form = VisionForm
    made_here = False
    list_display = ("__str__", "chapter", "set_on")


@admin.register(Goal)
class GoalAdmin(OfChapterAdmin):
    form = GoalForm
    list_display = ("title", "chapter", "from_year", "to_year", "field")
    list_filter = ("field",)
    search_fields = ("title",)


@admin.register(AnnualPlan)
class AnnualPlanAdmin(OfChapterAdmin):
    form = AnnualPlanForm
    list_display = ("__str__", "year", "state", "submitted_at", "reviewed_at")
    list_filter = ("state", "year")


@admin.register(Activity)
class ActivityAdmin(ScopedAdmin):
    form = ActivityForm
    made_here = False
    readonly_fields = ("plan",)
    list_display = ("title", "plan", "field", "target", "unit")
    list_select_related = ("plan__chapter__region",)
    list_filter = ("field",)
    search_fields = ("title",)


@admin.register(Progress)
class ProgressAdmin(ScopedAdmin):
    form = ProgressForm
    made_here = False
    readonly_fields = ("activity",)
    list_display = ("activity", "date", "volume", "cost")
    list_select_related = ("activity",)


@admin.register(AnnualReport)
class AnnualReportAdmin(OfChapterAdmin):
    form = AnnualReportForm
    made_here = False
    list_display = ("__str__", "year", "state", "submitted_at", "reviewed_at")
    list_filter = ("state", "year")


@admin.register(Achievement)
class AchievementAdmin(ScopedAdmin):
    form = AchievementForm
    made_here = False
    readonly_fields = ("annual_report",)
    list_display = ("__str__", "annual_report", "target", "realised", "unit")
    list_select_related = ("annual_report__chapter__region", "indicator")


@admin.register(Advice)
class AdviceAdmin(ScopedAdmin):
    """To be read here; advice and answers are given on the pages."""

    made_here = False
    list_display = ("__str__", "chapter", "answer", "created_at")
    list_select_related = ("chapter__region",)
    list_filter = ("answer",)

    @override
    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(StrategyEdition)
class StrategyEditionAdmin(ScopedAdmin):
    form = StrategyEditionForm
    made_here = False
    list_display = ("title", "region", "year", "status", "approved_on")
    list_select_related = ("region",)
    list_filter = ("status",)


@admin.register(ArchivedReport)
class ArchivedReportAdmin(ScopedAdmin):
    """Sealed: to be read here, never changed."""

    made_here = False
    list_display = ("number", "region", "year", "letter_date", "sent_on", "received_on")
    list_select_related = ("region",)
    search_fields = ("number",)

    @override
    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(SipdEdition)
class SipdEditionAdmin(ScopedAdmin):
    form = SipdEditionForm
    secretariat_only = True
    list_display = ("title", "valid_from", "valid_to")


@admin.register(SipdCode)
class SipdCodeAdmin(ScopedAdmin):
    form = SipdCodeForm
    secretariat_only = True
    list_display = ("code", "name", "edition")
    list_select_related = ("edition",)
    search_fields = ("code", "name")


@admin.register(NationalForm)
class NationalFormAdmin(ScopedAdmin):
    form = NationalFormForm
    secretariat_only = True
    list_display = ("title", "dataset", "unit", "licence")


@admin.register(FormColumn)
class FormColumnAdmin(ScopedAdmin):
    """Columns are added on the page of their form."""

    form = FormColumnForm
    secretariat_only = True
    made_here = False
    readonly_fields = ("form",)
    list_display = ("column", "field", "form")
    list_select_related = ("form",)
