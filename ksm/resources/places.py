"""Villages of a table by their official code, as the forms do it (`ksm.place.villages`)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext as __
from typing_extensions import override

from core.access import ScopedQuerySet, only_region
from core.importing import Row, Sheet, SheetField
from core.importing.cells.regions import stand_at_home
from core.importing.rows import IS_NEW, Values
from core.land.villages import VillageMatcher, unknown_village
from core.people.users import User
from ksm.doubles.alike import Named, Names
from ksm.place.villages import village_warnings

PLACE = ("village", "district", "village_kind")
# So many unknown villages of a file are sought among close spellings; each takes its time.
MOST_SOUGHT = 200
R = TypeVar("R", bound=Row)


class PlacedSheet(Sheet[R]):
    """A sheet of named records that stand in a village: what fits exactly one gets its code and official words."""

    def __init__(self, user: User) -> None:
        super().__init__(user)
        self.matcher = VillageMatcher()
        self.names: dict[str, Names] = {}
        # Why a village has no code, by what was written: the search for close spellings is slow.
        self.unknown: dict[tuple[str, ...], list[str]] = {}

    @override
    def needed(self) -> list[SheetField]:
        # An officer's rows lie in the officer's own kabupaten or kota where they say nothing.
        has_own = only_region(self.user)
        return [field for field in super().needed() if not (has_own and field.name == "region")]

    @override
    def read(self, rows: Sequence[R]) -> None:
        for row in rows:
            if row.id is None:
                stand_at_home(row.values, self.user)
                if region := row.values.get("region"):
                    self.place(row.values, region)
                    self._tell(row, row.values, region)

    @override
    def candidates(self, rows: Sequence[R]) -> ScopedQuerySet:
        return self.visible().alias(folded=Lower("name")).filter(self.meant(rows))

    def meant(self, rows: Sequence[R]) -> Q:
        """Return the condition for records whose region and name a row states."""
        names = {row.values["name"].lower() for row in rows if row.values.get("name")}
        regions = {row.values["region"] for row in rows if "region" in row.values}
        return Q(region__in=regions, folded__in=names)

    @override
    def find(self, rows: Sequence[R]) -> None:
        super().find(rows)
        fresh = [row for row in rows if row.is_new and row.is_good and row.values.get("region")]
        self._load_names({row.values["region"] for row in fresh})
        for row in fresh:
            self._settle(row)

    def _load_names(self, regions: set[str]) -> None:
        lacking = regions - self.names.keys()
        for region in lacking:
            self.names[region] = Names()
        if lacking:
            rows = self.visible().current().filter(region__in=lacking)
            for pk, region, name, village in rows.values_list("pk", "region_id", "name", "village"):
                self.names[region].add(Named(name, village, pk))

    def _settle(self, row: R) -> None:
        """Ask of a new name that may be a known one with other signs or letters, or do as the user said."""
        values = row.values
        name, village = values.get("name", ""), values.get("village", "")
        names = self.names[values["region"]]
        near = [] if self.is_elsewhere(row) else names.alike(name, village)
        answer = self.answers.get(name, "")
        known = {str(one.pk): one for one in near if one.pk is not None}
        if answer in known:
            row.obj = next(iter(self._held(self.visible().filter(pk=answer))), None)
            row.is_new, row.mark = row.obj is None, ("id", int(answer))
            values["name"] = known[answer].name
            return
        if near and answer != IS_NEW:
            row.ask(name, [(key, one.name) for key, one in known.items()])
            words = __("%(name)s (line %(line)s)")
            listed = ", ".join(
                words % {"name": one.name, "line": one.line} if one.line else one.name
                for one in near
            )
            sentence = __("It may be one of these: %(names)s. Say whether it is.")
            row.fault(sentence % {"names": listed}, "name")
            return
        names.add(Named(name, village, None, row.line))

    def is_elsewhere(self, row: R) -> bool:
        """Return whether a row surely is another record than those of almost the same name."""
        return False

    @override
    def decide(self, row: R) -> None:
        if not row.is_new:
            self._move(row)
        super().decide(row)

    def place(self, values: Values, region: str) -> None:
        """Give values the official words of their village, where they fit one."""
        if not values.get("village"):
            return
        kind, district = values.get("village_kind", ""), values.get("district", "")
        found = self.matcher.exact(region, values["village"], district=district, kind=kind)
        if found is not None:
            values.update(
                village=found.name,
                district=found.district,
                village_kind=found.kind,
                village_region=found.code,
            )

    def _tell(self, row: R, values: Values, region: str) -> None:
        """Say of a village without a code what the forms say."""
        if not values.get("village") or values.get("village_region"):
            return
        village, district, kind = words = tuple(values.get(name, "") for name in PLACE)
        mark: tuple[str, ...] = (region, *words)
        if mark not in self.unknown and len(self.unknown) >= MOST_SOUGHT:
            mark = (village,)  # not sought: nothing but its name is told
        if mark not in self.unknown:
            match = (
                unknown_village(village)
                if len(self.unknown) >= MOST_SOUGHT
                else self.matcher.match(region, village, district=district, kind=kind)
            )
            self.unknown[mark] = village_warnings(match)
        for text in self.unknown[mark]:
            row.tell(text, "village")

    def _move(self, row: R) -> None:
        """Look the village of a known record up again where the file moves it; else leave it alone."""
        obj, values = row.obj, row.values
        stated = {name: values[name] for name in PLACE if name in values}
        values.pop("village_region", None)
        if all(getattr(obj, name) == value for name, value in stated.items()):
            return
        moved = {name: getattr(obj, name) for name in PLACE} | stated | {"village_region": None}
        self.place(moved, obj.region_id)
        self._tell(row, moved, obj.region_id)
        values.update(moved)
