"""Fields that read and show dates and numbers the way an Indonesian office writes them."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils import dateformat
from django.utils import formats as django_formats
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.tools import formats, partial_dates, rough
from core.tools.rough_days import RoughDateFormField, RoughDay, RoughEndFormField, rough_day
from core.tools.written import coordinates
from core.tools.written.blanks import says_nothing
from core.tools.written.numbers import (
    is_shortened,
    plain_number,
    shortened_words,
    two_numbers,
    twofold,
    unit_of,
    without_unit,
)
from core.tools.written.spans import ENDS

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
        if not value.strip() or says_nothing(value):
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


class RoughDayField(DayField):
    """A day; of "May 2014" or "2014" the first one, marked by how much is known (`core.tools.rough_days`)."""

    is_end: ClassVar[bool] = False

    @override
    def widget_attrs(self, widget: forms.Widget) -> dict[str, object]:
        return {"autocomplete": "off", "placeholder": _("e.g. 14 March 2018, or 2018")}

    @override
    def to_python(self, value: Any) -> dt.date | None:
        if isinstance(value, str) and not says_nothing(value):
            with suppress(ValueError):
                iso = partial_dates.parse(value)
                if 0 < len(iso) < 10:
                    return rough_day(iso, is_end=self.is_end)
            if partial_dates.two_years(value):
                raise ValidationError(partial_dates.in_words(value), code="two_years")
        return super().to_python(value)

    @override
    def prepare_value(self, value: object) -> object:
        if isinstance(value, RoughDay):
            return partial_dates.display(value.partial)
        return super().prepare_value(value)


class RoughEndField(RoughDayField):
    """The last day of something: of "May 2014" or "2014" the last one."""

    is_end = True


YEARS = range(1900, 2201)


class LocalNumber(forms.Field):
    """A number: “1.500.000”, “Rp 1.500”, “1.234,5”.

    One marked as rough (“± 120”) is read where the form can keep the mark (`takes_rough`, set by the form), else
    refused in words that name `rough_hint`. `rough_flag`: the field beside it that tells of the mark. `is_year`:
    set by the form for what holds years; `is_rough`: for a stored number that is shown with its mark. `unit`: what may
    stand behind it, else that of its label: “43%” under “Share (%)”.
    """

    widget = forms.TextInput
    inputmode: ClassVar[str] = "numeric"
    rough_flag: ClassVar[str] = ""
    takes_rough = False
    rough_hint: object = ""
    is_year = False
    is_rough = False
    unit = ""

    @override
    def widget_attrs(self, widget: forms.Widget) -> dict[str, object]:
        return {"inputmode": self.inputmode, "autocomplete": "off"}

    @override
    def to_python(self, value: Any) -> Any:
        if self.is_year and isinstance(value, str) and partial_dates.two_years(value):
            raise ValidationError(partial_dates.in_words(value), code="two_years")
        bare, is_rough = self.marked(value) if isinstance(value, str) else (value, False)
        if isinstance(bare, str):
            bare = (
                "" if says_nothing(bare) else without_unit(bare, self.unit or unit_of(self.label))
            )
        number = self.number(plain_number(bare))
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
        if self.is_year and value in YEARS:
            return str(value)
        return formats.about(value, self.is_rough)


class WholeField(LocalNumber, forms.IntegerField):
    """A whole number."""


class NumberField(LocalNumber, forms.DecimalField):
    """A number with decimals. “12.500” is asked about where the field keeps three of them: a point before three
    digits parts thousands or decimals there. With fewer it can part thousands only.
    """

    inputmode = "decimal"

    @override
    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and (self.decimal_places is None or self.decimal_places >= 3):
            bare = without_unit(self.marked(value)[0], self.unit or unit_of(self.label))
            thousand = django_formats.get_format("THOUSAND_SEPARATOR")
            if thousand in bare and (both := twofold(bare)):
                raise ValidationError(two_numbers(bare, both), code="twofold")
        return super().to_python(value)

    @override
    def prepare_value(self, value: Any) -> Any:
        # Without signs between thousands: what is shown is sent back, and is asked about otherwise.
        shown = super().prepare_value(value)
        if isinstance(value, str) or not isinstance(shown, str):
            return shown
        return shown.replace(django_formats.get_format("THOUSAND_SEPARATOR"), "")


class CoordinateField(NumberField):
    """One coordinate in degrees; a point and a comma both are the decimal sign, whatever number of digits follows."""

    @override
    def to_python(self, value: Any) -> Any:
        if not isinstance(value, str):
            return super().to_python(value)
        if not value.strip() or says_nothing(value):
            return None
        try:
            return coordinates.number(value)
        except ValueError as error:
            raise ValidationError(
                _("“%(value)s” is not a coordinate. Write degrees like -7.795600."),
                params={"value": value},
                code="invalid",
            ) from error


def not_shortened(text: str) -> None:
    """Refuse what Excel made of a long number: its digits are lost. Raises ValidationError."""
    if is_shortened(str(text)):
        raise ValidationError(shortened_words(str(text)), code="shortened")


# What Django makes of a column, and what stands in a form instead.
_OURS: dict[type[forms.Field], type[forms.Field]] = {
    forms.DateField: DayField,
    RoughDateFormField: RoughDayField,
    RoughEndFormField: RoughEndField,
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
    if type(field) is forms.CharField and not isinstance(field.widget, forms.Textarea):
        field.validators = [*field.validators, not_shortened]
    if type(field) is forms.CharField and field.max_length is None:
        field.max_length = TEXT_MOST
        field.validators = [*field.validators, MaxLengthValidator(TEXT_MOST)]
    field.widget.attrs.pop("maxlength", None)
    return field


PLACE = ("latitude", "longitude")


def part(form: Any) -> None:
    """Let a bound form hear in each field what one of them said of two, as tables do: “2015/2016” where it asks for
    beginning and end, a place pasted into one of its coordinates. The form's data is its own copy.
    """
    if not form.is_bound:
        return
    said = {
        name: text
        for name, field in form.fields.items()
        if not field.disabled and isinstance(text := form.data.get(form.add_prefix(name)), str)
    }
    told: dict[str, str] = {}
    for name, text in said.items():
        field = form.fields[name]
        end = next((one for one in ENDS.get(name, ()) if one in said), "")
        years = partial_dates.two_years(text) if end and _holds_years(field) else None
        if years:
            told[name] = years[0]
            told |= {} if said[end].strip() else {end: years[1]}
        elif name in PLACE and isinstance(field, CoordinateField):
            told |= _place(text, said, other=PLACE[name == PLACE[0]])
    for name, text in told.items():
        form.data[form.add_prefix(name)] = text


def _holds_years(field: forms.Field) -> bool:
    is_year = isinstance(field, LocalNumber) and field.is_year
    return is_year or isinstance(field, partial_dates.PartialDateFormField | RoughDayField)


def _place(text: str, said: dict[str, str], *, other: str) -> dict[str, str]:
    """Return both coordinates of a place that stands in one field; {} where the other says something of its own."""
    if said.get(other, "").strip() not in ("", text.strip()):
        return {}
    with suppress(ValueError):
        if both := coordinates.both(text):
            return dict(zip(PLACE, map(str, both), strict=True))
    return {}
