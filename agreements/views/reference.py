"""Stages and reasons for standing still: everybody reads them, the Secretariat keeps their words."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from agreements.forms import BlockerReasonEditForm, BlockerReasonForm, QuietPeriodForm, StageForm
from agreements.models import Blocker, BlockerReason, QuietPeriod, Stage, StageEntry
from agreements.standing import since_words
from agreements.views.journal import BLOCKER_COLUMNS, REGION, state_badge
from core.pages import CreatePage, DetailPage, EditPage, ListPage
from core.tools import partial_dates
from core.tools.tables import Column, Fact, Table


class StageListPage(ListPage):
    model = Stage
    columns = [
        Column("order", _("No."), lambda row: str(row.order)),
        Column("label", _("Stage"), sort="order", link=True),
        Column("waits_for", _("Waits for"), "get_waits_for_display"),
        Column("evidence_hint", _("Evidence needed")),
        Column("quiet_after_days", _("Contact due after (days)"), kind="number"),
    ]
    ordering = ("order",)
    lead = _(
        "The order is typical, not enforced: a stage may be skipped or returned to, with a reason."
    )


class StageDetailPage(DetailPage):
    model = Stage

    @override
    def get_facts(self) -> list[Fact]:
        obj = self.object
        return [
            Fact(_("Waits for"), obj.get_waits_for_display()),
            Fact(_("Evidence needed"), obj.evidence_hint),
            Fact(_("Contact due after (days)"), obj.quiet_after_days, "number"),
            Fact(_("Label in Indonesian"), obj.label_id),
            Fact(_("Label in English"), obj.label_en),
        ]

    @override
    def get_tables(self) -> list[Table]:
        entries = (
            StageEntry.objects.visible_to(self.request.user)
            .current()
            .still_open()
            .filter(stage=self.object)
            .select_related("partnership__region", "stage")
            .order_by("entered_on", "pk")
        )
        address = f"{reverse('agreements:partnership-list')}?stage={self.object.pk}"
        columns = [
            Column(
                "region",
                _("Region"),
                "partnership.region.short_name",
                note="partnership.counterpart",
                link=True,
            ),
            Column("since", _("Since"), since_words),
        ]
        return [self.related(_("Partnerships here now"), columns, entries, more_url=address)]


class StageEditPage(EditPage):
    model = Stage
    form_class = StageForm


class QuietPeriodListPage(ListPage):
    model = QuietPeriod
    columns = [
        Column("name", _("Quiet time"), link=True),
        Column("starts_on", _("First day"), kind="date", sort="starts_on"),
        Column("ends_on", _("Last day"), kind="date"),
    ]
    ordering = ("-starts_on",)
    lead = _("In these times nobody expects an answer; their days do not count as silence.")
    empty = _("No quiet time is entered.")


class QuietPeriodDetailPage(DetailPage):
    model = QuietPeriod

    @override
    def get_facts(self) -> list[Fact]:
        obj = self.object
        return [
            Fact(_("First day"), obj.starts_on, "date"),
            Fact(_("Last day"), obj.ends_on, "date"),
        ]


class QuietPeriodCreatePage(CreatePage):
    model = QuietPeriod
    form_class = QuietPeriodForm


class QuietPeriodEditPage(EditPage):
    model = QuietPeriod
    form_class = QuietPeriodForm


class BlockerReasonListPage(ListPage):
    model = BlockerReason
    columns = [
        Column("code", _("Code"), "short_code", sort="code"),
        Column("label", _("Reason"), link=True, sort=("label_id",)),
        Column("parent", _("Sub-kind of"), "parent.short_code"),
        Column("category", _("Category"), "get_category_display", sort="category"),
        Column("source", _("Source"), note=lambda row: partial_dates.display(row.as_of)),
    ]
    ordering = ("code",)
    lead = _(
        "The seven reasons the source document names for all its MoU together, their sub-kinds, and “other”. "
        "It does not say which region had which."
    )
    select_related = ("parent",)


class BlockerReasonDetailPage(DetailPage):
    model = BlockerReason
    select_related = ("parent",)

    @override
    def get_facts(self) -> list[Fact]:
        obj = self.object
        return [
            Fact(_("Code"), obj.code),
            Fact(_("Category"), obj.get_category_display()),
            Fact(
                _("Sub-kind of"),
                obj.parent,
                url=obj.parent.get_absolute_url() if obj.parent else "",
            ),
            Fact(_("As the source says it"), obj.quoted),
            Fact(_("Label in Indonesian"), obj.label_id),
            Fact(_("Label in English"), obj.label_en),
        ]

    @override
    def get_tables(self) -> list[Table]:
        blockers = (
            Blocker.objects.visible_to(self.request.user)
            .current()
            .because_of(self.object.pk)
            .select_related("partnership__region", "reason", "office")
            .order_by("resolved_on", "-raised_on", "pk")
        )
        columns = [REGION, *BLOCKER_COLUMNS, Column("state", _("State"), state_badge, kind="badge")]
        address = f"{reverse('agreements:blocker-list')}?reason={self.object.pk}"
        return [self.related(_("Where it was raised"), columns, blockers, more_url=address)]


class BlockerReasonCreatePage(CreatePage):
    model = BlockerReason
    form_class = BlockerReasonForm


class BlockerReasonEditPage(EditPage):
    model = BlockerReason
    form_class = BlockerReasonEditForm
