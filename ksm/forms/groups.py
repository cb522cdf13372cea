from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from typing_extensions import override

from core.records.asked import confirm_field
from ksm import asked
from ksm.choices import Membership
from ksm.forms.base import RegistryForm
from ksm.forms.twins import ask_of_twins, same_name
from ksm.forms.villages import match_village, offer_villages
from ksm.models import Group
from ksm.place.villages import village_warnings


class GroupForm(RegistryForm):
    asked = asked.GROUP
    confirm_twin = confirm_field(_("It is another one; save it nevertheless"))

    sections = [
        (
            _("Group"),
            [
                "name",
                "kind",
                "region",
                "district",
                "village",
                "village_kind",
                "hamlet",
                "confirm_twin",
            ],
        ),
        (pgettext_lazy("of a group", "Standing"), ["status", "formed_on", "legal_basis", "decree"]),
        (_("Membership in AKSANSI"), ["membership", "member_from", "member_to"]),
        (_("Contact"), ["contact_name", "contact_phone"]),
        (_("Remarks"), ["tags", "description"]),
    ]
    fixed_once_saved = ("region",)

    class Meta:
        model = Group
        fields = [
            "name",
            "kind",
            "region",
            "village_kind",
            "village",
            "district",
            "hamlet",
            "status",
            "formed_on",
            "legal_basis",
            "decree",
            "membership",
            "member_from",
            "member_to",
            "contact_name",
            "contact_phone",
            "tags",
            "description",
            "source",
            "source_url",
            "as_of",
            "is_example",
        ]
        widgets = {
            "contact_phone": forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
            "description": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        offer_villages(self)

    @override
    def clean(self) -> dict[str, object]:
        cleaned = super().clean()
        self.match = match_village(self)
        is_asked = self.instance.pk is None or {"name", "village"} & set(self.changed_data)
        self.twins = same_name(self) if is_asked else []
        ask_of_twins(self, self.twins)
        dated = cleaned.get("member_from") or cleaned.get("member_to")
        if dated and cleaned.get("membership") == Membership.UNKNOWN:
            cleaned["membership"] = Membership.YES
        return cleaned

    @override
    def warnings(self) -> list[str]:
        return village_warnings(self.match)
