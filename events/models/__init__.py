"""Trainings, meetings, alliances and awards."""

from .alliances import Alliance, AllianceMembership, Award, AwardEntry, Dues
from .commitments import Commitment, CommitmentKind
from .meetings import (
    Event,
    EventKind,
    EventOffice,
    EventPurpose,
    EventRegion,
    EventState,
    OfficeRole,
)
from .programme import (
    AspectResult,
    Attendance,
    AttendeeCategory,
    EventDay,
    GroupResult,
    Session,
    SessionAspect,
    Spectrum,
)

__all__ = [
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
    "Event",
    "EventDay",
    "EventKind",
    "EventOffice",
    "EventPurpose",
    "EventRegion",
    "EventState",
    "GroupResult",
    "OfficeRole",
    "Session",
    "SessionAspect",
    "Spectrum",
]
