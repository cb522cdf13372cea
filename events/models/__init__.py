"""Trainings, meetings, alliances and awards."""

from events.models.agenda import AgendaPoint, PointKind
from events.models.alliances import Alliance, AllianceMembership, Award, AwardEntry, Dues
from events.models.commitments import (
    Commitment,
    CommitmentKind,
    CommitmentTime,
    Fate,
    PromiseTally,
    Signatory,
)
from events.models.keydates import KeyDate, KeyDateKind
from events.models.meetings import (
    Event,
    EventKind,
    EventOffice,
    EventPurpose,
    EventRegion,
    EventState,
    OfficeRole,
)
from events.models.practices import Practice, PracticeFacility, PracticeKind, Solution
from events.models.programme import Attendance, AttendeeCategory, EventDay, Session, SessionAspect
from events.models.results import (
    GOVERNMENT_PARTIES,
    AspectResult,
    Bearer,
    BearerPart,
    Duty,
    GroupResult,
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
    "Bearer",
    "BearerPart",
    "Commitment",
    "CommitmentKind",
    "CommitmentTime",
    "Dues",
    "Duty",
    "Event",
    "EventDay",
    "EventKind",
    "EventOffice",
    "EventPurpose",
    "EventRegion",
    "EventState",
    "Fate",
    "GroupResult",
    "KeyDate",
    "KeyDateKind",
    "OfficeRole",
    "PointKind",
    "Practice",
    "PracticeFacility",
    "PracticeKind",
    "PromiseTally",
    "RoleShare",
    "Session",
    "SessionAspect",
    "Signatory",
    "Solution",
    "Spectrum",
]
