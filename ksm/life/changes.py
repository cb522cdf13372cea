"""What works can change of a facility: its column, and how it was before and is after the works.

The facility holds how it is now; works tell how it was. `FacilityQuerySet.with_makeup` asks them.
"""

from __future__ import annotations

CHANGES: dict[str, tuple[str, str]] = {
    "facility_type": ("type_before", "type_after"),
    "design_sr": ("design_sr_before", "design_sr_after"),
    "design_kk": ("design_kk_before", "design_kk_after"),
    "installed_sr": ("installed_sr_before", "installed_sr_after"),
}


def at_name(column: str) -> str:
    """Return the annotation that holds a column as of a day: "type_at", "design_sr_at" …"""
    return f"{column.removeprefix('facility_')}_at"
