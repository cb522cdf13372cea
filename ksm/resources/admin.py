"""Rows of groups and facilities in and out for the admin."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as __
from import_export import fields
from import_export.widgets import SimpleArrayWidget

from core.land.regions import Region
from core.pages.resources import SOURCES, ScopedResource, ScopedWidget
from ksm.models import Facility, Group
from ksm.services import register_facility

PLACE = ("district", "village_kind", "village", "hamlet")


class GroupResource(ScopedResource):
    region = fields.Field("region", "region", ScopedWidget(Region, "code"))

    class Meta(ScopedResource.Meta):
        model = Group
        import_id_fields = ("region", "village", "name")
        fields = (
            "region",
            "name",
            "kind",
            *PLACE,
            "formed_on",
            "legal_basis",
            "decree",
            "status",
            "membership",
            "member_from",
            "member_to",
            "tags",
            "description",
            *SOURCES,
        )


class FacilityResource(ScopedResource):
    """A row without a code is a new facility, which gets the next code of its region."""

    region = fields.Field("region", "region", ScopedWidget(Region, "code"))
    technologies = fields.Field("technologies", "technologies", SimpleArrayWidget())

    class Meta(ScopedResource.Meta):
        model = Facility
        import_id_fields = ("code",)
        fields = (
            "code",
            "name",
            "facility_type",
            "region",
            *PLACE,
            "rt",
            "rw",
            "latitude",
            "longitude",
            "coordinate_source",
            "stage",
            "built_on",
            "commissioned_on",
            "closed_on",
            "design_sr",
            "design_kk",
            "design_jiwa",
            "design_flow_m3_day",
            "installed_sr",
            "mck_doors",
            "is_estimate",
            "technologies",
            "land_status",
            "asset_status",
            "tags",
            "description",
            *SOURCES,
        )

    def validate_instance(
        self, instance: Any, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        known = dict(import_validation_errors or {})
        if instance._state.adding:
            if instance.code:
                known["code"] = ValidationError(
                    __("This code does not exist. Leave it empty for a new facility.")
                )
            else:
                instance.full_clean(exclude=[*known, "code"], validate_unique=validate_unique)
                return
        super().validate_instance(instance, known, validate_unique)

    def do_instance_save(self, instance: Any, is_create: bool) -> None:
        if is_create:
            register_facility(facility=instance, by=self.user)
        else:
            instance.save()
