"""Chapters (AKSANSI Daerah) and the seats of their boards."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from typing_extensions import override

from chapters import services
from chapters.filters import ChapterFilter
from chapters.forms import BoardSeatForm, ChapterForm, SeatLinesForm
from chapters.models import CORE_SEATS, BoardSeat, Chapter, ChapterStatus
from chapters.models.chapters import is_fresh
from chapters.reports import SeatLine, board_of, former_seats
from core.access import Action, may
from core.pages import ActionPage, CreatePage, DetailPage, EditPage, ListPage, beside
from core.records.review import why_locked
from core.tools import partial_dates
from core.tools.tables import Badge, Column, Fact, Table

TONES = {
    ChapterStatus.ACTIVE: "good",
    ChapterStatus.FORMING: "info",
    ChapterStatus.CANDIDATE: "info",
    ChapterStatus.DORMANT: "part",
    ChapterStatus.DISSOLVED: "none",
}


def status_badge(chapter: Chapter) -> Badge:
    """Return the status; what is only known for a day long past has no colour of today."""
    tone = TONES[ChapterStatus(chapter.status)] if chapter.is_fresh else "none"
    return Badge(chapter.get_status_display(), tone)


def told_note(as_of: str) -> str:
    if is_fresh(as_of, timezone.localdate()):
        return ""
    return __("known as of %(date)s") % {"date": partial_dates.display(as_of)}


def board_badge(chapter: Chapter) -> Badge:
    """Return how many core seats are held: "2 of 3" (`with_core_seats` counts them); unknown is not 0."""
    if not chapter.core_recorded:
        return Badge(__("not recorded"), "none")
    filled, total = chapter.core_filled, len(CORE_SEATS)
    fresh = is_fresh(chapter.core_told, timezone.localdate())
    tone = "good" if filled == total and fresh else "part" if filled else "none"
    return Badge(__("%(filled)s of %(total)s") % {"filled": filled, "total": total}, tone)


def co_management_link(chapter: Chapter) -> SafeString:
    """Return the way to what the region chose together beside what visits find there."""
    return format_html(
        '<a href="{}">{}<span class="sr">: {}</span></a>',
        reverse("region-co-management", args=[chapter.region_id]),
        __("Co-management"),
        chapter.region.short_name,
    )


class ChapterListPage(ListPage):
    model = Chapter
    filterset_class = ChapterFilter
    empty = _("No chapter fits this filter.")
    columns = [
        Column("region", _("Chapter"), note=co_management_link, link=True, sort="region__name"),
        Column("province", _("Province"), "region.parent.short_name", sort="region"),
        Column(
            "status",
            _("Status"),
            status_badge,
            kind="badge",
            note=lambda row: told_note(row.as_of),
            sort=("status", "region"),
        ),
        Column(
            "board",
            _("Core seats held"),
            board_badge,
            kind="badge",
            note=lambda row: told_note(row.core_told),
            sort="core_filled",
        ),
        Column("formed_on", _("Formed on"), kind="partial", sort="formed_on"),
        Column("as_of", _("As of"), kind="partial", sort="as_of"),
        Column("election", _("Board chosen by"), "get_election_method_display", hidden=True),
        Column("decree", _("Decree (SK)"), hidden=True),
        Column("code", _("Region code"), "region_id", hidden=True),
        Column("source", _("Source"), hidden=True),
        Column("source_url", _("Address of the source"), hidden=True),
    ]

    @override
    def get_queryset(self) -> object:
        return super().get_queryset().select_related("region__parent").with_core_seats()


SEAT_COLUMNS = [
    Column("role", _("Seat"), "title", note="field", link=True),
    Column(
        "holder",
        _("Holder"),
        lambda row: row["holder"] or Badge(__("Vacant"), "part"),
        note="origin",
    ),
    Column("phone", _("Phone"), personal=True),
    Column("term_from", _("Term from"), kind="partial"),
    Column("term_to", _("Term to"), kind="partial"),
]


class ChapterDetailPage(DetailPage):
    model = Chapter
    template_name = "chapters/chapter_detail.html"

    @override
    def get_queryset(self) -> object:
        return super().get_queryset().select_related("region__parent").with_core_seats()

    @cached_property
    def board(self) -> list[SeatLine]:
        """The seats of today, the vacant core seats too."""
        return board_of(self.object, user=self.request.user)

    @override
    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        return {**super().get_context_data(**kwargs), "parts": beside.parts(self)}

    @override
    def get_facts(self) -> list[Fact]:
        chapter = self.object
        return [
            Fact(_("Status"), status_badge(chapter)),
            Fact(_("Region"), chapter.region, url=chapter.region.get_absolute_url()),
            Fact(_("Core seats held"), board_badge(chapter), note=_("chair, secretary, treasurer")),
            Fact(_("Formed on"), chapter.formed_on, kind="partial"),
            Fact(_("Dissolved on"), chapter.dissolved_on, kind="partial"),
            Fact(_("How the board was chosen"), chapter.get_election_method_display()),
            Fact(_("Decree (SK)"), chapter.decree),
            Fact(_("Address of the secretariat"), chapter.address, personal=True),
            Fact(_("Remarks"), chapter.description),
        ]

    @override
    def get_tables(self) -> list[Table]:
        chapter, user = self.object, self.request.user
        tables = [
            self.related(
                _("Board"),
                SEAT_COLUMNS,
                self.linked(self.board),
                cap=len(self.board),
                add=reverse("chapters:board-seat-create", args=[chapter.pk]),
                add_label=__("Add seat"),
            )
        ]
        if former := former_seats(chapter, user=user):
            title = _("Former terms")
            tables.append(self.related(title, SEAT_COLUMNS, self.linked(former), cap=len(former)))
        return tables + beside.tables(self)

    def linked(self, lines: list[SeatLine]) -> list[dict[str, Any]]:
        """Return the seats as rows; each leads to its page or, vacant, to where it is filled."""
        may_fill = (
            may(self.request.user, Action.CHANGE, self.object) and not self.object.is_archived
        )
        create = reverse("chapters:board-seat-create", args=[self.object.pk])
        found = []
        for line in lines:
            url = f"{create}?role={line.role}" if may_fill else ""
            if line.seat_id:
                url = reverse("chapters:board-seat-detail", args=[line.seat_id])
            origin = line.group if line.group != line.holder else __("known by group of origin")
            found.append(line.as_row() | {"url": url, "origin": origin if line.group else ""})
        return found

    @override
    def get_actions(self) -> list[tuple[Any, str]]:
        told = reverse("public-chapter", args=[self.object.region_id])
        actions: list[tuple[Any, str]] = [(__("See the public page"), told)]
        actions = actions if self.object.is_public else []
        if may(self.request.user, Action.ADD, self.object) and not why_locked(self.object):
            several = reverse("chapters:chapter-seats", args=[self.object.pk])
            actions.append((__("Enter the board at once"), several))
        if may(self.request.user, Action.ADMINISTER):
            switch = reverse("chapter-public", args=[self.object.pk])
            actions += [
                (__("Who may do what"), reverse("chapters:validation")),
                (__("Switch the public page"), switch),
            ]
        return actions


class ChapterCreatePage(CreatePage):
    model = Chapter
    form_class = ChapterForm

    @override
    def get_initial(self) -> dict[str, object]:
        return {"region": self.request.GET.get("region", "")}


class ChapterEditPage(EditPage):
    model = Chapter
    form_class = ChapterForm
    select_related = ("region",)


class BoardSeatCreatePage(CreatePage):
    model = BoardSeat
    parent_model = Chapter
    form_class = BoardSeatForm

    @override
    def get_initial(self) -> dict[str, object]:
        return {"role": self.request.GET.get("role", "")}

    @override
    def get_success_url(self) -> str:
        return self.object.chapter.get_absolute_url()


class SeatLinesPage(ActionPage):
    """A board typed or copied as lines."""

    model = Chapter
    action = Action.ADD
    checks_lock = True
    select_related = ("region",)
    form_class = SeatLinesForm
    submit_label = _("Save")
    title = _("Enter the board at once: %(what)s")

    @override
    def get_form_kwargs(self) -> dict[str, object]:
        return {**super().get_form_kwargs(), "chapter": self.object}

    @override
    def form_valid(self, form: SeatLinesForm) -> HttpResponse:
        added, met = services.add_seats(
            chapter=self.object, by=self.request.user, rows=form.rows, confirmed=form.confirmed
        )
        words = ngettext("%(n)s seat added.", "%(n)s seats added.", added) % {"n": added}
        if met:
            words += " " + ngettext(
                "%(n)s was recorded already.", "%(n)s were recorded already.", met
            ) % {"n": met}
        return self.done(words)


class BoardSeatDetailPage(DetailPage):
    model = BoardSeat
    parent_field = "chapter"
    select_related = ("chapter__region", "office")

    @override
    def get_facts(self) -> list[Fact]:
        seat = self.object
        return [
            Fact(_("Chapter"), seat.chapter, url=seat.chapter.get_absolute_url()),
            Fact(_("Seat"), seat.get_role_display(), note=seat.field),
            Fact(_("Holder"), Badge(__("Vacant"), "part") if seat.is_vacant else seat.person),
            Fact(
                _("Office"), seat.office, url=seat.office.get_absolute_url() if seat.office else ""
            ),
            Fact(_("Group of origin"), seat.group_name),
            Fact(_("Phone"), seat.phone, personal=True),
            Fact(_("How the holder was chosen"), seat.get_chosen_by_display()),
            Fact(_("Term from"), seat.term_from, kind="partial"),
            Fact(_("Term to"), seat.term_to, kind="partial"),
        ]


class BoardSeatEditPage(EditPage):
    model = BoardSeat
    parent_field = "chapter"
    select_related = ("chapter__region", "office")
    form_class = BoardSeatForm

    @override
    def get_success_url(self) -> str:
        return self.object.chapter.get_absolute_url()
