from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aksansi.board import board as overview
from core.access import Action, require
from core.pages import Page


class BoardPage(Page):
    """The Secretariat's control board: every chapter's year, the pipeline, the registry."""

    template_name = "aksansi/board.html"
    is_heavy = True
    room = "board"
    title = _("Control board")

    def get(self, request: HttpRequest) -> HttpResponse:
        require(request.user, Action.ADMINISTER)
        today = timezone.localdate()
        years, opening = overview.board_years(user=self.request.user, today=today)
        typed = request.GET.get("year", "")
        year = int(typed) if typed in map(str, years) else opening
        board = overview.build_board(user=self.request.user, year=year, today=today, changes=True)
        return self.render({"board": board, "year": year, "years": years})
