"""The lines of the control board, as its page loads them."""

from __future__ import annotations

from django.utils import timezone

from aksansi.board.late import LateYear, deadlines_of
from aksansi.board.lines import BoardLine, Lines
from core.people.users import User
from planning.reports import chapters_of


def board_lines(user: User, *parts: str, year: int | None = None) -> list[BoardLine]:
    """Return the lines of a year (default: this one) with some parts, of every chapter in sight."""
    today = timezone.localdate()
    year = year or today.year
    shown = LateYear(year, deadlines_of(user, year), {})
    return Lines(user, today, shown, list(chapters_of(user, year)), parts).all()
