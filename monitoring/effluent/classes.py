"""Classes of a rule on effluent: which holds for a plant, by what is known of it; plain values only."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from core.tools.rows.values import value_class

# Kinds of water (toilet water, other household water, both together) and where it goes, as rules tell them.
TOILET, OTHER_WATER, COMBINED, WITHOUT_TOILET_ALONE = (
    "kakus",
    "nonkakus",
    "gabungan",
    "nonkakus_gabungan",
)
TO_WATER, TO_DRAIN, TO_SOIL, REUSE = "air", "drainase", "tanah", "pemanfaatan"
_WATERS = {WITHOUT_TOILET_ALONE: (OTHER_WATER, COMBINED)}
# What the registry knows of a facility, in a rule's words; the rest leaves the class open.
_RECEIVERS = {
    "sungai": TO_WATER,
    "laut": TO_WATER,
    "drainase": TO_DRAIN,
    "irigasi": TO_DRAIN,
    "resapan": TO_SOIL,
}
_TYPES = {"tangki_septik": TOILET}
_WITH_PIPES = (
    "ipal_komunal",
    "ipal_kawasan",
    "ipal_kombinasi",
    "mck",
    "mck_plus",
    "mck_plusplus",
)


@value_class
class Limit:
    """Bounds of one parameter, both included; `absent` means it must not be found at all."""

    parameter: str
    unit: str
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    absent: bool = False


@value_class
class RuleClass:
    """A class of a rule: volume above–up to (m³/day, the upper bound included), water and receiver ("" any)."""

    name: str
    above: Decimal | None = None
    up_to: Decimal | None = None
    water: str = ""
    receiver: str = ""
    is_complete: bool = True
    limits: tuple[Limit, ...] = ()


@value_class
class Plant:
    """What chooses the class: m³ a day, kind of water, where it goes; None or "" where not known."""

    volume: Decimal | None = None
    water: str = ""
    receiver: str = ""


def plant_of(facility_type: str, flow: Decimal | None, receiving_water: str) -> Plant:
    """Return a facility's facts in a rule's words: pipes bring toilet and other water together."""
    water = COMBINED if facility_type in _WITH_PIPES else _TYPES.get(facility_type, "")
    return Plant(flow, water, _RECEIVERS.get(receiving_water, ""))


def candidates(classes: Iterable[RuleClass], plant: Plant) -> tuple[RuleClass, ...]:
    """Return the classes that may hold: one where the facts are known, several where one is missing."""
    return tuple(one for one in classes if _may_hold(one, plant))


def _may_hold(one: RuleClass, plant: Plant) -> bool:
    if plant.volume is not None and (
        (one.above is not None and plant.volume <= one.above)
        or (one.up_to is not None and plant.volume > one.up_to)
    ):
        return False
    if one.water and plant.water and plant.water not in _WATERS.get(one.water, (one.water,)):
        return False
    return not (one.receiver and plant.receiver and one.receiver != plant.receiver)
