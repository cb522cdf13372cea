"""Forms of rules on effluent: the rule itself, its classes, its limits."""

from __future__ import annotations

from typing import Any

from django import forms

from core.land.regions import Region
from core.pages.scoped_forms import RecordForm
from monitoring.models import EffluentClass, EffluentLimit, EffluentStandard

SOURCE = ("source", "source_url", "as_of", "is_example")


class StandardForm(RecordForm):
    class Meta:
        model = EffluentStandard
        fields = (
            "code",
            "name",
            "jurisdiction",
            "valid_from",
            "valid_to",
            "is_complete",
            "is_checked",
            "note",
            *SOURCE,
        )
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["jurisdiction"]
        places = Region.objects.visible_to(self.user).current()
        field.queryset = places.filter(kind__in=("provinsi", "kabupaten", "kota"))


class ClassForm(RecordForm):
    parent_field = "standard"
    source_fields = ()

    class Meta:
        model = EffluentClass
        fields = ("name", "above", "up_to", "water", "receiver", "is_complete")


class LimitForm(RecordForm):
    parent_field = "standard"
    source_fields = ()

    class Meta:
        model = EffluentLimit
        fields = ("of_class", "parameter", "unit", "minimum", "maximum", "must_be_absent")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["of_class"]
        field.queryset = EffluentClass.objects.current().filter(standard=self.instance.standard_id)
