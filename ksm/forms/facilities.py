from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from .. import coordinates
from ..models import Facility
from ..services import register_facility
from .base import RegistryForm, RoughIntegerField
from .villages import VillageFormMixin

COUNTS = ("design_kk", "design_sr", "design_jiwa", "installed_sr", "mck_doors")


class CoordinateField(forms.DecimalField):
    """One coordinate in degrees; a point and a comma both are the decimal sign."""

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        try:
            return coordinates.number(str(value))
        except ValueError as error:
            raise ValidationError(
                _("“%(value)s” is not a coordinate. Write degrees like -7.795600."),
                params={"value": value},
                code="invalid",
            ) from error


class FacilityForm(VillageFormMixin, RegistryForm):
    """The region is chosen once: the code carries it."""

    position = forms.CharField(
        label=_("Latitude and longitude together"),
        required=False,
        max_length=120,
        help_text=_("Copied from a phone or a map in one go, e.g. “-7.7956 110.3695”."),
    )
    confirm_twin = forms.BooleanField(
        label=_("It is another facility; save it nevertheless"),
        required=False,
        widget=forms.HiddenInput,
    )

    sections = [
        (_("Facility"), ["name", "facility_type", "region", "confirm_twin"]),
        (_("Place"), ["district", "village", "village_kind", "hamlet", "rt", "rw"]),
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
        (_("Life"), ["stage", "built_on", "commissioned_on", "closed_on"]),
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
        (_("Remarks"), ["description"]),
    ]
    fixed_once_saved = ("region",)

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
            "latitude",
            "longitude",
            "coordinate_source",
            "coordinate_accuracy_m",
            "stage",
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

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("position"):
            cleaned["latitude"], cleaned["longitude"] = self.found
        twin = self._twin(cleaned)
        if twin is not None:
            self.fields["confirm_twin"].widget = forms.CheckboxInput()
            if not cleaned.get("confirm_twin"):
                self.add_error(
                    "confirm_twin",
                    __(
                        "A facility of this name is recorded in this village already: %(code)s. "
                        "Is it the same one? If it is another one, tick here and save again."
                    )
                    % {"code": twin.code},
                )
        return cleaned

    def _twin(self, cleaned: dict[str, Any]) -> Facility | None:
        """Return another facility of this name in the village, unless name and place stay."""
        if not cleaned.get("name") or not cleaned.get("region"):
            return None
        if self.instance.pk and not {"name", "village"} & set(self.changed_data):
            return None
        rows = Facility.objects.visible_to(self.user).current().exclude(pk=self.instance.pk)
        here = Q(village__iexact=cleaned.get("village") or "")
        if code := self.instance.village_region_id:
            # The same code is the same village, however its name was written.
            here |= Q(village_region=code)
        return rows.filter(here, region=cleaned["region"], name__iexact=cleaned["name"]).first()

    def save(self, commit: bool = True) -> Facility:
        if self.instance.pk is None and commit:
            return register_facility(facility=self.instance, by=self.user)
        return super().save(commit)
