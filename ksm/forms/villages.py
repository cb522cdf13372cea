"""District and village on a form: typed, with the official names offered, matched on the server."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as __
from typing_extensions import override

from core.land.regions import Region
from core.land.villages import VillageIndex, VillageMatch
from ksm.place import villages

# Fields and the lists of names beside them; static/js/forms.js fills the lists anew.
PLACES = {"district": "district-names", "village": "village-names"}


class OfferedInput(forms.TextInput):
    """A text with names to pick from: `offers` is [(name, where)]."""

    template_name = "ksm/offered_input.html"
    offers: list[tuple[str, str]] = []

    @override
    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        return {**super().get_context(name, value, attrs), "offers": self.offers}


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


class VillageFormMixin:
    """For forms with `region`, `district`, `village` and `village_kind` on one record."""

    match: VillageMatch | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, list_id in PLACES.items():
            self.fields[name].widget = OfferedInput(  # type: ignore[attr-defined]
                attrs={"list": list_id, "autocomplete": "off"}
            )
        self._offer()

    def _offer(self) -> None:
        form: Any = self
        region, district = self._now("region"), self._now("district")
        seen = Region.objects.visible_to(form.user).regencies().of_code(region)
        offers = offers_in(region, district) if region and seen.exists() else {}
        for name in PLACES:
            form.fields[name].widget.offers = offers.get(name, [])
        for name in ("region", "district"):
            field = form.fields[name]
            if not (field.disabled or field.widget.is_hidden):
                field.widget.attrs["data-offers"] = reverse("ksm:village-names")

    def _now(self, name: str) -> str:
        """Return what a field holds at this moment, as text: sent, stored or preset."""
        form: Any = self
        value = form[name].value()
        return str(getattr(value, "pk", value) or "")[:80]

    def clean(self) -> dict[str, Any]:
        form: Any = self
        cleaned = super().clean()  # type: ignore[misc]
        region = cleaned.get("region")
        if region is None or "village" not in cleaned:
            return cleaned
        known = form.instance.village_region_id
        if known and not {"region", *villages.FIELDS} & set(form.changed_data):
            return cleaned
        probe = form._meta.model(
            region=region,
            **{name: cleaned.get(name) or "" for name in ("village", "village_kind", "district")},
        )
        self.match = villages.link(probe)
        form.instance.village_region_id = probe.village_region_id
        for name in ("village", "village_kind", "district"):
            if name in cleaned:
                cleaned[name] = getattr(probe, name)
        return cleaned

    def warnings(self) -> list[str]:
        found = super().warnings()  # type: ignore[misc]
        match = self.match
        if match is None or match.is_exact:
            return found
        if match.village is not None:
            found.append(
                __("The village is kept as written, without its code. Is %(village)s meant?")
                % {"village": match.village}
            )
        elif match.reason:
            found.append(
                __("The village is kept as written, without its code: %(reason)s")
                % {"reason": match.reason}
            )
        return found
