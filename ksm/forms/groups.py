from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from typing_extensions import override

from ksm.choices import Membership
from ksm.forms.base import RegistryForm
from ksm.forms.twins import TwinWarningMixin, confirm_field
from ksm.forms.villages import VillageFormMixin
from ksm.models import Group


class GroupForm(TwinWarningMixin, VillageFormMixin, RegistryForm):
    confirm_twin = confirm_field()

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

    @override
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        dated = cleaned.get("member_from") or cleaned.get("member_to")
        if dated and cleaned.get("membership") == Membership.UNKNOWN:
            cleaned["membership"] = Membership.YES
        return cleaned
