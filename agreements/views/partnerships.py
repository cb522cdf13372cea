"""Partnerships: the one list, the page of one, and its move to another stage."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from agreements import services
from agreements.filters import PartnershipFilter
from agreements.forms import (
    EarlierStageForm,
    MoveForm,
    OpenPartnershipForm,
    PartnershipForm,
    PartnershipOfficeForm,
    StageEntryForm,
)
from agreements.gates import checks
from agreements.models import BlockerReason, Partnership, PartnershipOffice, StageEntry
from agreements.standing import in_words, standing_of
from agreements.suggestions import suggestion_for
from agreements.views.columns import PARTNERSHIP_COLUMNS
from agreements.views.partnership_tables import partnership_tables
from core.access import Action, may
from core.pages import ActionPage, CreatePage, DetailPage, EditPage, ListPage
from core.pages.scoped_forms import PlainForm
from core.tools.formats import day
from core.tools.rows.moment import Moment, moment_of
from core.tools.tables import Fact, Table


class PartnershipListPage(ListPage):
    """`?as_of=2016`: where each stood then, as far as dated facts tell."""

    model = Partnership
    template_name = "agreements/partnership_list.html"
    filterset_class = PartnershipFilter
    columns = PARTNERSHIP_COLUMNS
    ordering = ("stage_order", "region__name", "counterpart")
    lead = _("Where each cooperation stands, since when, why it stands still and what comes next.")
    empty = _("No partnership is recorded yet.")

    @override
    def get_queryset(self) -> object:
        moment, _form = moment_of(self.request.GET)
        return super().get_queryset().with_standing(at=moment.past_day)

    @override
    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        moment, _form = moment_of(self.request.GET)
        return {**super().get_context_data(**kwargs), "moment": moment}


class PartnershipDetailPage(DetailPage):
    """`?as_of=2016`: the same page as it stood then; a partnership not known then is shown as of today."""

    model = Partnership
    template_name = "agreements/partnership_detail.html"

    @override
    def setup(self, request: HttpRequest, *args: object, **kwargs: object) -> None:
        super().setup(request, *args, **kwargs)
        self.moment, self.as_of = moment_of(request.GET)
        self.unknown_then = ""

    @override
    def get_queryset(self) -> object:
        return super().get_queryset().with_standing(at=self.moment.past_day)

    @override
    def get_object(self) -> object:
        try:
            return super().get_object()
        except Http404:
            if not self.moment.is_past:
                raise
            self.unknown_then = __("Nothing is known of this partnership as of %(date)s.") % {
                "date": day(self.moment.day)
            }
            self.moment = Moment(timezone.localdate())
            return super().get_object()

    @override
    def get_facts(self) -> list[Fact]:
        obj = self.object
        facts = [
            Fact(_("Region"), obj.region.short_name, url=obj.region.get_absolute_url()),
            Fact(_("Counterpart"), obj.counterpart),
            Fact(_("Subject"), obj.subject),
            Fact(_("Description"), obj.description),
        ]
        if self.moment.is_past:
            return facts
        return [
            *facts,
            Fact(_("Next step"), obj.next_step, note=obj.get_next_step_owner_display()),
            Fact(_("Due"), obj.next_step_due, "date"),
        ]

    def may_act(self) -> bool:
        obj = self.object
        past = self.moment.is_past or obj.is_archived
        return not past and may(self.request.user, Action.CHANGE, obj)

    @override
    def get_actions(self) -> list[tuple[str, str]]:
        if not self.may_act():
            return []
        key = [self.object.pk]
        return [
            (__("Move to another stage"), reverse("agreements:partnership-move", args=key)),
            (__("Record a contact"), reverse("agreements:contact-create", args=key)),
            (__("Raise a blocker"), reverse("agreements:blocker-create", args=key)),
        ]

    @override
    def get_tables(self) -> list[Table]:
        return partnership_tables(self, self.object, self.moment)

    @override
    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        obj, moment, user = self.object, self.moment, self.request.user
        found = standing_of(obj, moment.day)
        may_act = self.may_act()
        suggestion = suggestion_for(obj, at=moment.day) if may_act else None
        reasons = BlockerReason.objects.visible_to(user)
        reason = reasons.filter(pk=suggestion.reason).first() if suggestion else None
        return {
            **super().get_context_data(**kwargs),
            "standing": found,
            "sentences": in_words(obj, moment.day),
            "evidence_hint": found.stage.evidence_hint if found else "",
            "gate": () if moment.is_past else checks(user=user, partnership=obj, at=moment.day),
            "suggestion": suggestion,
            "suggested": reason,
            "suggestion_url": reverse("agreements:partnership-suggested", args=[obj.pk]),
            "moment": moment,
            "as_of": self.as_of,
            "unknown_then": self.unknown_then,
        }


class SuggestedBlockerPage(ActionPage):
    """Raises the blocker that silence suggests: one click on the partnership's page, or asked for here."""

    model = Partnership
    form_class = PlainForm
    title = _("Raise the suggested blocker")
    submit_label = _("Raise it")

    @override
    def get_queryset(self) -> object:
        return super().get_queryset().with_standing()

    @override
    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        found = suggestion_for(self.object, at=timezone.localdate())
        self.question = found.words if found else __("Nothing is suggested for this partnership.")
        return super().get_context_data(**kwargs)

    @override
    def form_valid(self, form: Any) -> HttpResponse:
        blocker = services.accept_suggestion(
            partnership=self.object, by=self.request.user, on=timezone.localdate()
        )
        return self.done(__("Raised: %(what)s.") % {"what": blocker})


class PartnershipCreatePage(CreatePage):
    model = Partnership
    form_class = OpenPartnershipForm


class PartnershipEditPage(EditPage):
    model = Partnership
    form_class = PartnershipForm


class MovePage(ActionPage):
    """Closes the present stage and opens the next."""

    model = Partnership
    template_name = "agreements/move.html"
    form_class = MoveForm
    question = _("The present stage is closed and the new one opened. The history stays.")
    title = _("Move to another stage: %(what)s")
    submit_label = _("Move")

    @override
    def get_queryset(self) -> object:
        return super().get_queryset().with_standing()

    @override
    def render(self, context: dict[str, object], status: int = 200) -> Any:
        found = checks(user=self.request.user, partnership=self.object, at=timezone.localdate())
        return super().render({**context, "gate": found}, status)

    @override
    def get_form_kwargs(self) -> dict[str, object]:
        return {**super().get_form_kwargs(), "partnership": self.object}

    @override
    def form_valid(self, form: Any) -> HttpResponse:
        data = form.cleaned_data
        entry = services.move_stage(
            partnership=self.object,
            to=data["stage"],
            by=self.request.user,
            told=services.Stay(
                entered_on=data["entered_on"],
                as_of=data["as_of"],
                reason=data["reason"],
                evidence=data["evidence"],
                by_whom=data["by_whom"],
            ),
            expected=data["expected"],
            next_step=services.NextStep(
                data["next_step"], data["next_step_owner"], data["next_step_due"]
            ),
        )
        return self.done(__("Now at: %(stage)s.") % {"stage": entry.stage.label})


class EarlierStagePage(CreatePage):
    leads_to_parent = True
    model = StageEntry
    form_class = EarlierStageForm
    parent_model = Partnership
    title = _("Earlier stage")
    intro = _(
        "A stage that a document tells of, before the present one. The present stage stays as it is."
    )


class PartnershipOfficeCreatePage(CreatePage):
    leads_to_parent = True
    model = PartnershipOffice
    form_class = PartnershipOfficeForm
    parent_model = Partnership


class PartnershipOfficeEditPage(EditPage):
    model = PartnershipOffice
    form_class = PartnershipOfficeForm
    select_related = ("office", "partnership__region")


class StageEntryEditPage(EditPage):
    model = StageEntry
    form_class = StageEntryForm
    select_related = ("stage", "partnership__region")
