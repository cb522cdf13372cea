"""Pages of the codes of the government's budgets (SIPD): read by everybody, kept by the Secretariat."""

from __future__ import annotations

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from typing_extensions import override

from core.access import Reader
from core.pages import CreatePage, DetailPage, EditPage, ListPage
from core.tools.tables import Column, Fact, Table
from planning.models import Activity, BudgetProposal, Service
from planning.national.codes import SipdCode, SipdEdition, note_of
from planning.national.filters import SipdCodeFilter
from planning.national.forms import SipdCodeForm, SipdEditionForm


def code_fact(row: Activity | Service | BudgetProposal, year: int, user: Reader) -> Fact:
    """Return the code of a record with its edition, and the newest one of the year where it is another; 1 query."""
    code = row.sipd_code
    if code is None:
        return Fact(_("SIPD code"), None)
    newest = SipdEdition.objects.visible_to(user).in_force(year)
    return Fact(
        _("SIPD code"), code, note=note_of(code, newest[:1], year), url=code.get_absolute_url()
    )


CODE = Column("sipd", _("SIPD code"), lambda row: row.sipd_code and row.sipd_code.code, hidden=True)
EDITION = Column(
    "sipd_edition",
    _("Edition of the SIPD code"),
    lambda row: row.sipd_code and row.sipd_code.edition.title,
    hidden=True,
)


class SipdCodeListPage(ListPage):
    model = SipdCode
    filterset_class = SipdCodeFilter
    ordering = ("edition", "code")
    lead = _(
        "Codes of the government's budgets that are near to our work. Each belongs to an edition."
    )
    empty = _("No code fits this filter.")
    columns = [
        Column("name", _("Name"), link=True, note="level", sort="name"),
        Column("code", _("Code"), sort="code"),
        Column("unit", _("Unit")),
        Column("edition", _("Edition"), "edition.title", sort=("edition__title", "code")),
        Column("indicator", _("Indicator"), hidden=True),
    ]

    @override
    def get_queryset(self) -> object:
        return super().get_queryset().select_related("edition")


class SipdCodeDetailPage(DetailPage):
    model = SipdCode
    select_related = ("edition",)

    @override
    def get_facts(self) -> list[Fact]:
        row = self.object
        return [
            Fact(_("Code"), row.code, note=row.level),
            Fact(_("Name"), row.name),
            Fact(_("Indicator"), row.indicator),
            Fact(_("Unit"), row.unit),
            Fact(
                _("Edition"),
                row.edition,
                note=row.edition.since,
                url=row.edition.get_absolute_url(),
            ),
        ]


class SipdCodeCreatePage(CreatePage):
    model = SipdCode
    form_class = SipdCodeForm


class SipdCodeEditPage(EditPage):
    model = SipdCode
    form_class = SipdCodeForm
    select_related = ("edition",)


class SipdEditionListPage(ListPage):
    model = SipdEdition
    ordering = ("-valid_from", "title")
    lead = _(
        "The list of codes is decreed anew; a code of one edition may mean other work in the next."
    )
    empty = _("No edition is recorded yet.")
    columns = [
        Column("title", _("Edition"), link=True, note="remark", sort="title"),
        Column("valid_from", _("Holds from"), "since", sort="valid_from"),
        Column("valid_to", _("Holds until"), kind="partial"),
        Column(
            "codes", pgettext_lazy("of an edition", "Codes recorded"), "code_count", kind="number"
        ),
    ]

    @override
    def get_queryset(self) -> object:
        known = Count("codes", filter=Q(codes__archived_at__isnull=True))
        return super().get_queryset().annotate(code_count=known)


class SipdEditionDetailPage(DetailPage):
    model = SipdEdition

    @override
    def get_facts(self) -> list[Fact]:
        row = self.object
        return [
            Fact(_("Edition"), row.title),
            Fact(_("Holds from"), row.since),
            Fact(_("Holds until"), row.valid_to, "partial"),
            Fact(_("Remark"), row.remark),
        ]

    @override
    def get_tables(self) -> list[Table]:
        rows = SipdCode.objects.visible_to(self.request.user).current().filter(edition=self.object)
        return [
            self.related(
                _("SIPD codes"),
                [
                    Column("code", _("Code"), link=True),
                    Column("name", _("Name")),
                    Column("unit", _("Unit")),
                ],
                rows.order_by("code"),
                more_url=f"{reverse('planning:sipd-code-list')}?edition={self.object.pk}",
                empty=__("No code of this edition is recorded yet."),
            )
        ]


class SipdEditionCreatePage(CreatePage):
    model = SipdEdition
    form_class = SipdEditionForm


class SipdEditionEditPage(EditPage):
    model = SipdEdition
    form_class = SipdEditionForm
