"""Many of many: ticks in a box that scrolls, the chosen ones first; a script adds a search above it.

A tall native multi-select loses the whole choice with one careless tap and cannot be searched.
"""

from __future__ import annotations

from typing import Any

from django import forms
from typing_extensions import override


class PickMany(forms.CheckboxSelectMultiple):
    template_name = "components/pick_many.html"

    @override
    def optgroups(self, name: str, value: list[str], attrs: dict[str, object] | None = None) -> Any:
        """Return the choices, those already chosen before the others."""
        groups = super().optgroups(name, value, attrs)
        return sorted(groups, key=lambda group: not any(one["selected"] for one in group[1]))


def pick_many(field: Any) -> None:
    """Give a field of many choices the box, where it would be a native multi-select."""
    if type(field.widget) is forms.SelectMultiple:
        box = PickMany(attrs=field.widget.attrs)
        box.is_required = field.widget.is_required
        box.choices = field.widget.choices
        field.widget = box
