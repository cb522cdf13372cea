"""Reference data of this room: provinces, kabupaten and kota by Kemendagri code."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

from django.conf import settings
from django.db import transaction

from chapters.models import Region

FILE = Path(settings.BASE_DIR) / "fixtures" / "regions.csv"
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
