"""The control board: which chapter is late with what, in any year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import django_filters as df
from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from aksansi.board import board
from aksansi.board.columns import COLUMNS, LATE
from aksansi.board.late import (
    LateYear,
    late_chapters,
    late_years,
    opening_year,
)
from aksansi.board.lines import BoardLine, Lines
from aksansi.letter.lists import Lists
from chapters.models import Chapter
from core.access import Action, ScopedQuerySet, may
from core.pages import ListPage
from core.pages.filters import ChoiceFilter, RegionFilter, ScopedFilterSet, SearchFilter
from core.pages.lists import Listing
from core.records.revisions import changes_since_approval, unlocked_since
from core.tools.rows.keyset import KeyPage
from core.tools.tables import Column
from monitoring.models import Visit
from planning.reports import chapters_of


class BoardFilter(ScopedFilterSet):
    """`year` and `late` go along; the page reads them (`BoardPage.listing`)."""

    q = SearchFilter("region__search_text", "region__name")
    region = RegionFilter()
    late = ChoiceFilter(_("Overdue"), LATE, method="leave")
    year = df.CharFilter(label=_("Year"), method="leave", widget=forms.HiddenInput)

    class Meta:
        model = Chapter
        fields: list[str] = []

    def leave(self, qs: ScopedQuerySet, name: str, value: str) -> ScopedQuerySet:
        return qs


class BoardPage(ListPage):
    """Every chapter's year on one line: what is done, what is overdue, how much is known."""

    model = Chapter
    namespace = "chapters"
    template_name = "aksansi/board.html"
    room = "board"
    title = _("Control board")
    is_heavy = True
    may_create = False
    filterset_class = BoardFilter
    columns = COLUMNS
    ordering = ("region__code",)
    lead = _(
        "Each chapter's year on one line. Plan, achievements, visits and letter are of the year; the rest is of today."
    )
    empty = _("There is no working chapter yet.")

    @cached_property
    def today(self) -> dt.date:
        return timezone.localdate()

    @cached_property
    def years(self) -> list[int]:
        return board.years_of(user=self.request.user, today=self.today)

    @cached_property
    def shown(self) -> LateYear:
        typed, user = self.request.GET.get("year", ""), self.request.user
        if typed in map(str, self.years):
            return late_years(user, [int(typed)], self.today)[0]
        return opening_year(user, self.today)

    @property
    def year(self) -> int:
        return self.shown.year

    @property
    def due(self) -> Mapping[str, dt.date]:
        return self.shown.due

    @override
    def get_queryset(self) -> object:
        return chapters_of(self.request.user, self.year)

    @override
    def listing(self) -> Listing:
        found = super().listing()
        what = found.filterset.form.cleaned_data.get("late") if found.filterset.is_valid() else ""
        if not what:
            return found
        late = late_chapters(self.request.user, self.year, what, self.due, self.today)
        return replace(found, rows=found.rows.filter(pk__in=late.order_by().values("pk")))

    def lines(self, rows: Iterable[Chapter], columns: list[Column]) -> list[BoardLine]:
        chapters = list(rows)
        parts = {need for column in columns if not column.hidden for need in column.needs}
        return Lines(self.request.user, self.today, self.shown, chapters, parts).all()

    @override
    def _chunk(self, listing: Listing, columns: list[Column]) -> KeyPage:
        found = super()._chunk(listing, columns)
        lines: list[object] = [*self.lines(found, columns)]
        return replace(found, object_list=lines)

    @override
    def in_order(self, listing: Listing, columns: list[Column]) -> list[BoardLine]:
        return self.lines(super().in_order(listing, columns), columns)

    @override
    def get_deed(self, row: object) -> tuple[str, str] | None:
        """Whoever reminds chapters finds the message of a late one in one click."""
        if not isinstance(row, BoardLine) or not row.late:
            return None
        if not may(self.request.user, Action.ADMINISTER):
            return None
        return __("Remind"), reverse("board-clinic", args=[row.code])

    @override
    def rest(self, columns: list[Column]) -> tuple[list[Column], list[str]]:
        return [], []  # a line of the board is no record

    @override
    def filter_context(self, listing: Listing) -> dict[str, Any]:
        return {**super().filter_context(listing), "import_url": "", "may_restore": False}

    @override
    def get_context_data(self, **kwargs: object) -> dict[str, Any]:
        if "listing" not in kwargs:
            return super().get_context_data(**kwargs)
        user, year = self.request.user, self.year
        return super().get_context_data(
            **kwargs,
            year=year,
            years=self.years,
            has_book=year <= self.today.year,
            at=self.today,
            lists=Lists("", self.today, year),
            dues=board.build_dues(self.shown),
            has_examples=board.has_examples(user),
            changed_visits=self._changed_visits(),
            may_set=may(user, Action.ADMINISTER),
        )

    def _changed_visits(self) -> int:
        """How many visits of the year were changed since their approval."""
        rows = Visit.objects.visible_to(self.request.user).current().in_year(self.year)
        return len(changes_since_approval(unlocked_since(rows)))
