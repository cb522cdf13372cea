"""Codes and provinces of regions before their province or kabupaten was divided (pemekaran), from reference data.

Rows are kept and seen by the code of today; this tells what it was called by, and where it belonged, on a day.
"""

from __future__ import annotations

import csv
import datetime as dt
from functools import cache

from django.conf import settings

from core.tools.rows.values import value_class

_FILE = settings.BASE_DIR / "fixtures" / "reference" / "former_codes.csv"


@value_class
class Former:
    """What a region was until a day: `code` and `name` of then, `now` the code of today, by which law."""

    code: str
    name: str
    now: str
    until: dt.date
    law: str


@cache
def _all() -> tuple[Former, ...]:
    with _FILE.open(encoding="utf-8", newline="") as file:
        return tuple(
            Former(
                row["old_code"],
                row["old_name"],
                row["new_code"],
                dt.date.fromisoformat(row["valid_from"]) - dt.timedelta(days=1),
                row["law"],
            )
            for row in csv.DictReader(file)
        )


def former_of(code: str) -> list[Former]:
    """Return what a region of today was before; [] where it was never divided off."""
    return [one for one in _all() if one.now == code]


def now_of(code: str) -> tuple[str, ...]:
    """Return the codes of today of what bore a code before; () for none."""
    return tuple(one.now for one in _all() if one.code == code)


def went_from(code: str) -> list[Former]:
    """Return what left a region: provinces and kabupaten that lie elsewhere today."""
    inside = [one for one in _all() if one.code == code or one.code.startswith(f"{code}.")]
    return sorted(inside, key=lambda one: one.now)


def codes_before(code: str) -> tuple[str, ...]:
    """Return the codes of today that make up a region within its borders of before; itself first.

    Of a province the provinces that left it, and kabupaten that went to others: as prefixes of codes.
    """
    found = [code]
    for one in went_from(code):
        if not any(one.now == kept or one.now.startswith(f"{kept}.") for kept in found):
            found.append(one.now)
    return tuple(found)
