"""Papers of a filtered list: what does not go into one print comes in parts, each with its link."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.utils.translation import gettext as __
from typing_extensions import override

from core.pages.base import Page, list_crumb
from core.tools import pdf


class PartsPage(Page):
    """The forms of a filtered list, `most` at a time; more than that answers a page that links every part."""

    template_name = "pages/parts.html"
    most: int
    none_fits: Any

    def filtered(self) -> Any:
        """Return the rows the filter shows, in the order of the paper."""
        raise NotImplementedError

    def print(self, rows: list[Any], *, part: int, told: str) -> HttpResponseBase:
        """Return the paper of a part; `told`: "Part 2 of 5, forms 21–40 of 86", "" where there is one only."""
        raise NotImplementedError

    @override
    def get_crumbs(self) -> list[tuple[Any, str]]:
        return list_crumb(self.model)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        parts = Paginator(self.filtered(), self.most)
        if not parts.count:
            messages.warning(request, self.none_fits)
            return HttpResponseRedirect(self.address("list"))
        if parts.num_pages > 1 and "part" not in request.GET:
            return self.render({"parts": parts, "words": [_told(part) for part in parts]})
        part = parts.get_page(request.GET.get("part"))
        told = _told(part) if parts.num_pages > 1 else ""
        with pdf.turn():
            return self.print(list(part), part=part.number, told=told)


def _told(part: Any) -> str:
    return __("Part %(part)s of %(parts)s, forms %(first)s–%(last)s of %(total)s") % {
        "part": part.number,
        "parts": part.paginator.num_pages,
        "first": part.start_index(),
        "last": part.end_index(),
        "total": part.paginator.count,
    }
