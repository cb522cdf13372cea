"""Agreements with their signing and budget lines."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from agreements.filters import AgreementFilter
from agreements.forms import AgreementForm, BudgetLineForm, SignForm
from agreements.forms.agreements import SIGNABLE
from agreements.models import Agreement, AgreementKind, BudgetLine, Partnership
from aksansi.tables import Column, Fact, Table
from chapters.access import Action, may
from chapters.pages import ActionPage, CreatePage, DetailPage, EditPage, ListPage

AGREEMENT_COLUMNS = [
    Column("title", _("Agreement"), note="get_kind_display", link=True, sort="title"),
    Column("numbers", _("Numbers of both parties")),
    Column("signed_on", _("Signed on"), kind="partial", sort="signed_on"),
    Column("last_day", _("In force until"), kind="date", sort="last_day"),
    Column("status", _("Status"), lambda row: row.badge(), kind="badge"),
]


class AgreementListPage(ListPage):
    model = Agreement
    filterset_class = AgreementFilter
    columns = [
        Column(
            "region",
            _("Region"),
            "partnership.region.short_name",
            note="partnership.counterpart",
            sort="partnership__region__name",
        ),
        Column("kind", _("Kind"), "short_kind", sort="kind"),
        Column("title", _("Agreement"), link=True, sort="title"),
        *AGREEMENT_COLUMNS[1:3],
        Column("starts_on", _("In force from"), kind="date", sort="starts_on", export_only=True),
        *AGREEMENT_COLUMNS[3:],
    ]
    ordering = ("partnership__region__name", "kind", "-signed_on")
    empty = _("No agreement is recorded yet. Agreements are added on the page of a partnership.")

    def get_rows(self) -> Any:
        return super().get_rows().select_related("partnership__region").with_end()


class AgreementDetailPage(DetailPage):
    model = Agreement

    def plan(self, rows: Any) -> Any:
        return rows.select_related("partnership__region", "parent").with_end()

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [
            *self.list_crumb(),
            (str(self.object.partnership), self.object.partnership.get_absolute_url()),
        ]

    def get_facts(self) -> list[Fact]:
        obj = self.object
        longer = obj.extended_until and obj.last_day != obj.ends_on
        return [
            Fact(_("Status"), obj.badge()),
            Fact(_("Kind"), obj.get_kind_display()),
            Fact(_("Title"), obj.title),
            Fact(
                _("Rests on"),
                str(obj.parent) if obj.parent else None,
                url=obj.parent.get_absolute_url() if obj.parent else "",
            ),
            Fact(_("Number of AKSANSI"), obj.number_ours),
            Fact(_("Number of the counterpart"), obj.number_theirs),
            Fact(_("Draft handed over on"), obj.handed_over_on, "partial"),
            Fact(_("Signed on"), obj.signed_on, "partial", note=obj.place),
            Fact(_("Signed for AKSANSI"), obj.signatory_ours, note=_("position at signing")),
            Fact(
                _("Signed for the counterpart"), obj.signatory_theirs, note=_("position at signing")
            ),
            Fact(_("In force from"), obj.starts_on, "date"),
            Fact(
                _("In force until"),
                obj.last_day,
                "date",
                note=_("extended by addendum") if longer else "",
            ),
            Fact(_("Cancelled on"), obj.cancelled_on, "partial"),
            Fact(_("Legal basis"), obj.legal_basis),
            Fact(_("Scope"), obj.scope),
            Fact(_("Remarks"), obj.remarks),
        ]

    def get_actions(self) -> list[tuple[str, str]]:
        obj = self.object
        if (
            obj.is_archived
            or obj.paper not in SIGNABLE
            or not may(self.request.user, Action.CHANGE, obj)
        ):
            return []
        return [(__("Record the signing"), reverse("agreements:agreement-sign", args=[obj.pk]))]

    def get_tables(self) -> list[Table]:
        user, obj = self.request.user, self.object
        lines = BudgetLine.objects.visible_to(user).current().filter(agreement=obj)
        children = Agreement.objects.visible_to(user).current().filter(parent=obj).with_end()
        tables = [
            self.related(
                _("Budget by year and source"),
                [
                    Column("year", _("Year"), lambda row: str(row.year), link=True),
                    Column("funding", _("Source of funds"), "get_funding_display"),
                    Column("kind", _("What is given"), "get_kind_display", note="note"),
                    Column("share_percent", _("Share (%)"), kind="number"),
                    Column("amount", _("Amount (Rp)"), kind="rupiah"),
                ],
                lines.order_by("year", "funding", "pk"),
                add=reverse("agreements:budget-line-create", args=[obj.pk]),
                add_label=_("Add a budget line"),
                cap=30,
                empty=_("An MoU binds nobody to money: the budget belongs to the PKS.")
                if obj.kind == AgreementKind.MOU
                else _("No budget is recorded yet."),
            )
        ]
        if obj.kind != AgreementKind.ADDENDUM:
            tables.append(
                self.related(
                    _("What rests on it"),
                    AGREEMENT_COLUMNS,
                    children.order_by("kind", "-signed_on", "pk"),
                    add=reverse("agreements:agreement-create", args=[obj.partnership_id])
                    + f"?parent={obj.pk}",
                    add_label=_("Add an agreement"),
                )
            )
        return tables


class AgreementCreatePage(CreatePage):
    model = Agreement
    parent_model = Partnership
    form_class = AgreementForm

    def get_initial(self) -> dict[str, Any]:
        wanted = self.request.GET.get("parent", "")
        return {"parent": wanted} if wanted.isdecimal() and len(wanted) < 12 else {}


class AgreementEditPage(EditPage):
    model = Agreement
    form_class = AgreementForm

    def plan(self, rows: Any) -> Any:
        return rows.select_related("partnership__region")


class SignPage(ActionPage):
    model = Agreement
    form_class = SignForm
    question = _("Take the facts from the signed paper.")

    def plan(self, rows: Any) -> Any:
        return rows.select_related("partnership__region")

    def get_title(self) -> Any:
        return __("Record the signing: %(what)s") % {"what": self.object}

    def show(self, form: Any, status: int = 200) -> Any:
        self.submit_label = __("Record the signing")
        return super().show(form, status)

    def build_form(self, **kwargs: Any) -> Any:
        return super().build_form(agreement=self.object, **kwargs)

    def perform(self, form: Any) -> str:
        try:
            signed = form.sign(self.object)
        except ValidationError as error:
            # A refusal about a column this form does not show belongs above the form.
            if hasattr(error, "error_dict") and not set(error.error_dict) <= set(form.fields):
                raise ValidationError(error.messages) from error
            raise
        return __("Signed: %(what)s.") % {"what": signed}


class BudgetLineCreatePage(CreatePage):
    model = BudgetLine
    parent_model = Agreement
    form_class = BudgetLineForm


class BudgetLineEditPage(EditPage):
    model = BudgetLine
    form_class = BudgetLineForm

    def plan(self, rows: Any) -> Any:
        return rows.select_related("agreement__partnership__region")

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [(str(self.object.agreement), self.object.get_absolute_url())]
