"""How facts of the registry read in one line. Plain values in, words out."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as __

from core.tools import formats
from core.tools.rough import of_row as is_rough
from ksm.choices import FacilityType
from ksm.life.changes import CHANGES
from ksm.models.operations import nobody_words


def rough(number: int | None, is_estimate: bool) -> str | None:
    """Return a count in words, "±60" where it is a rough one; None where it is not known."""
    return None if number is None else formats.about(number, is_estimate)


def operator_words(row: Any) -> str:
    """Return who runs a facility `with_operator`; that nobody does, where a source states so; "" where not known."""
    return nobody_words() if row.operator_name == "" else row.operator_name or ""


def use_text(row: Any) -> str:
    """Return SR, KK, jiwa and fee of a status record; they never add up together."""
    parts = [
        f"{rough(value, is_rough(row, name))} {unit}"
        for name, unit in (("active_sr", "SR"), ("kk", "KK"), ("jiwa", "jiwa"))
        if (value := getattr(row, name)) is not None
    ]
    if row.fee is not None:
        parts.append(__("fee %(rupiah)s") % {"rupiah": formats.rupiah(row.fee)})
    return " · ".join(parts)


def type_word(value: str) -> str:
    """Return a facility type in words; "" where none is stated."""
    return str(FacilityType(value).label) if value else ""


def before_after(before: Any, after: Any) -> str:
    """Return "40 → 90" with a dash for what is not stated; "" where neither is."""
    if before in (None, "") and after in (None, ""):
        return ""
    return " → ".join(
        formats.DASH
        if value in (None, "")
        else formats.number(value)
        if isinstance(value, int)
        else value
        for value in (before, after)
    )


def changes_text(works: object) -> str:
    """Return what works changed: "MCK Plus → IPAL kombinasi · 0 → 40 SR installed"."""
    labels = {
        "facility_type": "%s",
        "design_sr": __("designed %s SR"),
        "design_kk": __("designed %s KK"),
        "installed_sr": __("installed %s SR"),
    }
    found = []
    for column, (before, after) in CHANGES.items():
        values = [getattr(works, before), getattr(works, after)]
        if column == "facility_type":
            values = [type_word(value) for value in values]
        if values[1] not in (None, "") and values[0] != values[1]:
            found.append(labels[column] % before_after(*values))
    return " · ".join(found)
