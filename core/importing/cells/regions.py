"""Regions as tables name them: by code, official name, short name or alias, all loaded once."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as __
from typing_extensions import override

from core.access import only_region, scope_of
from core.importing.cells.text import Cell, Several
from core.importing.rows import Raw, Values
from core.land.borders import now_of
from core.land.regions import Region, RegionKind, search_key
from core.people.users import User
from core.tools.files.spreadsheets import plain
from core.tools.rows.areas import Reach, in_scope

# Two to ten digits, with or without points: 34, 3404, 34.04, 34.04.01.2001.
_CODE = re.compile(r"(?<![\d.,])[1-9]\d(?:[.,]?\d{1,2})?(?:[.,]?\d{2}(?:[.,]?\d{4})?)?(?![\d])")
_ADMINISTRATIVE = re.compile(r"\b(kota|kab(?:upaten)?)\.?\s+adm(?:inistrasi)?\b\.?\s*", re.I)


class RegionCell(Cell):
    """A kabupaten or kota (`deep` also a province); its value is the code.

    A name that a kabupaten and a kota share is not guessed, unless only one lies in the user's reach.
    """

    width = 26

    def __init__(self, *, with_provinces: bool = False) -> None:
        self.with_provinces = with_provinces
        self.scope: Reach | None = None
        self.by_key: dict[str, list[str]] = {}
        self.names: dict[str, str] = {}

    @override
    def prepare(self, user: User) -> None:
        """Load the names, one query; every row of the file is read from memory."""
        self.scope = scope_of(user)
        rows = (
            Region.objects.down_to_regencies()
            if self.with_provinces
            else Region.objects.regencies()
        )
        self.by_key, self.names = {}, {}
        for region in rows.current().only("code", "name", "kind", "aliases", "search_text"):
            self.names[region.code] = region.short_name
            keys = [key for key in region.search_text.split("|") if key]
            if region.kind == RegionKind.PROVINCE:  # as whose name “Provinsi DI Yogyakarta” is none
                keys += [f"{word}{key}" for key in keys for word in ("provinsi", "prov")]
            # "Kabupaten Kepulauan Seribu" without its "Administrasi", "Kab Sleman" without a point.
            base = search_key(region.base_name)
            kinds = ("kabupaten", "kab") if region.kind == RegionKind.REGENCY else (region.kind,)
            for key in {*keys, search_key(region.name), *(f"{kind}{base}" for kind in kinds)}:
                self.by_key.setdefault(key, []).append(region.code)

    @override
    def clean(self, value: Raw) -> object:
        return self.code(value)

    def code(self, value: Raw) -> str:
        """Return the code of the region a cell names. Raises ValidationError."""
        text = plain(value)
        found = self._found(value, text)
        if len(found) > 1:
            own = [code for code in found if in_scope(code, self.scope)]
            found = own if len(own) == 1 and self.scope else found
        if not found:
            raise ValidationError(
                __("No kabupaten or kota is called “%(value)s”.") % {"value": text[:60]}
            )
        if len(found) > 1:
            names = ", ".join(f"{self.names[code]} ({code})" for code in found[:5])
            names += " …" if len(found) > 5 else ""
            raise ValidationError(
                __("“%(value)s” is not exact. Write one of these: %(candidates)s.")
                % {"value": text[:60], "candidates": names}
            )
        if not in_scope(found[0], self.scope):
            raise ValidationError(
                __("%(region)s is outside your region.") % {"region": self.names[found[0]]}
            )
        return found[0]

    @override
    def told(self, value: Raw) -> str:
        text = plain(value)
        if text in self.names or search_key(text) in self.by_key:
            return ""
        try:
            code = self.code(value)
        except ValidationError:
            return ""  # a room may know more words than there are regions: “National”
        return __("“%(value)s” was read as %(region)s (%(code)s).") % {
            "value": text[:40],
            "region": self.names[code],
            "code": code,
        }

    def _found(self, value: Raw, text: str) -> list[str]:
        """Return the codes of the regions a cell can mean: by code or name as they stand, else by what is in it."""
        if isinstance(value, str) and text in self.names:
            return [text]
        named = self._named(text)
        codes = self._coded(value, text)
        if named:
            return named
        # A name beside a code, or behind it: both must mean the same.
        rest = _CODE.sub(" ", text).strip(" -–:/|,()")
        by_name = self._named(rest) or self._named(rest.partition(",")[0])
        if codes and rest and len(rest) > 2:
            return sorted({*codes, *by_name}) if by_name else []
        return codes or by_name

    def is_name(self, text: str) -> bool:
        """Return whether a text as it stands is the name or code of a region."""
        return text in self.names or bool(self._named(text))

    def _named(self, text: str) -> list[str]:
        found = self.by_key.get(search_key(text)) or self.by_key.get(_name_key(text), [])
        return sorted(set(found)) if text.strip() else []

    def _coded(self, value: Raw, text: str) -> list[str]:
        """Return the codes that digits of a cell can be: “3404”, “34,04”, “34.04.01.2001”; “33.1” lost a zero, before
        or behind the 1, but in a cell of numbers only behind it."""
        match = _CODE.search(text)
        if match is None:
            return []
        digits = re.sub(r"\D", "", match[0])
        parts = re.split(r"[.,]", match[0])
        if len(parts) > 1 and len(parts[1]) == 1:
            both = [f"{parts[0]}.{parts[1]}0", f"{parts[0]}.0{parts[1]}"]
            wanted = both[:1] if isinstance(value, float) else both
        else:
            wanted = [f"{digits[:2]}.{digits[2:4]}" if len(digits) > 2 else digits]
        # What was divided off goes by the code of today; a code that still is in use means its owner.
        return [
            now
            for code in wanted
            for now in ((code,) if code in self.names else now_of(code))
            if now in self.names
        ]

    @override
    def render(self, value: Any) -> str:
        return self.names.get(value, value or "")

    @override
    def choices(self) -> list[tuple[str, str]]:
        return [(code, name) for code, name in self.names.items() if in_scope(code, self.scope)]


class NationalCell(RegionCell):
    """A region; “Nasional” stands for none. `words`: the value that keeps what it says beyond that."""

    _WORDS = re.compile(r"^(national|nasional|indonesia)\b|\(\d+ (regions|daerah|wilayah)\)$", re.I)

    def __init__(self, *, words: str) -> None:
        super().__init__(with_provinces=True)
        self.words = words

    @override
    def clean(self, value: Raw) -> object:
        text = plain(value)
        says_more = "(" in text
        if not self._WORDS.search(text) or (says_more and not self.words):
            return super().clean(value)
        return Several({"region": None} | ({self.words: text} if says_more else {}))

    @override
    def render(self, value: object) -> str:
        return super().render(value) or __("National")


def stand_at_home(values: Values, user: User) -> None:
    """Give values that name no region the own kabupaten or kota of a user who has one."""
    if "region" not in values and (own := only_region(user)):
        values["region"] = own


def _name_key(text: str) -> str:
    """Return a name as it is compared; "Kota Adm." is a kota."""
    return search_key(_ADMINISTRATIVE.sub(r"\1 ", text))
