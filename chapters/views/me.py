"""The own account: who am I here, until when, and do I want the weekly digest?"""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from aksansi.tables import Fact
from chapters.feeds import renew_addresses
from chapters.forms import DigestForm
from chapters.models import User
from chapters.pages import ActionPage, DetailPage
from chapters.review import hold_row
from chapters.views.users import account_facts


class OwnAccount:
    """For pages about the account that is signed in."""

    model = User

    def get_object(self) -> Any:
        rows = self.rows().select_related("region", "office")  # type: ignore[attr-defined]
        return rows.get(pk=self.request.user.pk)  # type: ignore[attr-defined]

    def check(self) -> None:
        """Nothing more: whoever is signed in keeps the own account (`access.OWN_WRITES`)."""

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return []


class MePage(OwnAccount, DetailPage):
    title = _("My account")

    def get_facts(self) -> list[Fact]:
        digest = __("yes") if self.object.wants_digest else __("no")
        return [*account_facts(self.object), Fact(_("Weekly digest by e-mail"), digest)]

    def get_actions(self) -> list[tuple[Any, str]]:
        return [
            (__("Change password"), reverse("account_change_password")),
            (__("Weekly digest"), reverse("chapters:me-digest")),
            (__("Calendar addresses"), reverse("chapters:me-calendar")),
            (__("Second factor"), reverse("mfa_index")),
        ]

    def extra_context(self) -> dict[str, Any]:
        # What the Secretariat does with accounts has its own page.
        return {"note_url": "", "file_url": "", "history_url": ""}


class DigestPage(OwnAccount, ActionPage):
    form_class = DigestForm
    title = _("Weekly digest")
    question = _("Once a week, what waits for you comes by e-mail.")

    def build_form(self, **kwargs: Any) -> Any:
        if self.request.method == "GET":
            kwargs["initial"] = {"wants_digest": self.object.wants_digest}
        return super().build_form(**kwargs)

    def show(self, form: Any, status: int = 200) -> Any:
        self.submit_label = __("Save")
        return super().show(form, status)

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [(_("My account"), reverse("chapters:me"))]

    def get_success_url(self) -> str:
        return reverse("chapters:me")

    def perform(self, form: Any) -> str:
        self.object = hold_row(self.object)
        self.object.wants_digest = form.cleaned_data["wants_digest"]
        self.object.save(update_fields=["wants_digest"])
        return (
            __("You get the weekly digest.")
            if self.object.wants_digest
            else __("You no longer get the weekly digest.")
        )


class CalendarPage(OwnAccount, ActionPage):
    """New calendar addresses for old ones, e.g. after one was passed on."""

    title = _("Calendar addresses")
    question = _(
        "Anyone who has your calendar address can read your calendar. Renewing it makes all "
        "earlier addresses invalid; subscribe again from the calendar page."
    )

    def build_form(self, **kwargs: Any) -> Any:
        form = super().build_form(**kwargs)
        form.fields.pop("remark")
        return form

    def show(self, form: Any, status: int = 200) -> Any:
        self.submit_label = __("Renew my addresses")
        return super().show(form, status)

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [(_("My account"), reverse("chapters:me"))]

    def get_success_url(self) -> str:
        return reverse("chapters:me")

    def perform(self, form: Any) -> str:
        renew_addresses(user=self.object)
        return __("Your calendar addresses were renewed; the old ones no longer work.")
