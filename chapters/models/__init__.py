"""Chapters with their boards, offices with their officials, and whose accounts belong there."""

from chapters.models.boards import CORE_SEATS, BoardSeat, ElectionMethod, SeatRole
from chapters.models.chapters import EXISTED, Chapter, ChapterStatus, in_year
from chapters.models.offices import Affiliation, Office, OfficeKind, Official

__all__ = [
    "CORE_SEATS",
    "EXISTED",
    "Affiliation",
    "BoardSeat",
    "Chapter",
    "ChapterStatus",
    "ElectionMethod",
    "Office",
    "OfficeKind",
    "Official",
    "SeatRole",
    "in_year",
]
