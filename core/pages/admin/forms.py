"""What the admin types into where a table has no form on a page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ValidationError
from typing_extensions import override

from core.records.lost_update import VersionField, carry_version, refuse_stale
from core.tools.visible import visible_data


class KnownRowSelect(AutocompleteSelect):
    """Shows the chosen row again only where there is one; Django's own fails on a forged key."""

    @override
    def optgroups(self, name: str, value: Any, attr: Any = None) -> Any:
        return super().optgroups(name, [key for key in value if self._is_row(key)], attr)

    def _is_row(self, key: object) -> bool:
        try:
            return self.choices.field.to_python(key) is not None
        except ValidationError:
            return False


class VersionedForm(forms.ModelForm):
    """A table that has no form on a page; what somebody else saved meanwhile is not written over."""

    user: Any = None
    own_version = ""
    guarded = ()

    row_version = VersionField()

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(visible_data(data), *args, **kwargs)
        carry_version(self)

    def rows_beside(self) -> list[object]:
        return []

    @override
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        refuse_stale(self)
        return cleaned
