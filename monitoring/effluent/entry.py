"""A paper of a laboratory in one form: the sample, and each parameter a line, at both ends where it tells of both."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.tools.written.lines import AT, MOST_LINES, split
from monitoring import asked
from monitoring.effluent.cells import PARAMETERS, ResultCell
from monitoring.effluent.units import unit_of
from monitoring.forms import RegionOfFacilityForm, SampleForm
from monitoring.models import Result, Sample, SamplePoint
from monitoring.services.samples import record_sample


class SamplesForm(RegionOfFacilityForm):
    """A new sample with its results."""

    asked = asked.SAMPLE
    lines = forms.CharField(
        label=_("Results"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("A line each: “BOD @ 28,5”; of both ends “BOD @ 210 @ 28,5”, inlet first."),
    )
    sections = [*SampleForm.sections, (_("Results"), ["lines"])]
    Meta = SampleForm.Meta

    @override
    def clean(self) -> dict[str, object]:
        cleaned = super().clean()
        self.results: list[Result] = []
        self.inlets: list[Result] = []
        lines = split(str(cleaned.get("lines") or ""))
        if len(lines) > MOST_LINES:
            self.add_error("lines", __("At most %(most)s lines.") % {"most": MOST_LINES})
        for number, line in lines[:MOST_LINES]:
            try:
                self._take(line)
            except ValidationError as error:
                words = {"line": number, "why": " ".join(error.messages)}
                self.add_error("lines", __("Line %(line)s: %(why)s") % words)
        if self.inlets and cleaned.get("point") != SamplePoint.OUTLET:
            self.add_error("point", _("Lines of both ends belong to a sample of the outlet."))
        return cleaned

    def _take(self, line: str) -> None:
        """Read a line. Raises ValidationError."""
        is_share = self.cleaned_data.get("point") == SamplePoint.REMOVAL
        name, *values = (part.strip() for part in line.split(AT))
        if not 1 <= len(values) <= 2 or not any(values):
            raise ValidationError(__("Write it as “BOD @ 28,5”."))
        parameter = PARAMETERS.value(name)
        ends = [self.results] if len(values) == 1 else [self.inlets, self.results]
        for end, written in zip(ends, values, strict=True):
            if not written:
                continue
            if any(one.parameter == parameter for one in end):
                raise ValidationError(__("%(what)s stands here twice.") % {"what": name})
            said = ResultCell(4).clean(written.rstrip(" %") if is_share else written)
            unit = "%" if is_share else unit_of(parameter)
            own = Result(sample=self.instance, parameter=parameter, unit=unit, **dict(said))  # type: ignore[call-overload]
            own.clean_fields(exclude=["sample"])
            end.append(own)

    @override
    def save(self, commit: bool = True) -> Sample:
        return record_sample(
            sample=self.instance, results=self.results, inlets=self.inlets, by=self.user
        )
