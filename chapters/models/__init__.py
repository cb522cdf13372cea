"""Chapters with their boards, offices with their officials, and whose accounts belong there."""

from .boards import CORE_SEATS, BoardSeat, Chapter, ChapterStatus, ElectionMethod, SeatRole
from .offices import Affiliation, Office, OfficeKind, Official

__all__ = [
    "CORE_SEATS",
    "Affiliation",
    "BoardSeat",
    "Chapter",
    "ChapterStatus",
    "ElectionMethod",
    "Office",
    "OfficeKind",
    "Official",
    "SeatRole",
]
