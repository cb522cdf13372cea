"""Villages of a table by their official code, as the forms do it (`ksm.place.villages`)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from django.db.models import Q
from django.db.models.functions import Lower
from typing_extensions import override

from core.access import ScopedQuerySet, only_region
from core.importing import Row, Sheet, SheetField
from core.importing.regions import stand_at_home
from core.importing.rows import Values
from core.land.villages import VillageMatcher
from core.people.users import User

PLACE = ("village", "district", "village_kind")
R = TypeVar("R", bound=Row)


class PlacedSheet(Sheet[R]):
    """A sheet of named records that stand in a village: what fits exactly one gets its code and official words."""

    def __init__(self, user: User) -> None:
        super().__init__(user)
        self.matcher = VillageMatcher()

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

    @override
    def candidates(self, rows: Sequence[R]) -> ScopedQuerySet:
        return self.visible().alias(folded=Lower("name")).filter(self.meant(rows))

    def meant(self, rows: Sequence[R]) -> Q:
        """Return the condition for records whose region and name a row states."""
        names = {row.values["name"].lower() for row in rows if row.values.get("name")}
        regions = {row.values["region"] for row in rows if "region" in row.values}
        return Q(region__in=regions, folded__in=names)

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

    def _move(self, row: R) -> None:
        """Look the village of a known record up again where the file moves it; else leave it alone."""
        obj, values = row.obj, row.values
        stated = {name: values[name] for name in PLACE if name in values}
        values.pop("village_region", None)
        if all(getattr(obj, name) == value for name, value in stated.items()):
            return
        moved = {name: getattr(obj, name) for name in PLACE} | stated | {"village_region": None}
        self.place(moved, obj.region_id)
        values.update(moved)
