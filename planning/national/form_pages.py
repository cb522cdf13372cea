"""Pages of the national forms and their columns: read by everybody, kept by the Secretariat."""

from __future__ import annotations

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from typing_extensions import override

from core.access import Action, may
from core.pages import CreatePage, DetailPage, EditPage, ListPage
from core.tools.formats import Words
from core.tools.tables import Column, Fact, Table
from planning.national.forms import FormColumnForm, NationalFormForm
from planning.national.maps import FormColumn, NationalForm


class NationalFormListPage(ListPage):
    model = NationalForm
    ordering = ("title",)
    lead = _("Which field of ours goes out under which column. The Secretariat keeps these maps.")
    empty = _("No national form is recorded yet.")
    columns = [
        Column("title", _("Form"), link=True, sort="title"),
        Column("dataset", _("Our data"), "get_dataset_display"),
        Column("unit", _("Unit")),
        Column("column_count", _("Columns"), kind="number"),
        Column("licence", _("Licence"), hidden=True),
        Column("producer", _("Producer of the data"), hidden=True),
    ]

    @override
    def get_queryset(self) -> object:
        known = Count("columns", filter=Q(columns__archived_at__isnull=True))
        return super().get_queryset().annotate(column_count=known)


class NationalFormDetailPage(DetailPage):
    model = NationalForm

    @override
    def get_facts(self) -> list[Fact]:
        row = self.object
        return [
            Fact(_("Our data"), row.get_dataset_display()),
            Fact(_("Definition"), row.definition),
            Fact(_("What is measured"), row.measure),
            Fact(_("Unit"), row.unit),
            Fact(_("Producer of the data"), row.producer),
            Fact(pgettext_lazy("of data", "Frequency"), row.frequency),
            Fact(_("Licence"), row.licence),
            Fact(_("Holds from"), row.valid_from, "partial"),
        ]

    @override
    def get_tables(self) -> list[Table]:
        user = self.request.user
        rows = FormColumn.objects.visible_to(user).current().filter(form=self.object)
        columns = [
            Column("column", _("Column of the form"), link=may(user, Action.CHANGE, self.object)),
            Column("label", _("Our field"), note="field"),
        ]
        found = list(rows.select_related("form"))
        table = Table(
            columns, [_Edited(one) for one in found], title=_("Columns"), caption=_("Columns"), total=len(found),
            empty=__("No column is mapped yet."),
        )  # fmt: skip
        if may(user, Action.ADD, FormColumn) and not self.object.archived_at:
            table.add_url = reverse("planning:form-column-create", args=[self.object.pk])
            table.add_label = __("Add a column")
        return [table]

    @override
    def get_actions(self) -> list[tuple[str, str]]:
        return [(__("Files of a region and year"), reverse("planning:national-export"))]


class _Edited:
    """A column whose row leads to its form, as it has no page of its own."""

    def __init__(self, row: FormColumn) -> None:
        self.column, self.label, self.field, self.is_example = (
            row.column,
            row.label,
            row.field,
            row.is_example,
        )
        self.key = row.pk

    def get_absolute_url(self) -> str:
        return reverse("planning:form-column-edit", args=[self.key])


class NationalFormCreatePage(CreatePage):
    model = NationalForm
    form_class = NationalFormForm


class NationalFormEditPage(EditPage):
    model = NationalForm
    form_class = NationalFormForm


class FormColumnCreatePage(CreatePage):
    model = FormColumn
    parent_model = NationalForm
    form_class = FormColumnForm


class FormColumnEditPage(EditPage):
    model = FormColumn
    form_class = FormColumnForm
    select_related = ("form",)

    @override
    def get_crumbs(self) -> list[tuple[Words, str]]:
        return [(str(self.object.form), self.object.form.get_absolute_url())]
