from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import Action, may
from core.pages import CreatePage, DetailPage, EditPage
from core.tools.tables import Badge, Column, Fact, Table
from ksm.forms import GroupForm
from ksm.models import Group, Operation
from ksm.views import columns as c
from ksm.views.about import stated_tables
from ksm.views.base import lead_to_kept
from ksm.views.members import dues_of


class GroupDetailPage(DetailPage):
    model = Group
    select_related = ("region", "merged_into")

    @override
    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        return lead_to_kept(self) or super().get(request, *args, **kwargs)

    @override
    def get_actions(self) -> list[tuple[Any, str]]:
        group = self.object
        found = [(__("Money and fee"), reverse("ksm:group-cash", args=[group.pk]))]
        if not group.archived_at and may(self.request.user, Action.ARCHIVE, group):
            found.append((__("Merge"), reverse("ksm:group-merge", args=[group.pk])))
        return found

    @cached_property
    def dues(self) -> tuple[Badge | None, Table]:
        return dues_of(self)

    @override
    def get_facts(self) -> list[Fact]:
        group = self.object
        return [
            Fact(_("Status"), group.status_badge),
            Fact(_("Kind"), group.get_kind_display()),
            Fact(_("Region"), group.region, url=group.region.get_absolute_url()),
            Fact(_("Place"), group.place, note=group.village_region_id or ""),
            Fact(_("Formed on"), group.formed_on, kind="partial"),
            Fact(_("Legal basis"), group.get_legal_basis_display(), note=group.decree),
            Fact(_("AKSANSI"), c.membership_text(group)),
            Fact(_("Membership"), self.dues[0]),
            Fact(_("Contact person"), group.contact_name, personal=True),
            Fact(_("Phone"), group.contact_phone, personal=True),
            c.tags_fact(group, "ksm:group-list"),
            Fact(_("Remarks"), group.description),
        ]

    @override
    def get_tables(self) -> list[Table]:
        rows = Operation.objects.visible_to(self.request.user).current()
        rows = rows.filter(group=self.object).select_related("facility__region")
        return [
            self.related(
                _("Facilities it runs or ran"),
                [
                    Column("facility", _("Facility"), "facility.name", note=c.facility_where),
                    Column("code", _("Code"), "facility.code", link=True),
                    Column("type", _("Type"), "facility.get_facility_type_display"),
                    Column("started_on", _("From"), kind="partial"),
                    Column("ended_on", _("Until"), kind="partial"),
                    Column("state", _("Now"), operation_badge, kind="badge"),
                ],
                rows.order_by("ended_on", "-started_on", "-pk"),
                empty=_("No facility yet. The operator is entered on the facility's page."),
            ),
            self.dues[1],
            *stated_tables(self),
        ]


def operation_badge(operation: Operation) -> Badge:
    if operation.is_running:
        return Badge(__("Runs it"), "good")
    return Badge(__("Ended"), "none")


class GroupCreatePage(CreatePage):
    model = Group
    form_class = GroupForm
    repeats = True
    template_name = "ksm/registry_form.html"


class GroupEditPage(EditPage):
    model = Group
    form_class = GroupForm
    template_name = "ksm/registry_form.html"
