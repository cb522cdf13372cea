from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from aksansi.search import search
from core.pages import Page


class SearchPage(Page):
    """One box over regions, chapters, groups, facilities and events; only what the reader may see."""

    room = "search"
    template_name = "aksansi/search.html"
    title = _("Search")

    def get(self, request: HttpRequest) -> HttpResponse:
        text = request.GET.get("q", "").replace("\x00", "").strip()[:100]
        return self.render(
            {"q": text, "sections": search.find(self.request.user, text) if text else []}
        )
