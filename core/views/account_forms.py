"""Forms of accounts: what the Secretariat keeps, and what the person does."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import has_region
from core.pages.fields import DayField
from core.pages.scoped_forms import PlainForm, RecordForm, offer_provinces
from core.people.users import PAGE_LENGTHS, User
from core.records.notices import switches


class AccountForm(RecordForm):
    """An account as the Secretariat keeps it; a new one chooses its password by the invitation."""

    source_fields = ()
    sections = [
        (_("Person"), ["first_name", "last_name", "email", "position"]),
        (_("Account"), ["username", "role", "regions", "valid_until", "wants_digest"]),
    ]

    class Meta:
        model = User
        fields = (
            "username",
            "first_name",
            "last_name",
            "email",
            "role",
            "regions",
            "position",
            "valid_until",
            "wants_digest",
        )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].required = True
        offer_provinces(self, "regions")

    @override
    def clean(self) -> dict[str, object]:
        cleaned = super().clean()
        role, regions = cleaned.get("role"), cleaned.get("regions")
        if role and has_region(role) and not regions and "regions" not in self.errors:
            self.add_error("regions", _("An account with this role needs a region."))
        if role and not has_region(role) and regions:
            self.add_error("regions", _("An account of the Secretariat has no region."))
        until = cleaned.get("valid_until")
        if self.instance.pk is None and until and until < timezone.localdate():
            self.add_error("valid_until", _("That day has passed."))
        if self.instance.pk and self.instance.pk == self.user.pk and role != self.initial["role"]:
            self.add_error("role", _("You cannot change the role of your own account."))
        return cleaned

    @override
    def save(self, commit: bool = True) -> User:
        if self.instance.pk is None:
            self.instance.set_unusable_password()
        return super().save(commit)


class ValidityForm(PlainForm):
    """Until when an account works."""

    until = DayField(label=_("Valid until"), help_text=_("The last day the account works."))


class AddressForm(PlainForm):
    """Another e-mail address for the own account."""

    email = forms.EmailField(
        label=_("New e-mail address"),
        max_length=254,
        help_text=_("We send a link to it. The address counts once you have opened the link here."),
    )

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class OneSessionForm(PlainForm):
    """Which session ends, by its mark; empty for all but the one it is sent from."""

    session = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)


class MailedCodeForm(PlainForm):
    """The code of a mail."""

    code = forms.CharField(
        label=_("Code from the e-mail"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "characters"}
        ),
    )


class PageLengthForm(PlainForm):
    page_length = forms.TypedChoiceField(
        label=_("Rows on a page"), choices=[(n, str(n)) for n in PAGE_LENGTHS], coerce=int
    )


class DigestForm(PlainForm):
    """What a person chooses for the own account."""

    kinds = forms.MultipleChoiceField(
        label=_("Send me by e-mail"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: object, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = switches.kinds_for(self.user)
        self.fields["kinds"].choices = [(one.name, one.label) for one in offered]  # type: ignore[attr-defined]
