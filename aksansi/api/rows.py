"""The rows of a list for machines: JSON by pages, CSV and XLSX as their files, points as GeoJSON and GPX."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from xml.etree.ElementTree import Element, SubElement, tostring

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase, QueryDict, StreamingHttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as __

from aksansi.api.asking import Asked, has_places
from aksansi.api.door import Problem, answer_json
from core.people.security import record
from core.people.security_log import SecurityKind
from core.tools.counting import count_rows
from core.tools.files import exchange
from core.tools.files.cells_out import export_rows
from core.tools.files.xlsx import clean_text
from core.tools.rows.keyset import follow
from core.tools.rows.through import read_through
from core.tools.rows.totals import Total
from core.tools.tables import Column

KEY, EXAMPLE = "id", "is_example"
SIGNS = {"comma": ".", "semicolon": ","}


def answer(asked: Asked, request: HttpRequest, *, told: str = "") -> HttpResponseBase:
    """Return the answer in the form that was asked for. `told`: what the security log says of the way it went out."""
    if not asked.key and (any(one.personal for one in asked.columns) or _is_whole(asked)):
        # Contact data, or a whole list: whoever takes it out of the house stands in the log, once for all its pages.
        title = f"{asked.page.get_title()} ({told or 'API'}, {asked.format})"
        record(SecurityKind.EXPORT, request=request, detail=title)
    ways: dict[str, Callable[[Asked], HttpResponseBase]] = {
        "csv": _file,
        "xlsx": _file,
        "geojson": _geojson,
        "gpx": _gpx,
    }
    way = ways.get(asked.format)
    return way(asked) if way is not None else answer_json(page_of(asked, request))


def _is_whole(asked: Asked) -> bool:
    return asked.page.is_whole(asked.listing)


def cell(value: object) -> object:
    """Return a cell as JSON tells it: numbers as numbers, days as ISO 8601, all else in words, missing as null."""
    if isinstance(value, Decimal):
        return float(value)
    return value.isoformat() if isinstance(value, dt.date) else value


def page_of(asked: Asked, request: HttpRequest) -> dict[str, object]:
    """Return one page of a list. `total` stands on the first; beyond 2,000 rows it may be five minutes old."""
    rows = asked.page.in_order(asked.listing, asked.columns)
    records: list[object]
    total: int | None
    after = ""
    if isinstance(rows, QuerySet):
        total = None if asked.key else count_rows(asked.listing.rows)[0]
        shown = rows.select_related(*asked.related) if asked.related else rows
        try:
            records, after = follow(
                shown, order=asked.listing.order, key=asked.key, size=asked.limit
            )
        except ValueError:
            raise Problem(400, __("key is not one of this list in this order.")) from None
    elif asked.key:
        raise Problem(400, __("key is not one of this list in this order."))
    else:
        records = list(rows)
        total = len(records)
    title = str(asked.page.get_title())
    return {
        "list": asked.listed.place,
        "title": title,
        "language": get_language(),
        "columns": [
            {"name": one.name, "label": str(one.label), "kind": one.kind} for one in asked.columns
        ],
        "total": total,
        "totals": [_total(one) for one in asked.page.totals(asked.listing)],
        "rows": told_rows(asked.columns, records),
        "next": _next(request, after) if after else None,
    }


def told_rows(columns: list[Column], records: list[object]) -> list[dict[str, object]]:
    """Return rows by the names of their columns, with their key and whether they were made up to show a feature."""
    if not records:
        return []
    model = type(records[0])
    own = [Column(KEY, KEY, getattr(model, "key_field", "pk"))] if hasattr(model, "_meta") else []
    names = [column.name for column in (*own, *columns)]
    told = [
        dict(zip(names, row, strict=True)) for row in export_rows([*own, *columns], records, cell)
    ]
    for row, source in zip(told, records, strict=True):
        if getattr(source, EXAMPLE, False):
            row[EXAMPLE] = True
    return told


def _total(found: Total) -> dict[str, object]:
    value = cell(found.value)
    return {"how": found.how, "column": found.column.name, "value": value, "known": found.known}


def _next(request: HttpRequest, key: str) -> str:
    query: QueryDict = request.GET.copy()
    query["key"] = key
    return f"{settings.SITE_URL}{request.path}?{query.urlencode()}"


def _records(asked: Asked) -> Iterable[object]:
    rows = asked.page.in_order(asked.listing, asked.columns)
    if not isinstance(rows, QuerySet):
        return list(rows)
    return read_through(rows.select_related(*asked.related) if asked.related else rows)


def _file(asked: Asked) -> HttpResponseBase:
    return exchange.file_response(
        fmt=asked.format,
        title=str(asked.page.get_title()),
        columns=asked.columns,
        records=_records(asked),
        sign=SIGNS[asked.separator],
    )


# --- Points -------------------------------------------------------------------------


def _points(asked: Asked) -> tuple[list[str], Iterator[tuple[object, ...]]]:
    """Return the names, and of each row with coordinates key, place and what its columns say."""
    offered = {column.name: column for column in asked.page.get_columns()}
    if not has_places(offered.values()):
        raise Problem(400, __("The rows of this list are no points."))
    model = asked.page.model
    own = [
        Column(KEY, KEY, getattr(model, "key_field", "pk")),
        *(Column(name, name, name, "number") for name in ("longitude", "latitude")),
    ]
    told = [column for column in asked.columns if column.name not in ("longitude", "latitude")]
    records = (row for row in _records(asked) if getattr(row, "latitude", None) is not None)
    return [column.name for column in told], export_rows([*own, *told], records, cell)


def _geojson(asked: Asked) -> HttpResponseBase:
    """Return a FeatureCollection (RFC 7946): longitude first, WGS 84, the columns as properties."""
    names, points = _points(asked)

    def parts() -> Iterator[str]:
        yield '{"type":"FeatureCollection","features":['
        for number, (key, east, north, *cells) in enumerate(points):
            feature = {
                "type": "Feature",
                "id": key,
                "geometry": {"type": "Point", "coordinates": [east, north]},
                "properties": dict(zip(names, cells, strict=True)),
            }
            yield ("," if number else "") + json.dumps(feature, ensure_ascii=False)
        yield "]}"

    return _download(asked, parts(), "application/geo+json")


def _gpx(asked: Asked) -> HttpResponseBase:
    """Return waypoints (GPX 1.1) for a hand-held receiver or a phone: name and key, the columns as description."""
    names, points = _points(asked)
    labels = {column.name: str(column.label) for column in asked.columns}
    first = next((column.name for column in asked.columns if column.link), "")

    def parts() -> Iterator[bytes]:
        yield b'<?xml version="1.0" encoding="UTF-8"?>\n'
        yield b'<gpx version="1.1" creator="AKSANSI" xmlns="http://www.topografix.com/GPX/1/1">\n'
        for key, east, north, *cells in points:
            told = dict(zip(names, cells, strict=True))
            words = "; ".join(
                f"{labels[one]}: {value}" for one, value in told.items() if value and one != first
            )
            point = Element("wpt", lat=str(north), lon=str(east))
            SubElement(point, "name").text = clean_text(f"{key} {told.get(first) or ''}".strip())
            SubElement(point, "desc").text = clean_text(words)
            yield tostring(point, "utf-8", xml_declaration=False) + b"\n"
        yield b"</gpx>\n"

    return _download(asked, parts(), "application/gpx+xml")


def _download(asked: Asked, parts: Iterator[str] | Iterator[bytes], kind: str) -> HttpResponseBase:
    name = asked.listed.place.replace("/", "-")
    return StreamingHttpResponse(
        parts,
        content_type=kind,
        headers={"Content-Disposition": f'attachment; filename="{name}.{asked.format}"'},
    )
