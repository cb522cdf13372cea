"""What offices call the types of facilities, and how one is named that has no name of its own."""

from __future__ import annotations

import re

from core.importing.rows import Values
from ksm.choices import FacilityType
from ksm.models import Facility

TYPE_WORDS = {
    FacilityType.COMMUNAL: (
        "ipal komunal",
        "ipal",
        "sewerage",
        "simplified sewerage",
        "shallow sewerage",
        "perpipaan",
        "perpipaan komunal",
        "spald-t permukiman",
        "communal ipal",
        "communal wwtp",
    ),
    FacilityType.AREA: ("ipal kawasan", "ipal terpusat", "ipal perkotaan", "spald-t kawasan"),
    FacilityType.COMBINED: (
        "ipal kombinasi",
        "kombinasi",
        "mck kombinasi",
        "combination mck and house connections",
        "mck dan sambungan rumah",
    ),
    FacilityType.MCK: ("mck umum", "mck biasa", "public toilet", "toilet umum"),
    FacilityType.MCK_PLUS: ("mck plus", "mck+", "mck dengan ipal"),
    FacilityType.MCK_PLUS_PLUS: ("mck++", "mck plus plus", "mck biodigester"),
    FacilityType.SHARED_TANK: (
        "tangki septik komunal",
        "septik tank komunal",
        "septic tank komunal",
        "tangki septik",
        "communal septic tank",
        "tsk",
    ),
}

# How a facility is named that has no name of its own; stored text, so not in the reader's language.
_NAMES: dict[str, str] = {
    FacilityType.COMMUNAL: "IPAL komunal",
    FacilityType.AREA: "IPAL kawasan",
    FacilityType.COMBINED: "IPAL kombinasi",
    FacilityType.MCK: "MCK",
    FacilityType.MCK_PLUS: "MCK Plus",
    FacilityType.MCK_PLUS_PLUS: "MCK Plus++",
    FacilityType.SHARED_TANK: "Tangki septik komunal",
}
_GROUP_NAME = re.compile(r"^(KSM|KPP|KSM/KPP|BPS)\s", re.I)


def name_facility(values: Values) -> bool:
    """Name a facility after its group; return whether the file names neither, so that its type and place must do.

    Without a known type and place it stays without a name, and is refused.
    """
    words = _NAMES.get(values.get("facility_type", ""), "")
    name, place = values.get("name", ""), values.get("village") or values.get("hamlet")
    if not name and place and words:
        values["name"] = f"{words} {place}"
        return True
    if _GROUP_NAME.match(name):
        # The file names the group; the facility is called after it.
        longer = f"{words or 'Sarana'} {name}"
        if len(longer) <= (Facility._meta.get_field("name").max_length or 0):
            values["name"] = longer
    return False
