"""Every model of the ground floor, where Django looks for them."""

from core.importing.models import ImportJob
from core.land.regions import Region
from core.pages.saved import ListChoice, SavedFilter
from core.people.security_log import Attempt, SecurityEvent
from core.people.tokens.models import Token
from core.people.user_sessions import UserSession
from core.people.users import User
from core.records.batches import Batch
from core.records.jobs.models import Job, JobPart, TimedWork, Worker
from core.records.journal import Attachment, Note, ReviewEvent, Submission
from core.records.listed import ListedWord
from core.records.listed.glossary import Term
from core.records.notices.models import MailOff, MailText, Notice, ReminderRule

__all__ = [
    "Attachment",
    "Attempt",
    "Batch",
    "ImportJob",
    "Job",
    "JobPart",
    "ListChoice",
    "ListedWord",
    "MailOff",
    "MailText",
    "Note",
    "Notice",
    "Region",
    "ReminderRule",
    "ReviewEvent",
    "SavedFilter",
    "SecurityEvent",
    "Submission",
    "Term",
    "TimedWork",
    "Token",
    "User",
    "UserSession",
    "Worker",
]
