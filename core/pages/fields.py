"""Fields that read and show dates and numbers the way an Indonesian office writes them."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils import dateformat
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.tools import formats, partial_dates, rough

TEXT_MOST = 10_000


class DayField(forms.DateField):
    """A full date, typed as 14 Maret 2018, 14/03/2018 or 2018-03-14."""

    widget = forms.TextInput

    @override
    def widget_attrs(self, widget: forms.Widget) -> dict[str, object]:
        return {"autocomplete": "off", "placeholder": _("e.g. 14 March 2018")}

    @override
    def to_python(self, value: Any) -> dt.date | None:
        if not isinstance(value, str):
            return super().to_python(value)
        if not value.strip():
            return None
        try:
            iso = partial_dates.parse(value)
        except ValueError:
            iso = ""
        if len(iso) != 10:
            raise ValidationError(
                _("“%(value)s” is not a full date. Write it as 14 March 2018 or 14/03/2018."),
                params={"value": value},
                code="invalid",
            )
        return partial_dates.first_day(iso)

    @override
    def prepare_value(self, value: object) -> object:
        return dateformat.format(value, "j F Y") if isinstance(value, dt.date) else value


YEARS = range(1900, 2201)


class LocalNumber(forms.Field):
    """A number: “1.500.000”, “Rp 1.500”, “1.234,5”.

    One marked as rough (“± 120”) is read where the form can keep the mark (`takes_rough`, set by the form), else
    refused in words that name `rough_hint`. `rough_flag`: the field beside it that tells of the mark. `is_year`:
    set by the form for what holds years.
    """

    widget = forms.TextInput
    inputmode: ClassVar[str] = "numeric"
    rough_flag: ClassVar[str] = ""
    takes_rough = False
    rough_hint: object = ""
    is_year = False

    @override
    def widget_attrs(self, widget: forms.Widget) -> dict[str, object]:
        return {"inputmode": self.inputmode, "autocomplete": "off"}

    @override
    def to_python(self, value: Any) -> Any:
        bare, is_rough = self.marked(value) if isinstance(value, str) else (value, False)
        number = self.number(formats.plain_number(bare))
        if is_rough and number is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        if is_rough and not self.takes_rough:
            raise ValidationError(rough.no_place(value, self.rough_hint), code="rough")
        return number

    def marked(self, text: str) -> tuple[str, bool]:
        """Return the text without its mark, and whether it had one."""
        return rough.marked(text)

    def number(self, value: Any) -> Any:
        """Return the number of a text without mark and separators; None for blank."""
        return super().to_python(value)

    @override
    def prepare_value(self, value: object) -> object:
        if isinstance(value, str) or value is None:
            return value
        # A year is no quantity: 2015, never 2.015.
        return str(value) if self.is_year and value in YEARS else formats.number(value)


class WholeField(LocalNumber, forms.IntegerField):
    """A whole number."""


class NumberField(LocalNumber, forms.DecimalField):
    """A number with decimals."""

    inputmode = "decimal"


# What Django makes of a column, and what stands in a form instead.
_OURS: dict[type[forms.Field], type[forms.Field]] = {
    forms.DateField: DayField,
    forms.IntegerField: WholeField,
    forms.DecimalField: NumberField,
}


def local(field: forms.Field) -> forms.Field:
    """Return the field reading the Indonesian way, and with an end to its text: none takes a book.

    The end is told by the form, with the length and the limit: a `maxlength` in the page would cut what is
    pasted, and say nothing.
    """
    ours = _OURS.get(type(field))
    if ours and not isinstance(field.widget, forms.HiddenInput | forms.Select):
        made = ours(required=field.required)
        vars(made).update({name: value for name, value in vars(field).items() if name != "widget"})
        field = made
    if type(field) is forms.CharField and field.max_length is None:
        field.max_length = TEXT_MOST
        field.validators = [*field.validators, MaxLengthValidator(TEXT_MOST)]
    field.widget.attrs.pop("maxlength", None)
    return field
