"""Results of several samples typed as a grid: of one facility on several days, or of the many of one paper."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.pages.lookup import LookupField
from core.pages.scoped_forms import PlainForm
from core.records.asked import ask_of, sure_field
from core.tools.partial_dates import PartialDateFormField
from ksm.models import Facility
from monitoring.effluent.cells import ResultCell
from monitoring.effluent.units import unit_of
from monitoring.models import Parameter, Result, Sample, SamplePoint

ROWS = 6
# What the national rule of domestic waste water limits, in its order.
PARAMETERS = (
    Parameter.PH,
    Parameter.BOD,
    Parameter.COD,
    Parameter.TSS,
    Parameter.OIL,
    Parameter.AMMONIA,
    Parameter.TOTAL_COLIFORM,
)
POINTS = [(one.value, one.label) for one in (SamplePoint.OUTLET, SamplePoint.INLET)]
SHARED = ("laboratory_text", "sampler", "source", "source_url", "as_of")


class LabGridForm(PlainForm):
    """A row each sample, a column each parameter; `found` holds (sample, results) once the form is valid.

    `facility`: that of every row, where the grid was opened from one.
    """

    suggests = True

    taken_on = PartialDateFormField(
        label=_("Taken on"),
        max_length=40,
        required=False,
        help_text=_("Of every row that names no day of its own."),
    )
    laboratory_text = forms.CharField(label=_("Laboratory"), max_length=150, required=False)
    sampler = forms.CharField(label=_("Taken by"), max_length=150, required=False)
    source = forms.CharField(label=_("Source"), max_length=300, required=False)
    sure = sure_field()

    def __init__(self, *args: object, facility: Facility | None = None, **kwargs: object) -> None:
        extra: dict[str, forms.Field] = {}
        for n in range(ROWS):
            extra |= _row(n, facility)
        super().__init__(*args, extra=extra, **kwargs)
        self.found: list[tuple[Sample, list[Result]]] = []
        self.confirmed = ""

    def shared_fields(self) -> list[BoundField]:
        return [self[name] for name in ("taken_on", "laboratory_text", "sampler", "source")]

    def lines(self) -> list[tuple[int, list[tuple[object, BoundField]]]]:
        """Return the rows as they are shown: their number, and each cell with the head of its column."""
        return [
            (
                n + 1,
                [
                    (head, self[name])
                    for head, name in zip(self.heads(), _row(n, None), strict=True)
                ],
            )
            for n in range(ROWS)
        ]

    def heads(self) -> list[object]:
        return [
            _("Facility"),
            _("Sample point"),
            _("Day"),
            *(one.label for one in PARAMETERS),
        ]

    @override
    def clean(self) -> dict[str, object]:
        cleaned = super().clean()
        for n in range(ROWS):
            results = self._results(n)
            if results:
                self._take(n, results)
        if not self.errors and not self.found:
            self.add_error(None, __("Write at least one result."))
        if not self.errors:
            self.confirmed = ask_of(self, self._recorded())
        return cleaned

    def _results(self, n: int) -> list[Result]:
        """Return the results of a row; what is not understood is told at its cell."""
        found = []
        for parameter in PARAMETERS:
            name = f"{parameter.value}_{n}"
            if not (typed := self.cleaned_data.get(name)):
                continue
            try:
                said = ResultCell(4).clean(typed)
                row = Result(parameter=parameter, unit=unit_of(parameter), **dict(said))  # type: ignore[call-overload]
                row.clean_fields(exclude=["sample"])
            except ValidationError as error:
                self.add_error(name, " ".join(error.messages))
            else:
                found.append(row)
        return found

    def _take(self, n: int, results: list[Result]) -> None:
        data = self.cleaned_data
        facility: Facility | None = data.get(f"facility_{n}")
        if facility is None:
            if f"facility_{n}" not in self.errors:
                self.add_error(f"facility_{n}", __("Say of which facility this row is."))
            return
        sample = Sample(
            facility=facility,
            region_id=facility.region_id,
            point=data.get(f"point_{n}") or SamplePoint.OUTLET,
            taken_on=data.get(f"taken_on_{n}") or data.get("taken_on") or "",
            is_example=facility.is_example,
            **{name: data[name] for name in SHARED if data.get(name)},
        )
        if any(_key(one) == _key(sample) for one, _told in self.found):
            self.add_error(f"facility_{n}", __("This sample stands in a row above already."))
        self.found.append((sample, results))

    def _recorded(self) -> list[str]:
        """Return what says that a sample of the same place, point and day is recorded already."""
        rows = Sample.objects.visible_to(self.user).current()
        known = rows.filter(facility__in=[one.facility_id for one, _told in self.found])
        keys = {_key(one) for one in known}
        words = __("A sample of %(what)s is recorded already.")
        return [words % {"what": one} for one, _told in self.found if _key(one) in keys]


def _row(n: int, facility: Facility | None) -> dict[str, forms.Field]:
    """Return the fields of a row by name; each says by itself which row and column it is."""

    def label(words: object) -> str:
        return __("%(what)s, row %(n)s") % {"what": words, "n": n + 1}

    fields: dict[str, forms.Field] = {
        f"facility_{n}": LookupField(
            queryset=Facility.objects.all(), label=label(_("Facility")), required=False,
            initial=facility.pk if facility else None,
        ),
        f"point_{n}": forms.ChoiceField(label=label(_("Sample point")), choices=POINTS, required=False),
        f"taken_on_{n}": PartialDateFormField(label=label(_("Day")), max_length=40, required=False),
        **{
            f"{one.value}_{n}": forms.CharField(label=label(one.label), max_length=60, required=False)
            for one in PARAMETERS
        },
    }  # fmt: skip
    for name, field in fields.items():
        look = "form-select" if name.startswith("point") else "form-control"
        field.widget.attrs |= {"class": look, "aria-label": field.label}
    return fields


def _key(sample: Sample) -> tuple[int | None, str, str]:
    return sample.facility_id, sample.point, sample.taken_on
