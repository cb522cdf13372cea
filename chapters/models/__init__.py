"""Territory, people and the wall: what every other room stands on."""

from .boards import CORE_SEATS, BoardSeat, Chapter, ChapterStatus, ElectionMethod, SeatRole
from .facts import DatedFact, FactTopic
from .imports import ImportJob, ImportState
from .journal import Attachment, FileKind, Moment, Note, NoteKind, ReviewEvent, Submission
from .lists import Batch, BatchKind, ListChoice, SavedFilter, tidy_query
from .offices import Affiliation, Office, OfficeKind, Official
from .regions import Region, RegionKind, kind_below, search_key
from .security import Attempt, Outcome, SecurityEvent, SecurityKind
from .sessions import UserSession
from .users import User

__all__ = [
    "CORE_SEATS",
    "Affiliation",
    "Attachment",
    "Attempt",
    "Batch",
    "BatchKind",
    "BoardSeat",
    "Chapter",
    "ChapterStatus",
    "DatedFact",
    "ElectionMethod",
    "FactTopic",
    "FileKind",
    "ImportJob",
    "ImportState",
    "ListChoice",
    "Moment",
    "Note",
    "NoteKind",
    "Office",
    "OfficeKind",
    "Official",
    "Outcome",
    "Region",
    "RegionKind",
    "ReviewEvent",
    "SavedFilter",
    "SeatRole",
    "SecurityEvent",
    "SecurityKind",
    "Submission",
    "User",
    "UserSession",
    "kind_below",
    "search_key",
    "tidy_query",
]
