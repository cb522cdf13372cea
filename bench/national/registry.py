"""The registry's part of the made-up national set: groups, facilities and what is recorded of them."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from bench.national import SOURCE
from bench.national.keys import follow_keys
from chapters.models import Chapter
from core.land.regions import Region
from core.tools.rows import bulk
from ksm.models import Desludging, Facility, FacilityNumber, Group, Operation, StatusRecord

WORDS = [
    "Sejahtera",
    "Makmur",
    "Lestari",
    "Mandiri",
    "Bersih",
    "Sehat",
    "Rukun",
    "Guyub",
    "Harapan",
    "Maju",
    "Tirta",
    "Bina",
    "Karya",
    "Mulya",
    "Gemah",
    "Ripah",
    "Abadi",
    "Sentosa",
    "Berkah",
    "Amanah",
    "Bersama",
    "Asri",
    "Hijau",
    "Jaya",
    "Sumber",
    "Cipta",
    "Mekar",
    "Melati",
    "Mawar",
    "Anggrek",
    "Kenanga",
    "Dahlia",
    "Teratai",
    "Flamboyan",
    "Cempaka",
    "Seroja",
]
TYPES = {
    "ipal_komunal": 46,
    "mck_plus": 22,
    "mck": 10,
    "ipal_kombinasi": 9,
    "tangki_septik": 8,
    "mck_plusplus": 3,
    "ipal_kawasan": 2,
}
FUNCTIONS = {"berfungsi": 62, "berfungsi_sebagian": 15, "tidak_berfungsi": 15, "belum_operasi": 3}
CONDITIONS = {"baik": 55, "rusak_ringan": 25, "rusak_sedang": 12, "rusak_berat": 8}
STAGES = {"terbangun": 93, "dibangun": 2, "rencana": 2, "ditutup": 3}
CHAPTERS = {"active": 40, "forming": 20, "candidate": 25, "dormant": 15}
PLACE = ("district", "village_kind", "village", "village_region_id")


@dataclass(frozen=True)
class Place:
    """One village as the records name it."""

    code: str
    name: str
    kind: str
    district: str
    latitude: float
    longitude: float


class Draw(Random):
    """A seeded source of choices by weight."""

    def of(self, weights: dict[str, int]) -> str:
        return self.choices(list(weights), list(weights.values()))[0]

    def day(self, first: int, last: dt.date) -> dt.date:
        """Return a day from the first of January of a year to `last`."""
        start = dt.date(first, 1, 1)
        return start + dt.timedelta(days=self.randrange(max((last - start).days, 1)))


@transaction.atomic
def generate(*, facilities: int, groups: int, seed: int) -> dict[str, int]:
    """Insert the set into regions whose villages are loaded; return how many rows of each kind.

    Chapters are made where a region has none. Raises LookupError where no villages are loaded.
    """
    draw, today = Draw(seed), timezone.localdate()
    places = _places()
    if not places:
        raise LookupError("no villages")
    regions = sorted(places)
    # Some regions have many, most have few, as it is in the country.
    weights = [len(places[code]) ** 0.7 * draw.paretovariate(2.0) for code in regions]
    made = {"chapters": _chapters(draw, regions)}
    group_rows = list(_groups(draw, places, draw.choices(regions, weights, k=groups)))
    made["groups"] = bulk.insert(Group, GROUP_COLUMNS, group_rows)
    by_region: dict[str, list[int]] = defaultdict(list)
    for row in group_rows:
        by_region[row[3]].append(row[0])
    facility_rows = list(_facilities(draw, places, draw.choices(regions, weights, k=facilities)))
    made["facilities"] = bulk.insert(Facility, FACILITY_COLUMNS, facility_rows)
    made["operations"] = bulk.insert(
        Operation, OPERATION_COLUMNS, _operations(draw, facility_rows, by_region)
    )
    made["status records"] = bulk.insert(
        StatusRecord, STATUS_COLUMNS, _status(draw, facility_rows, today)
    )
    made["desludgings"] = bulk.insert(
        Desludging, DESLUDGING_COLUMNS, _desludgings(draw, facility_rows, today)
    )
    _count_on(facility_rows)
    follow_keys(Group, Facility)
    return made


def _places() -> dict[str, list[Place]]:
    """Return the villages with a position by kabupaten or kota; 2 queries."""
    names = dict(Region.objects.districts().values_list("code", "name"))
    rows = Region.objects.villages().filter(latitude__isnull=False).order_by("code")
    found: dict[str, list[Place]] = defaultdict(list)
    for code, name, kind, south, east in rows.values_list(
        "code", "name", "kind", "latitude", "longitude"
    ):
        place = Place(code, name, kind, names[code[:8]], float(south), float(east))  # type: ignore[arg-type]
        found[code[:5]].append(place)
    return found


def _chapters(draw: Draw, regions: list[str]) -> int:
    known = set(Chapter.objects.values_list("region", flat=True))
    rows = []
    for code in regions:
        status = draw.of(CHAPTERS)
        if code not in known:
            formed = str(draw.randint(2010, 2024)) if status in ("active", "dormant") else ""
            rows.append((code, status, formed, SOURCE, True))
    names = ("region_id", "status", "formed_on", "source", "is_example")
    return bulk.insert(Chapter, names, rows)


GROUP_COLUMNS = (
    "id",
    "name",
    "kind",
    "region_id",
    *PLACE,
    "formed_on",
    "status",
    "membership",
    "source",
    "is_example",
)


def _groups(draw: Draw, places: dict[str, list[Place]], codes: list[str]) -> Iterator[Any]:
    key = (Group.objects.aggregate(last=Max("pk"))["last"] or 0) + 1
    taken: set[tuple[str, str, str]] = set()
    for number, code in enumerate(codes):
        place = draw.choice(places[code])
        name = f"KSM {draw.choice(WORDS)} {draw.choice(WORDS)}"
        # Two villages of a region can have one name, of two kinds.
        if (code, place.name.lower(), name) in taken:
            name = f"{name} {number}"
        taken.add((code, place.name.lower(), name))
        yield (
            key + number,
            name,
            draw.of({"ksm": 45, "kpp": 30, "ksm_kpp": 20, "bps": 5}),
            code,
            *_of(place),
            str(draw.randint(2005, 2024)),
            draw.of({"aktif": 55, "aktif_sebagian": 15, "tidak_aktif": 20, "tidak_diketahui": 10}),
            draw.of({"ya": 45, "belum": 30, "tidak_diketahui": 25}),
            SOURCE,
            True,
        )


def _of(place: Place) -> tuple[str, str, str, str]:
    return (place.district, place.kind, place.name, place.code)


FACILITY_COLUMNS = (
    "id",
    "code",
    "region_id",
    "stage",
    "built_on",
    "closed_on",
    "name",
    "facility_type",
    *PLACE,
    "rt",
    "rw",
    "latitude",
    "longitude",
    "coordinate_source",
    "design_sr",
    "design_kk",
    "source",
    "is_example",
)


def _facilities(draw: Draw, places: dict[str, list[Place]], codes: list[str]) -> Iterator[Any]:
    key = (Facility.objects.aggregate(last=Max("pk"))["last"] or 0) + 1
    last = Counter(dict(FacilityNumber.objects.values_list("region_id", "last")))
    labels = {"ipal_komunal": "IPAL Komunal", "ipal_kombinasi": "IPAL Kombinasi", "mck": "MCK"}
    for number, code in enumerate(codes):
        place, kind, stage = draw.choice(places[code]), draw.of(TYPES), draw.of(STAGES)
        last[code] += 1
        built = draw.randint(2003, 2024)
        # One in twenty-five has no position; one in three hundred a wrong one, as from a phone in town.
        known, astray = draw.random() > 0.04, 1.5 if draw.random() < 0.003 else 0.0
        design = draw.randrange(20, 160, 5)
        yield (
            key + number,
            f"{code}-{last[code]:04d}",
            code,
            stage,
            "" if stage in ("rencana", "dibangun") else str(built),
            str(built + 1 + draw.randrange(2025 - built)) if stage == "ditutup" else "",
            f"{labels.get(kind, 'MCK Plus')} {draw.choice(WORDS)} {draw.choice(WORDS)}",
            kind,
            *_of(place),
            f"{draw.randint(1, 20):02d}",
            f"{draw.randint(1, 12):02d}",
            _near(draw, place.latitude - astray, -11.4, 6.4) if known else None,
            _near(draw, place.longitude + astray / 2, 94.6, 141.4) if known else None,
            "gps" if known else "",
            design if kind.startswith("ipal") else None,
            design + draw.randrange(0, 40, 5),
            SOURCE,
            True,
        )


def _near(draw: Draw, degrees: float, least: float, most: float) -> str:
    return f"{min(max(degrees + draw.uniform(-0.012, 0.012), least), most):.6f}"


def _count_on(facility_rows: list[Any]) -> None:
    """Let the numbers of each region go on after those that were given here."""
    last = {row[2]: int(row[1].partition("-")[2]) for row in facility_rows}
    rows = [FacilityNumber(region_id=code, last=number) for code, number in last.items()]
    FacilityNumber.objects.bulk_create(
        rows, update_conflicts=True, update_fields=["last"], unique_fields=["region"]
    )


OPERATION_COLUMNS = (
    "facility_id",
    "group_id",
    "started_on",
    "ended_on",
    "source",
    "is_example",
)


def _operations(
    draw: Draw, facility_rows: list[Any], by_region: dict[str, list[int]]
) -> Iterator[Any]:
    for key, _code, region, stage, built, *_rest in facility_rows:
        groups = by_region[region]
        if not groups or stage != "terbangun" or draw.random() < 0.15:
            continue
        started = built
        if draw.random() < 0.2:
            changed = str(int(built) + draw.randint(1, 8))
            yield key, draw.choice(groups), started, changed, SOURCE, True
            started = changed
        yield key, draw.choice(groups), started, "", SOURCE, True


STATUS_COLUMNS = (
    "facility_id",
    "observed_on",
    "function_status",
    "physical_condition",
    "active_sr",
    "kk",
    "source",
    "is_example",
)


def _status(draw: Draw, facility_rows: list[Any], today: dt.date) -> Iterator[Any]:
    for key, _code, _region, stage, built, *_rest in facility_rows:
        if stage != "terbangun":
            continue
        for _number in range(draw.choice((0, 1, 1, 2, 2, 3, 3, 4))):
            yield (
                key,
                draw.day(min(int(built) + 1, today.year - 1), today).isoformat(),
                draw.of(FUNCTIONS),
                draw.of(CONDITIONS),
                draw.randrange(0, 120) if draw.random() < 0.7 else None,
                draw.randrange(5, 150) if draw.random() < 0.7 else None,
                SOURCE,
                True,
            )


DESLUDGING_COLUMNS = (
    "facility_id",
    "done_on",
    "volume_m3",
    "trips",
    "provider_kind",
    "source",
    "is_example",
)


def _desludgings(draw: Draw, facility_rows: list[Any], today: dt.date) -> Iterator[Any]:
    for key, _code, _region, stage, built, *_rest in facility_rows:
        if stage != "terbangun":
            continue
        for _number in range(draw.choice((0, 0, 0, 1, 1, 2, 3))):
            trips = draw.randint(1, 6)
            yield (
                key,
                draw.day(min(int(built) + 2, today.year - 1), today).isoformat(),
                trips * draw.choice((2, 3, 4)),
                trips,
                draw.of({"uptd": 40, "pdam": 10, "swasta": 35, "sendiri": 15}),
                SOURCE,
                True,
            )
