"""Forms that ask "is it not this one?" before they save, and the form that makes two records one."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.pages.lookup import LookupField, described
from core.pages.scoped_forms import PlainForm
from ksm.doubles import twins
from ksm.models import Facility, Group


class TwinWarningMixin(forms.BaseForm):
    """Shows what may be the same record; whoever knows better ticks "save nevertheless"."""

    twin_fields: ClassVar[tuple[str, ...]] = ("name", "village")
    twins: list[twins.Twin]

    @override
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.twins = self._asked(cleaned)  # type: ignore[arg-type]
        if self.twins:
            self.fields["confirm_twin"].widget = forms.CheckboxInput()
            if not cleaned.get("confirm_twin"):  # type: ignore[union-attr]
                named = ", ".join(
                    f"{described(twin.record)} – {twin.reason}" for twin in self.twins
                )
                self.add_error(
                    "confirm_twin",
                    __("It may be recorded already: %(twins)s. Tick here to save it nevertheless.")
                    % {"twins": named},
                )
        return cleaned  # type: ignore[return-value]

    def _asked(self, cleaned: dict[str, Any]) -> list[twins.Twin]:  # type: ignore[name-defined]
        if not cleaned.get("name") or not cleaned.get("region"):
            return []
        if self.instance.pk and not {*self.twin_fields} & set(self.changed_data):  # type: ignore[attr-defined]
            return []
        return self.find_twins(cleaned)

    def find_twins(self, cleaned: dict[str, Any]) -> list[twins.Twin]:  # type: ignore[name-defined]
        return twins.same_name(
            self._meta.model,  # type: ignore[attr-defined]
            self.user,  # type: ignore[attr-defined]
            region=cleaned["region"],
            name=cleaned["name"],
            village=cleaned.get("village") or "",
            village_code=self.instance.village_region_id,  # type: ignore[attr-defined]
            but=self.instance.pk,  # type: ignore[attr-defined]
        )


def confirm_field() -> forms.BooleanField:
    return forms.BooleanField(
        label=_("It is another one; save it nevertheless"), required=False, widget=forms.HiddenInput
    )


class MergeForm(PlainForm):
    """The other record, and which of the two stays."""

    other = LookupField(
        queryset=Facility.objects.none(),
        label=_("The other record"),
        help_text=_("Code or exact name; if it is not exact, you are shown the candidates."),
    )
    keep = forms.ChoiceField(
        label=_("Which one stays"),
        choices=[("this", _("This one")), ("other", _("The other one"))],
        initial="this",
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, record: Facility | Group, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        other: Any = self.fields["other"]
        rows = type(record)._default_manager.visible_to(self.user).current()
        other.queryset = rows.exclude(pk=record.pk).filter(region_id=record.region_id)
