"""What the room's forms share: defaults instead of required choices, rough figures, warnings."""

from __future__ import annotations

import re
from typing import ClassVar, cast

from django import forms
from django.utils.translation import gettext as __
from typing_extensions import override

from core.access import ScopedQuerySet
from core.pages.fields import WholeField
from core.pages.scoped_forms import RecordForm
from core.tools import rough
from ksm.tags import used


class RoughIntegerField(WholeField):
    """A count; "±60", "sekitar 60" and "60 KK" are understood."""

    rough_flag = "is_estimate"

    @override
    def marked(self, text: str) -> tuple[str, bool]:
        said, own = (
            rough.unit_of(text),
            set(re.findall(r"\b(kk|sr|jiwa)\b", str(self.label or "").lower())),
        )
        if said and own and said not in own:
            raise forms.ValidationError(
                __("“%(value)s” counts something else than this column.") % {"value": text[:60]}
            )
        return rough.read(text)


class _InUse:
    """A hint with the tags among rows; these are read when it is shown, not for a form that is only sent."""

    def __init__(self, hint: object, rows: ScopedQuerySet) -> None:
        self.hint, self.rows = hint, rows

    @override
    def __str__(self) -> str:
        names = ", ".join(used(self.rows))
        return f"{self.hint} {__('In use: %s.') % names}" if names else str(self.hint)


class RegistryForm(RecordForm):
    """A choice with a default may be left out; `warnings` are shown after saving, stop nothing."""

    source_fields = ("source", "source_url", "as_of", "is_example")
    fixed_once_saved: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for name in self._with_default():
            self.fields[name].required = False
        if "tags" in self.fields:
            self._offer_tags()
        for name in self.fixed_once_saved:
            if self.instance.pk is not None and name in self.fields:
                self.fields[name].disabled = True

    def _offer_tags(self) -> None:
        """Say which tags are in use, once the field is shown: a second spelling would be a second tag."""
        field = self.fields["tags"]
        rows = self._meta.model._default_manager.visible_to(self.user).current()
        field.help_text = cast(str, _InUse(field.help_text, rows))

    def _with_default(self) -> list[str]:
        return [
            item.name
            for item in self._meta.model._meta.concrete_fields
            if item.name in self.fields and item.choices and item.has_default()
        ]

    @override
    def clean(self) -> dict[str, object]:
        cleaned = super().clean()
        for name in self._with_default():
            if cleaned.get(name) == "":
                cleaned[name] = self._meta.model._meta.get_field(name).get_default()
        return cleaned
