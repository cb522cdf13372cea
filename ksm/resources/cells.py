"""Cells of the registry's tables: places in one line, positions, rough counts, treatment units."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as __
from typing_extensions import override

from core.importing import Cell, Choice, Line, Several, Whole
from core.importing.cells.choices import choice_key
from core.importing.cells.quantities import PartialDate
from core.importing.rows import Raw
from core.land.regions import search_key
from core.tools import rough
from core.tools.files.spreadsheets import plain
from core.tools.written import coordinates
from ksm import codes, tags
from ksm.choices import LifeStage, Technology, VillageKind
from ksm.operators import is_nobody
from ksm.stages import told_stage
from ksm.technologies import TechnologyList

_VILLAGES = (
    (re.compile(r"(?:kelurahan|kel)\b\.?\s*", re.I), VillageKind.URBAN),
    (re.compile(r"(?:kalurahan|kal)\b\.?\s*", re.I), VillageKind.KALURAHAN),
    (re.compile(r"(?:desa|ds)\b\.?\s*", re.I), VillageKind.RURAL),
)
_DISTRICT = re.compile(r"(?:kecamatan|kec|kapanewon|kap|kemantren)\b\.?\s*", re.I)
_HAMLET = re.compile(r"(?:dusun|dsn|padukuhan|dukuh|kampung|kp|lingkungan|link|jl|jalan)\b", re.I)
_ADDRESSES = {"lokasi", "alamat", "lokasisarana", "alamatsarana", "address", "location"}
_RUN = r"\d{1,3}(?:\s*[-–]\s*\d{1,3})?"  # "1-2" stays both
_RT = re.compile(rf"\bRT\.?\s*({_RUN})(?:\s*/\s*({_RUN}))?", re.I)
_RT_AND_RW = re.compile(r"(?:RT\.?\s*)?(\d{1,3})\s*/\s*(?:RW\.?\s*)?(\d{1,3})", re.I)
_RW = re.compile(rf"\bRW\.?\s*({_RUN})", re.I)


class PlaceCell(Line):
    """A village, alone or as people write a place: "RT 02 RW 04 Kel. Purwosari, Kec. Laweyan".

    Fills only what is stated; the kind of village is never guessed (domain §2.3). `takes`: the
    attributes the record has. In a column of villages “Kampung Melayu” is one, in a column of addresses a hamlet.
    """

    def __init__(self, takes: Iterable[str]) -> None:
        self.takes = set(takes)

    @override
    def clean(self, value: Raw) -> object:
        found = read_place(self.text(value))
        if (
            search_key(self.header) not in _ADDRESSES
            and "village" not in found
            and "hamlet" in found
        ):
            found["village"] = found.pop("hamlet")
        return Several({name: text for name, text in found.items() if name in self.takes})


def read_place(text: str) -> dict[str, str]:
    """Return village_kind, village, district, hamlet, rt and rw as far as the line states them."""
    found: dict[str, str] = {}
    if match := _RT.search(text):
        found["rt"] = re.sub(r"\s", "", match[1])
        if match[2]:
            found["rw"] = re.sub(r"\s", "", match[2])
    if match := _RW.search(text):
        found["rw"] = re.sub(r"\s", "", match[1])
    bare: list[str] = []
    for part in _RW.sub("", _RT.sub("", text)).split(","):
        part = part.strip(" /")
        if not part:
            continue
        if match := _DISTRICT.match(part):
            found["district"] = part[match.end() :].strip()
        elif kind := next(((m, k) for p, k in _VILLAGES if (m := p.match(part))), None):
            found["village_kind"], found["village"] = kind[1].value, part[kind[0].end() :].strip()
        elif _HAMLET.match(part):
            found["hamlet"] = part
        else:
            bare.append(part)
    if bare and "village" not in found:
        found["village"] = bare.pop()
    if bare and "hamlet" not in found:
        found["hamlet"] = ", ".join(bare)
    return {name: text for name, text in found.items() if text}


class RtCell(Line):
    """The number of an RT or RW; "02/04" names both, "4" and "04" are one."""

    width = 8

    def __init__(self, name: str) -> None:
        self.name = name

    @override
    def clean(self, value: Raw) -> object:
        text = self.text(value)
        if re.search(r"\d[-\s][A-Za-z]{3}|[A-Za-z]{3}[-\s]\d", text) and not re.search(
            r"\bR[TW]\b", text, re.I
        ):
            raise ValidationError(
                __("Excel made a date of this (%(value)s). Write it again in a cell of text.")
                % {"value": text[:30]},
                code="became_date",
            )
        if match := _RT_AND_RW.fullmatch(text):
            return Several(rt=match[1], rw=match[2])
        return re.sub(r"^R[TW]\.?\s*", "", text, flags=re.I)

    @override
    def same(self, old: object, new: object) -> bool:
        return old == new or (bool(new) and str(old).lstrip("0") == str(new).lstrip("0"))


class GroupCell(Line):
    """The name of a group, or a source's words that nobody runs the facility: “tidak ada” is no blank here."""

    @override
    def has_word(self, value: Raw) -> bool:
        return is_nobody(plain(value))


class CodeCell(Line):
    """The code of a facility; “34.04-1” and “3404 - 0001” are understood. `or_name`: its name may stand there."""

    def __init__(self, *, or_name: bool = False) -> None:
        self.or_name = or_name

    @override
    def clean(self, value: Raw) -> object:
        text = self.text(value)
        found = codes.understood(text)
        if not found and not self.or_name:
            raise ValidationError(
                __("“%(value)s” is not the code of a facility. Write it like 34.04-0001.")
                % {"value": text[:40]}
            )
        return found or text

    @override
    def told(self, value: Raw) -> str:
        found = codes.understood(plain(value))
        if found in ("", plain(value)):
            return ""
        return __("“%(value)s” was read as %(code)s.") % {"value": plain(value)[:40], "code": found}


class CoordinateCell(Cell):
    """Degrees with point or comma, or degrees, minutes and seconds; both numbers in one cell are taken apart."""

    width = 14
    number_format = "0.000000"

    def __init__(self, first: bool = True) -> None:
        self.first = first

    @override
    def clean(self, value: Raw) -> object:
        text = f"{value:.8f}" if isinstance(value, float) else plain(value)
        try:
            if self.first and (both := coordinates.both(text)):
                return Several(latitude=both[0], longitude=both[1])
            return coordinates.number(re.sub(r"(\.\d{8})\d+$|(?<=\.\d{6})0+$", r"\1", text))
        except ValueError:
            raise ValidationError(
                __("“%(value)s” is not a coordinate. Write degrees like -7.795600.")
                % {"value": text[:60]}
            ) from None


class RoughCell(Whole):
    """A count; "±60" and "sekitar 60 KK" are understood and mark the figures as rough."""

    is_late = True  # a template is filled with "rough figures: no"

    def __init__(self, name: str, flag: str = "is_estimate") -> None:
        self.name, self.flag = name, flag

    @override
    def unmarked(self, value: Raw) -> tuple[Raw, bool]:
        return value, False  # the mark has a column of its own

    @override
    def clean(self, value: Raw) -> object:
        if not isinstance(value, str):
            return super().clean(value)
        bare, is_rough = rough.read(value)
        unit = rough.unit_of(value)
        if unit and unit != self.name.rpartition("_")[2]:
            raise ValidationError(
                __("“%(value)s” counts something else than this column.")
                % {"value": plain(value)[:60]}
            )
        count = super().clean(bare)
        if not is_rough:
            return count
        # A line tells of all its numbers at once; which of a stored record's were rough before gives way to it.
        of_all = {"rough": ""} if self.flag == "is_estimate" else {}
        return Several({self.name: count, self.flag: True, **of_all})


class StageCell(Choice):
    """A stage by its word, or as people write it: "75 %, pipa belum dipasang"; such words stay in the remark."""

    @override
    def value(self, value: Raw) -> str:
        return (self._told(value) or LifeStage(super().value(value))).value

    @override
    def beyond(self, value: Raw) -> str:
        return plain(value) if self._told(value) else super().beyond(value)

    def _told(self, value: Raw) -> LifeStage | None:
        return None if choice_key(plain(value)) in self._words else told_stage(plain(value))


class BuiltCell(PartialDate):
    """When it was built; "direncanakan 2018" is the year of a plan: it stays in the remark and tells the stage."""

    @override
    def clean(self, value: Raw) -> object:
        stage = told_stage(plain(value))
        return Several(stage=stage.value) if stage else super().clean(value)

    @override
    def beyond(self, value: Raw) -> str:
        return plain(value) if told_stage(plain(value)) else ""


class TagsCell(Line):
    """Tags separated by commas, as they are kept."""

    @override
    def text(self, value: Raw) -> str:
        return tags.tidy(super().text(value))


class TechnologiesCell(Cell):
    """Treatment units separated by commas or plus signs, in the order the water passes them."""

    width = 30

    @override
    def clean(self, value: Raw) -> object:
        one = Choice(Technology, synonyms=TECHNOLOGY_WORDS)
        found: list[str] = []
        for part in re.split(r"[,;+/]| - ", plain(value)):
            if part.strip():
                code = one.value(part.strip())
                if code not in found:
                    found.append(code)
        return TechnologyList(found)

    @override
    def render(self, value: Any) -> str:
        return str(value or "")


TECHNOLOGY_WORDS = {
    Technology.SETTLER: ("bak pengendap", "bak sedimentasi", "septic tank", "imhoff tank"),
    Technology.DIGESTER: ("biogas", "biodigester", "digester"),
    Technology.ABR: ("anaerobic baffled reactor", "baffle", "anaerobik bersusun"),
    Technology.AF: ("anaerobic filter", "biofilter anaerob", "filter anaerobik"),
    Technology.WETLAND: ("wetland", "constructed wetland", "sanita", "taman sanita"),
    Technology.BIOFILTER: ("biofilter", "biofilter aerob", "anaerob-aerob"),
    Technology.RBC: ("rbc",),
    Technology.ACTIVATED: ("activated sludge", "aerasi"),
    Technology.CHLORINATION: ("klorin", "desinfeksi"),
    Technology.PUMP: ("pompa",),
    Technology.GREASE_TRAP: ("perangkap lemak", "bak lemak"),
}
