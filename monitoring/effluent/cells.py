"""Cells of laboratory results: numbers, words of a verdict, units, and the parameters by their names."""

from __future__ import annotations

import re

from django.utils import translation
from typing_extensions import override

from core.importing import Choice, FigureCell, Line, Several
from core.importing.rows import Raw
from core.tools import formats
from core.tools.files.spreadsheets import plain
from monitoring.effluent.units import written
from monitoring.models import Result
from monitoring.models.samples import Comparator, Parameter, StatedVerdict

_SAYS = {
    StatedVerdict.EXCEEDS: r"(?:melebihi|melampaui|tidak memenuhi|exceeds?|does not meet)",
    StatedVerdict.PARTLY: r"(?:sebagian|some)",
    StatedVerdict.MEETS: r"(?:memenuhi|sesuai|di bawah|within|meets?|below)",
}
# What stands between the verdict and the standard and says nothing more.
_FILLING = re.compile(
    r"\b(?:baku mutu|the standard|standard|standar|memenuhi|fail|meet it)\b", re.I
)

PARAMETERS = Choice(
    Parameter,
    synonyms={
        Parameter.BOD: ("bod5", "bod 5", "kebutuhan oksigen biokimiawi"),
        Parameter.COD: ("kebutuhan oksigen kimiawi",),
        Parameter.TSS: ("zat padat tersuspensi", "padatan tersuspensi", "residu tersuspensi"),
        Parameter.OIL: ("oil and grease", "minyak lemak", "minyak & lemak"),
        Parameter.E_COLI: ("e. coli in groundwater", "escherichia coli"),
        Parameter.TOTAL_COLIFORM: ("coliform", "total koliform"),
        Parameter.AMMONIA: ("nh3", "nh3-n", "amonia"),
    },
)


class ResultCell(FigureCell):
    """What the laboratory says: “28,5”, “< 2”, or words: “melebihi Pergub 72/2013”."""

    @override
    def clean(self, value: Raw) -> object:
        text = plain(value)
        for verdict, words in _SAYS.items():
            own = re.escape(str(verdict.label))  # as our own table says it
            if match := re.match(f"{own}|{words}", text, re.I):
                rest = " ".join(_FILLING.sub(" ", text[match.end() :]).split())
                return Several(stated=verdict.value, stated_by=rest.strip("()"))
        sign = text[:1] if text[:1] in "<>≤≥" else ""
        number = self.figure(text[1:].strip() if sign else value)
        comparator = {"≤": "<", "≥": ">", "": Comparator.EQUAL.value}.get(sign, sign)
        return Several(value=number, comparator=comparator)

    @override
    def told(self, value: Raw) -> str:
        return super().told(value) if plain(value)[:1].isdigit() else ""

    @override
    def unmarked(self, value: Raw) -> tuple[Raw, bool]:
        return value, False

    @override
    def render(self, value: object) -> object:
        if not isinstance(value, Result):
            return value
        if value.value is None:
            return " ".join(filter(None, (value.get_stated_display(), value.stated_by)))
        if value.comparator == Comparator.EQUAL:
            return value.value
        with translation.override("id"):
            return f"{value.comparator} {formats.number(value.value)}"


class InletCell(ResultCell):
    """The same of the inlet, where a line tells of both ends."""

    @override
    def clean(self, value: Raw) -> object:
        found = super().clean(value)
        assert isinstance(found, Several)
        return Several(inlet=dict(found))

    @override
    def render(self, value: object) -> str:
        return ""  # what is kept has a line for each end


class UnitCell(Line):
    @override
    def clean(self, value: Raw) -> object:
        return written(self.text(value))
