"""Agreements with their signing and budget lines."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from agreements import services
from agreements.filters import AgreementFilter
from agreements.forms import AgreementForm, BudgetLineForm
from agreements.forms.agreements import SIGNABLE
from agreements.models import Agreement, AgreementKind, BudgetLine, PaperState, Partnership
from agreements.reports.draft import PRINTED
from core.access import Action, may
from core.pages import CreatePage, DetailPage, EditPage, ListPage, list_crumb
from core.tools.rough_days import RoughDay
from core.tools.tables import Badge, Column, Fact, Table

AGREEMENT_COLUMNS = [
    Column("title", _("Agreement"), note="get_kind_display", link=True, sort="title"),
    Column("numbers", _("Numbers of both parties")),
    Column("signed_on", _("Signed on"), kind="partial", sort="signed_on"),
    Column("last_day", _("In force until"), "last_valid_day", kind="date", sort="last_day"),
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
        Column("starts_on", _("In force from"), kind="date", sort="starts_on", hidden=True),
        *AGREEMENT_COLUMNS[3:],
    ]
    ordering = ("partnership__region__name", "kind", "-signed_on")
    empty = _("No agreement is recorded yet. Agreements are added on the page of a partnership.")

    @override
    def get_queryset(self) -> object:
        return super().get_queryset().select_related("partnership__region").with_end()

    @override
    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        return {
            **super().get_context_data(**kwargs),
            "room_links": [],
        }  # the one list of the room that stands without its sisters


class AgreementDetailPage(DetailPage):
    model = Agreement

    @override
    def get_queryset(self) -> object:
        return (
            super()
            .get_queryset()
            .select_related("partnership__region", "parent", "renews", "signed_file")
            .with_end()
        )

    @override
    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [
            *list_crumb(self.model),
            (str(self.object.partnership), self.object.partnership.get_absolute_url()),
        ]

    @override
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
            Fact(
                _("Renews"),
                str(obj.renews) if obj.renews else None,
                url=obj.renews.get_absolute_url() if obj.renews else "",
            ),
            *[
                Fact(_("Renewed by"), str(later), url=later.get_absolute_url())
                for later in Agreement.objects.visible_to(self.request.user)
                .current()
                .filter(renews=obj)
            ],
            *self._amended(),
            Fact(_("Number of AKSANSI"), obj.number_ours),
            Fact(_("Number of the counterpart"), obj.number_theirs),
            Fact(_("Handed over on"), obj.handed_over_on, "partial", note=obj.handed_over_as),
            Fact(_("Signed on"), obj.signed_on, "partial", note=obj.place),
            Fact(_("Signed for AKSANSI"), obj.signatory_ours, note=_("position at signing")),
            Fact(
                _("Signed for the counterpart"), obj.signatory_theirs, note=_("position at signing")
            ),
            Fact(_("In force from"), obj.starts_on, "date"),
            Fact(
                _("In force until"),
                obj.last_valid_day(),
                "date",
                note=_("extended by addendum") if longer else "",
            ),
            Fact(_("Cancelled on"), obj.cancelled_on, "partial"),
            Fact(_("Legal basis"), obj.legal_basis),
            Fact(_("Scope"), obj.scope),
            Fact(_("Remarks"), obj.remarks),
        ]

    def _amended(self) -> list[Fact]:
        """Return what an addendum changed, or which addenda changed this one and how."""
        obj = self.object
        if obj.kind == AgreementKind.ADDENDUM:
            changed = "; ".join(obj.change_words)
            return [Fact(_("What it changes"), obj.get_amends_display(), note=changed)]
        addenda = Agreement.objects.visible_to(self.request.user).current()
        rows = (
            addenda.filter(parent=obj, kind=AgreementKind.ADDENDUM)
            .signed()
            .order_by("signed_on", "pk")
        )
        return [
            Fact(
                _("Changed by"),
                str(row),
                note="; ".join([str(row.get_amends_display()), *row.change_words]).strip("; "),
                url=row.get_absolute_url(),
            )
            for row in rows.select_related("parent")
        ]

    @override
    def get_actions(self) -> list[tuple[str, str]]:
        obj = self.object
        found = []
        if obj.kind in PRINTED and obj.paper in SIGNABLE:
            draft = reverse("agreements:agreement-draft", args=[obj.pk])
            found.append((__("Draft on paper"), draft))
        if obj.is_archived or not may(self.request.user, Action.CHANGE, obj):
            return found
        if obj.paper in SIGNABLE:
            sign = reverse("agreements:agreement-sign", args=[obj.pk])
            found.append((__("Record the signing"), sign))
        elif obj.kind in PRINTED:
            again = reverse("agreements:agreement-create", args=[obj.partnership_id])
            found.append((__("Renew"), f"{again}?renews={obj.pk}"))
        if obj.paper == PaperState.SIGNED:
            which = reverse("agreements:agreement-signed-file", args=[obj.pk])
            found.append((__("Which file is the signed one"), which))
        return found

    @override
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
            ),
            self.versions(),
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

    def versions(self) -> Table:
        """Return the files as numbered versions, newest first; one of them may be the signed one."""
        obj = self.object
        files = services.versions_of(obj, by=self.request.user)
        numbers = {pk: n for n, pk in enumerate(files.values_list("pk", flat=True), start=1)}

        def mark(row: Any) -> Badge | None:
            return Badge(__("Signed version"), "good") if row.pk == obj.signed_file_id else None

        return self.related(
            _("Versions of the text"),
            [
                Column("version", _("Version"), lambda row: str(numbers[row.pk])),
                Column("title", _("File"), link=True),
                Column("taken_on", _("Dated"), kind="date"),
                Column("created_at", _("Kept since"), kind="moment"),
                Column("mark", _("Status"), mark, kind="badge"),
            ],
            files.reverse(),
            add=reverse("agreements:agreement-file", args=[obj.pk]),
            add_label=_("Add a version"),
            cap=20,
            empty=_("No file is kept yet."),
        )


class AgreementCreatePage(CreatePage):
    model = Agreement
    parent_model = Partnership
    form_class = AgreementForm

    @override
    def get_initial(self) -> dict[str, Any]:
        """Begin below an agreement (`?parent=`) or as the renewal of one (`?renews=`), with what stays the same."""
        found = {
            name: key
            for name in ("parent", "renews")
            if (key := self.request.GET.get(name, "")).isdecimal() and len(key) < 12
        }
        if "renews" not in found:
            return found
        rows = Agreement.objects.visible_to(self.request.user).with_end()
        old = rows.filter(partnership=self.parent, pk=found["renews"]).first()
        if old is None:
            return {}
        ended = old.last_valid_day()
        return {
            "renews": old.pk,
            "kind": old.kind,
            "parent": old.parent_id,
            "title": old.title,
            "scope": old.scope,
            "signatory_ours": old.signatory_ours,
            "signatory_theirs": old.signatory_theirs,
            "starts_on": _day_after(ended) if ended else None,
        }


def _day_after(ended: dt.date) -> dt.date:
    """Return the day after an end, known no closer than the end: after "2018" comes "2019"."""
    return RoughDay.of(ended + dt.timedelta(days=1), getattr(ended, "known_to", ""))


class AgreementEditPage(EditPage):
    model = Agreement
    form_class = AgreementForm
    select_related = ("partnership__region",)


class BudgetLineCreatePage(CreatePage):
    model = BudgetLine
    parent_model = Agreement
    form_class = BudgetLineForm


class BudgetLineEditPage(EditPage):
    model = BudgetLine
    form_class = BudgetLineForm
    select_related = ("agreement__partnership__region",)

    @override
    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [(str(self.object.agreement), self.object.get_absolute_url())]
