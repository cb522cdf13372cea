"""One record for machines: what its list tells of it in every column, and what its own page says."""

from __future__ import annotations

from html import unescape

from django.conf import settings
from django.db.models import Model, QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.html import strip_tags

from aksansi.api.asking import read
from aksansi.api.register import Listed
from aksansi.api.rows import cell, told_rows
from core.pages import DetailPage
from core.tools.files.cells_out import exported
from core.tools.rows.figures import Figure
from core.tools.tables import Fact, Table


def told(page: DetailPage, listed: Listed | None, request: HttpRequest) -> dict[str, object]:
    """Return a record as this reader may see it."""
    obj = page.object
    return {
        "id": str(page.kwargs["key"]),
        "title": str(page.get_title()),
        "page": absolute(obj.get_absolute_url()),
        "is_example": bool(getattr(obj, "is_example", False)),
        "fields": _fields(listed, obj, request) if listed is not None else {},
        "facts": [_fact(fact) for fact in page.shown_facts()],
        "tables": [_table(table) for table in page.get_tables()],
    }


def absolute(url: str) -> str:
    """Return an address of this house with its beginning; "" stays ""."""
    return f"{settings.SITE_URL}{url}" if url.startswith("/") else url


def words(text: object) -> str:
    """Return what a page writes as plain text, links in it without their markup."""
    told = "" if text is None else str(text)
    return unescape(strip_tags(told)) if _is_markup(text) else told


def _is_markup(value: object) -> bool:
    return isinstance(value, str) and hasattr(value, "__html__")


def value_of(value: object, kind: str = "text") -> object:
    """Return a value of a page as JSON tells it."""
    return cell(exported(words(value) if _is_markup(value) else value, kind))


def _fields(listed: Listed, obj: Model, request: HttpRequest) -> dict[str, object]:
    """Return the row of the list with every column; nothing where it stands in no list now (archived)."""
    asked = read(listed, request, QueryDict("columns=all"))
    rows = asked.listing.rows
    if listed.page.model is not type(obj) or not isinstance(rows, QuerySet):
        return {}
    found = asked.page.with_shown(rows.filter(pk=obj.pk), asked.columns)
    found = found.select_related(*asked.related) if asked.related else found
    records = list(found[:1])
    return told_rows(asked.columns, records)[0] if records else {}


def _fact(fact: Fact) -> dict[str, object]:
    return {
        "label": str(fact.label),
        "value": value_of(fact.value, fact.kind),
        "text": words(fact.value) if _is_markup(fact.value) else fact.text,
        "note": words(fact.note),
        "url": absolute(fact.url),
    }


def _table(table: Table) -> dict[str, object]:
    return {
        "title": str(table.title or table.caption),
        "columns": [{"name": one.name, "label": str(one.label)} for one in table.columns],
        "rows": [
            {one.column.name: one.text if not one.is_missing else None for one in row.cells}
            for row in table.rows
        ],
        "total": table.total if table.total is not None else len(table.rows),
        "more": absolute(table.more_url),
    }


def figure(one: Figure, label: object, note: object = "") -> dict[str, object]:
    """Return a figure with the address of exactly the rows it counts or adds, on the page and for programs."""
    from_list = one.url if one.url.startswith("/") else ""
    return {
        "label": str(label),
        "value": value_of(one.value),
        "text": one.text,
        "unit": one.unit,
        "n": value_of(one.n),
        "part": value_of(one.part),
        "as_of": str(one.as_of or ""),
        "is_rough": one.is_rough,
        "note": words(note),
        "page": absolute(one.url),
        "rows": absolute(f"/api/v1{from_list}") if from_list else "",
    }
