"""The day a page looks at: today, or (`?as_of=2016`) a day of the past as far as dated facts tell it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from core.tools import partial_dates
from core.tools.formats import day
from core.tools.partial_dates import PartialDateFormField
from core.tools.rows.values import value_class


@value_class
class Moment:
    """`day`: the day looked at. `as_of`: what was asked for ("2016", "2016-06", "2016-06-14"), "" for today.

    A year or a month means its last day, so that "2016" holds all that happened in it.
    """

    day: dt.date
    as_of: str = ""

    @property
    def is_past(self) -> bool:
        return bool(self.as_of)

    @property
    def past_day(self) -> dt.date | None:
        """The day for queries that tell the past; None for the present."""
        return self.day if self.as_of else None

    @property
    def words(self) -> str:
        return __("As of %(date)s.") % {"date": day(self.day)}

    def url(self, address: str, **query: str) -> str:
        """Return an address with its query, looking at the same day."""
        wanted = {name: value for name, value in {**query, "as_of": self.as_of}.items() if value}
        return f"{address}?{urlencode(wanted)}" if wanted else address


class AsOfForm(forms.Form):
    """Which day to look at."""

    as_of = PartialDateFormField(
        label=_("As of"),
        required=False,
        max_length=40,
        help_text=_("E.g. 2016, June 2016 or 14/06/2016; empty for today."),
    )

    def clean_as_of(self) -> str:
        value: str = self.cleaned_data["as_of"]
        if partial_dates.in_future(value):
            raise forms.ValidationError(_("This date is in the future."))
        return value


def moment_of(data: Any) -> tuple[Moment, AsOfForm]:
    """Return the day a request's query asks for, and the form to ask for another; today where it asks badly."""
    today = timezone.localdate()
    form = AsOfForm({"as_of": data.get("as_of", "")})
    asked = form.cleaned_data.get("as_of", "") if form.is_valid() else ""
    found = partial_dates.last_day(asked)
    if found is None:
        return Moment(today), form
    # This year so far is today.
    return (Moment(found, asked) if found < today else Moment(today)), form
