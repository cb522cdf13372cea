"""Offices and the officials in them, today and before."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from chapters import services
from chapters.filters import OfficeFilter
from chapters.forms import OfficeForm, OfficialForm, SuccessionForm
from chapters.models import Affiliation, BoardSeat, Office, Official
from core.access import Action, may
from core.pages import ActionPage, CreatePage, DetailPage, EditPage, ListPage, beside
from core.people import accounts
from core.people.recent import ask_again, signed_in_recently
from core.people.users import User
from core.tools.tables import Badge, Column, Fact, Table

OFFICE_COLUMNS = [
    Column("name", _("Name"), link=True, sort="name", note="short_name"),
    Column("kind", _("Kind"), "get_kind_display", sort=("kind", "name")),
    Column("valid_from", _("Exists since"), kind="partial", sort="valid_from"),
    Column("valid_to", _("Existed until"), kind="partial", sort="valid_to"),
]


def post_badge(official: Official) -> Badge:
    """Return whether the post is held today, in words."""
    if official.is_in_post():
        return Badge(__("In post"), "good")
    if official.ended_on is None:
        return Badge(__("Not yet in post"), "info")
    return Badge(__("Ended"), "none") if official.successor_id else Badge(__("Vacant"), "part")


POSITION = Column("position", _("Position"), link=True)
POST_COLUMNS = [
    POSITION,
    Column("name", _("Name"), lambda row: row.name if row.is_in_post() else ""),
    Column("state", _("Status"), post_badge, kind="badge"),
    Column("started_on", _("Since"), lambda r: r.started_on if r.is_in_post() else r.ended_on),
    Column("phone", _("Phone"), personal=True),
]
FORMER_COLUMNS = [
    POSITION,
    Column("name", _("Name")),
    Column("started_on", _("In post since")),
    Column("ended_on", _("In post until")),
    Column(
        "successor", _("Followed by"), lambda r: r.successor and (r.successor.name or __("yes"))
    ),
]


class OfficeListPage(ListPage):
    model = Office
    filterset_class = OfficeFilter
    empty = _("No office fits this filter.")
    columns = [
        *OFFICE_COLUMNS[:2],
        Column("region", _("Region"), lambda row: row.region or __("National"), sort="region"),
        *OFFICE_COLUMNS[2:],
        Column("address", _("Office address"), hidden=True),
        Column("source", _("Source"), hidden=True),
    ]
    select_related = ("region",)


class OfficeDetailPage(DetailPage):
    model = Office
    select_related = ("region", "successor_of")

    @override
    def get_title(self) -> Any:
        return self.object.name

    @override
    def get_facts(self) -> list[Fact]:
        office = self.object
        visible = Office.objects.visible_to(self.request.user)
        before = (
            visible.filter(pk=office.successor_of_id).first() if office.successor_of_id else None
        )
        return [
            Fact(_("Short name"), office.short_name),
            Fact(_("Kind"), office.get_kind_display()),
            Fact(
                _("Region"),
                office.region or __("National"),
                url=office.region.get_absolute_url() if office.region else "",
            ),
            Fact(_("Office address"), office.address),
            Fact(_("Exists since"), office.valid_from, kind="partial"),
            Fact(_("Existed until"), office.valid_to, kind="partial"),
            Fact(_("Took over from"), before, url=before.get_absolute_url() if before else ""),
            *[
                Fact(_("Duties went to"), after, url=after.get_absolute_url())
                for after in visible.current().filter(successor_of=office)
            ],
        ]

    @override
    def get_tables(self) -> list[Table]:
        user, office = self.request.user, self.object
        officials = Official.objects.visible_to(user).current().filter(office=office)
        tables = [
            self.related(
                _("Posts today"),
                POST_COLUMNS,
                officials.posts().order_by("position", "pk"),
                add=reverse("chapters:official-create", args=[office.pk]),
                add_label=__("Add official"),
                cap=25,
            ),
        ]
        former = self.related(
            _("Former officials"),
            FORMER_COLUMNS,
            officials.former().select_related("successor"),
            cap=25,
        )
        seats = self.related(_("Seats on boards"), SEAT_COLUMNS, self.seats())
        return [*tables, *(table for table in (former, seats) if table.rows), *beside.tables(self)]

    def seats(self) -> Any:
        rows = BoardSeat.objects.visible_to(self.request.user).current().on()
        return rows.filter(office=self.object).select_related("chapter__region")


SEAT_COLUMNS = [
    Column("role", _("Seat"), "get_role_display", note="field", link=True),
    Column("chapter", _("Chapter")),
    Column("term_to", _("Term to"), kind="partial"),
]


class OfficeCreatePage(CreatePage):
    model = Office
    form_class = OfficeForm
    repeats = True


class OfficeEditPage(EditPage):
    model = Office
    form_class = OfficeForm


class OfficialDetailPage(DetailPage):
    model = Official
    parent_field = "office"
    select_related = ("office__region", "successor")

    @override
    def get_facts(self) -> list[Fact]:
        official = self.object
        after = official.successor
        return [
            Fact(_("Status"), post_badge(official)),
            Fact(_("Name"), official.name),
            Fact(_("Office"), official.office, url=official.office.get_absolute_url()),
            Fact(_("In charge of the sanitation programme"), _yes(official.handles_sanitation)),
            Fact(_("In post since"), official.started_on),
            Fact(_("In post until"), official.ended_on),
            Fact(_("Followed by"), after, url=after.get_absolute_url() if after else ""),
            Fact(_("Phone"), official.phone, personal=True),
            Fact(_("E-mail"), official.email, personal=True),
        ]

    @override
    def get_actions(self) -> list[tuple[Any, str]]:
        official = self.object
        if official.ended_on and official.handles_sanitation:
            return [(__("Hand over to the successor"), handover_address(official))]
        if official.ended_on or not may(self.request.user, Action.CHANGE, official):
            return []
        return [
            (__("End term or replace"), reverse("chapters:official-replace", args=[official.pk]))
        ]


def _yes(value: bool) -> str:
    return __("yes") if value else __("no")


class OfficialCreatePage(CreatePage):
    model = Official
    parent_model = Office
    form_class = OfficialForm


class OfficialEditPage(EditPage):
    model = Official
    form_class = OfficialForm


class OfficialReplacePage(ActionPage):
    """The end of a term and, where somebody has taken over, the successor (mutasi).

    Whoever lets accounts end with it has just shown who it is, as on the pages of accounts.
    """

    model = Official
    form_class = SuccessionForm
    select_related = ("office__region",)
    submit_label = _("Save the change")

    @override
    def get_title(self) -> Any:
        return __("End term or replace: %(who)s") % {"who": self.object}

    @override
    def get_crumbs(self) -> list[tuple[Any, str]]:
        office = self.object.office
        return [(office, office.get_absolute_url()), (self.object, self.object.get_absolute_url())]

    @override
    def get_form(self, **kwargs: object) -> Any:
        """Offer the accounts of the post and its office to whoever keeps accounts; others leave it to a task."""
        form, official = super().get_form(**kwargs), self.object
        field = form.fields["accounts"]
        field.queryset = User.objects.none()
        if may(self.request.user, Action.ADMINISTER):
            own = Affiliation.objects.visible_to(self.request.user)
            here = own.filter(Q(official=official) | Q(office=official.office_id))
            rows = User.objects.visible_to(self.request.user).working()
            rows = rows.filter(pk__in=here.order_by().values("user"))
            field.queryset = rows.exclude(pk=self.request.user.pk)
            post = own.filter(official=official).order_by()
            field.initial = rows.filter(pk__in=post.values("user"))
        if not field.queryset.exists():
            del form.fields["accounts"]
        return form

    @override
    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        form = self.get_form()
        ends_accounts = "accounts" in form.fields and request.POST.getlist("accounts")
        if ends_accounts and not signed_in_recently(request):
            messages.warning(request, ask_again(reverse("core:user-list")))
            return self.form_invalid(form)
        return super().post(request, *args, **kwargs)

    @transaction.atomic
    @override
    def form_valid(self, form: Any) -> HttpResponse:
        data, leaver = form.cleaned_data, self.object
        successor = None
        if data["has_successor"]:
            successor = Official(
                office=leaver.office,
                position=data["position"] or leaver.position,
                name=data["name"],
                handles_sanitation=leaver.handles_sanitation,
            )
        self.object = services.replace_official(
            official=leaver, by=self.request.user, on=data["on"], successor=successor
        )
        if data.get("accounts"):
            accounts.end_with_term(users=data["accounts"], by=self.request.user, on=data["on"])
        return self.done(
            __("The term has ended; the post is vacant.")
            if successor is None
            else __("The successor is in post.")
        )

    @override
    def get_success_url(self) -> str:
        if self.object.handles_sanitation and self.object.office.region_id:
            return handover_address(self.object)
        return self.object.office.get_absolute_url()


def handover_address(official: Official) -> str:
    """Return where the cooperation is that a change of officials touches, with its hand-over pack."""
    return f"{reverse('agreements:turnover-list')}?official={official.pk}"
