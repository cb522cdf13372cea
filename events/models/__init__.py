"""Trainings, meetings, alliances and awards."""

from .agenda import AgendaPoint, PointKind
from .alliances import Alliance, AllianceMembership, Award, AwardEntry, Dues
from .commitments import Commitment, CommitmentKind, Signatory
from .keydates import KeyDate, KeyDateKind
from .meetings import (
    Event,
    EventKind,
    EventOffice,
    EventPurpose,
    EventRegion,
    EventState,
    OfficeRole,
)
from .practices import Practice, PracticeFacility, PracticeKind, Solution
from .programme import Attendance, AttendeeCategory, EventDay, Session, SessionAspect
from .results import (
    GOVERNMENT_PARTIES,
    AspectResult,
    Duty,
    GroupResult,
    Part,
    Party,
    RoleShare,
    Spectrum,
)

__all__ = [
    "GOVERNMENT_PARTIES",
    "AgendaPoint",
    "Alliance",
    "AllianceMembership",
    "AspectResult",
    "Attendance",
    "AttendeeCategory",
    "Award",
    "AwardEntry",
    "Commitment",
    "CommitmentKind",
    "Dues",
    "Duty",
    "Event",
    "EventDay",
    "EventKind",
    "EventOffice",
    "EventPurpose",
    "EventRegion",
    "EventState",
    "GroupResult",
    "KeyDate",
    "KeyDateKind",
    "OfficeRole",
    "Part",
    "Party",
    "PointKind",
    "Practice",
    "PracticeFacility",
    "PracticeKind",
    "RoleShare",
    "Session",
    "SessionAspect",
    "Signatory",
    "Solution",
    "Spectrum",
]
