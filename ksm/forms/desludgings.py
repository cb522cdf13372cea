"""The form of an emptying, which asks before the same one is entered twice."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.records.asked import ask, confirm_field, sure_field
from core.tools import partial_dates
from ksm import asked
from ksm.desludging.intervals import TRUCK_REACH_M
from ksm.forms.base import RegistryForm
from ksm.forms.children import SOURCE, check_day
from ksm.models import Desludging

LARGEST_TRUCK_M3 = 6  # common tanks hold 2–6 m³: likely, not checked yet


def ask_of_same_day(form: RegistryForm, cleaned: dict[str, Any]) -> None:
    """Ask before an emptying is entered a second time: the same day, and no other volume."""
    day, volume, row = cleaned.get("done_on"), cleaned.get("volume_m3"), form.instance
    if not day or (row.pk is not None and not {"done_on", "volume_m3"} & set(form.changed_data)):
        return
    rows = Desludging.objects.visible_to(form.user).current().exclude(pk=row.pk)
    rows = rows.filter(facility=row.facility, done_on=day, told_by__isnull=True)
    if any(None in (volume, one.volume_m3) or volume == one.volume_m3 for one in rows):
        words = __(
            "An emptying of %(day)s is recorded already. Tick here to record it nevertheless."
        )
        ask(form, "confirm_told", words % {"day": partial_dates.display(day)})


class DesludgingForm(RegistryForm):
    """What is told in full by hand takes the place of the same emptying told by a visit."""

    asked = asked.DESLUDGING
    sure = sure_field()
    parent_field = "facility"
    rough_note = "remark"
    confirm_told = confirm_field(_("Record it nevertheless"))
    sections = [
        (_("Emptying"), ["done_on", "confirm_told", "sure", "volume_m3", "trips"]),
        (
            _("Provider and destination"),
            ["provider_kind", "provider", "destination", "destination_office", "manifest"],
        ),
        (_("Cost"), ["cost", "payer"]),
        (_("Remarks"), ["remark"]),
    ]

    class Meta:
        model = Desludging
        fields = [
            "done_on",
            "volume_m3",
            "trips",
            "provider_kind",
            "provider",
            "destination",
            "destination_office",
            "manifest",
            "cost",
            "payer",
            "remark",
            *SOURCE,
        ]

    @override
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        check_day(self, "done_on", cleaned)
        ask_of_same_day(self, cleaned)
        return cleaned

    @override
    def warnings(self) -> list[str]:
        """Say when the truck's hose does not reach (domain §6.4), and what one trip cannot hold."""
        record, found = self.instance, []
        distance = record.facility.truck_distance_m
        if distance is not None and distance > TRUCK_REACH_M:
            found.append(
                __("Truck access is %(distance)s m away; a hose reaches about %(reach)s m.")
                % {"distance": distance, "reach": TRUCK_REACH_M}
            )
        if record.volume_m3 and record.trips and record.volume_m3 / record.trips > LARGEST_TRUCK_M3:
            found.append(
                __("More than %(most)s m³ a trip is unusual. Please check volume and trips.")
                % {"most": LARGEST_TRUCK_M3}
            )
        return found
