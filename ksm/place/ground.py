"""What lies below the points of a map: outlines of our own, tiles where they are set up, the first view."""

from __future__ import annotations

import json
from collections.abc import Sequence

from django.conf import settings
from django.templatetags.static import static

from core.land.regions import Region

# Each province with an outline has a file of its kabupaten and kota (fixtures/build_outlines.py).
PROVINCES = sorted(
    path.stem for path in (settings.BASE_DIR / "static" / "map").glob("[0-9][0-9].json")
)


def base_layer(regions: Sequence[Region] = ()) -> dict[str, str]:
    """Return what the script draws below the points: outlines, optional tiles, the first view."""
    boxes = [
        (region.south, region.west, region.north, region.east)
        for region in regions
        if region.south is not None
    ]
    corners = ""
    if boxes:
        south, west, north, east = zip(*boxes, strict=True)
        corners = f"{min(south)},{min(west)},{max(north)},{max(east)}"
    return {
        "country": static("map/provinces.json"),
        "provinces": json.dumps({code: static(f"map/{code}.json") for code in PROVINCES}),
        "corners": corners,
        "province": regions[0].code[:2] if regions else "",
        "tiles": settings.MAP_TILE_URL,
        "tiles_credit": settings.MAP_TILE_CREDIT,
    }
