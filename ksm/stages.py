"""The stage of a facility as words tell it: "direncanakan 2018", "75 %, pipa belum dipasang". Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.utils import timezone

from core.tools import partial_dates
from ksm.choices import FunctionStatus, LifeStage

# What is planned for a facility that stands is no plan to build it: "rencana rehabilitasi 2019".
_NOT_LATER_WORKS = (
    r"(?!\W+(?:di|pe|peng|pen|untuk\s+)*"
    r"(?:rehab|perbaik|baik|sedot|kuras|luas|tambah|retrofit|ganti|tingkat|pelihara|rawat|sambung|sr\b|"
    r"to be rehab|repair|emptying|extension|visit|kunjung))"
)
_WORDS = (
    (
        LifeStage.BUILDING,
        re.compile(
            r"\b(?:sedang|masih|tengah|dalam)\s+(?:tahap\s+)?(?:di|pem)bangun|\bunder construction\b|"
            r"(?:^|pembangunan|konstruksi|bangunan|fisik)\W*(?:belum|blm)\s+(?:selesai|rampung|tuntas)\b|"
            r"\bsetengah jadi\b|\bhalf[- ]built\b|"
            r"\bpipa\w*\s+(?:\w+\s+)?belum\s+(?:di|ter)?pasang|\bprogres\w*\s+(?:fisik\s+)?\d|"
            r"^\s*\d{1,2}(?:[.,]\d+)?\s*(?:%|persen)",
            re.IGNORECASE,
        ),
    ),
    (
        LifeStage.PLANNED,
        re.compile(
            rf"\b(?:di|ter)?rencana(?:kan|nya)?\b{_NOT_LATER_WORKS}|\bplanned\b{_NOT_LATER_WORKS}|"
            rf"\b(?:diusulkan|usulan)\b{_NOT_LATER_WORKS}|\bakan dibangun\b|\bto be built\b|\bbelum (?:di|ter)bangun\b",
            re.IGNORECASE,
        ),
    ),
)


@lru_cache(4096)  # remarks of a table mostly say the same again
def told_stage(*texts: str) -> LifeStage | None:
    """Return what words say of a facility that does not stand yet; None where they say no such thing."""
    for stage, pattern in _WORDS:
        if any(pattern.search(text) for text in texts):
            return stage
    return None


def stage_of_new(
    values: Mapping[str, Any], *, is_seen: bool = False, today: dt.date | None = None
) -> LifeStage:
    """Return the stage of a facility nobody stated it of: by the words of its remarks, then by signs of its life.

    `is_seen`: it was seen in use. A bare name says nothing: "not known", which is counted nowhere as built.
    """
    if found := told_stage(str(values.get("description") or "")):
        return found
    if values.get("closed_on"):
        return LifeStage.CLOSED
    if values.get("commissioned_on") or is_seen:
        return LifeStage.BUILT
    if not (built := values.get("built_on")):
        return LifeStage.UNKNOWN
    first = partial_dates.first_day(built)
    is_coming = first and first > (today or timezone.localdate())
    return LifeStage.PLANNED if is_coming else LifeStage.BUILT


def is_sign_of_use(name: str, value: object) -> bool:
    """Return whether a fact of a status record says that the facility stands ("not in use yet" does not)."""
    return value not in ("", None, FunctionStatus.UNKNOWN, FunctionStatus.NOT_STARTED)


def in_use(seen: Mapping[str, object]) -> bool:
    """Return whether the facts of a status record say that the facility works."""
    return seen.get("function_status") in (FunctionStatus.WORKING, FunctionStatus.PARTLY)
