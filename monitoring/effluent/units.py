"""One unit per parameter, however a laboratory writes it; plain values only."""

from __future__ import annotations

import re

# Counted per 100 mL: the methods differ (MPN, CFU), the number that a rule limits is the same.
_COUNTED = re.compile(r"(?:mpn|cfu|apm|jumlah|jml|koloni)/100ml")
_COUNT = "jumlah/100 mL"
_SPELLED = {"mg/l": "mg/L", "°c": "°C", "oc": "°C", "c": "°C", "l/orang/hari": "L/orang/hari"}
_UNIT_OF = {
    "ph": "",
    "temperature": "°C",
    "flow": "L/orang/hari",
    "total_coliform": _COUNT,
    "fecal_coliform": _COUNT,
    "e_coli": _COUNT,
    "salmonella": _COUNT,
    "shigella": _COUNT,
}


def unit_of(parameter: str) -> str:
    """Return the unit a parameter is told in: “mg/L” for whatever is dissolved or suspended."""
    return _UNIT_OF.get(parameter, "mg/L")


def plain(unit: str) -> str:
    """Return a unit as it compares: “mg/l” is “mg/L”; MPN, CFU and jumlah per 100 mL are one."""
    text = "".join(unit.split()).casefold().replace("liter", "l")
    if _COUNTED.fullmatch(text):
        return _COUNT
    return _SPELLED.get(text, text)


def written(unit: str) -> str:
    """Return a unit with its usual spelling; what is not known stays as it is written."""
    text = "".join(unit.split()).casefold().replace("liter", "l")
    if _COUNTED.fullmatch(text):
        method = text.partition("/")[0]
        return f"{method.upper() if method in ('mpn', 'cfu', 'apm') else method}/100 mL"
    return _SPELLED.get(text, " ".join(unit.split()))
