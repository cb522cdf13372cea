"""Targets of rounds: chosen by filter, assigned to officers and days, put off with a reason."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from typing_extensions import override

from core.access import Action, may, require
from core.pages import DetailPage, EditPage, ListPage, Page
from core.pages.once import Refusal
from core.tools.tables import Badge, Column, Fact, Table
from ksm.filters.facilities import FacilityFilter
from ksm.models import Facility
from monitoring import forms, services
from monitoring.filters import RoundTargetFilter
from monitoring.models import Round, RoundTarget, Visit
from monitoring.recap.progress import PROGRESS
from monitoring.services.targets import MOST

TONES = {"done": "good", "under_way": "info", "postponed": "part", "returned": "part"}
SHOWN = 50


def progress_badge(row: Any) -> Badge:
    return Badge(dict(PROGRESS)[row.progress], TONES.get(row.progress, "none"))


class RoundTargetListPage(ListPage):
    """All targets; `mine` are those assigned to the reader. Many are assigned or put off at once."""

    model = RoundTarget
    template_name = "monitoring/targets.html"
    filterset_class = RoundTargetFilter
    ordering = ("planned_on",)
    title = _("Planned visits")
    empty = _("No visit is planned. Choose the facilities of a round on its page.")
    bulk_fields = ("planned_on", "team", "assignee", "state", "reason")
    columns = [
        Column("facility", _("Facility"), "facility.name", link=True, note="facility.code"),
        Column("region", _("Region"), "facility.region.short_name", sort="facility__region__name"),
        Column("round", _("Round"), "round.name"),
        Column("planned_on", _("Planned for"), kind="date", sort="planned_on"),
        Column("team", _("Team"), sort="team"),
        Column("assignee", _("Officer"), "assignee"),
        Column("progress", _("Progress"), progress_badge, note="reason"),
    ]

    @override
    def get_queryset(self) -> object:
        rows = super().get_queryset().with_progress()
        return rows.select_related("facility__region", "round", "assignee")

    @override
    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Return the ways on: to the page for the field, and to the paper forms of what the filter shows."""
        query = self.request.GET.urlencode()
        field = may(self.request.user, Action.ADD, Visit)
        return {
            **super().get_context_data(**kwargs),
            "field_url": reverse("monitoring:field") if field else "",
            "papers_url": f"{reverse('monitoring:round-target-papers')}?{query}",
        }


class RoundTargetDetailPage(DetailPage):
    model = RoundTarget

    @override
    def get_queryset(self) -> object:
        return (
            super()
            .get_queryset()
            .with_progress()
            .select_related("facility__region", "round", "assignee")
        )

    @override
    def get_facts(self) -> list[Fact]:
        row = self.object
        return [
            Fact(_("Facility"), row.facility.name, url=row.facility.get_absolute_url()),
            Fact(_("Round"), row.round, url=row.round.get_absolute_url()),
            Fact(_("Progress"), progress_badge(row)),
            Fact(_("Reason"), row.reason),
            Fact(_("Planned for"), row.planned_on, "date"),
            Fact(_("Team"), row.team),
            Fact(_("Officer"), row.assignee),
        ]

    @override
    def get_tables(self) -> list[Table]:
        visits = Visit.objects.visible_to(self.request.user).current()
        rows = visits.filter(round=self.object.round_id, facility=self.object.facility_id)
        return [
            self.related(
                __("Visits"),
                [
                    Column("visited_on", _("Visited on"), "partial", kind="partial", link=True),
                    Column("state", _("State"), "get_state_display"),
                ],
                rows.select_related("facility"),
            )
        ]

    @override
    def get_actions(self) -> list[tuple[str, str]]:
        row = self.object
        paper = reverse("monitoring:round-target-paper", args=[row.pk])
        found = [(__("Print the form (PDF)"), paper)]
        if not row.visit_id and may(self.request.user, Action.ADD, row.facility):
            create = reverse("monitoring:visit-create")
            url = f"{create}?facility={row.facility_id}&round={row.round_id}"
            found.insert(0, (__("Enter the visit"), url))
        return found


class RoundTargetEditPage(EditPage):
    model = RoundTarget
    form_class = forms.RoundTargetForm


class RoundTargetsPage(Page):
    """Choose what a round visits: all facilities the filter shows, or those ticked."""

    model = Round
    is_about_one = True
    select_related = ("instrument",)
    template_name = "monitoring/choose_targets.html"
    title = _("Choose facilities")

    @override
    def get_queryset(self) -> object:
        return super().get_queryset().current()

    @override
    def check(self) -> None:
        require(self.request.user, Action.ADD, RoundTarget)

    def facilities(self) -> tuple[Any, FacilityFilter]:
        """Return the facilities the filter shows that the round has not chosen yet."""
        taken = RoundTarget.objects.visible_to(self.request.user).filter(
            round=self.object, facility=OuterRef("pk")
        )
        rows = Facility.objects.visible_to(self.request.user).current()
        if self.object.region_id:
            rows = rows.in_region(self.object.region_id)
        narrowed = FacilityFilter(
            self.request.GET, queryset=rows.filter(~Exists(taken)), user=self.request.user
        )
        return narrowed.qs.select_related("region").order_by("code"), narrowed

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        rows, narrowed = self.facilities()
        return self.render(
            {
                "round": self.object,
                "rows": list(rows[:SHOWN]),
                "total": rows.count(),
                "filter": narrowed,
                "chips": narrowed.chips(),
                "most": MOST,
            }
        )

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        rows, _narrowed = self.facilities()
        if not request.POST.get("all"):
            rows = rows.filter(code__in=request.POST.getlist("facility")[:SHOWN])
        try:
            n = services.add_targets(round_=self.object, facilities=rows, by=self.request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return Refusal(request.get_full_path())
        words = ngettext("%(n)s facility chosen.", "%(n)s facilities chosen.", n) % {"n": n}
        messages.success(request, words)
        return HttpResponseRedirect(self.object.get_absolute_url())
