"""Accounts: kept by the Secretariat, one role, one or a few regions, an end date."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import Action, is_current
from core.land.regions import Region
from core.pages import ActionPage, CreatePage, DetailPage, EditPage, HistoryPage, ListPage, beside
from core.people import accounts
from core.people.feeds import renew_addresses
from core.people.recent import asks_again
from core.people.seen.seeing import may_see_as
from core.people.users import User
from core.tools.flash import tells
from core.tools.tables import Badge, Column, Fact
from core.views.account_forms import AccountForm, ValidityForm
from core.views.filters import UserFilter


def account_badge(user: User) -> Badge:
    """Return in words whether the account works today, and why not."""
    if not user.is_active:
        return Badge(__("Closed"), "none")
    if user.valid_until and user.valid_until < timezone.localdate():
        return Badge(__("Ended"), "bad")
    if not user.has_usable_password():
        return Badge(__("Invited"), "info")
    return (
        Badge(__("Active"), "good") if is_current(user) else Badge(__("Demonstration only"), "none")
    )


class UserListPage(ListPage):
    for_programs = False
    only_for = Action.ADMINISTER
    model = User
    filterset_class = UserFilter
    empty = _("No account fits this filter.")
    columns = [
        Column("username", _("User name"), link=True, sort="username"),
        Column(
            "name", _("Name"), "get_full_name", sort=("first_name", "last_name"), note="position"
        ),
        Column("role", _("Role"), "get_role_display", sort=("role", "username")),
        Column("region", _("Region"), "regions", sort="regions"),
        Column("state", _("Status"), account_badge, kind="badge"),
        Column("valid_until", _("Valid until"), kind="date", sort="valid_until"),
        Column("last_login", _("Last sign-in"), kind="moment", sort="last_login"),
        Column("email", _("E-mail"), personal=True, hidden=True),
    ]

    @override
    def all_columns(self) -> list[Column]:
        named = [
            replace(column, value=self.places) if column.name == "region" else column
            for column in self.columns
        ]
        return [*named, *beside.columns(User)]

    @cached_property
    def names(self) -> dict[str, str]:
        """Every region that an account can have, by code."""
        return {region.code: region.short_name for region in Region.objects.down_to_regencies()}

    def places(self, user: User) -> str:
        found = ", ".join(self.names.get(code, code) for code in user.regions)
        return found or __("National")

    @override
    def get_queryset(self) -> object:
        return beside.load(super().get_queryset(), self.request.user)


class UserDetailPage(DetailPage):
    only_for = Action.ADMINISTER
    model = User

    @override
    def get_queryset(self) -> object:
        return super().get_queryset().with_factor()

    @override
    def get_facts(self) -> list[Fact]:
        return account_facts(self)

    @override
    def get_actions(self) -> list[tuple[Any, str]]:
        user, found = self.object, []
        if not user.is_active:
            return [(__("Reopen account"), self.address("reopen", user.pk))]
        found.append((__("Set end date"), self.address("extend", user.pk)))
        found += beside.actions(self)
        if user.email:
            found.append((__("Send invitation"), self.address("invite", user.pk)))
        found.append((__("Renew calendar addresses"), self.address("calendar", user.pk)))
        if user.pk != self.request.user.pk:
            if user.has_factor:
                found.append((__("Reset second factor"), self.address("factor", user.pk)))
            if may_see_as(self.request.user, user):
                found.append((__("See as"), self.address("see", user.pk)))
            found.append((__("Close account"), self.address("close", user.pk)))
        return found


def place_facts(user: User) -> list[Fact]:
    """Return one line for each region of an account, or that it is national."""
    found = [Fact(_("Region"), region, url=region.get_absolute_url()) for region in user.places]
    return found or [Fact(_("Region"), __("National"))]


def account_facts(page: Any) -> list[Fact]:
    """Return what a page about an account says, to the Secretariat and to the person."""
    user = page.object
    return [
        Fact(_("Status"), account_badge(user)),
        Fact(_("User name"), user.username),
        Fact(_("Name"), user.get_full_name()),
        Fact(_("E-mail"), user.email),
        Fact(_("Role"), user.get_role_display()),
        *place_facts(user),
        *beside.facts(page),
        Fact(_("Position"), user.position),
        Fact(_("Valid until"), user.valid_until or __("no end date")),
        Fact(_("Last sign-in"), user.last_login, kind="moment"),
        Fact(_("Second factor"), __("set up") if user.has_factor else __("none")),
    ]


@asks_again()
class UserCreatePage(CreatePage):
    only_for = Action.ADMINISTER
    model = User
    form_class = AccountForm
    intro = _("The person gets an e-mail with a link to choose the password.")

    @override
    def get_initial(self) -> dict[str, object]:
        return {"regions": self.request.GET.getlist("region")}

    @override
    def form_valid(self, form: Any) -> HttpResponse:
        answer = super().form_valid(form)
        accounts.remember(user=self.object, by=self.request.user)
        return answer

    @override
    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        response = super().post(request, *args, **kwargs)
        if response.status_code == 302 and self.object is not None:
            # The account is saved; the mail can be sent again from its page.
            failed = __("The invitation could not be sent now. Send it again from this page.")
            try:
                accounts.invite(
                    user=self.object, by=self.request.user, then=tells(request, failed=failed)
                )
            except ValidationError as error:
                messages.warning(request, " ".join(error.messages))
        return response


@asks_again()
class UserEditPage(EditPage):
    only_for = Action.ADMINISTER
    model = User
    form_class = AccountForm

    @override
    def form_valid(self, form: Any) -> HttpResponse:
        before = self.get_queryset().get(pk=self.object.pk)
        answer = super().form_valid(form)
        accounts.remember(user=self.object, by=self.request.user, before=before)
        if before.email != self.object.email:
            accounts.tell_new_address(user=self.object, old=before.email)
        return answer


class UserHistoryPage(HistoryPage):
    only_for = Action.ADMINISTER
    model = User


@asks_again()
class UserInvitePage(ActionPage):
    model = User
    action = only_for = Action.ADMINISTER
    label = _("Send invitation")
    question = _("The person gets an e-mail with a link to choose a new password.")
    remark = False

    @override
    def hindrances(self) -> list[str]:
        return [reason] if (reason := accounts.why_not_invite(self.object)) else []

    @override
    def form_valid(self, form: Any) -> HttpResponse:
        sent = __("Invitation sent to %(address)s.") % {"address": self.object.email}
        failed = __("The invitation could not be sent now. Try again later.")
        then = tells(self.request, sent=sent, failed=failed)
        accounts.invite(user=self.object, by=self.request.user, then=then)
        return HttpResponseRedirect(self.get_success_url())


@asks_again()
class UserExtendPage(ActionPage):
    model = User
    action = only_for = Action.ADMINISTER
    label = _("Set end date")
    form_class = ValidityForm

    @override
    def form_valid(self, form: Any) -> HttpResponse:
        accounts.extend(user=self.object, by=self.request.user, until=form.cleaned_data["until"])
        return self.done(__("The account works until then."))


@asks_again()
class UserCalendarPage(ActionPage):
    model = User
    action = only_for = Action.ADMINISTER
    label = _("Renew calendar addresses")
    question = _("Every calendar address this account got so far stops working.")
    remark = False

    @override
    def form_valid(self, form: Any) -> HttpResponse:
        renew_addresses(user=self.object)
        return self.done(__("The old calendar addresses no longer work."))


@asks_again()
class UserFactorPage(ActionPage):
    model = User
    action = only_for = Action.ADMINISTER
    label = _("Reset second factor")
    question = _(
        "For a lost phone: the person signs in with the password alone and sets up a new second factor, for "
        "which a code comes by e-mail. Make sure that it is the person who asks: call a number you know."
    )
    danger = True

    @override
    def get_form(self, **kwargs: object) -> Any:
        form = super().get_form(**kwargs)
        form.fields["remark"].required = True
        form.fields["remark"].label = __("Reason, and how you made sure who asked")
        return form

    @override
    def form_valid(self, form: Any) -> HttpResponse:
        remark = form.cleaned_data["remark"]
        accounts.reset_factor(user=self.object, by=self.request.user, reason=remark)
        return self.done(
            __("The second factor was taken off; %(who)s was told by e-mail.")
            % {"who": self.object}
        )


@asks_again()
class UserClosePage(ActionPage):
    model = User
    action = only_for = Action.ADMINISTER
    label = _("Close account")
    question = _("The person can no longer sign in; what was entered stays. It can be reopened.")
    danger = True

    @override
    def form_valid(self, form: Any) -> HttpResponse:
        remark = form.cleaned_data["remark"]
        accounts.close(user=self.object, by=self.request.user, reason=remark)
        return self.done(__("Closed: %(who)s.") % {"who": self.object})


@asks_again()
class UserReopenPage(ActionPage):
    model = User
    action = only_for = Action.ADMINISTER
    label = _("Reopen account")

    @override
    def form_valid(self, form: Any) -> HttpResponse:
        remark = form.cleaned_data["remark"]
        accounts.reopen(user=self.object, by=self.request.user, reason=remark)
        return self.done(__("Reopened: %(who)s.") % {"who": self.object})
