from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import scope_of
from core.land.regions import Region
from core.pages.fields import CoordinateField
from core.records.asked import confirm_field
from core.tools.written import coordinates
from ksm import asked
from ksm.choices import CoordinateSource, LifeStage
from ksm.doubles import twins
from ksm.forms.base import RegistryForm, RoughIntegerField
from ksm.forms.twins import ask_of_twins, same_name
from ksm.forms.villages import match_village, offer_villages
from ksm.models import Facility
from ksm.place.ground import base_layer
from ksm.place.villages import village_warnings
from ksm.services import register_facility
from ksm.stages import stage_of_new

COUNTS = ("design_kk", "design_sr", "design_jiwa", "installed_sr", "mck_doors")


class PositionInput(forms.TextInput):
    """A position to type, and beside it what a phone fills in: where it is, or where its owner points on a map.

    `regions` returns those whose corners the map shows first, asked when the field is shown. `static/js/place.js` fills
    latitude, longitude, source and accuracy of the same form; without it they are typed.
    """

    template_name = "ksm/position_input.html"
    regions: Callable[[], Sequence[Region]]

    @override
    def get_context(
        self, name: str, value: object, attrs: dict[str, object] | None
    ) -> dict[str, object]:
        return {**super().get_context(name, value, attrs), "base": base_layer(self.regions())}


class FacilityForm(RegistryForm):
    """The region is chosen once: the code carries it."""

    asked = asked.FACILITY
    position = forms.CharField(
        label=_("Latitude and longitude together"),
        required=False,
        max_length=1000,
        help_text=_(
            "Copied from a phone or a map in one go, e.g. “-7.7956 110.3695”; the address of the map page will do."
        ),
    )
    confirm_twin = confirm_field(_("It is another one; save it nevertheless"))

    sections = [
        (_("Facility"), ["name", "facility_type", "region", "confirm_twin"]),
        (_("Place"), ["district", "village", "village_kind", "hamlet", "rt", "rw", "address"]),
        (
            _("Coordinates"),
            [
                "position",
                "latitude",
                "longitude",
                "coordinate_source",
                "coordinate_accuracy_m",
            ],
        ),
        (
            _("Life"),
            [
                "stage",
                "built_percent",
                "built_percent_on",
                "built_on",
                "commissioned_on",
                "closed_on",
            ],
        ),
        (
            _("Capacity"),
            [
                "design_sr",
                "design_kk",
                "design_jiwa",
                "installed_sr",
                "mck_doors",
                "design_flow_m3_day",
                "is_estimate",
            ],
        ),
        (
            _("Technology and water"),
            [
                "technologies",
                "receiving_water",
                "receiving_water_name",
            ],
        ),
        (
            _("Desludging"),
            [
                "desludging_interval_years",
                "sludge_volume_m3",
                "truck_distance_m",
                "desludging_route",
            ],
        ),
        (_("Land and asset"), ["land_status", "asset_status"]),
        (_("Remarks"), ["tags", "description"]),
    ]
    open_sections = 2
    fixed_once_saved = ("region",)
    rough_note = "description"

    class Meta:
        model = Facility
        fields = [
            "name",
            "facility_type",
            "region",
            "village_kind",
            "village",
            "district",
            "hamlet",
            "rt",
            "rw",
            "address",
            "latitude",
            "longitude",
            "coordinate_source",
            "coordinate_accuracy_m",
            "stage",
            "built_percent",
            "built_percent_on",
            "built_on",
            "commissioned_on",
            "closed_on",
            *COUNTS,
            "design_flow_m3_day",
            "is_estimate",
            "technologies",
            "receiving_water",
            "receiving_water_name",
            "desludging_interval_years",
            "sludge_volume_m3",
            "truck_distance_m",
            "desludging_route",
            "land_status",
            "asset_status",
            "tags",
            "description",
            "source",
            "source_url",
            "as_of",
            "is_example",
        ]
        field_classes = {
            **dict.fromkeys(COUNTS, RoughIntegerField),
            "latitude": CoordinateField,
            "longitude": CoordinateField,
        }
        widgets = {"description": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        offer_villages(self)
        widget = PositionInput(attrs={"autocomplete": "off"})
        widget.regions = self._regions
        self.fields["position"].widget = widget

    def _regions(self) -> Sequence[Region]:
        """Return the region of the facility, else those of the person, as far as they are few."""
        if self.instance.region_id:
            return [self.instance.region]
        codes = scope_of(self.user)
        return list(Region.objects.visible_to(self.user).in_codes(codes)) if codes else []

    def clean_position(self) -> str:
        text = self.cleaned_data["position"]
        if text:
            try:
                self.found = coordinates.pair(text)
            except ValueError as error:
                raise ValidationError(
                    _(
                        "“%(value)s” is not a position. Write latitude and longitude in degrees, "
                        "e.g. “-7.7956 110.3695”."
                    ),
                    params={"value": text},
                    code="invalid",
                ) from error
        return text

    @override
    def clean(self) -> dict[str, object]:
        if self.cleaned_data.get("position"):
            self.cleaned_data["latitude"], self.cleaned_data["longitude"] = self.found
        cleaned = super().clean()
        if self.instance.pk is None and cleaned.get("stage") == LifeStage.UNKNOWN:
            cleaned["stage"] = stage_of_new(cleaned)
        self.match = match_village(self)
        telling = {"name", "village", "position", "latitude", "longitude"}
        is_asked = self.instance.pk is None or telling & set(self.changed_data)
        self.twins = self._twins(cleaned) if is_asked else []
        ask_of_twins(self, self.twins)
        return cleaned

    def _twins(self, cleaned: dict[str, Any]) -> list[twins.Twin]:
        found, lat, lon = same_name(self), cleaned.get("latitude"), cleaned.get("longitude")
        is_own = cleaned.get("coordinate_source") != CoordinateSource.VILLAGE
        if lat is None or lon is None or not is_own:
            return found
        known = {twin.record.pk for twin in found}
        near = twins.close_by(self.user, lat=lat, lon=lon, but=self.instance.pk)
        return [*found, *(twin for twin in near if twin.record.pk not in known)]

    @override
    def warnings(self) -> list[str]:
        found, row = village_warnings(self.match), self.instance
        if coordinates.is_outside(row.latitude, row.longitude, row.region):
            found.append(
                __(
                    "The coordinates are kept, but they lie outside %(region)s. Is a digit wrong, or "
                    "were they taken at an office?"
                )
                % {"region": row.region}
            )
        return found

    @override
    def save(self, commit: bool = True) -> Facility:
        if self.instance.pk is None and commit:
            return register_facility(facility=self.instance, by=self.user)
        return super().save(commit)
