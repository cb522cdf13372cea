"""District and village on a form: typed, with the official names offered, matched on the server."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from typing import Any

from django import forms
from django.urls import reverse
from typing_extensions import override

from core.land.regions import Region
from core.land.villages import VillageIndex, VillageMatch
from core.pages.scoped_forms import RecordForm
from ksm.place import villages

# Fields and the lists of names beside them; static/js/forms.js fills the lists anew.
PLACES = {"district": "district-names", "village": "village-names"}


class OfferedInput(forms.TextInput):
    """A text with names to pick from: `offers` returns [(name, where)], asked when it is shown."""

    template_name = "ksm/offered_input.html"
    offers: Callable[[], list[tuple[str, str]]]

    @override
    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, object]:
        return {**super().get_context(name, value, attrs), "offers": self.offers()}


def offers_in(region: str, district: str = "") -> dict[str, list[tuple[str, str]]]:
    """Return the names to offer under a kabupaten or kota: `district` and `village`, with where they lie.

    Villages are those of the district where its name is known, else of the whole region.
    """
    index = VillageIndex.of(region) if region else VillageIndex("")
    within = index.district_code(district)
    return {
        "district": [(name, "") for name in index.district_names()],
        "village": [
            (village.name, village.district)
            for village in index.villages
            if not within or village.district_code == within
        ],
    }


def offer_villages(form: RecordForm) -> None:
    """Offer the official names in `district` and `village` of a form with `region` and `village_kind`."""

    @cache
    def offers() -> dict[str, list[tuple[str, str]]]:
        region, district = _now(form, "region"), _now(form, "district")
        seen = Region.objects.visible_to(form.user).regencies().of_code(region)
        return offers_in(region, district) if region and seen.exists() else {}

    def names(name: str) -> list[tuple[str, str]]:
        return offers().get(name, [])

    for name, list_id in PLACES.items():
        widget = OfferedInput(attrs={"list": list_id, "autocomplete": "off"})
        widget.offers = partial(names, name)
        form.fields[name].widget = widget
    for name in ("region", "district"):
        field = form.fields[name]
        if not (field.disabled or field.widget.is_hidden):
            field.widget.attrs["data-offers"] = reverse("ksm:village-names")


def _now(form: RecordForm, name: str) -> str:
    """Return what a field holds at this moment, as text: sent, stored or preset."""
    value = form[name].value()
    return str(getattr(value, "pk", value) or "")[:80]


def match_village(form: RecordForm) -> VillageMatch | None:
    """Link the village of a form to its code, in what it cleaned; None where nothing is to be matched."""
    row, cleaned = form.instance, form.cleaned_data
    if cleaned.get("region") is None or "village" not in cleaned:
        return None
    if row.village_region_id and not {"region", *villages.FIELDS} & set(form.changed_data):
        return None
    typed = ("village", "village_kind", "district")
    probe = type(row)(region=cleaned["region"], **{name: cleaned.get(name) or "" for name in typed})
    match = villages.link(probe)
    row.village_region_id = probe.village_region_id
    cleaned.update({name: getattr(probe, name) for name in typed if name in cleaned})
    return match
