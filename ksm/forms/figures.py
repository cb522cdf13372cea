"""The form of a figure that a source states."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.land.regions import Region
from core.records.asked import ask, confirm_field
from ksm.forms.about import TYPED, offer_about, region_of
from ksm.forms.base import RegistryForm
from ksm.models import DatedFact
from ksm.models.about import ABOUT

HOW_MUCH = ["value", "value_to", "sample_size", "unit", "currency", "value_text", "is_planned"]
WHEN = ["as_of", "period_from", "period_to"]


class DatedFactForm(RegistryForm):
    confirm_twin = confirm_field(_("Record it nevertheless"))
    source_fields = ("source", "source_url", "other_sources", "is_example")
    sections = [
        (_("What"), ["topic", "subject", "area", "code", "confirm_twin"]),
        (_("About"), [*ABOUT, "region"]),
        (_("How much"), HOW_MUCH),
        (_("When"), WHEN),
    ]

    class Meta:
        model = DatedFact
        fields = [
            "topic", "code", "subject", *ABOUT, "region", "area", *HOW_MUCH, *WHEN,
            "source", "source_url", "other_sources", "is_example",
        ]  # fmt: skip
        field_classes = TYPED
        widgets = {"other_sources": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        offer_about(self, is_fixed=False)

    def clean_region(self) -> Region | None:
        return region_of(self)

    @override
    def clean(self) -> dict[str, object]:
        cleaned = super().clean()
        if not self.errors and (
            self.instance.pk is None or {*WHEN, "subject"} & set(self.changed_data)
        ):
            self._ask_of_twins(cleaned)
        return cleaned

    def _ask_of_twins(self, cleaned: dict[str, object]) -> None:
        """Ask before the same is recorded once more: another source of it belongs beside the first."""
        row = self.instance
        things = {name: cleaned.get(name) or getattr(row, name) for name in (*ABOUT, "region")}
        same = {
            "subject": "iexact",
            "area": "iexact",
            "unit": "iexact",
            **dict.fromkeys(WHEN, "exact"),
        }
        rows = DatedFact.objects.visible_to(self.user).current().filter(
            **{name: thing for name, thing in things.items() if thing},
            **{f"{name}__isnull": True for name, thing in things.items() if not thing},
            **{f"{name}__{how}": cleaned.get(name) or "" for name, how in same.items()},
            is_planned=bool(cleaned.get("is_planned")),
        ).exclude(pk=row.pk)  # fmt: skip
        if twin := rows.first():
            words = __(
                "Recorded already: %(twin)s (%(source)s). Add yours there as a further source, or tick here."
            )
            ask(
                self,
                "confirm_twin",
                words % {"twin": twin, "source": twin.source or twin.source_url},
            )
