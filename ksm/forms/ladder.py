"""The access ladder and the SPM of a region, entered as one source states them."""

from __future__ import annotations

from decimal import Decimal

from django import forms
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.pages.scoped_forms import PlainForm
from core.people.users import User
from core.tools.partial_dates import PartialDateFormField
from ksm.reports.ladder import GOODS, UNITS, measures, rungs

PEOPLE, QUALITY = (f"{one.code}" for one in measures())
MOST = 10**9


def _count(label: str) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=MOST, required=False)


class AccessForm(PlainForm):
    """Seven rungs in one unit, the two measures of the SPM in theirs; what stays empty is not known, never zero."""

    source_fields = ("source", "source_url", "as_of")
    source = forms.CharField(
        label=_("Source"), max_length=300, help_text=_("The document that states this.")
    )
    source_url = forms.URLField(
        label=_("Address of the source"), max_length=500, required=False, assume_scheme="https"
    )
    as_of = PartialDateFormField(label=_("As of"), max_length=40)

    def __init__(
        self,
        data: object = None,
        files: object = None,
        *,
        user: User,
        initial: dict[str, object] | None = None,
    ) -> None:
        units = [(unit, unit) for unit in UNITS]
        extra: dict[str, forms.Field] = {
            "unit": forms.ChoiceField(
                label=_("Counted in"),
                choices=units,
                help_text=_("As the source counts; not converted."),
            ),
            **{one.code: _count(one.label) for one in rungs()},
            "spm_unit": forms.ChoiceField(
                label=_("Recipients counted in"), choices=[("", "–"), *units], required=False
            ),
            f"{PEOPLE}-of": _count(__("Entitled to the service")),
            PEOPLE: _count(__("Served")),
            f"{QUALITY}-of": _count(__("Goods and services needed")),
            QUALITY: _count(__("Goods and services provided")),
        }
        self.sections = [  # type: ignore[misc]  # of this form: its fields are reference data
            (_("Access ladder"), ["unit", *(one.code for one in rungs())]),
            (
                _("Minimum service (SPM)"),
                ["spm_unit", f"{PEOPLE}-of", PEOPLE, f"{QUALITY}-of", QUALITY],
            ),
        ]
        super().__init__(data, files, user=user, initial=initial, extra=extra)

    @override
    def clean(self) -> dict[str, object]:
        super().clean()
        cleaned = self.cleaned_data
        if not self.errors and not self.stated():
            self.add_error(None, _("Write at least one number."))
        if cleaned.get(PEOPLE) is not None and not cleaned.get("spm_unit"):
            self.add_error("spm_unit", _("Say whether people, households or houses are counted."))
        for name in (PEOPLE, QUALITY):
            part, whole = cleaned.get(name), cleaned.get(f"{name}-of")
            if part is not None and whole is not None and part > whole:
                self.add_error(name, _("This is more than the whole."))
            elif part is None and whole is not None:
                self.add_error(name, _("Write also how many of them."))
        return cleaned

    def stated(self) -> list[tuple[str, Decimal, int | None, str]]:
        """Return (series, value, out of how many, unit) of every number given."""
        data = self.cleaned_data
        found: list[tuple[str, Decimal, int | None, str]] = [
            (one.code, Decimal(data[one.code]), None, data["unit"])
            for one in rungs()
            if data.get(one.code) is not None
        ]
        for name, unit in ((PEOPLE, data.get("spm_unit", "")), (QUALITY, GOODS)):
            if data.get(name) is not None:
                found.append((name, Decimal(data[name]), data.get(f"{name}-of"), unit))
        return found
