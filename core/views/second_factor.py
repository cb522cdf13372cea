"""Before the first second factor: the code by mail, then the library's page."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from allauth.mfa.totp.views import ActivateTOTPView
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.pages import ActionPage
from core.people import mailbox
from core.people.users import SignedInRequest
from core.tools.flash import tells
from core.views.account_forms import MailedCodeForm
from core.views.me import NOT_SENT, own_account, require_room_for_mail


def before_first_factor(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """For pages of whoever has no second factor yet; nobody else is served, whatever is sent."""

    @wraps(view)
    def served(request: SignedInRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if request.user.has_factor:
            return redirect("mfa_index")
        return view(request, *args, **kwargs)

    return served


def mailbox_proven(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """For pages that the password alone does not open: first a code or link of a mail."""

    @wraps(view)
    def served(request: SignedInRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not mailbox.is_proven(request):
            return redirect("mfa_prove_mailbox")
        return view(request, *args, **kwargs)

    return served


@method_decorator(before_first_factor, name="dispatch")
@own_account
class ProveMailboxPage(ActionPage):
    """Before the first second factor: a code that only whoever reads the account's mail can enter."""

    sent_once = False  # it writes no record, and what it counts and mails is not taken back
    template_name = "core/prove_mailbox.html"
    form_class = MailedCodeForm
    title = _("Set up the second factor")

    @override
    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        self.is_out = mailbox.code_is_out(self.request)
        address = {"address": self.object.email}
        self.question = (
            __("Enter the code that we sent to %(address)s.") % address
            if self.is_out
            else __(
                "A password can be guessed or read over your shoulder. Before you set up the second factor, "
                "we therefore send a code to %(address)s."
            )
            % address
        )
        self.submit_label = __("Continue") if self.is_out else __("Send me the code")
        return super().get_context_data(**kwargs)

    @override
    def get_form(self, **kwargs: object) -> MailedCodeForm:
        form = super().get_form(**kwargs)
        if self._sends():
            form.fields.pop("code")
        return form

    def _sends(self) -> bool:
        return "again" in self.request.POST or not mailbox.code_is_out(self.request)

    @override
    def form_valid(self, form: MailedCodeForm) -> HttpResponse:
        if not self._sends():
            if not mailbox.take_code(self.request, form.cleaned_data["code"]):
                raise ValidationError(__("This code is not right. Look at the newest mail."))
            self.is_done = True
            return self.done(__("Thank you. Now set up the second factor."))
        if not self.object.email:
            raise ValidationError(__("This account has no e-mail address. Ask the Secretariat."))
        require_room_for_mail(self.object)
        sent = __("The code is on its way.")
        mailbox.send_code(self.request, then=tells(self.request, sent=sent, failed=NOT_SENT))
        return HttpResponseRedirect(self.get_success_url())

    @override
    def get_success_url(self) -> str:
        done = getattr(self, "is_done", False)
        return reverse("mfa_activate_totp" if done else "mfa_prove_mailbox")


@method_decorator([before_first_factor, mailbox_proven], name="dispatch")
class ActivateFactorPage(ActivateTOTPView):
    """The library's page for a first second factor."""
