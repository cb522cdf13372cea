"""Forms of tokens and data links."""

from __future__ import annotations

import datetime as dt

from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from aksansi.api.register import lists, records_alone
from core.access import may
from core.pages.fields import DayField
from core.pages.scoped_forms import PlainForm
from core.people.tokens.models import EVERY_LIST

USUAL = dt.timedelta(days=180)


def usual_end() -> dt.date:
    """Return the last day that is proposed for a new token."""
    return timezone.localdate() + USUAL


class TokenForm(PlainForm):
    """A token for a program: what for, which lists, until when."""

    suggests = True
    name = forms.CharField(
        label=_("What for"),
        max_length=80,
        help_text=_("The program or office that gets it, e.g. “Power BI of Bappeda”."),
    )
    every = forms.BooleanField(label=_("All lists that my account sees"), required=False)
    lists = forms.MultipleChoiceField(
        label=_("Only these lists"), required=False, widget=forms.CheckboxSelectMultiple
    )
    expires_on = DayField(label=_("Works until"), help_text=_("A year at most."))

    @override
    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["lists"].choices = [  # type: ignore[attr-defined]
            (place, capfirst(one.page.title or one.page.model._meta.verbose_name_plural))
            for place, one in lists().items()
            if one.page.only_for is None or may(self.user, one.page.only_for)
        ] + [
            (
                place,
                _("%(what)s, record by record")
                % {"what": capfirst(page.model._meta.verbose_name_plural)},
            )
            for place, page in records_alone().items()
            if page.only_for is None or may(self.user, page.only_for)
        ]

    @override
    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        if bool(cleaned.get("every")) == bool(cleaned.get("lists")):
            self.add_error("lists", _("Choose either all lists or some of them."))
        return cleaned

    @property
    def chosen(self) -> list[str]:
        return [EVERY_LIST] if self.cleaned_data["every"] else list(self.cleaned_data["lists"])


class LinkForm(PlainForm):
    """A data link to a list as it is filtered."""

    suggests = True
    name = forms.CharField(
        label=_("What for"),
        max_length=80,
        help_text=_("The file or office that uses it, e.g. “Excel of the planning division”."),
    )
    columns = forms.ChoiceField(
        label=_("Columns"), choices=[("shown", _("As shown")), ("all", _("All columns"))]
    )
    expires_on = DayField(label=_("Works until"), help_text=_("A year at most."))


class OneTokenForm(PlainForm):
    """Which token is revoked."""

    token = forms.IntegerField(widget=forms.HiddenInput)
