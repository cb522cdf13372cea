"""The common dates of the regional budget year, to be corrected by each region's own."""

from __future__ import annotations

import csv
from pathlib import Path

from django.conf import settings

from events.models import KeyDate

FILE = Path(settings.BASE_DIR) / "fixtures" / "reference" / "key_dates.csv"
SOURCE = "Permendagri 86/2017 dan UU 23/2014 (jadwal umum; cocokkan dengan jadwal daerah)"


def load() -> None:
    """Add the common dates that are missing; what the Secretariat changed stays."""
    with FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            known = KeyDate.objects.filter(kind=row["kind"], region=None, year=None)
            if not known.exists():
                KeyDate.objects.create(
                    kind=row["kind"],
                    title=row["title"],
                    month=int(row["month"]),
                    day=int(row["day"]) if row["day"] else None,
                    lead_days=int(row["lead_days"]),
                    advice=row["advice"],
                    source=SOURCE,
                )
