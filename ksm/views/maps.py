"""The facilities of a list on a map: the list's own page with a map before its table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
    StreamingHttpResponse,
)
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import ScopedQuerySet, reach_within, scope_of
from core.land.regions import Region
from core.pages import Column, ListPage, Page
from core.pages.lists import Listing
from core.tools.rows.spread import Spread
from core.tools.tables import Badge
from ksm.choices import STANDING, FunctionStatus, LifeStage
from ksm.filters.facilities import FacilityFilter
from ksm.models import Facility
from ksm.place.ground import base_layer
from ksm.place.points import Spot, spots_of, spots_within
from ksm.views import columns as c
from ksm.views.lists import FacilityListPage, narrowing, with_columns

# What a mark says, by shape and colour together; the number stands in the points.
MARKS = [
    ("good", _("Working")),
    ("part", _("Partly working")),
    ("bad", _("Not working")),
    ("info", _("Not in operation yet, or being built")),
    ("none", _("Not known, or closed")),
]
FINENESS = 10_000
MOST_POINTS = 1_500  # that are sent at once (some 8 KB); beyond, a sum for each region
_REGENCY = re.compile(r"\d{2}\.\d{2}", re.ASCII)
_MARK = {
    FunctionStatus.WORKING: 0,
    FunctionStatus.PARTLY: 1,
    FunctionStatus.NOT_WORKING: 2,
    FunctionStatus.NOT_STARTED: 3,
}


def mark_of(stage: str, function: str | None) -> int:
    """Return the index in `MARKS` of a facility by its stage and latest stated function."""
    is_seen = stage == LifeStage.UNKNOWN and function in STANDING
    if stage != LifeStage.BUILT and not is_seen:
        return 4 if stage == LifeStage.CLOSED else 3
    return _MARK.get(function, 4)  # type: ignore[call-overload]


def spots_shown(page: ListPage, listing: Listing) -> dict[str, Spot]:
    """Return the spots of a page's rows; where nothing but a region narrows them, they are known without reading."""
    form = listing.filterset.form
    if listing.shows_archived or not form.is_valid() or not page.is_whole(listing):
        return spots_of(listing.rows)
    region = form.cleaned_data.get("region")
    return spots_within(reach_within(page.request.user, region.pk if region else ""))


class FacilityMapPage(ListPage):
    """The same rows by the same address as the list; a phone or a reader without the map has the table."""

    for_programs = False
    model = Facility
    filterset_class = FacilityFilter
    ordering = FacilityListPage.ordering
    columns = FacilityListPage.columns
    bulk_fields = FacilityListPage.bulk_fields
    empty = FacilityListPage.empty
    template_name = "ksm/facility_map.html"
    lead = _("The same filter as in the list. Boundaries are schematic, not official.")
    title = _("Map of facilities")
    above = ((_("Facilities"), "ksm:facility-list"),)

    select_related = FacilityListPage.select_related
    spots: dict[str, Spot]

    @override
    def with_shown(self, rows: Any, columns: list[Column]) -> Any:
        return with_columns(rows, columns)

    @override
    def get_columns(self) -> list[Column]:
        found = super().get_columns()
        if self.request.GET.get("format"):
            return found
        return [column for column in found if column.name in ("name", "function")]

    @override
    def get_context_data(self, **kwargs: Any) -> dict[str, object]:
        if "listing" not in kwargs:
            return super().get_context_data(**kwargs)
        query = narrowing(self.request)
        self.spots = spots_shown(self, kwargs["listing"])
        spots = self.spots.values()
        placed = sum(spot.placed for spot in spots)
        points = reverse("ksm:facility-points")
        return {
            **super().get_context_data(**kwargs),
            "points_url": f"{points}?{query}",
            "popup_url": reverse("ksm:facility-popup", args=["00.00-0000"]),
            "list_url": f"{reverse('ksm:facility-list')}?{query}",
            "placed": placed,
            "unplaced": sum(spot.every for spot in spots) - placed,
            "outside": sum(spot.outside for spot in spots),
            "marks": MARKS,
            "base": base_layer(self._bounds()),
        }

    @override
    def spread(self, listing: Listing) -> Spread:
        return Spread("region_id", {code: spot.every for code, spot in self.spots.items()})

    def _bounds(self) -> list[Region]:
        """Return the regions to show first: the chosen one, else the user's own."""
        chosen = self.request.GET.get("region", "").replace("\x00", "")
        codes = [chosen] if chosen else scope_of(self.request.user) or ()
        return list(Region.objects.visible_to(self.request.user).in_codes(filter(None, codes)))


class FacilityPoints(ListPage):
    """The points of the same rows as JSON, or, where they are many, how many lie in each region.

    `{"points": {"34.04": [[7, -77601, 1104090, 0], [1, 12, -40, 2], …], …}}`: by region, in the order of
    their numbers: number, latitude and longitude in ten thousandths of a degree (some 10 m), each as the
    difference to the point before, and the mark. Differences are short, which takes a third off the weight.
    Nothing else of a facility is in it; the popup asks for the one that is touched.

    `{"sums": {"34.04": [49, -772, 11038, 18], "34.71": [20, -8, -1, 5], …}}`: by region in the order of codes,
    number of points, their middle as the difference to the region before, and how far they reach from
    it, in hundredths of a degree. `of=34.04`, as often as wanted, then gives the points of these regions:
    a phone fetches what it looks at, not the country.
    """

    for_programs = False
    model = Facility
    filterset_class = FacilityFilter
    http_method_names = ["get", "head"]

    @override
    def get_queryset(self) -> object:
        return super().get_queryset().with_latest_status()

    @override
    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        listing = self.listing()
        rows = listing.rows.filter(latitude__isnull=False).order_by()
        asked = set(filter(_REGENCY.fullmatch, request.GET.getlist("of")))
        spots = {} if asked else spots_shown(self, listing)
        if sum(spot.placed for spot in spots.values()) > MOST_POINTS:
            answer: HttpResponseBase = JsonResponse(
                {"sums": _sums(spots)}, json_dumps_params={"separators": (",", ":")}
            )
        else:
            found = (rows.filter(region__in=asked) if asked else rows).values_list(
                "code", "latitude", "longitude", "stage", "latest_function"
            )
            answer = StreamingHttpResponse(
                _points(found.iterator(chunk_size=4000)), content_type="application/json"
            )
        answer["Cache-Control"] = "private, max-age=60"
        return answer


def _sums(spots: Mapping[str, Spot]) -> dict[str, list[int]]:
    """Return number of points, their middle and reach of each region, as `FacilityPoints` tells it."""
    sums, before = {}, (0, 0)
    for code, spot in sorted(spots.items()):
        if spot.placed:
            south, east = spot.south - before[0], spot.east - before[1]
            sums[code] = [spot.placed, south, east, spot.reach]
            before = (spot.south, spot.east)
    return sums


def _points(rows: ScopedQuerySet) -> Iterator[str]:
    by_region: dict[str, list[tuple[int, int, int, int]]] = {}
    for code, latitude, longitude, stage, function in rows:
        region, _dash, number = code.partition("-")
        point = (
            int(number),
            round(latitude * FINENESS),
            round(longitude * FINENESS),
            mark_of(stage, function),
        )
        by_region.setdefault(region, []).append(point)
    yield '{"points":{'
    for position, (region, points) in enumerate(by_region.items()):
        points.sort()
        steps = ",".join(
            f"[{n - n0},{south - south0},{east - east0},{mark}]"
            for (n0, south0, east0, _m), (n, south, east, mark) in pairwise([(0, 0, 0, 0), *points])
        )
        yield f'{"," if position else ""}"{region}":[{steps}]'
    yield "}}"


class FacilityPopup(Page):
    """One facility in a few lines, for the map."""

    is_about_one = True
    model = Facility
    template_name = "ksm/facility_popup.html"

    @override
    def get_queryset(self) -> object:
        return super().get_queryset().select_related("region").with_latest_status()

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        row = self.object
        badge: Badge | None = c.function_badge(row)
        return self.render(
            {
                "object": row,
                "badge": badge,
                "badge_note": c.function_date(row),
                "where": c.where(row),
            }
        )
