"""How a list is asked: the filters, columns and order that its page declares, told to programs and looked at strictly.

A page leaves out what it does not understand; a program would take the whole list for the narrowed one, so here an
unknown name or word is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from copy import copy

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.choices import flatten_choices
from django.utils.translation import gettext as __

from aksansi.api.door import Problem
from aksansi.api.register import Listed
from core.access import Action, may, only_region
from core.pages.kept import Kept
from core.pages.lists import ALL_COLUMNS, Listing, ListPage, can_archive
from core.tools.rows.totals import HOW
from core.tools.rows.values import value_class
from core.tools.tables import Column

FORMATS = ("json", "csv", "xlsx", "geojson", "gpx")
PAGE, PAGE_MOST = 100, 5000
# What is said of the answer, not of the rows.
OWN = ("format", "separator", "limit", "key", "lang")


@value_class
class Parameter:
    """A name in the address, the words it takes (`schema`, of OpenAPI) and what it means."""

    name: str
    schema: Mapping[str, object]
    meaning: str

    def fault(self, value: str) -> str:
        """Return in words why a value is refused, "" where it is not."""
        values = self.schema.get("enum")
        if isinstance(values, list) and value not in values:
            told = ", ".join(values[:30]) + (" …" if len(values) > 30 else "")
            return __("%(name)s must be one of: %(values)s.") % {"name": self.name, "values": told}
        return ""


def has_places(columns: Iterable[Column]) -> bool:
    """Return whether the rows lie somewhere: they are points of a map."""
    return {"latitude", "longitude"} <= {column.name for column in columns}


def parameters(page: ListPage) -> list[Parameter]:
    """Return everything a list may be asked, as its page declares it for this reader."""
    columns = page.get_columns()
    return [
        *_of_filters(page),
        *_of_order(columns),
        *_of_archive(page),
        *_of_answer(columns),
    ]


def _of_filters(page: ListPage) -> Iterator[Parameter]:
    if page.filterset_class is None:
        return
    found = page.filterset_class({}, queryset=page.get_queryset(), user=page.request.user)
    for name, field in found.form.fields.items():
        yield Parameter(name, _schema(field), str(found.filters[name].label or field.label or name))
    # Whoever has one region has no filter for it; an address that names that region means the same.
    own = only_region(page.request.user)
    for name in [one for one in found.base_filters if one not in found.filters and own]:
        yield Parameter(
            name, {"type": "string", "enum": [own]}, str(found.base_filters[name].label)
        )


def _schema(field: forms.Field) -> dict[str, object]:
    if isinstance(field, forms.NullBooleanField):
        return {"type": "string", "enum": ["true", "false", "1", "0"]}
    if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
        pairs = flatten_choices(field.choices)  # type: ignore[arg-type,var-annotated]
        return {"type": "string", "enum": [str(pair[0]) for pair in pairs if pair[0]]}
    if isinstance(field, forms.DateField):
        return {"type": "string", "examples": ["2018-03-14"]}
    if isinstance(field, forms.DecimalField | forms.IntegerField):
        return {"type": "string", "examples": ["2018"]}
    return {"type": "string"}


def _of_order(columns: list[Column]) -> Iterator[Parameter]:
    ways = [f"{sign}{column.name}" for column in columns if column.sort for sign in ("", "-")]
    if ways:
        meaning = __("Order by a column; with “-” from the end.")
        yield Parameter("sort", {"type": "string", "enum": ways}, meaning)
    meaning = __("Names of columns, by comma; “all” for every one.")
    names = ", ".join(column.name for column in columns)
    yield Parameter("columns", {"type": "string"}, f"{meaning} {names}")
    numbers = [column.name for column in columns if column.is_number]
    if numbers:
        for how in HOW:
            meaning = __("Tells the %(how)s of a column over all rows of the filter.") % {
                "how": how
            }
            yield Parameter(how, {"type": "string", "enum": numbers}, meaning)


def _of_archive(page: ListPage) -> Iterator[Parameter]:
    if can_archive(page.model) and may(page.request.user, Action.RESTORE, page.model):
        yield Parameter("archived", {"type": "string", "enum": ["1"]}, __("The archived rows."))


def _of_answer(columns: list[Column]) -> Iterator[Parameter]:
    formats = [one for one in FORMATS if has_places(columns) or one not in ("geojson", "gpx")]
    yield Parameter("format", {"type": "string", "enum": formats}, __("Form of the answer."))
    separators = {"type": "string", "enum": ["comma", "semicolon"]}
    meaning = __("What parts the cells of a CSV; with “semicolon” decimals have a comma.")
    yield Parameter("separator", separators, meaning)
    number = {"type": "integer", "minimum": 1, "maximum": PAGE_MOST, "default": PAGE}
    yield Parameter("limit", number, __("Rows of a page of JSON."))
    yield Parameter("key", {"type": "string"}, __("Of the next page, as an answer names it."))
    languages = {"type": "string", "enum": ["id", "en"], "default": "id"}
    yield Parameter("lang", languages, __("Language of words and heads."))


@value_class
class Asked:
    """A list as a request asks for it: its page, the rows, the columns to tell, and what is said of the answer."""

    listed: Listed
    page: ListPage
    listing: Listing
    columns: list[Column]
    related: list[str]
    format: str
    separator: str
    limit: int
    key: str


def read(listed: Listed, request: HttpRequest, query: QueryDict) -> Asked:
    """Return what a request asks of a list. Raises Problem (400) in words, PermissionDenied."""
    asked = copy(request)
    narrowed = query.copy()
    for name in OWN:
        narrowed.pop(name, None)
    asked.GET = narrowed  # type: ignore[assignment]
    page = listed.open(asked)
    kept = Kept(page.request.user, listed.name)
    # What a person keeps of a list is for the eye; an address means the same to everybody and always.
    kept.choice = None
    page.kept = kept
    known = {parameter.name: parameter for parameter in parameters(page)}
    for name, values in query.lists():
        _look(known, name, values)
    listing = page.listing()
    if listing.filterset is not None and listing.filterset.errors:
        faults = listing.filterset.errors.items()
        raise Problem(400, " ".join(f"{name}: {' '.join(words)}" for name, words in faults))
    columns, related = _columns(page)
    return Asked(
        listed,
        page,
        listing,
        columns,
        related,
        format=query.get("format", "json"),
        separator=query.get("separator", "comma"),
        limit=_limit(query.get("limit", str(PAGE))),
        key=query.get("key", ""),
    )


def _look(known: dict[str, Parameter], name: str, values: list[str]) -> None:
    if name not in known:
        words = {"name": name[:80], "names": ", ".join(known)}
        raise Problem(
            400, __("“%(name)s” is unknown here. This list can be asked: %(names)s.") % words
        )
    if len(values) > 1 and name != "columns":
        raise Problem(400, __("“%(name)s” is given more than once.") % {"name": name})
    if fault := known[name].fault(values[0]):
        raise Problem(400, fault)


def _limit(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 9 and 1 <= int(text) <= PAGE_MOST):
        words = {"most": PAGE_MOST}
        raise Problem(400, __("limit must be a number from 1 to %(most)s.") % words)
    return int(text)


def _columns(page: ListPage) -> tuple[list[Column], list[str]]:
    """Return the columns asked for: those the page shows, those named, or with "all" whatever tells rows apart."""
    offered, wanted = page.get_columns(), page.asked_columns()
    if wanted == [ALL_COLUMNS]:
        rest, related = page.rest(offered)
        return [*offered, *rest], related
    if unknown := sorted(set(wanted) - {column.name for column in offered}):
        words = {"names": ", ".join(unknown)[:200]}
        raise Problem(400, __("There is no column %(names)s in this list.") % words)
    if wanted:
        return [column for column in offered if column.name in wanted], []
    return [column for column in offered if not column.hidden], []
