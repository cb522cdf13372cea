"""Lists: filtered, sorted, paged, exported with the same rows and columns."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest, HttpResponseBase
from django.utils.text import capfirst
from django.utils.translation import gettext as __

from aksansi import exchange
from aksansi.tables import Column, Table, visible_columns
from chapters.access import Action, ScopedQuerySet, may, scope_of
from chapters.pages.base import Page

PER_PAGE = 25


class ListPage(Page):
    """A filtered, sorted, paged list; `?format=xlsx|csv` gives the same rows and columns as a file."""

    template_name = "pages/list.html"
    filterset_class: ClassVar[Any] = None
    columns: ClassVar[list[Column]] = []
    ordering: ClassVar[tuple[str, ...]] = ()
    lead: Any = ""
    empty: Any = ""

    def get_rows(self) -> Any:
        """Return the visible rows with what the columns touch already loaded; rooms extend it."""
        return self.rows()

    def get_columns(self) -> list[Column]:
        return visible_columns(self.columns, personal=may(self.request.user, Action.SEE_CONTACTS))

    def get_title(self) -> Any:
        return self.title or capfirst(self.model._meta.verbose_name_plural)

    def extra_context(self, rows: Any) -> dict[str, Any]:
        """Return what the room's own list template needs besides (e.g. summary figures of `rows`)."""
        return {}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        rows = self.get_rows()
        shows_archived = bool(request.GET.get("archived")) and may(
            request.user, Action.RESTORE, self.model
        )
        if isinstance(rows, ScopedQuerySet) and _can_archive(self.model):
            rows = rows.archived() if shows_archived else rows.current()
        filterset = (
            self.filterset_class(request.GET, queryset=rows, user=request.user)
            if self.filterset_class
            else None
        )
        if filterset is not None:
            rows = filterset.qs
        columns = self.get_columns()
        order, sort = self._ordering(columns)
        if order:
            rows = rows.order_by(*order)
        if (fmt := request.GET.get("format")) in exchange.FORMATS:
            source = rows.iterator(chunk_size=1000) if isinstance(rows, models.QuerySet) else rows
            return exchange.file_response(
                fmt=fmt, title=str(self.get_title()), columns=columns, records=source
            )
        paginator = Paginator(rows, PER_PAGE)
        chunk = paginator.get_page(request.GET.get("page"))
        may_add = may(request.user, Action.ADD, self.model)
        return self.render(
            {
                "table": Table(
                    self._shown(columns, rows),
                    chunk.object_list,
                    caption=self.get_title(),
                    empty=self.empty,
                ),
                "columns_sort": sort,
                "chunk": chunk,
                "total": paginator.count,
                "filter": filterset,
                "chips": filterset.chips() if filterset is not None else [],
                "lead": self.lead,
                "add_url": self.address("create") if may_add else "",
                "add_label": capfirst(__("add %(what)s") % {"what": self.model._meta.verbose_name}),
                "shows_archived": shows_archived,
                "may_restore": may(request.user, Action.RESTORE, self.model)
                and _can_archive(self.model),
                **self.extra_context(rows),
            }
        )

    def _shown(self, columns: list[Column], rows: Any) -> list[Column]:
        """Leave the region out on the page of a one-region user: every row would say the same."""
        if getattr(rows, "null_is_shared", False) or "." not in (scope_of(self.request.user) or ""):
            return columns
        return [column for column in columns if column.name != "region" or column.link]

    def _ordering(self, columns: list[Column]) -> tuple[tuple[str, ...], str]:
        wanted = self.request.GET.get("sort", "")
        for column in columns:
            if column.sort and wanted.lstrip("-") == column.name:
                keys = (column.sort,) if isinstance(column.sort, str) else column.sort
                if wanted.startswith("-"):
                    keys = tuple(k[1:] if k.startswith("-") else f"-{k}" for k in keys)
                return (*keys, "pk"), wanted
        return ((*self.ordering, "pk") if self.ordering else ()), ""


def _can_archive(model: type[models.Model]) -> bool:
    return any(
        f.name == "archived_at" for f in model._meta.concrete_fields
    ) or model._meta.model_name in (
        "user",
        "region",
    )
