"""A field of many choices is a box that scrolls, not a page full of ticks."""

from __future__ import annotations

from typing import Any

from crispy_forms.templatetags.crispy_forms_filters import as_crispy_form
from django import forms

from core.pages.scoped_forms import PlainForm


class ManyForm(PlainForm):
    regions = forms.MultipleChoiceField(
        choices=[(str(n), f"Kab. {n}") for n in range(500)], help_text="Petunjuk", required=False
    )


def test_the_box_and_its_search_are_drawn(secretariat: Any) -> None:
    shown = as_crispy_form(ManyForm(data={"regions": ["499", "999"]}, user=secretariat))
    assert 'class="pick-box"' in shown and "data-pick-find" in shown
    assert shown.index('value="499"') < shown.index('value="0"'), "what is chosen stands first"
    assert "Petunjuk" in shown
    assert "999" in shown, "the error of a wrong choice is told"
