"""Reference data of this room: the headline indicators of a chapter's yearly account (domain §8.3)."""

from __future__ import annotations

import csv
from pathlib import Path

from django.conf import settings
from django.db import transaction

from planning.models import Indicator

FILE = Path(settings.BASE_DIR) / "fixtures" / "reference" / "indicators.csv"


@transaction.atomic
def load() -> int:
    """Add the indicators that are missing and bring changed wording up to date; return how many were written."""
    written = 0
    known = {row.code: row for row in Indicator.objects.all()}
    with FILE.open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            wanted = {
                **line,
                "lower_is_better": bool(line["lower_is_better"]),
                "order": int(line["order"]),
            }
            row = known.get(line["code"], Indicator())
            if row.pk and all(getattr(row, name) == value for name, value in wanted.items()):
                continue
            for name, value in wanted.items():
                setattr(row, name, value)
            row.full_clean()
            row.save()
            written += 1
    return written
