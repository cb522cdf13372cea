"""Lists: filtered, sorted, paged, exported and printed with the same rows and columns.

Every state is in the address: filters, `sort`, `columns` (names, by comma), `key` (of the page), `archived`,
`format` (xlsx, csv, print), and the column whose `sum`, `mean` or `median` is told. What is kept for a person
(columns, a filter to begin with) only fills in where the address says nothing; it is written, and many rows are
changed, on pages beneath the list.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar, TypeAlias

from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as __
from typing_extensions import override

from core.access import Action, ScopedQuerySet, may, only_region
from core.importing.headers import ID_LABEL, VERSION_LABEL
from core.importing.links import import_url
from core.land.regions import Region
from core.pages.base import Page
from core.pages.bulk import bulk_context, state_of
from core.pages.bulk_forms import BulkField
from core.pages.kept import Kept
from core.pages.saved import PASSING, tidy_query
from core.people import limits
from core.records.records import Record
from core.tools.files import exchange
from core.tools.files.told_apart import rest_of
from core.tools.rows.keyset import KeyPage, page_by_key
from core.tools.rows.spread import Spread
from core.tools.rows.through import read_through
from core.tools.rows.totals import Total, asked, total_of
from core.tools.rows.values import value_class
from core.tools.tables import Column, ColumnChoice, Table, visible_columns

PRINT_MOST = 2000
Deed: TypeAlias = tuple[str, str]  # a word, and the page where it is done
ALL_COLUMNS = "all"
# Parts that are fetched when they are opened: the fields of the filter, the columns to choose from.
PARTS = {"drawer": "pages/_narrow.html", "columns": "pages/_columns.html"}


@value_class
class Listing:
    """The rows a request asks for, narrowed and in order, and how they came about."""

    rows: Any
    order: tuple[Any, ...]
    sort: str
    filterset: Any
    shows_archived: bool


class ListPage(Page):
    """A list. A room declares `columns` (those with `hidden` are there to be chosen), a filter, the order
    to begin with, and in `bulk_fields` what can be changed for many rows at once. `archives`: whether rows have
    a page to archive them, given with the address.
    """

    template_name = "pages/list.html"
    filterset_class: ClassVar[Any] = None
    columns: ClassVar[list[Column]] = []
    ordering: ClassVar[tuple[str, ...]] = ()
    bulk_fields: ClassVar[tuple[str | BulkField, ...]] = ()
    archives = False
    # Whether new rows are entered from the list; else only on the page of what they belong to.
    may_create: ClassVar[bool] = True
    # Whether programs read it, by the API and data links; not what belongs to accounts and their work, or draws a map.
    for_programs: ClassVar[bool] = True
    lead: object = ""
    empty: object = ""

    @property
    def list_name(self) -> str:
        """The name of the list's address, under which things are kept for it."""
        match = self.request.resolver_match
        return match.view_name if match is not None else ""

    @cached_property
    def kept(self) -> Kept:
        return Kept(self.request.user, self.list_name)

    def beneath(self, name: str, *args: object) -> str:
        """Return the address of a page beneath the list ("filters", "bulk"), "" where it has none."""
        try:
            return reverse(f"{self.list_name.removesuffix('-list')}-{name}", args=args)
        except NoReverseMatch:
            return ""

    def why_not_bulk(self, row: object, values: dict[str, object]) -> str:
        """Return what the room has against giving many rows these values; "" where nothing. No queries."""
        return ""

    def with_shown(self, rows: Any, columns: list[Column]) -> Any:
        """Return the rows with what these columns read of them (`Column.reads`); rooms extend it."""
        return rows

    def get_deed(self, row: Any) -> Deed | None:
        """Return what this reader may do with a row next, never what is refused there; no queries."""
        return None

    def all_columns(self) -> list[Column]:
        """Return every column of the list; rooms extend it where `columns` does not know all."""
        return self.columns

    def get_columns(self) -> list[Column]:
        """Return every column this reader may choose from."""
        return visible_columns(
            self.all_columns(), personal=may(self.request.user, Action.SEE_CONTACTS)
        )

    @override
    def get_title(self) -> Any:
        return self.title or capfirst(self.model._meta.verbose_name_plural)

    def listing(self) -> Listing:
        """Return what the address asks for; everything that reads or changes the list starts here."""
        rows = self.get_queryset()
        shows_archived = bool(self.request.GET.get("archived")) and may(
            self.request.user, Action.RESTORE, self.model
        )
        if isinstance(rows, ScopedQuerySet) and can_archive(self.model):
            rows = rows.archived() if shows_archived else rows.current()
        filterset = None
        if self.filterset_class:
            filterset = self.filterset_class(
                self.request.GET, queryset=rows, user=self.request.user
            )
            rows = filterset.qs
        order, sort = self._ordering(self.get_columns())
        return Listing(rows, order, sort, filterset, shows_archived)

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not request.GET and (usual := self.kept.usual):
            return HttpResponseRedirect(f"{request.path}?{usual.query}")
        listing = self.listing()
        columns = self.chosen_columns()
        if part := PARTS.get(request.headers.get("HX-Target", "")):
            # The script asks for it alone; nothing is counted or read for it.
            context = self.filter_context(listing) | self.column_context(columns)
            return render(request, part, context)
        if (fmt := request.GET.get("format")) in exchange.FORMATS:
            return self._file(fmt, listing, columns)
        if fmt == "print":
            return self._print(listing, columns)
        return self.render({"listing": listing, "columns": columns})

    # --- Answers --------------------------------------------------------------------

    @override
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return what the template shows. Of the page of rows itself: `listing` and its `columns` come in."""
        if "listing" not in kwargs:
            return super().get_context_data(**kwargs)
        user, listing, columns = self.request.user, kwargs["listing"], kwargs["columns"]
        chunk = self._chunk(listing, columns)
        known = {column.name for column in self.get_columns()}
        may_add = self.may_create and may(user, Action.ADD, self.model)
        return super().get_context_data(
            **{
                "table": Table(
                    [*columns, *self._deeds(chunk)],
                    chunk,
                    caption=self.get_title(),
                    empty=self.empty,
                ),
                "has_own_columns": bool(self.asked_columns()) or bool(self.kept.columns(known)),
                "chunk": chunk,
                "total": chunk.total,
                "totals": self.totals(listing),
                "add_url": self.address("create") if may_add else "",
                "add_label": capfirst(__("add %(what)s") % {"what": self.model._meta.verbose_name}),
                "approve_url": self.approve_url(),
                "may_restore": may(user, Action.RESTORE, self.model) and can_archive(self.model),
                "print_most": PRINT_MOST,
                **self.filter_context(listing),
                **self.column_context(columns),
                **self.kept.shown(tidy_query(self.request.GET, drop=("key", "page", "all"))),
                **bulk_context(self, listing, chunk.total),
                **kwargs,
            }
        )

    def _deeds(self, chunk: KeyPage) -> list[Column]:
        """Return the column of deeds, on the page alone: a file and a paper do nothing; [] where no row has one."""
        found = {id(row): self.get_deed(row) for row in chunk}
        if not any(found.values()):
            return []

        def part(row: object, number: int) -> str:
            deed = found[id(row)]
            return deed[number] if deed else ""

        word, to = (lambda row: part(row, 0)), (lambda row: part(row, 1))
        return [Column("deed", __("Step"), word, url=to, is_deed=True)]

    def approve_url(self) -> str:
        """Return where what the filter shows is approved at once; "" where that is not for this reader."""
        address = self.beneath("approve")
        if not address or not may(self.request.user, Action.REVIEW, self.model):
            return ""
        query = tidy_query(self.request.GET, drop=PASSING)
        return f"{address}?{query}" if query else address

    def filter_context(self, listing: Listing) -> dict[str, Any]:
        """Return the filter and its chips, and the addresses that lead back to this list; `is_fetched`: the fields
        come when the drawer is opened."""
        found = listing.filterset
        bare = f"{self.request.path}?all=1" if self.kept.usual else self.request.path
        return {
            "filter": found,
            "chips": found.chips() if found is not None else [],
            "lead": self.lead,
            "import_url": import_url(self.model, self.request),
            "shows_archived": listing.shows_archived,
            "bare_url": bare,
            "query": tidy_query(self.request.GET, drop=PASSING),
            "columns_sort": listing.sort,
            "bulk_hidden": state_of(self.request),
            "is_fetched": True,
        }

    def _chunk(self, listing: Listing, columns: list[Column]) -> KeyPage:
        if not isinstance(listing.rows, models.QuerySet):
            lines = list(listing.rows)  # a short list that is worked out, not read
            return KeyPage(lines, 1 if lines else 0, len(lines), True)
        key = self.request.GET.get("key", "")
        shown = self.with_shown(listing.rows, columns)
        size = self.request.user.page_length
        spread = self.spread(listing)
        return page_by_key(
            listing.rows, order=listing.order, key=key, size=size, shown=shown, spread=spread
        )

    def spread(self, listing: Listing) -> Spread | None:
        """Return where the rows lie, where that is known without counting them."""
        return None

    def _file(self, fmt: str, listing: Listing, columns: list[Column]) -> HttpResponseBase:
        title = str(self.get_title())
        # Contact data, or a whole list: whoever takes it out of the house stands in the security log.
        is_told = any(column.personal for column in columns) or self.is_whole(listing)
        limits.take_along(self.request, told=f"{title} ({fmt})" if is_told else "")
        rows = self.in_order(listing, columns)
        if isinstance(rows, models.QuerySet) and not self.asked_columns():
            rest, related = self.rest(columns)
            columns = [*columns, *rest]
            rows = rows.select_related(*related) if related else rows
        source = read_through(rows) if isinstance(rows, models.QuerySet) else rows
        if isinstance(rows, models.QuerySet) and import_url(self.model, self.request):
            # Edited, the file may come back: by number and version a row is known, whatever columns it has.
            columns = [
                *columns,
                Column("pk", ID_LABEL, hidden=True),
                Column("version", VERSION_LABEL, hidden=True),
            ]
        return exchange.file_response(fmt=fmt, title=title, columns=columns, records=source)

    def rest(self, columns: list[Column]) -> tuple[list[Column], list[str]]:
        """Return what a file carries besides: whoever names no columns gets all that tells one row from another,
        not only what fits a page. Of business records and regions; an account has fields that are nobody's to read.
        """
        if not issubclass(self.model, Record | Region):
            return [], []
        seen = may(self.request.user, Action.SEE_CONTACTS)
        return rest_of(self.model, columns, personal=seen)

    def is_whole(self, listing: Listing) -> bool:
        """Return whether nothing but perhaps a region narrows the list: for most, a region is all there is."""
        known = listing.filterset.filters if listing.filterset is not None else {}
        typed = ((name, value) for name, value in self.request.GET.items() if name in known)
        return not any(value and name != "region" for name, value in typed)

    def _print(self, listing: Listing, columns: list[Column]) -> HttpResponse:
        rows = list(self.in_order(listing, columns)[: PRINT_MOST + 1])
        context = self.filter_context(listing)
        self.template_name = "pages/list_print.html"
        return self.render(
            {
                **context,
                "table": Table(columns, rows[:PRINT_MOST], caption=self.get_title()),
                "is_cut": len(rows) > PRINT_MOST,
                "print_most": PRINT_MOST,
                "printed_at": timezone.now(),
                "back_url": f"{self.request.path}?{context['query'] or 'all=1'}",
            }
        )

    def totals(self, listing: Listing) -> list[Total]:
        """Return what the address asks to be told of columns as a whole, over all rows of the filter."""
        told = asked(self.request.GET, self.get_columns())
        shown = [(how, replace(column, hidden=False)) for how, column in told]
        return [total_of(how, one, self.in_order(listing, [one])) for how, one in shown]

    def in_order(self, listing: Listing, columns: list[Column]) -> Any:
        rows = self.with_shown(listing.rows, columns)
        return rows.order_by(*listing.order) if listing.order else rows

    # --- Columns and order ------------------------------------------------------------

    def chosen_columns(self) -> list[Column]:
        """Return the columns to show: those of the address, else those kept for the user, else the standard
        ones. What leads to the record is always among them.
        """
        told = {column.name for _how, column in asked(self.request.GET, self.get_columns())}
        columns = [
            replace(column, hidden=False) if column.name in told else column
            for column in self.get_columns()
        ]
        wanted = self.asked_columns()
        if wanted == [ALL_COLUMNS]:
            return [replace(column, hidden=False) for column in columns]
        known = {column.name for column in columns}
        wanted = [name for name in wanted if name in known] or self.kept.columns(known)
        if not wanted:
            return self._standard(columns)
        return [
            replace(column, hidden=False)
            for column in columns
            if column.name in wanted or column.link or column.name in told
        ]

    def asked_columns(self) -> list[str]:
        """Return the column names of the address: `columns=a,b` or `columns=a&columns=b`."""
        words = ",".join(self.request.GET.getlist("columns"))[:2000]
        return [word for word in words.split(",") if word]

    def _standard(self, columns: list[Column]) -> list[Column]:
        """Leave the region out for a one-region user where every row would say the same."""
        beyond = getattr(self.model._default_manager.all(), "reaches_beyond", False)
        one_region = only_region(self.request.user) and not beyond
        return [
            column
            for column in columns
            if not column.hidden and (column.link or column.name != "region" or not one_region)
        ]

    def column_context(self, shown: list[Column]) -> dict[str, Any]:
        """Return what the choice of columns shows; `chooses`: it is open."""
        names = {column.name for column in shown}
        return {
            "choices": [
                ColumnChoice(column, column.name in names, column.link)
                for column in self.get_columns()
            ],
            "chooses": "choose" in self.request.GET,
            "filters_url": self.beneath("filters"),
            "may_keep": self.kept.may_keep,
        }

    def _ordering(self, columns: list[Column]) -> tuple[tuple[object, ...], str]:
        wanted = self.request.GET.get("sort", "")
        for column in columns:
            if column.sort and wanted.lstrip("-") == column.name:
                keys = (column.sort,) if isinstance(column.sort, str) else column.sort
                if wanted.startswith("-"):
                    keys = tuple(k[1:] if k.startswith("-") else f"-{k}" for k in keys)
                return (*keys, "-pk" if wanted.startswith("-") else "pk"), wanted
        return ((*self.ordering, "pk") if self.ordering else ()), ""


def can_archive(model: type[models.Model]) -> bool:
    """Return whether rows of the model leave the lists instead of being deleted."""
    return any(
        f.name == "archived_at" for f in model._meta.concrete_fields
    ) or model._meta.model_name in ("user", "region")
