"""The room in the admin: corrections by the Secretariat and officers, behind the same wall."""

from __future__ import annotations

from typing import ClassVar

from django.contrib import admin

from agreements.forms import (
    AgreementForm,
    BlockerForm,
    BlockerReasonEditForm,
    BlockerReasonForm,
    BudgetLineForm,
    ContactForm,
    QuietPeriodForm,
    StageForm,
)
from agreements.forms.others import RegionalPaperForm
from agreements.forms.paper import ClauseForm, ClauseTemplateForm, LegalBasisForm
from agreements.forms.partnerships import PartnershipForm, PartnershipOfficeForm
from agreements.forms.stages import StageEntryForm
from agreements.models import (
    Agreement,
    Blocker,
    BlockerReason,
    BudgetLine,
    Clause,
    ClauseTemplate,
    Contact,
    LegalBasis,
    Partnership,
    PartnershipOffice,
    QuietPeriod,
    RegionalPaper,
    Stage,
    StageEntry,
)
from core.pages.admin.base import ScopedAdmin


class RoomAdmin(ScopedAdmin):
    """Stages and blockers have steps of their own on the pages, so nothing is added here."""

    made_here: ClassVar[bool] = False
    readonly_fields: ClassVar[object] = ("partnership",)


@admin.register(Stage)
class StageAdmin(ScopedAdmin):
    form = StageForm
    readonly_fields = ("code", "order", "kind")
    made_here = False
    secretariat_only = True
    list_display = ("order", "code", "label_id", "waits_for")


@admin.register(BlockerReason)
class BlockerReasonAdmin(ScopedAdmin):
    form = BlockerReasonForm
    edit_form = BlockerReasonEditForm
    secretariat_only = True
    list_display = ("code", "label_id", "category", "parent")
    search_fields = ("code", "label_id", "label_en")


@admin.register(QuietPeriod)
class QuietPeriodAdmin(ScopedAdmin):
    form = QuietPeriodForm
    secretariat_only = True
    list_display = ("name", "starts_on", "ends_on")
    search_fields = ("name",)


@admin.register(LegalBasis)
class LegalBasisAdmin(ScopedAdmin):
    form = LegalBasisForm
    secretariat_only = True
    list_display = ("short_name", "subject", "valid_from", "valid_to", "is_cited")
    search_fields = ("short_name", "title")


@admin.register(ClauseTemplate)
class ClauseTemplateAdmin(ScopedAdmin):
    form = ClauseTemplateForm
    secretariat_only = True
    list_display = ("kind", "valid_from", "heading")


@admin.register(Clause)
class ClauseAdmin(ScopedAdmin):
    form = ClauseForm
    readonly_fields = ("template",)
    secretariat_only = True
    list_display = ("template", "number", "heading")
    list_select_related = ("template",)


@admin.register(Partnership)
class PartnershipAdmin(RoomAdmin):
    form = PartnershipForm
    list_display = ("region", "counterpart", "next_step", "next_step_due")
    list_select_related = ("region",)
    search_fields = ("region__search_text", "counterpart", "subject")
    readonly_fields = ("region",)


@admin.register(StageEntry)
class StageEntryAdmin(RoomAdmin):
    form = StageEntryForm
    list_display = ("partnership", "stage", "entered_on", "left_on", "is_open")
    list_select_related = ("partnership__region", "stage")
    readonly_fields = ("partnership", "stage", "sequence", "move", "is_open", "entered_by")
    actions: list[str] = []


@admin.register(Agreement)
class AgreementAdmin(RoomAdmin):
    form = AgreementForm
    list_display = ("title", "kind", "partnership", "signed_on", "ends_on", "paper")
    list_select_related = ("partnership__region",)
    search_fields = ("title", "number_ours", "number_theirs", "partnership__region__search_text")


@admin.register(RegionalPaper)
class RegionalPaperAdmin(ScopedAdmin):
    form = RegionalPaperForm
    list_display = ("region", "kind", "number", "title")
    list_select_related = ("region",)
    search_fields = ("title", "number", "region__search_text")


@admin.register(PartnershipOffice)
class PartnershipOfficeAdmin(RoomAdmin):
    form = PartnershipOfficeForm
    list_display = ("office", "partnership", "role")
    list_select_related = ("office", "partnership__region")
    readonly_fields = ("partnership",)


@admin.register(BudgetLine)
class BudgetLineAdmin(RoomAdmin):
    form = BudgetLineForm
    list_display = ("agreement", "year", "funding", "kind", "share_percent", "amount")
    list_select_related = ("agreement",)
    readonly_fields = ("agreement",)


@admin.register(Blocker)
class BlockerAdmin(RoomAdmin):
    form = BlockerForm
    list_display = ("reason", "partnership", "raised_on", "resolved_on")
    list_select_related = ("reason", "partnership__region")
    readonly_fields = ("partnership", "raised_by")
    search_fields = ("note", "partnership__region__search_text")


@admin.register(Contact)
class ContactAdmin(RoomAdmin):
    form = ContactForm
    list_display = ("held_on", "kind", "partnership", "outcome")
    list_select_related = ("partnership__region",)
    readonly_fields = ("partnership", "entered_by")
    search_fields = ("people", "outcome_text", "partnership__region__search_text")
