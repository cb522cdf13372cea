"""Rows in and out for the admin: explicit columns, natural keys, inside the wall."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as __
from import_export import fields
from import_export.resources import ModelResource
from import_export.widgets import ForeignKeyWidget

from core.access import Action, may, recheck
from core.land.regions import Region
from core.records.review import why_locked


class ScopedWidget(ForeignKeyWidget):
    """A related row by its natural key, looked up among the visible ones only."""

    def __init__(self, model: Any, field: str, **kwargs: Any) -> None:
        super().__init__(model, field, **kwargs)
        self.user: Any = None

    def get_queryset(self, value: Any, row: Any, *args: Any, **kwargs: Any) -> Any:
        return self.model._default_manager.visible_to(self.user)


class ScopedResource(ModelResource):
    """Base of all resources: reads and writes what the user may, one row at a time.

    Every row is validated like a form's; a locked row or one outside the wall is refused in words.
    """

    def __init__(self, user: Any = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.user = user
        # The class shares its fields between instances: each resource gets widgets of its own.
        for field in self.fields.values():
            if isinstance(field.widget, ScopedWidget):
                widget = type(field.widget)(field.widget.model, field.widget.field)
                widget.user = user
                field.widget = widget

    def get_queryset(self) -> Any:
        return self._meta.model._default_manager.visible_to(self.user)

    def before_save_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        if reason := why_locked(instance):
            raise ValidationError(reason)
        action = Action.ADD if instance._state.adding else Action.CHANGE
        if not may(self.user, action, instance):
            raise ValidationError(__("This row is outside your region."))

    def after_save_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        if not kwargs.get("dry_run"):
            recheck(self.user, instance)

    class Meta:
        abstract = True
        clean_model_instances = True
        skip_unchanged = True
        report_skipped = True


SOURCES = ("source", "source_url", "as_of", "is_example")


class RegionResource(ScopedResource):
    parent = fields.Field("parent", "parent", ScopedWidget(Region, "code"))

    class Meta(ScopedResource.Meta):
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
