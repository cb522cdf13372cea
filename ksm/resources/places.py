"""Villages of a table by their official code, as the forms do it (`ksm.place.villages`)."""

from __future__ import annotations

from typing import Any

from typing_extensions import override

from core.access import only_region
from core.importing import Row, Sheet, SheetField
from core.land.villages import VillageMatcher

PLACE = ("village", "district", "village_kind")


class PlacedSheet(Sheet):
    """A sheet of records that stand in a village: what fits exactly one gets its code and official words."""

    def __init__(self, user: Any) -> None:
        super().__init__(user)
        self.matcher = VillageMatcher()

    @override
    def needed(self) -> list[SheetField]:
        # An officer's rows lie in the officer's own kabupaten or kota where they say nothing.
        has_own = only_region(self.user)
        return [field for field in super().needed() if not (has_own and field.name == "region")]

    def place(self, values: dict[str, Any], region: str) -> None:
        """Give the values of a new record the official words of their village, where they fit one."""
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

    @override
    def adapt(self, row: Row) -> None:
        """Look the village of a changed record up again where the file moves it; else leave it alone."""
        obj, values = row.obj, row.values
        stated = {name: values[name] for name in PLACE if name in values}
        values.pop("village_region", None)
        if all(getattr(obj, name) == value for name, value in stated.items()):
            return
        moved = {name: getattr(obj, name) for name in PLACE} | stated
        moved["village_region"] = None
        self.place(moved, obj.region_id)
        values.update(moved)
