"""Codes of regions at Statistics Indonesia (BPS) beside Kemendagri's, from the crosswalk.

The two orders differ for a third of the kabupaten and kota, so no code is ever made of the other by taking the point
away. The crosswalk (bridging of BPS of 22 May 2022, fixtures/reference/bps_codes.csv) is silent about Papua, whose
provinces were divided later, and about districts and villages.
"""

from __future__ import annotations

import csv
from functools import cache

from django.conf import settings

_FILE = settings.BASE_DIR / "fixtures" / "reference" / "bps_codes.csv"
AS_OF = "2022-05-22"


@cache
def _all() -> dict[str, str]:
    with _FILE.open(encoding="utf-8", newline="") as file:
        return {row["code"]: row["bps_code"] for row in csv.DictReader(file)}


def bps_code(code: str | None) -> str:
    """Return the code of BPS (2 or 4 digits) for one of Kemendagri; "" where the crosswalk does not tell it."""
    return _all().get(code or "", "")
