"""Rows out for the admin, and in where they are reference data; business records come in by the import wizard."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as __
from import_export import fields
from import_export.resources import ModelResource, modelresource_factory
from import_export.widgets import ForeignKeyWidget

from core.access import Action, may, recheck
from core.land.regions import Region

SOURCES = ("source", "source_url", "as_of", "is_example")


class ScopedResource(ModelResource):
    """Base of all: gives out what the user may see."""

    def __init__(self, user: Any = None, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.user = user

    def get_queryset(self) -> object:
        return self._meta.model._default_manager.visible_to(self.user)

    class Meta:
        abstract = True


def exported(model: type[models.Model], *names: str, **custom: fields.Field) -> object:
    """Return the resource that gives out these columns of a business record, and where they come from."""
    options = {"fields": (*names, *SOURCES), "export_order": (*names, *SOURCES)}
    return modelresource_factory(model, ScopedResource, meta_options=options, custom_fields=custom)


class ReferenceResource(ScopedResource):
    """Reference data, which the Secretariat takes in here too: each row is validated like a form's."""

    def before_save_instance(self, instance: Any, row: object, **kwargs: object) -> None:
        action = Action.ADD if instance._state.adding else Action.CHANGE
        if not may(self.user, action, instance):
            raise ValidationError(__("This row is outside your region."))

    def after_save_instance(self, instance: Any, row: object, **kwargs: object) -> None:
        if not kwargs.get("dry_run"):
            recheck(self.user, instance)

    class Meta:
        abstract = True
        clean_model_instances = True
        skip_unchanged = True
        report_skipped = True


class RegionResource(ReferenceResource):
    parent = fields.Field("parent", "parent", ForeignKeyWidget(Region, "code"))

    class Meta(ReferenceResource.Meta):
        model = Region
        import_id_fields = ("code",)
        fields = (
            "code",
            "name",
            "kind",
            "parent",
            "capital",
            "latitude",
            "longitude",
            "reference_decree",
            "valid_from",
            "valid_to",
            "successor",
        )
