"""The own account: who am I here, until when; my address, my sessions, my digest, my calendar key."""

from __future__ import annotations

from typing import Any, TypeVar

from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.pages import ActionPage, DetailPage, Page
from core.people import accounts, limits, mailbox, sessions
from core.people.adapters import too_many_tries
from core.people.feeds import renew_addresses
from core.people.recent import asks_again
from core.people.security import record
from core.people.security_log import SecurityKind
from core.people.users import User
from core.records.notices import switches
from core.records.review import hold_row
from core.tools.flash import tells
from core.tools.formats import Words
from core.tools.tables import Fact
from core.views.account_forms import AddressForm, DigestForm, OneSessionForm, PageLengthForm
from core.views.users import account_facts

NOT_SENT = _("The mail could not be sent now. Try again later.")


def require_room_for_mail(user: User) -> None:
    """Raise ValidationError in words where the account had as many codes and links sent as it may in an hour."""
    try:
        limits.take((limits.OWN_MAIL, f"account {user.pk}"))
    except limits.TooManyTries as refusal:
        raise too_many_tries(refusal) from refusal


P = TypeVar("P", bound=type[Page])


def own_account(page: P) -> P:
    """Make a page one about the account that is signed in, which keeps itself (`people.middleware.OWN_WRITES`)."""

    def get_object(self: Page) -> User:
        rows = User.objects.visible_to(self.request.user)
        return rows.with_factor().get(pk=self.request.user.pk)

    page.model, page.is_about_one, page.get_object = User, True, get_object  # type: ignore[method-assign]
    page.above, page.success_url = ((_("My account"), "core:me"),), page.success_url or "core:me"
    page.get_crumbs, page.check = page.crumbs_above, lambda self: None  # type: ignore[method-assign]
    if issubclass(page, ActionPage) and "get_cancel_url" not in vars(page):
        # Not the account as the Secretariat sees it.
        page.get_cancel_url = lambda self: reverse(page.success_url)  # type: ignore[method-assign]
    return page


@own_account
class MePage(DetailPage):
    title = _("My account")

    @override
    def crumbs_above(self) -> list[tuple[Words, str]]:
        return []

    @override
    def get_facts(self) -> list[Fact]:
        wanted = switches.wanted(self.object)
        told = [str(kind.label) for kind in switches.kinds_for(self.object) if kind.name in wanted]
        return [*account_facts(self), Fact(_("Mails"), "; ".join(told) or __("none"))]

    @override
    def get_actions(self) -> list[tuple[Any, str]]:
        return [
            (__("Change password"), reverse("account_change_password")),
            (__("Change e-mail address"), reverse("core:me-address")),
            (__("My sessions"), reverse("core:me-sessions")),
            (__("Mails"), reverse("core:me-digest")),
            (__("Rows on a page"), reverse("core:me-lists")),
            (__("Calendar addresses"), reverse("core:me-calendar")),
            (__("Second factor"), reverse("mfa_index")),
            (__("Tokens and data links"), reverse("tokens")),
        ]

    @override
    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        # What the Secretariat does with accounts has its own page.
        return {
            **super().get_context_data(**kwargs),
            "note_url": "",
            "file_url": "",
            "history_url": "",
        }


@own_account
class DigestPage(ActionPage):
    form_class = DigestForm
    title = _("Mails")
    question = _("Each mail holds an address that switches its kind off as well.")
    submit_label = _("Save")

    @override
    def get_initial(self) -> dict[str, object]:
        return {"kinds": sorted(switches.wanted(self.object))}

    @override
    def form_valid(self, form: Any) -> HttpResponse:
        self.object = hold_row(self.object)
        switches.keep_wanted(user=self.object, names=form.cleaned_data["kinds"])
        return self.done(__("Saved: %(what)s.") % {"what": __("Mails")})


@own_account
class ListsPage(ActionPage):
    form_class = PageLengthForm
    title = _("Rows on a page")
    question = _("So many rows every list shows you at once.")
    submit_label = _("Save")

    @override
    def get_initial(self) -> dict[str, object]:
        return {"page_length": self.object.page_length}

    @override
    def form_valid(self, form: Any) -> HttpResponse:
        self.object = hold_row(self.object)
        self.object.page_length = form.cleaned_data["page_length"]
        self.object.save(update_fields=["page_length"])
        return self.done(
            __("Your lists show %(n)s rows on a page.") % {"n": self.object.page_length}
        )


@own_account
class CalendarSwitchPage(ActionPage):
    """New calendar addresses for old ones, e.g. after one was passed on."""

    title = _("Calendar addresses")
    question = _(
        "Anyone who has your calendar address can read your calendar. Renewing it makes all "
        "earlier addresses invalid; subscribe again from the calendar page."
    )
    remark = False
    submit_label = _("Renew my addresses")

    @override
    def form_valid(self, form: Any) -> HttpResponse:
        renew_addresses(user=self.object)
        return self.done(__("Your calendar addresses were renewed; the old ones no longer work."))


@asks_again(is_recent=did_recently_reauthenticate, confirmed_at="core:me-address")
@own_account
class AddressPage(ActionPage):
    """Another e-mail address; it decides who can set a new password, so the sign-in of before is not enough."""

    form_class = AddressForm
    title = _("Change e-mail address")
    submit_label = _("Send the link")

    @override
    def form_valid(self, form: Any) -> HttpResponse:
        new = form.cleaned_data["email"]
        if new == self.object.email:
            raise ValidationError({"email": __("This is your address already.")})
        require_room_for_mail(self.object)
        sent = __("We sent a link to %(address)s. Open it on this device, signed in.") % {
            "address": new
        }
        then = tells(self.request, sent=sent, failed=NOT_SENT)
        accounts.ask_address(user=self.object, new=new, request=self.request, then=then)
        return HttpResponseRedirect(self.get_success_url())


@own_account
class AddressConfirmPage(ActionPage):
    """What the link in the mail opens; only the button changes something."""

    title = _("Confirm e-mail address")
    submit_label = _("Use this address")
    remark = False

    @override
    def get(self, request: HttpRequest, *args: object, **kwargs: Any) -> HttpResponseBase:
        new = mailbox.read_address_token(kwargs["token"], self.object)
        if not new:
            messages.error(request, __("This link does not work (any more). Ask for a new one."))
            return redirect(reverse("core:me"))
        self.question = __("From now on the mails of this account go to %(address)s.") % {
            "address": new
        }
        return super().get(request, *args, **kwargs)

    @override
    def form_valid(self, form: Any) -> HttpResponse:
        token = self.kwargs["token"]
        user = accounts.confirm_address(user=self.object, token=token, request=self.request)
        return self.done(__("Your address is now %(address)s.") % {"address": user.email})


@asks_again(confirmed_at="core:me-sessions")
@own_account
class SessionsPage(ActionPage):
    """Where the account is signed in; one session or all others are ended from here."""

    success_url = "core:me-sessions"
    template_name = "core/sessions.html"
    form_class = OneSessionForm
    title = _("My sessions")
    question = _(
        "The devices on which you are signed in. End those you do not know or no longer use."
    )

    @override
    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        own = self.request.session.session_key
        self.sessions = [
            {"row": row, "mark": sessions.mark_of(row), "is_own": row.pk == own}
            for row in sessions.of(self.object)
        ]
        return super().get_context_data(**kwargs)

    @override
    def form_valid(self, form: Any) -> HttpResponse:
        mark = form.cleaned_data["session"]
        if mark:
            ended = int(sessions.end_one(self.object, mark=mark))
        else:
            ended = sessions.end(self.object, but=self.request.session.session_key)
        record(SecurityKind.SESSION_ENDED, request=self.request, detail=str(ended))
        return self.done(__("Sessions ended: %(count)s.") % {"count": ended})
