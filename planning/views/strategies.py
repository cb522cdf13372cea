"""Sanitation strategies (SSK) of the regions and their five processes."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import Action, may
from core.pages import CreatePage, DetailPage, EditPage, ListPage
from core.people.users import User
from core.records.review import why_locked
from core.tools.formats import Words, day
from core.tools.tables import Badge, Column, Fact, Table
from planning import badges
from planning.filters import StrategyFilter
from planning.forms import StrategyEditionForm, StrategyProcessForm
from planning.models import DevelopmentPlan, StrategyEdition, StrategyProcess, StrategyStatus
from planning.views.programmes import programme_table


class StrategyListPage(ListPage):
    model = StrategyEdition
    filterset_class = StrategyFilter
    ordering = ("region__code", "-year")
    lead = _("Editions of the regions' sanitation strategies; each holds for five years.")
    empty = _("No strategy is recorded yet.")
    columns = [
        Column("title", _("Document"), link=True, sort="title"),
        Column("region", _("Region"), value="region.short_name", sort="region__code"),
        Column("year", _("Year of the document"), value=lambda row: str(row.year), sort="year"),
        Column("period", _("Period"), sort="period_from"),
        Column("status", _("Status"), value=badges.strategy_of, kind="badge"),
        Column(
            "expires_on", _("Valid until"), lambda row: row.expires_on if row.has_validity else None
        ),
        Column("approval_number", _("Approval number"), hidden=True),
        Column("working_group", _("Made by"), hidden=True),
    ]
    select_related = ("region",)


class StrategyDetailPage(DetailPage):
    model = StrategyEdition
    template_name = "planning/strategy_detail.html"
    select_related = ("region",)

    @override
    def get_facts(self) -> list[Fact]:
        row = self.object
        return [
            Fact(_("Region"), row.region, url=row.region.get_absolute_url()),
            Fact(_("Status"), badges.strategy_of(row)),
            Fact(_("Year of the document"), str(row.year)),
            Fact(_("Period"), row.period),
            Fact(_("Made by"), row.working_group),
            Fact(_("Reasons for the update"), "; ".join(row.reason_words)),
            Fact(_("Public consultation on"), row.consulted_on),
            Fact(_("Approved by"), row.approved_by),
            Fact(_("Approval number"), row.approval_number),
            Fact(_("Approved on"), row.approved_on),
            Fact(
                _("Valid until"), row.expires_on if row.has_validity else "", note=_validity(row),
            ),
        ]  # fmt: skip

    @override
    def get_tables(self) -> list[Table]:
        rows = (
            StrategyProcess.objects.visible_to(self.request.user)
            .current()
            .filter(edition=self.object)
        )
        open_ = may(self.request.user, Action.CHANGE, self.object) and not why_locked(self.object)
        columns = [
            Column("number", _("Process"), value=str),
            Column("started_on", _("Begun on")),
            Column("ended_on", _("Ended on")),
            Column("state", _("Status"), value=_process_state, kind="badge"),
            Column("output", _("Output"), note="evidence"),
        ]
        if open_:
            columns.append(Column("change", _("Change"), value="change", link=True))
        records = [
            {
                "number": str(row),
                "started_on": row.started_on,
                "ended_on": row.ended_on,
                "state": _process_state(row),
                "output": row.output,
                "evidence": row.evidence,
                "change": __("Change"),
                "url": reverse("planning:strategy-process-edit", args=[row.pk]),
                "is_example": row.is_example,
            }
            for row in rows
        ]
        shown = [Column(c.name, c.label, kind=c.kind, note=c.note, link=c.link) for c in columns]
        return [
            Table(shown, records, title=_("Five processes"), caption=_("Five processes")),
            programme_table(self, self.object, may_change=open_),
        ]

    @override
    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        return {
            **super().get_context_data(**kwargs),
            "alerts": alerts_of(self.object, self.request.user),
        }


def alerts_of(row: StrategyEdition, user: User) -> list[str]:
    """Return why an edition is to be updated now, in words: its age, or a new RPJMD (source 003)."""
    if row.status == StrategyStatus.REPLACED:
        return []
    today = timezone.localdate()
    found = []
    if row.is_expired(today):
        found.append(
            __("Was in force until %(date)s: the strategy is to be updated.")
            % {"date": day(row.expires_on)}
        )
    plans = DevelopmentPlan.objects.visible_to(user).current().filter(region=row.region_id)
    if newer := row.changed_since(plans, today=today):
        found.append(
            __("%(plan)s began after this edition: check whether the strategy still fits it.")
            % {"plan": newer}
        )
    return found


def _validity(row: StrategyEdition) -> str:
    if not row.has_validity:
        return row.get_status_display()
    if row.valid_until:
        return ""
    return __("Reckoned: five years; the document's own date is not recorded.")


def _process_state(row: StrategyProcess) -> Badge:
    if row.ended_on:
        return Badge(_("Done"), "good")
    return Badge(_("Running"), "part") if row.started_on else Badge(_("Not recorded"), "none")


class StrategyCreatePage(CreatePage):
    model = StrategyEdition
    form_class = StrategyEditionForm
    intro = _("The five processes of an update are added by themselves.")


class StrategyEditPage(EditPage):
    model = StrategyEdition
    form_class = StrategyEditionForm


class StrategyProcessEditPage(EditPage):
    model = StrategyProcess
    form_class = StrategyProcessForm
    select_related = ("edition__region",)

    @override
    def get_crumbs(self) -> list[tuple[Words, str]]:
        edition = self.object.edition
        return [(str(edition), edition.get_absolute_url())]
