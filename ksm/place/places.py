"""How a place inside a kabupaten or kota reads. Pure but for the region's own words."""

from __future__ import annotations

from typing import Any

from ksm.choices import VillageKind

_SHORT = {VillageKind.URBAN: "Kel.", VillageKind.RURAL: "Desa", VillageKind.KALURAHAN: "Kalurahan"}
_DISTRICT = {"kecamatan": "Kec.", "kapanewon": "Kapanewon", "kemantren": "Kemantren"}


def place_words(row: Any) -> str:
    """Return address line, hamlet, RT/RW, village and district of a group or facility, joined by commas.

    The kind of village is never guessed: kalurahan and kelurahan differ in law (domain §2.3).
    """
    parts = [getattr(row, "address", ""), row.hamlet]
    rt, rw = getattr(row, "rt", ""), getattr(row, "rw", "")
    parts.append(
        " ".join(f"{word} {number}" for word, number in (("RT", rt), ("RW", rw)) if number)
    )
    if row.village:
        parts.append(f"{_SHORT.get(row.village_kind, '')} {row.village}".strip())
    if row.district:
        parts.append(f"{_DISTRICT[row.region.district_word]} {row.district}")
    return ", ".join(part for part in parts if part)
