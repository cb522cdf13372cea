"""What the room knows of a region, once for its pages, the overview and the report."""

from __future__ import annotations

import datetime as dt

from django.db.models import Count, Subquery, Value
from django.utils import timezone
from django.utils.translation import gettext as __

from chapters.models import CORE_SEATS, BoardSeat, Chapter, ChapterStatus, Office, SeatRole
from chapters.models.chapters import known_for
from core.access import Reader
from core.land.regions import Region
from core.tools import partial_dates
from core.tools.rows.values import value_class


@value_class
class SeatLine:
    """One seat of a board. `holder` is a person, an office or a group; "" is a vacant seat."""

    role: str
    title: str
    field: str = ""
    holder: str = ""
    group: str = ""
    phone: str = ""
    term_from: str = ""
    term_to: str = ""
    seat_id: int | None = None
    is_example: bool = False

    @property
    def is_vacant(self) -> bool:
        return not self.holder

    def as_row(self) -> dict[str, object]:
        """Return the seat as a table row."""
        return dict(vars(self))


@value_class
class RegionProfile:
    """Chapter, board and offices of a region on a day, as far as the reader may see them."""

    region: Region
    head_title: str
    chapter: Chapter | None
    chapter_status: str
    formed_on: str
    core_filled: int
    core_recorded: int
    core_total: int
    core_told: str
    seats: tuple[SeatLine, ...]
    offices: int
    at: dt.date

    @property
    def is_standing(self) -> bool:
        """Whether there is a chapter that is not dissolved."""
        return self.chapter is not None and self.chapter.status != ChapterStatus.DISSOLVED

    @property
    def vacant_core(self) -> tuple[str, ...]:
        """The core seats that nobody holds, by title."""
        return tuple(s.title for s in self.seats if s.is_vacant and s.role in CORE_SEATS)


def _line(seat: BoardSeat) -> SeatLine:
    holder = seat.person or (str(seat.office) if seat.office_id else "") or seat.group_name
    return SeatLine(
        role=seat.role,
        title=str(seat.get_role_display()),
        field=seat.field,
        holder=holder,
        group=seat.group_name,
        phone=seat.phone,
        term_from=seat.term_from,
        term_to=seat.term_to,
        seat_id=seat.pk,
        is_example=seat.is_example,
    )


def board_of(chapter: Chapter, *, user: Reader, at: dt.date | None = None) -> list[SeatLine]:
    """Return the seats of the board on a day (default today) in the order of rank.

    The three core seats are always there, vacant where nobody holds them.
    """
    rows = BoardSeat.objects.visible_to(user).current().on(at).filter(chapter=chapter)
    lines = [_line(seat) for seat in rows.select_related("office")]
    known = {line.role for line in lines}
    lines += [SeatLine(role, str(role.label)) for role in CORE_SEATS if role not in known]
    rank = {role: place for place, role in enumerate(SeatRole.values)}
    return sorted(lines, key=lambda line: (rank[line.role], line.field, line.seat_id or 0))


def former_seats(chapter: Chapter, *, user: Reader, at: dt.date | None = None) -> list[SeatLine]:
    """Return the seats whose term has ended by a day, latest first."""
    rows = BoardSeat.objects.visible_to(user).current().filter(chapter=chapter).former(at)
    return [_line(seat) for seat in rows.select_related("office")]


def _status_on(chapter: Chapter, day: dt.date) -> str:
    """Return the status in words; of a chapter dissolved after the day only that is known."""
    end = chapter.dissolved_on
    if chapter.status != ChapterStatus.DISSOLVED or (end and end <= day.isoformat()):
        return known_for(str(chapter.get_status_display()).lower(), chapter.as_of)
    if not end:
        return __("dissolved later")
    return __("dissolved later (%(when)s)") % {"when": partial_dates.display(end)}


def build_region_profile(
    *, user: Reader, region: Region, at: dt.date | None = None, brief: bool = False
) -> RegionProfile:
    """Return the profile of a region for one reader; three queries at most.

    `brief`: the chapter and how many core seats are held only; one query.
    """
    day = at or timezone.localdate()
    chapters = Chapter.objects.visible_to(user).current().of_year(day.year).filter(region=region)
    offices = Office.objects.visible_to(user).current().existing(day).filter(region=region)
    # Counted by the chapter's query: the letter holds forty.
    counted = offices.order_by().values(all=Value(1)).annotate(n=Count("pk")).values("n")
    chapters = chapters.with_core_seats(day).annotate(office_count=Subquery(counted))
    chapter = chapters.select_related("region").first()
    return RegionProfile(
        region=region,
        head_title=region.head_title,
        chapter=chapter,
        chapter_status=_status_on(chapter, day) if chapter else "",
        formed_on=chapter.formed_on if chapter else "",
        core_filled=chapter.core_filled if chapter else 0,
        core_recorded=chapter.core_recorded if chapter else 0,
        core_total=len(CORE_SEATS),
        core_told=chapter.core_told if chapter else "",
        seats=tuple(board_of(chapter, user=user, at=day)) if chapter and not brief else (),
        offices=0 if brief else (chapter.office_count or 0) if chapter else offices.count(),
        at=day,
    )
