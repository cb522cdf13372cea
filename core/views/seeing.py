"""See as another account, and back."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from typing_extensions import override

from core.access import Action
from core.pages import ActionPage
from core.pages.scoped_forms import ReasonForm
from core.people.seen import seeing
from core.people.users import User
from core.records import services
from core.records.journal import NoteKind


class UserSeePage(ActionPage):
    """Begins it; who did so, when and why stands in the security log and in the journal of the account."""

    model = User
    action = only_for = Action.ADMINISTER
    label = _("See as")
    question = _(
        "You see the pages as this account finds them, for an hour at most. Nothing can be changed and no file "
        "taken along; its account pages stay closed. That you did so is noted in the journal of the account."
    )

    @override
    def check(self) -> None:
        super().check()
        if not seeing.may_see_as(self.request.user, self.object):
            raise PermissionDenied(
                __("Only an account of a region that works today can be seen as.")
            )

    @override
    def form_valid(self, form: ReasonForm) -> HttpResponse:
        reason = form.cleaned_data["remark"]
        seeing.begin(self.request, self.object, reason=reason)
        text = __("Seen as by the Secretariat.")
        text = f"{text} {reason}" if reason else text
        services.add_note(obj=self.object, by=self.request.user, text=text, kind=NoteKind.INFO)
        return redirect("home")


class SeeAsEndView(View):
    """The way back; opened by its address it leads home and changes nothing."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return redirect("home")

    def post(self, request: HttpRequest) -> HttpResponse:
        other = seeing.end(request)
        return redirect(reverse("core:user-detail", args=[other.pk]) if other else "home")
