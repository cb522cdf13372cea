"""Entering a server of submissions, and asking it."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.land.regions import Region
from core.pages.scoped_forms import PlainForm, RecordForm
from monitoring.forms import PLACES, offer_published
from monitoring.models import SubmissionServer
from monitoring.servers import door, keys
from monitoring.servers.door import Json


class ServerForm(RecordForm):
    """The password is never shown again; where address or account change, it is asked for anew."""

    source_fields = ()
    sections = [
        (_("Server"), ["title", "kind", "address", "project", "form", "account", "password"]),
        (_("What comes of it"), ["instrument", "region", "round", "is_timed"]),
    ]
    password = forms.CharField(
        label=_("Password or key"),
        required=False,
        max_length=500,
        strip=False,
        widget=forms.PasswordInput(render_value=False, attrs={"autocomplete": "new-password"}),
        help_text=_(
            "ODK Central: the password. KoboToolbox: the API key. Empty keeps the one of before."
        ),
    )

    class Meta:
        model = SubmissionServer
        fields = (
            "title",
            "kind",
            "address",
            "project",
            "form",
            "account",
            "instrument",
            "region",
            "round",
            "is_timed",
        )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        offer_published(self)
        places = Region.objects.visible_to(self.user).current()
        self.fields["region"].queryset = places.filter(kind__in=PLACES)  # type: ignore[attr-defined]
        self.fields["region"].required = False

    def clean_address(self) -> str:
        address = str(self.cleaned_data["address"]).strip().rstrip("/")
        door.spot_of(address)
        return address

    def clean_password(self) -> str:
        key: str = self.cleaned_data["password"]
        if not (key.isascii() and key.isprintable()) and key:
            raise ValidationError(__("The key has signs that cannot be sent. Copy it once more."))
        return key

    @override
    def clean(self) -> dict[str, Json]:
        cleaned = super().clean()
        # Else a changed address would carry the key of before to another server.
        moved = {"kind", "address", "account"} & set(self.changed_data)
        if not cleaned.get("password") and (self.instance._state.adding or moved):
            self.add_error("password", __("Enter the password or key."))
        return cleaned

    @override
    def save(self, commit: bool = True) -> SubmissionServer:
        key = self.cleaned_data["password"]
        if key:
            self.instance.owner = self.user
        if {"kind", "address", "project", "form"} & set(self.changed_data):
            # Another form: nothing of it is known yet.
            self.instance.pulled_to, self.instance.left_out = None, []
        server: SubmissionServer = super().save(commit)
        if key:
            keys.keep(server=server, key=key)
        return server


class PullForm(PlainForm):
    suggests = True

    anew = forms.BooleanField(
        label=_("Everything once more, not only what is new"),
        required=False,
        help_text=_("Tick this after mending what was told as faulty or unlocking a visit."),
    )


class PushForm(PlainForm):
    """Nothing to be filled in."""
