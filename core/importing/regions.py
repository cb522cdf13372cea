"""Regions as tables name them: by code, official name, short name or alias, all loaded once."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as __
from typing_extensions import override

from core.access import Reach, in_scope, only_region, scope_of
from core.importing.cells import Cell
from core.importing.rows import Raw, Values
from core.land.regions import Region, RegionKind, search_key
from core.people.users import User
from core.tools.files.spreadsheets import plain


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
        text = _code(value)
        found = [text] if text in self.names else sorted(set(self.by_key.get(search_key(text), [])))
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
    def render(self, value: Any) -> str:
        return self.names.get(value, value or "")

    @override
    def choices(self) -> list[tuple[str, str]]:
        return [(code, name) for code, name in self.names.items() if in_scope(code, self.scope)]


def stand_at_home(values: Values, user: User) -> None:
    """Give values that name no region the own kabupaten or kota of a user who has one."""
    if "region" not in values and (own := only_region(user)):
        values["region"] = own


def _code(value: Raw) -> str:
    """Return the cell as text; Excel turns the code 34.10 into the number 34.1."""
    if isinstance(value, float) and 10 < value < 100 and not value.is_integer():
        return f"{value:05.2f}"
    return plain(value)
