"""What follows a change of officials."""

from __future__ import annotations

from typing import ClassVar

from django import forms
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from agreements.models import Party
from agreements.turnover import PERSON, STRUCTURE
from core.pages.fields import DayField
from core.pages.scoped_forms import PlainForm

REASONS = [
    (PERSON, _("Yes: the person was moved (B2)")),
    (STRUCTURE, _("Yes: the office was restructured (B2)")),
    ("", _("No, it does not block anything")),
]


class FollowForm(PlainForm):
    """The new audience as next step, and whether the change blocks the cooperation."""

    suggests = True

    sections: ClassVar[list[tuple[object, list[str]]]] = [
        (_("New audience"), ["audience", "what", "owner", "due"]),
        (_("Blocker"), ["reason"]),
    ]

    audience = forms.BooleanField(label=_("Make it the next step"), required=False)
    what = forms.CharField(label=_("Next step"), required=False, max_length=300)
    owner = forms.ChoiceField(
        label=_("Who does it"), choices=Party.choices, initial=Party.CHAPTER, required=False
    )
    due = DayField(label=_("Due"), required=False)
    reason = forms.ChoiceField(
        label=_("Does the change hold the cooperation up?"),
        choices=REASONS,
        required=False,
        initial=PERSON,
        widget=forms.RadioSelect,
    )

    @override
    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("audience"):
            for name in ("what", "owner", "due"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(
                        name, __("A next step needs all three: what, who and until when.")
                    )
        elif not cleaned.get("reason"):
            self.add_error(None, __("Choose at least one of the two."))
        return cleaned
