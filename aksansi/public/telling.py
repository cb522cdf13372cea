"""What the public page of a chapter tells: approved figures as they were kept, no persons, no drafts.

Nobody is signed in here, so nothing is read through an account: every read starts at the chapters that the Secretariat
switched on, and what is told of them is what a letter to a government told already.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import math
from collections.abc import Iterable, Iterator
from dataclasses import field, replace
from decimal import Decimal
from functools import cache

from django.conf import settings
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import gettext as __

from aksansi.api.records import value_of
from aksansi.letter.figures import headline, known_of
from aksansi.letter.kept import kept_parts
from aksansi.letter.lists import Lists
from aksansi.letter.published import Published
from chapters.models import Chapter
from core.land.regions import Region
from core.records.review import State
from core.tools import formats
from core.tools.rows.figures import Figure
from core.tools.rows.values import value_class
from core.tools.tables import show
from ksm.choices import FunctionStatus
from ksm.models import Facility
from ksm.reports import Registry, Slice
from planning.models import ApprovedFigures, ArchivedReport, Indicator
from planning.models.kept import ApprovedFiguresQuerySet
from planning.reports.rows import AchievementRow

WIDTH, MOST_POINTS = 640, 600
SIZE = 1200, 630  # of the picture other sites show (`aksansi.public.card`)
Ring = list[tuple[float, float]]  # longitude, latitude


@value_class
class Told:
    """A figure in words: what it counts, the number, what is to know of it."""

    label: str
    text: str
    note: str
    value: object = None


@value_class
class Point:
    """A facility on the picture; `tone` gives shape and colour."""

    x: float
    y: float
    tone: str


@value_class
class Picture:
    """Outlines as paths of an SVG, and the facilities on them."""

    width: int
    height: int
    outlines: tuple[str, ...]
    points: tuple[Point, ...] = ()
    total: int = 0  # facilities, with a known place or without


@value_class
class PublicPage:
    """The newest approved year of a chapter."""

    region: Region
    year: int
    as_of: dt.date
    approved_on: dt.date
    code: str
    has_examples: bool
    figures: list[Told]
    functions: list[Told]
    achievements: list[dict[str, str]] = field(default_factory=list)
    left_out: int = 0
    picture: Picture | None = None
    letter: ArchivedReport | None = None


def chapters() -> list[Chapter]:
    """Return the chapters with a public page, by name: switched on, and with a year that stands approved."""
    found = {kept.annual_report.chapter for kept in _standing(_kept())}
    return sorted(found, key=lambda chapter: (chapter.region.name, chapter.pk))


def newest(code: str) -> ApprovedFigures | None:
    """Return the figures of the newest approved year of a region's chapter, without their tree; None for none."""
    rows = _kept().filter(annual_report__chapter__region=code).order_by("-annual_report__year")
    return next(_standing(rows), None)


def _kept() -> ApprovedFiguresQuerySet:
    rows = ApprovedFigures.objects.filter(
        annual_report__chapter__in=Chapter.objects.public(),
        annual_report__state=State.APPROVED,
        annual_report__archived_at__isnull=True,
    )
    return rows.select_related("annual_report__chapter__region__parent").defer("figures")


def _standing(rows: Iterable[ApprovedFigures]) -> Iterator[ApprovedFigures]:
    """Yield those whose year nobody has open for correction now."""
    return (kept for kept in rows if not kept.annual_report.is_open())


@value_class
class Beside:
    """What the page tells beside the kept figures, read anew at every call: where facilities lie, the newest letter."""

    places: tuple[tuple[str, Decimal, Decimal], ...]
    letter: ArchivedReport | None

    def state(self, kept: ApprovedFigures) -> str:
        """Return a digest that is another one as soon as anything the page tells is."""
        account = kept.annual_report
        region = account.chapter.region
        told = (kept.pk, kept.kept_at, kept.code, region.name, self.places, str(self.letter))
        return hashlib.sha256(repr(told).encode()).hexdigest()


def beside(kept: ApprovedFigures) -> Beside:
    """Return the places of the region's facilities and the newest letter that told these very figures."""
    account = kept.annual_report
    region = account.chapter.region
    rows = Facility.objects.current().in_region(region.pk).exclude(latitude=None)
    places = rows.exclude(longitude=None).order_by("code")[:MOST_POINTS]
    letters = ArchivedReport.objects.current().filter(region=region, year=account.year)
    return Beside(
        tuple(
            (code, latitude, longitude)
            for code, latitude, longitude in places.values_list("code", "latitude", "longitude")
            if latitude is not None and longitude is not None
        ),
        letters.filter(digest=kept.digest).newest_first().first(),
    )


def build_public(kept: ApprovedFigures, beside: Beside) -> PublicPage | None:
    """Return what is told of a kept year; None where its figures cannot be read."""
    parts = kept_parts(kept.figures)
    if parts is None:
        return None
    account, registry, year = kept.annual_report, parts["registry"], parts["plan_year"]
    region = account.chapter.region
    nowhere = Lists(region.pk, registry.at, account.year, is_open=False)
    # Where a chapter had a number from is its own text and may name people.
    unsigned = replace(
        year, achievements=tuple(replace(row, source="") for row in year.achievements)
    )
    told = _stats(headline(registry, unsigned, parts["findings"], Published(), nowhere))
    achievements = _achievements(year.achievements)
    return PublicPage(
        region=region,
        year=account.year,
        as_of=registry.at,
        approved_on=timezone.localdate(kept.kept_at),
        code=kept.code,
        has_examples=bool(registry.examples or year.has_examples),
        figures=[*told[:4], _persons(registry), *told[4:]],
        functions=[
            Told(_function(part), formats.number(part.count), "", part.count)
            for part in registry.facilities_by_function
        ],
        achievements=achievements,
        left_out=len(year.achievements) - len(achievements),
        picture=_picture(region, registry, beside.places),
        letter=beside.letter,
    )


def _function(part: Slice) -> str:
    """Return the name of a function in the language of now; figures are kept in Indonesian."""
    return str(FunctionStatus(part.key).label if part.key in FunctionStatus.values else part.label)


def _achievements(rows: Iterable[AchievementRow]) -> list[dict[str, str]]:
    """Return those of indicators that all chapters share: the words of any other are the chapter's own text."""
    shared = {one.code: one for one in Indicator.objects.current()}
    return [
        {
            "label": str(shared[row.code]),
            "target": show(row.target, "number"),
            "realised": show(row.realised, "number"),
            "unit": row.unit,
        }
        for row in rows
        if row.code in shared and row.unit == shared[row.code].unit
    ]


def _stats(stats: Iterable[dict[str, object]]) -> list[Told]:
    return [
        Told(
            str(one["label"]), str(one["value"]), strip_tags(str(one["note"])), _plain(one["value"])
        )
        for one in stats
    ]


def _plain(figure: object) -> object:
    """Return the number of a figure for JSON; None where it is not known."""
    return value_of(figure.value) if isinstance(figure, Figure) else None


def _persons(registry: Registry) -> Told:
    """Return the people served, which the headline does not tell."""
    used = registry.jiwa.used
    figure = used.figure()
    return Told(__("persons served"), figure.text, known_of(used), _plain(figure))


# --- The picture ------------------------------------------------------------------------


@cache
def _outlines(province: str) -> dict[str, list[Ring]]:
    """Return the rings of each kabupaten and kota of a province (fixtures/build_outlines.py); none where unknown."""
    file = settings.BASE_DIR / "static" / "map" / f"{province}.json"
    if not file.exists():
        return {}
    found: dict[str, list[Ring]] = {}
    for feature in json.loads(file.read_text())["features"]:
        shape = feature["geometry"]
        many = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
        found[feature["properties"]["code"]] = [ring for polygon in many for ring in polygon]
    return found


def _picture(
    region: Region, registry: Registry, places: Iterable[tuple[str, Decimal, Decimal]]
) -> Picture | None:
    """Return the region with the facilities that were counted, where their places are known; None without outline.

    Points are told to some hundred metres: a facility is public, the way to somebody's yard is not.
    """
    rings = [
        ring
        for code, many in _outlines(region.pk[:2]).items()
        if code == region.pk or code.startswith(f"{region.pk}.")
        for ring in many
    ]
    if not rings:
        return None
    east = [x for ring in rings for x, _y in ring]
    north = [y for ring in rings for _x, y in ring]
    narrow = math.cos(math.radians((min(north) + max(north)) / 2))
    scale = (WIDTH - 20) / max((max(east) - min(east)) * narrow, max(north) - min(north))

    def place(x: float, y: float) -> tuple[float, float]:
        return (
            round(10 + (x - min(east)) * narrow * scale, 1),
            round(10 + (max(north) - y) * scale, 1),
        )

    width, height = place(max(east), min(north))
    paths = (
        "M" + "L".join(f"{x} {y}" for x, y in (place(*one) for one in ring)) + "Z" for ring in rings
    )
    tones = {row.code: row.function.tone for row in registry.facilities}
    points = [
        Point(*place(round(float(longitude), 3), round(float(latitude), 3)), tones[code])
        for code, latitude, longitude in places
        if code in tones
    ]
    return Picture(
        round(width + 10),
        round(height + 10),
        tuple(paths),
        tuple(points),
        registry.facilities_total,
    )


def dataset(page: PublicPage, address: str) -> dict[str, object]:
    """Return the page as a Dataset of schema.org (JSON-LD)."""
    return {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": __("Sanitation by communities in %(region)s, %(year)s")
        % {"region": page.region.name, "year": page.year},
        "description": __("Approved figures of AKSANSI, as of %(day)s.")
        % {"day": formats.day(page.as_of)},
        "url": address,
        "identifier": page.code,
        "dateModified": page.approved_on.isoformat(),
        "temporalCoverage": str(page.year),
        "spatialCoverage": {
            "@type": "Place",
            "name": page.region.name,
            "identifier": page.region.pk,
        },
        "creator": {"@type": "Organization", "name": "AKSANSI"},
        "isAccessibleForFree": True,
        "variableMeasured": [
            {
                "@type": "PropertyValue",
                "name": one.label,
                "value": one.value,
                "description": one.note,
            }
            for one in (*page.figures, *page.functions)
        ],
    }
