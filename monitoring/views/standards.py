"""Rules on effluent with their classes and limits: read by everybody, kept by the Secretariat."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import Action, may
from core.pages import CreatePage, DetailPage, EditPage, ListPage
from core.tools.tables import Badge, Column, Fact, Table
from monitoring.effluent import forms
from monitoring.effluent.rules import DESIGN_FIGURES
from monitoring.filters import StandardFilter
from monitoring.models import EffluentClass, EffluentLimit, EffluentStandard


def jurisdiction(row: EffluentStandard) -> str:
    return row.jurisdiction.name if row.jurisdiction else __("whole country")


def limits_badge(row: EffluentStandard) -> Badge:
    if row.is_complete:
        return Badge(__("Limits entered"), "good")
    return Badge(__("Limit not entered"), "part")


def checked_badge(row: EffluentStandard) -> Badge | None:
    return None if row.is_checked else Badge(__("Not checked yet"), "none")


class EffluentStandardListPage(ListPage):
    model = EffluentStandard
    filterset_class = StandardFilter
    ordering = ("-valid_from",)
    lead = _("The rule in force on the day of sampling decides. A missing limit is never a pass.")
    columns = [
        Column("name", _("Standard"), link=True, sort="name"),
        Column("jurisdiction", _("Holds in"), jurisdiction),
        Column("valid_from", _("In force from"), kind="partial", sort="valid_from"),
        Column("valid_to", _("In force until"), kind="partial"),
        Column("limits", _("Limits"), limits_badge),
        Column("checked", _("Checked"), checked_badge),
    ]
    select_related = ("jurisdiction",)


class EffluentStandardDetailPage(DetailPage):
    model = EffluentStandard
    select_related = ("jurisdiction",)

    @override
    def get_facts(self) -> list[Fact]:
        row = self.object
        return [
            Fact(_("Holds in"), jurisdiction(row)),
            Fact(_("In force from"), row.valid_from, "partial"),
            Fact(_("In force until"), row.valid_to, "partial"),
            Fact(_("Limits"), limits_badge(row)),
            Fact(_("Checked"), checked_badge(row) or __("yes")),
            Fact(_("Remarks"), row.note),
        ]

    @override
    def get_tables(self) -> list[Table]:
        user, key = self.request.user, [self.object.pk]
        limits = EffluentLimit.objects.visible_to(user).current().filter(standard=self.object)
        classes = EffluentClass.objects.visible_to(user).current().filter(standard=self.object)
        return [
            self.related(
                __("Classes"),
                [
                    Column("name", _("Class"), note=_incomplete),
                    Column("volume", _("Volume"), "volume_words"),
                    Column("water", _("Kind of wastewater"), "get_water_display"),
                    Column("receiver", _("Where it goes"), "get_receiver_display"),
                    *self._change("effluent-class-edit"),
                ],
                classes.order_by("pk"),
                cap=40,
                add=reverse("monitoring:effluent-class-create", args=key),
                add_label=__("Add a class"),
                empty=__("The rule has no classes; its limits hold for all plants."),
            ),
            self.related(
                __("Limits"),
                [
                    Column("parameter", _("Parameter"), "get_parameter_display", note=_design),
                    Column("of_class", _("Class")),
                    Column("words", _("Limit")),
                    *self._change("effluent-limit-edit"),
                ],
                limits.select_related("of_class").order_by("of_class", "pk"),
                cap=100,
                add=reverse("monitoring:effluent-limit-create", args=key),
                add_label=__("Add a limit"),
                empty=__("No limit is entered; no result can be judged by this rule."),
            ),
        ]

    def _change(self, page: str) -> list[Column]:
        """Return the column that leads to where a row is changed, for whoever may."""
        if not may(self.request.user, Action.CHANGE, self.object):
            return []
        return [
            Column(
                "edit",
                _("Change"),
                lambda row: __("Change"),
                url=lambda row: reverse(f"monitoring:{page}", args=[row.pk]),
            )
        ]


def _incomplete(row: EffluentClass) -> str:
    return "" if row.is_complete else __("Limit not entered")


def _design(row: EffluentLimit) -> str:
    return __("a figure of the design, not compared") if row.parameter in DESIGN_FIGURES else ""


class EffluentStandardCreatePage(CreatePage):
    model = EffluentStandard
    form_class = forms.StandardForm


class EffluentStandardEditPage(EditPage):
    model = EffluentStandard
    form_class = forms.StandardForm


class EffluentClassCreatePage(CreatePage):
    model = EffluentClass
    parent_model = EffluentStandard
    form_class = forms.ClassForm


class EffluentClassEditPage(EditPage):
    model = EffluentClass
    form_class = forms.ClassForm


class EffluentLimitCreatePage(CreatePage):
    model = EffluentLimit
    parent_model = EffluentStandard
    form_class = forms.LimitForm


class EffluentLimitEditPage(EditPage):
    model = EffluentLimit
    form_class = forms.LimitForm
