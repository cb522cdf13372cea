"""Data administration of this room: the Secretariat everything, officers their own rows."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from typing_extensions import override

from core.pages.admin.base import ScopedAdmin
from monitoring.effluent.forms import ClassForm, LimitForm, StandardForm
from monitoring.forms import (
    FindingForm,
    OfficeDutyForm,
    ResultForm,
    RoundForm,
    SampleForm,
    VisitForm,
)
from monitoring.models import (
    EffluentClass,
    EffluentLimit,
    EffluentStandard,
    Finding,
    Instrument,
    OfficeDuty,
    Option,
    Question,
    Result,
    Round,
    Sample,
    Visit,
)
from monitoring.questionnaire.forms import InstrumentForm, OptionForm, QuestionForm


class FrozenAdmin(ScopedAdmin):
    """A part of an instrument; once results exist by it, it is only read."""

    secretariat_only = True

    @override
    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        root = getattr(obj, "root", obj)
        if root is not None and root.is_frozen:
            return False
        return super().has_change_permission(request, obj)


@admin.register(Instrument)
class InstrumentAdmin(FrozenAdmin):
    form = InstrumentForm
    list_display = ("code", "edition", "title_id", "is_proposal", "frozen_at")
    search_fields = ("code", "title_id", "title_en")


@admin.register(Question)
class QuestionAdmin(FrozenAdmin):
    form = QuestionForm
    readonly_fields = ("aspect",)
    list_display = ("code", "label_id", "kind", "weight", "aspect")
    list_filter = ("kind", "aspect__instrument")
    list_select_related = ("aspect__instrument",)
    search_fields = ("code", "label_id", "label_en")


@admin.register(Option)
class OptionAdmin(FrozenAdmin):
    form = OptionForm
    readonly_fields = ("question",)
    list_display = ("question", "value", "label_id", "score", "opens_finding")
    list_select_related = ("question__aspect__instrument",)
    search_fields = ("label_id", "question__code")


@admin.register(Round)
class RoundAdmin(ScopedAdmin):
    form = RoundForm
    list_display = ("name", "kind", "region", "starts_on", "ends_on")
    list_filter = ("kind",)
    list_select_related = ("region",)
    search_fields = ("name",)


@admin.register(Visit)
class VisitAdmin(ScopedAdmin):
    form = VisitForm
    made_here = False
    list_display = ("facility", "visited_on", "state", "instrument")
    list_filter = ("state",)
    list_select_related = ("facility", "instrument")
    search_fields = ("facility__name", "facility__code")


@admin.register(Finding)
class FindingAdmin(ScopedAdmin):
    form = FindingForm
    list_display = ("title", "region", "severity", "responsible", "due_on", "closed_on")
    list_filter = ("severity", "responsible", "aspect")
    list_select_related = ("region",)
    search_fields = ("title", "facility__name")


@admin.register(OfficeDuty)
class OfficeDutyAdmin(ScopedAdmin):
    form = OfficeDutyForm
    list_display = ("region", "responsible", "aspect", "severity", "office")
    list_select_related = ("region", "office")
    search_fields = ("office__name",)


@admin.register(Sample)
class SampleAdmin(ScopedAdmin):
    form = SampleForm
    list_display = ("__str__", "region", "point", "taken_on")
    list_filter = ("point",)
    list_select_related = ("region", "facility")
    search_fields = ("place", "facility__name")


@admin.register(Result)
class ResultAdmin(ScopedAdmin):
    form = ResultForm
    made_here = False
    list_display = ("sample", "parameter", "comparator", "value", "unit", "stated")
    list_filter = ("parameter",)
    list_select_related = ("sample__facility",)
    search_fields = ("sample__place", "sample__facility__name")
    readonly_fields = ("sample",)


@admin.register(EffluentStandard)
class EffluentStandardAdmin(ScopedAdmin):
    form = StandardForm
    secretariat_only = True
    list_display = ("name", "jurisdiction", "valid_from", "valid_to", "is_complete")
    list_select_related = ("jurisdiction",)
    search_fields = ("name", "code")
    autocomplete_fields = ("jurisdiction",)


@admin.register(EffluentClass)
class EffluentClassAdmin(ScopedAdmin):
    form = ClassForm
    made_here = False
    secretariat_only = True
    list_display = ("name", "standard", "above", "up_to", "water", "receiver")
    list_select_related = ("standard",)
    search_fields = ("name", "standard__name")
    readonly_fields = ("standard",)


@admin.register(EffluentLimit)
class EffluentLimitAdmin(ScopedAdmin):
    form = LimitForm
    made_here = False
    secretariat_only = True
    list_display = ("standard", "of_class", "parameter", "unit", "minimum", "maximum")
    list_filter = ("parameter",)
    list_select_related = ("standard", "of_class")
    search_fields = ("standard__name",)
    readonly_fields = ("standard",)
