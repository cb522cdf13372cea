"""Partnerships: the one list, the page of one, and its move to another stage."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from agreements import services
from agreements.filters import PartnershipFilter
from agreements.forms import MoveForm, OpenPartnershipForm, PartnershipForm, StageEntryForm
from agreements.models import Agreement, Blocker, Contact, Partnership, StageEntry
from agreements.standing import in_words, standing_of
from aksansi.tables import Fact, Table
from chapters.access import Action, may
from chapters.pages import ActionPage, CreatePage, DetailPage, EditPage, ListPage

from .agreements import AGREEMENT_COLUMNS
from .columns import ENTRY_COLUMNS, PARTNERSHIP_COLUMNS
from .journal import BLOCKER_COLUMNS, CONTACT_COLUMNS, RESOLVED_COLUMNS


class PartnershipListPage(ListPage):
    model = Partnership
    template_name = "agreements/partnership_list.html"
    filterset_class = PartnershipFilter
    columns = PARTNERSHIP_COLUMNS
    ordering = ("stage_order", "region__name", "counterpart")
    lead = _("Where each cooperation stands, since when, why it stands still and what comes next.")
    empty = _("No partnership is recorded yet.")

    def get_rows(self) -> Any:
        return super().get_rows().with_standing()


class PartnershipDetailPage(DetailPage):
    model = Partnership
    template_name = "agreements/partnership_detail.html"

    def plan(self, rows: Any) -> Any:
        return rows.with_standing()

    def get_facts(self) -> list[Fact]:
        obj = self.object
        return [
            Fact(_("Region"), obj.region.short_name, url=obj.region.get_absolute_url()),
            Fact(_("Counterpart"), obj.counterpart),
            Fact(_("Subject"), obj.subject),
            Fact(_("Description"), obj.description),
            Fact(_("Next step"), obj.next_step, note=obj.get_next_step_owner_display()),
            Fact(_("Due"), obj.next_step_due, "date"),
        ]

    def get_actions(self) -> list[tuple[str, str]]:
        obj = self.object
        if obj.is_archived or not may(self.request.user, Action.CHANGE, obj):
            return []
        return [
            (__("Move to another stage"), reverse("agreements:partnership-move", args=[obj.pk])),
            (__("Record a contact"), reverse("agreements:contact-create", args=[obj.pk])),
            (__("Raise a blocker"), reverse("agreements:blocker-create", args=[obj.pk])),
        ]

    def get_tables(self) -> list[Table]:
        user, obj = self.request.user, self.object
        blockers = (
            Blocker.objects.visible_to(user)
            .current()
            .filter(partnership=obj)
            .select_related("reason", "office")
        )
        agreements = Agreement.objects.visible_to(user).current().filter(partnership=obj).with_end()
        contacts = Contact.objects.visible_to(user).current().filter(partnership=obj)
        entries = (
            StageEntry.objects.visible_to(user).filter(partnership=obj).select_related("stage")
        )
        region = f"?region={obj.region_id}"
        return [
            self.related(_("Stages"), ENTRY_COLUMNS, entries.order_by("-sequence"), cap=20),
            self.related(
                _("Open blockers"),
                BLOCKER_COLUMNS,
                blockers.unresolved().order_by("-raised_on", "pk"),
                add=reverse("agreements:blocker-create", args=[obj.pk]),
                add_label=_("Raise a blocker"),
                more_url=reverse("agreements:blocker-list") + region,
                empty=_("Nothing is said to block it."),
            ),
            self.related(
                _("Agreements"),
                AGREEMENT_COLUMNS,
                agreements.order_by("kind", "-signed_on", "pk"),
                add=reverse("agreements:agreement-create", args=[obj.pk]),
                add_label=_("Add an agreement"),
                more_url=reverse("agreements:agreement-list") + region,
            ),
            self.related(
                _("Contacts"),
                CONTACT_COLUMNS,
                contacts.latest_first(),
                add=reverse("agreements:contact-create", args=[obj.pk]),
                add_label=_("Record a contact"),
                more_url=reverse("agreements:contact-list") + region,
            ),
            self.related(
                _("Resolved blockers"),
                RESOLVED_COLUMNS,
                blockers.resolved().order_by("-resolved_on", "pk"),
                more_url=reverse("agreements:blocker-list") + region + "&state=resolved",
            ),
        ]

    def extra_context(self) -> dict[str, Any]:
        found = standing_of(self.object, timezone.localdate())
        return {
            "standing": found,
            "sentences": in_words(self.object, timezone.localdate()),
            "evidence_hint": found.stage.evidence_hint if found else "",
        }


class PartnershipCreatePage(CreatePage):
    model = Partnership
    form_class = OpenPartnershipForm


class PartnershipEditPage(EditPage):
    model = Partnership
    form_class = PartnershipForm


class MovePage(ActionPage):
    """Closes the present stage and opens the next."""

    model = Partnership
    form_class = MoveForm
    question = _("The present stage is closed and the new one opened. The history stays.")

    def get_title(self) -> Any:
        return __("Move to another stage: %(what)s") % {"what": self.object}

    def show(self, form: Any, status: int = 200) -> Any:
        self.submit_label = __("Move")
        return super().show(form, status)

    def build_form(self, **kwargs: Any) -> Any:
        return super().build_form(partnership=self.object, **kwargs)

    def perform(self, form: Any) -> str:
        data = form.cleaned_data
        entry = services.move_stage(
            partnership=self.object,
            to=data["stage"],
            by=self.request.user,
            entered_on=data["entered_on"],
            as_of=data["as_of"],
            reason=data["reason"],
            evidence=data["evidence"],
            by_whom=data["by_whom"],
            expected=data["expected"],
            next_step=(data["next_step"], data["next_step_owner"], data["next_step_due"]),
        )
        return __("Now at: %(stage)s.") % {"stage": entry.stage.label}


class StageEntryEditPage(EditPage):
    model = StageEntry
    form_class = StageEntryForm

    def plan(self, rows: Any) -> Any:
        return rows.select_related("stage", "partnership__region")
