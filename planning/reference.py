"""Reference data of this room: headline indicators (domain §8.3) and the catalogue of services."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction

from core.records.reference import put, rows
from planning.models import Indicator, Service

# File, model, and how a column is read that is not text.
SETS: tuple[tuple[str, type[Any], dict[str, Callable[[str], Any]]], ...] = (
    ("indicators.csv", Indicator, {"lower_is_better": bool, "order": int}),
    ("services.csv", Service, {"order": int}),
)


@transaction.atomic
def load() -> None:
    """Add the rows that are missing and bring wording up to date that nobody changed."""
    for name, model, read in SETS:
        for line in rows(name):
            values = {key: read.get(key, str)(value) for key, value in line.items()}
            put(model, {"code": values.pop("code")}, values)
