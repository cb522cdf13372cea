"""Every model of the ground floor, where Django looks for them."""

from core.importing.models import ImportJob
from core.land.regions import Region
from core.pages.saved import ListChoice, SavedFilter
from core.people.security_log import Attempt, SecurityEvent
from core.people.user_sessions import UserSession
from core.people.users import User
from core.records.batches import Batch
from core.records.jobs.models import Job, JobPart, TimedWork, Worker
from core.records.journal import Attachment, Note, ReviewEvent, Submission

__all__ = [
    "Attachment",
    "Attempt",
    "Batch",
    "ImportJob",
    "Job",
    "JobPart",
    "ListChoice",
    "Note",
    "Region",
    "ReviewEvent",
    "SavedFilter",
    "SecurityEvent",
    "Submission",
    "TimedWork",
    "User",
    "UserSession",
    "Worker",
]
