"""Chapters with their boards, offices with their officials, and whose accounts belong there."""

from .boards import (
    CORE_SEATS,
    EXISTED,
    BoardSeat,
    Chapter,
    ChapterStatus,
    ElectionMethod,
    SeatRole,
    in_year,
)
from .offices import Affiliation, Office, OfficeKind, Official

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
