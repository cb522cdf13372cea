"""Reference data of this room: the regions by Kemendagri code, down to the village."""

from __future__ import annotations

import csv
import gzip
import math
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from core.land.regions import Region, kind_below, search_key
from core.tools.rows import bulk

FILE = Path(settings.BASE_DIR) / "fixtures" / "regions.csv"
VILLAGES = FILE.with_name("villages.csv.gz")
VILLAGE_COLUMNS = (
    "code",
    "name",
    "kind",
    "parent_id",
    "latitude",
    "longitude",
    "reference_decree",
    "search_text",
)
DECREE = "Kepmendagri 300.2.2-2138/2025"


@transaction.atomic
def load() -> int:
    """Add the regions of fixtures/regions.csv that are missing; return how many.

    What is there already stays as the Secretariat keeps it. Parents come before their children in
    the file and in the table.
    """
    known = set(Region.objects.values_list("code", flat=True))
    missing = [region for region in read() if region.code not in known]
    Region.objects.bulk_create(missing, batch_size=300)
    return len(missing)


def read() -> list[Region]:
    """Return the unsaved regions of the file with their search text built."""
    found = []
    with FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            region = Region(
                code=row["code"],
                name=row["name"],
                kind=row["kind"],
                parent_id=row["parent"] or None,
                capital=row["capital"],
                latitude=Decimal(row["latitude"]) if row["latitude"] else None,
                longitude=Decimal(row["longitude"]) if row["longitude"] else None,
                aliases=[alias.strip() for alias in row["aliases"].split("|") if alias.strip()],
                reference_decree=DECREE,
            )
            region.search_text = region.build_search_text()
            found.append(region)
    return found


@transaction.atomic
def load_villages() -> int:
    """Add the districts and villages of fixtures/villages.csv.gz that are missing; return how many.

    Also gives every kabupaten and kota without bounds the box around its villages. The regions above
    must be there; what is there already stays.
    """
    known = set(Region.objects.values_list("code", flat=True))
    missing = [row for row in read_villages() if row[0] not in known and row[0][:5] in known]
    bulk.insert(Region, VILLAGE_COLUMNS, missing)
    boundless = Region.objects.regencies().filter(south__isnull=True)
    if boundless.exists():
        _set_bounds(list(boundless))
    return len(missing)


def read_villages() -> Iterator[tuple[Any, ...]]:
    """Yield the districts and villages of the file as `VILLAGE_COLUMNS`, districts before their villages."""
    with gzip.open(VILLAGES, "rt", encoding="utf-8", newline="") as file:
        lines = csv.reader(file)
        next(lines)
        for code, name, latitude, longitude in lines:
            yield (
                code,
                name,
                kind_below(code).value,
                code.rpartition(".")[0],
                latitude or None,
                longitude or None,
                DECREE,
                f"|{search_key(name)}|",
            )


def _set_bounds(regencies: list[Region]) -> None:
    """Give each region the box around its villages, wider by the usual way from one to the next.

    A village's point is its middle or office, so its land reaches about half that way beyond it.
    """
    points = defaultdict(list)
    places = Region.objects.villages().filter(latitude__isnull=False)
    for code, latitude, longitude in places.values_list("code", "latitude", "longitude"):
        points[code[:5]].append((float(latitude), float(longitude)))  # type: ignore[arg-type]
    bounded = []
    for region in regencies:
        if not (found := points.get(region.code)):
            continue
        south, north = min(p[0] for p in found), max(p[0] for p in found)
        west, east = min(p[1] for p in found), max(p[1] for p in found)
        margin = max(0.02, math.sqrt((north - south) * (east - west) / len(found)))
        corners = (south - margin, west - margin, north + margin, east + margin)
        region.south, region.west, region.north, region.east = (
            round(Decimal(corner), 3) for corner in corners
        )
        bounded.append(region)
    Region.objects.bulk_update(bounded, ["south", "west", "north", "east"], batch_size=200)
