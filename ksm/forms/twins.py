"""Forms that ask "is it not this one?" before they save, and the form that makes two records one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from core.pages.lookup import LookupField, described
from core.pages.scoped_forms import PlainForm, RecordForm
from core.records.asked import ask
from ksm.doubles import twins
from ksm.models import Facility, Group


def same_name(form: RecordForm) -> list[twins.Twin]:
    """Return the records that may be the one of a form, by region, name and village."""
    row, cleaned = form.instance, form.cleaned_data
    if not cleaned.get("name") or not cleaned.get("region"):
        return []
    return twins.same_name(
        type(row),
        form.user,
        region=cleaned["region"],
        name=cleaned["name"],
        village=cleaned.get("village") or "",
        village_code=row.village_region_id,
        but=row.pk,
    )


def ask_of_twins(form: RecordForm, found: list[twins.Twin]) -> None:
    """Show what may be the same record."""
    if found:
        named = ", ".join(f"{described(twin.record)} – {twin.reason}" for twin in found)
        words = __("It may be recorded already: %(twins)s. Tick here to save it nevertheless.")
        ask(form, "confirm_twin", words % {"twins": named})


class MergeForm(PlainForm):
    """The other record, and which of the two stays."""

    other = LookupField(
        queryset=Facility.objects.none(),
        label=_("The other record"),
        help_text=_("Code or exact name; if it is not exact, you are shown the candidates."),
    )
    keep = forms.ChoiceField(
        label=_("Which one stays"),
        choices=[("this", _("This one")), ("other", _("The other one"))],
        initial="this",
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: object, record: Facility | Group, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        other: Any = self.fields["other"]
        rows = type(record)._default_manager.visible_to(self.user).current()
        other.queryset = rows.exclude(pk=record.pk).filter(region_id=record.region_id)
