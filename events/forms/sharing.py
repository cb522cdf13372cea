"""Forms of the sharing board and of the budget year's dates."""

from __future__ import annotations

import re

from django import forms
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.pages.scoped_forms import PlainForm, RecordForm
from events import services
from events.forms.base import SOURCE, multiline, places
from events.models import KeyDate, Practice
from ksm.models import Facility

MOST_FACILITIES = 20


class PracticeForm(RecordForm):
    codes = forms.CharField(
        label=_("Facilities"),
        required=False,
        max_length=400,
        help_text=_("Codes, e.g. 34.04-0007; several with a comma between."),
    )

    sections = [
        (_("What it is"), ["kind", "title", "region", "aspect", "solution", "happened_on"]),
        (_("The story"), ["situation", "action", "result", "cost"]),
        (_("Belongs to"), ["codes", "event"]),
    ]

    class Meta:
        model = Practice
        fields = (
            "kind",
            "title",
            "region",
            "aspect",
            "solution",
            "happened_on",
            "situation",
            "action",
            "result",
            "cost",
            "event",
            *SOURCE,
        )
        widgets = {"situation": multiline(4), "action": multiline(4), "result": multiline(3)}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].queryset = places(self.user)  # type: ignore[attr-defined]
        if self.instance.pk:
            links = self.instance.facility_links.filter(archived_at__isnull=True)
            visible = Facility.objects.visible_to(self.user).filter(practice_links__in=links)
            self.fields["codes"].initial = ", ".join(visible.values_list("code", flat=True))

    def clean_codes(self) -> list[Facility]:
        wanted = [code for code in re.split(r"[\s,;]+", self.cleaned_data["codes"]) if code]
        if len(wanted) > MOST_FACILITIES:
            raise forms.ValidationError(_("At most %(n)s facilities.") % {"n": MOST_FACILITIES})
        found = list(Facility.objects.visible_to(self.user).current().filter(code__in=wanted))
        missing = sorted(set(wanted) - {facility.code for facility in found})
        if missing:
            raise forms.ValidationError(
                _("Not found in your registry: %(codes)s.") % {"codes": ", ".join(missing)}
            )
        return found

    @override
    def save(self, commit: bool = True) -> Practice:
        practice = super().save(commit)
        services.set_facilities(
            practice=practice,
            chosen=self.cleaned_data["codes"],
            choosable=Facility.objects.visible_to(self.user),
        )
        return practice


class WithdrawForm(PlainForm):
    remark = forms.CharField(label=_("Reason"), max_length=100, widget=multiline(2))


class KeyDateForm(RecordForm):
    class Meta:
        model = KeyDate
        fields = (
            "title",
            "kind",
            "region",
            "month",
            "day",
            "year",
            "lead_days",
            "advice",
            *SOURCE,
        )
        widgets = {"advice": multiline(3)}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].queryset = places(self.user)  # type: ignore[attr-defined]
