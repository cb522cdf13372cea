"""The OpenAPI 3.1 document of what a reader may ask: written from the declarations of the lists, never by hand."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext as __

from aksansi import __version__
from aksansi.api.asking import Parameter, has_places, parameters
from aksansi.api.door import ROOT
from aksansi.api.register import Listed, lists, record_places
from core.pages.lists import ListPage

Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
NUMBER = {"type": ["number", "string", "null"]}
FAULTS = {
    400: "the request is not understood; `detail` says which part",
    401: "no token, or one that does not work",
    403: "not for this account, or a token of other lists",
    404: "nothing at this address for this reader",
    429: "too many requests; `Retry-After` says how many seconds to wait",
}


def _object(properties: dict[str, Schema], *, open_ended: bool = False) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": open_ended,
    }


def _list_of(item: Schema) -> Schema:
    return {"type": "array", "items": item}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


NOT_KNOWN = {"type": ["string", "null"]}
VALUE = {"type": ["number", "string", "boolean", "null"]}
FIGURE = {
    "label": TEXT,
    "value": VALUE,
    "text": TEXT,
    "unit": TEXT,
    "n": VALUE,
    "part": VALUE,
    "as_of": TEXT,
    "is_rough": {"type": "boolean"},
    "note": TEXT,
    "page": TEXT,
    "rows": TEXT,
}
_REGION: dict[str, Schema] = {
    "region": TEXT,
    "name": TEXT,
    "year": {"type": "integer"},
    "as_of": {"type": "string", "format": "date"},
    "is_example": {"type": "boolean"},
    "page": TEXT,
}
LETTER = _object({"number": TEXT, "date": TEXT, "sha256": TEXT, "page": TEXT})
COLUMN = _object({"name": TEXT, "label": TEXT}, open_ended=True)
TABLE = _object(
    {
        "title": TEXT,
        "columns": _list_of(COLUMN),
        "rows": _list_of({"type": "object"}),
        "total": {"type": "integer"},
        "more": TEXT,
    }
)
FACT = _object({"label": TEXT, "value": VALUE, "text": TEXT, "note": TEXT, "url": TEXT})
SCHEMAS: dict[str, Schema] = {
    "Problem": _object(
        {"type": TEXT, "title": TEXT, "status": {"type": "integer"}, "detail": TEXT}
    ),
    "Figure": _object(FIGURE),
    "Record": _object(
        {
            "id": TEXT,
            "title": TEXT,
            "page": TEXT,
            "is_example": {"type": "boolean"},
            "fields": {"type": "object"},
            "facts": _list_of(FACT),
            "tables": _list_of(TABLE),
        }
    ),
    "RegionFigures": _object({**_REGION, "figures": _list_of(_ref("Figure"))}),
    "YearFigures": _object(
        {
            **_REGION,
            "is_approved": {"type": "boolean"},
            "approved_at": NOT_KNOWN,
            "code": TEXT,
            "figures": _list_of(_ref("Figure")),
            "letters": _list_of(LETTER),
        }
    ),
}
TOTAL = _object({"how": TEXT, "column": TEXT, "value": VALUE, "known": {"type": "integer"}})


def document(request: HttpRequest) -> Schema:
    """Return the document of every address this reader may ask."""
    paths: dict[str, Schema] = {}
    for listed in lists().values():
        try:
            page = listed.open(request)
        except PermissionDenied:
            continue
        paths[f"{ROOT}{listed.place}/"] = {"get": _list(listed, page)}
    for place in record_places():
        paths[f"{ROOT}{place}/{{key}}/"] = {"get": _record(place)}
    paths |= _figures()
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "AKSANSI",
            "version": __version__,
            "description": __(
                "Read only. Every answer holds what the account behind the token sees on its pages."
            ),
        },
        "servers": [{"url": settings.SITE_URL}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": SCHEMAS,
        },
    }


def _list(listed: Listed, page: ListPage) -> Schema:
    columns = page.get_columns()
    cells = {
        one.name: {"description": str(one.label), **(NUMBER if one.is_number else NOT_KNOWN)}
        for one in columns
        if one.kind in ("date", "partial", "badge") or one.is_number
    }
    row = {"type": "object", "properties": cells}
    answer = _object(
        {
            "list": {"const": listed.place},
            "title": TEXT,
            "language": TEXT,
            "columns": _list_of(COLUMN),
            "total": {"type": ["integer", "null"]},
            "totals": _list_of(TOTAL),
            "rows": _list_of(row),
            "next": NOT_KNOWN,
        }
    )
    content: Schema = {
        "application/json": {"schema": answer},
        "text/csv": {"schema": TEXT},
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": {"schema": {}},
    }
    if has_places(columns):
        content |= {
            "application/geo+json": {"schema": {"type": "object"}},
            "application/gpx+xml": {"schema": {}},
        }
    return {
        "summary": str(page.get_title()),
        "operationId": f"list_{listed.place.replace('/', '_').replace('-', '_')}",
        "tags": [listed.place.partition("/")[0]],
        "parameters": [_parameter(one) for one in parameters(page)],
        "responses": _responses(content),
    }


def _parameter(one: Parameter) -> Schema:
    return {
        "name": one.name,
        "in": "query",
        "required": False,
        "description": one.meaning,
        "schema": one.schema,
    }


def _in_path(name: str, schema: Schema) -> Schema:
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _record(place: str) -> Schema:
    return {
        "summary": __("One record of %(list)s") % {"list": place},
        "operationId": f"record_{place.replace('/', '_').replace('-', '_')}",
        "tags": [place.partition("/")[0]],
        "parameters": [_in_path("key", {"type": "string", "minLength": 1}), _language()],
        "responses": _responses({"application/json": {"schema": _ref("Record")}}),
    }


def _language() -> Schema:
    return _parameter(
        Parameter("lang", {"type": "string", "enum": ["id", "en"]}, __("Language of words."))
    )


def _figures() -> dict[str, Schema]:
    region = _in_path("region", {"type": "string", "pattern": r"^\d{2}(\.\d{2})?$"})
    year = _in_path("year", {"type": "integer", "minimum": 1900, "maximum": 2099})

    def get(name: str, summary: str, answer: str, *given: Schema) -> Schema:
        return {
            "get": {
                "summary": summary,
                "operationId": name,
                "tags": ["figures"],
                "parameters": [*given, _language()],
                "responses": _responses({"application/json": {"schema": _ref(answer)}}),
            }
        }

    return {
        f"{ROOT}regions/{{region}}/figures/": get(
            "figures", __("Figures of a region today"), "RegionFigures", region
        ),
        f"{ROOT}regions/{{region}}/figures/{{year}}/": get(
            "figures_of_year", __("Figures of a year's report"), "YearFigures", region, year
        ),
    }


def _responses(content: Schema) -> Schema:
    fault = {"application/problem+json": {"schema": _ref("Problem")}}
    return {
        "200": {"description": "OK", "content": content},
        **{
            str(status): {"description": words, "content": fault}
            for status, words in FAULTS.items()
        },
    }
