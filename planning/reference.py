"""Reference data of this room: headline indicators (domain §8.3) and the catalogue of services."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from planning.models import Indicator, Service

FOLDER = Path(settings.BASE_DIR) / "fixtures" / "reference"
# File, model, and how a column is read that is not text.
SETS: tuple[tuple[str, type[Any], dict[str, Callable[[str], Any]]], ...] = (
    ("indicators.csv", Indicator, {"lower_is_better": bool, "order": int}),
    ("services.csv", Service, {"order": int}),
)


@transaction.atomic
def load() -> int:
    """Add the rows that are missing and bring changed wording up to date; return how many were written."""
    return sum(_load(*part) for part in SETS)


def _load(name: str, model: type[Any], read: dict[str, Callable[[str], Any]]) -> int:
    written = 0
    known = {row.code: row for row in model.objects.all()}
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            wanted = {key: read.get(key, str)(value) for key, value in line.items()}
            row = known.get(line["code"], model())
            if row.pk and all(getattr(row, key) == value for key, value in wanted.items()):
                continue
            for key, value in wanted.items():
                setattr(row, key, value)
            row.full_clean()
            row.save()
            written += 1
    return written
