"""Records that may be of one and the same thing: asked at entry, and as a list to clear up (F06)."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext as __

from core.people.users import User
from core.tools import formats
from core.tools.rows.values import value_class
from ksm.choices import CoordinateSource
from ksm.doubles.alike import Named, Names
from ksm.models import Facility, Group
from ksm.place.nearness import box, distance_m

NEAR_M = 50
SHOWN = 5
MOST = 200
MOST_COMPARED = 5000  # names of one region; the largest has some hundreds


@value_class
class Twin:
    """A record that may be the same, and why in words."""

    record: Any
    reason: str

    @property
    def url(self) -> str:
        return self.record.get_absolute_url()


@value_class
class TwinPair:
    """Two records that may be one; the older one first."""

    first: Any
    second: Any
    reason: str


def same_name(
    model: Any,
    user: User,
    *,
    region: Any,
    name: str,
    village: str,
    village_code: str | None = None,
    but: Any = None,
) -> list[Twin]:
    """Return records of this name, or of one that may be the same, in the village; in the region where it is not known.

    The same `village_code` is the same village, however its name was written. 2 queries.
    """
    rows = model.objects.visible_to(user).current().exclude(pk=but).filter(region=region)
    if village:
        here = Q(village__iexact=village) | Q(village="")
        rows = rows.filter(here | Q(village_region=village_code) if village_code else here)
    known = rows.order_by("pk").values_list("pk", "name")[:MOST_COMPARED]
    plain = " ".join(name.lower().split())
    same = [pk for pk, other in known if " ".join(other.lower().split()) == plain]
    near = Names(Named(other, "", pk) for pk, other in known).alike(name, "")
    alike = [*same, *(one.pk for one in near)][:SHOWN]
    if not alike:
        return []
    found = rows.select_related("region").in_bulk(alike)
    return [
        Twin(
            found[pk],
            _name_reason(found[pk].village, village)
            if pk in same
            else __("a name that may be the same"),
        )
        for pk in alike
        if pk in found
    ]


def _name_reason(one: str, other: str) -> str:
    if one and one.casefold() == other.casefold():
        return __("same name in the same village")
    return __("same name in the region")


def close_by(user: User, *, lat: Decimal, lon: Decimal, but: object = None) -> list[Twin]:
    """Return facilities within 50 m, nearest first; positions of a village's centre do not count."""
    rows = _located(user).exclude(pk=but).filter(_inside(lat, lon))
    found = []
    for row in rows.select_related("region")[:MOST]:
        metres = distance_m(lat, lon, row.latitude, row.longitude)
        if metres <= NEAR_M:
            found.append((metres, row.pk, Twin(row, _near_reason(metres))))
    return [twin for _metres, _pk, twin in sorted(found, key=lambda item: item[:2])[:SHOWN]]


def _near_reason(metres: float) -> str:
    return __("%(distance)s m apart") % {"distance": formats.number(round(metres))}


def _located(user: User) -> Any:
    rows = Facility.objects.visible_to(user).current().filter(latitude__isnull=False)
    return rows.exclude(coordinate_source=CoordinateSource.VILLAGE)


def _inside(lat: Decimal, lon: Decimal) -> Q:
    around = box(lat, lon, NEAR_M)
    return Q(
        latitude__gte=around.south,
        latitude__lte=around.north,
        longitude__gte=around.west,
        longitude__lte=around.east,
    )


def suspected_groups(user: User) -> list[TwinPair]:
    """Return pairs of groups of one name in a region where a village is missing or the same; 2 queries."""
    return _same_names(Group, user)


def suspected_facilities(user: User) -> list[TwinPair]:
    """Return pairs of facilities of one name and village, or within 50 m; at most 200, 3 queries."""
    found = {(pair.first.pk, pair.second.pk): pair for pair in _same_names(Facility, user)}
    for pair in _near_pairs(user):
        key = (pair.first.pk, pair.second.pk)
        if key in found:
            both = f"{found[key].reason}, {pair.reason}"
            pair = dataclasses.replace(pair, reason=both)
        found[key] = pair
    return list(found.values())[:MOST]


def _same_names(model: Any, user: User) -> list[TwinPair]:
    rows = model.objects.visible_to(user).current()
    names: Any = (
        rows.order_by()
        .annotate(word=Lower("name"))
        .values("region_id", "word")
        .annotate(n=Count("pk"))
        .filter(n__gt=1)
        .order_by("region_id", "word")[:MOST]
    )
    keys = {(row["region_id"], row["word"]) for row in names}
    if not keys:
        return []
    rows = rows.annotate(word=Lower("name")).filter(
        region__in={region for region, _word in keys}, word__in={word for _region, word in keys}
    )
    found: dict[tuple[str, str], list[Any]] = {}
    for row in rows.select_related("region").order_by("pk")[: MOST * 5]:
        if (row.region_id, row.word) in keys:
            found.setdefault((row.region_id, row.word), []).append(row)
    return [
        TwinPair(one, other, _name_reason(one.village, other.village))
        for key in sorted(found)
        for one, other in _combined(found[key])
        if not one.village or not other.village or one.village.lower() == other.village.lower()
    ][:MOST]


def _combined(rows: list[object]) -> Iterable[tuple[Any, Any]]:
    return ((one, other) for number, one in enumerate(rows) for other in rows[number + 1 :])


def _near_pairs(user: User) -> Iterable[TwinPair]:
    """Sweep from south to north: only neighbours within the height of the box are compared."""
    rows = _located(user).order_by("latitude", "pk")
    places = rows.values_list("pk", "latitude", "longitude")
    near: list[tuple[float, int, int]] = []
    window: list[tuple[int, Decimal, Decimal]] = []
    for pk, lat, lon in places.iterator(chunk_size=2000):
        around = box(lat, lon, NEAR_M)
        window = [place for place in window if place[1] >= around.south]
        for other, lat2, lon2 in window:
            if around.west <= lon2 <= around.east:
                metres = distance_m(lat, lon, lat2, lon2)
                if metres <= NEAR_M:
                    near.append((metres, min(pk, other), max(pk, other)))
        window.append((pk, lat, lon))
    near = sorted(near)[:MOST]
    keys = {pk for _metres, *pair in near for pk in pair}
    shown = Facility.objects.visible_to(user).select_related("region").in_bulk(keys) if keys else {}
    for metres, first, second in near:
        yield TwinPair(shown[first], shown[second], _near_reason(metres))
