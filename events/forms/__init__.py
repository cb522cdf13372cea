"""Forms of the room, one per task."""

from .alliances import AllianceForm, AllianceMembershipForm, AwardEntryForm, AwardForm, DuesForm
from .meetings import AgendaPointForm, EventDayForm, EventForm, EventOfficeForm, SessionForm
from .people import AttendanceForm, CountsForm, PasteForm
from .results import CommitmentForm, DoneForm, GroupResultForm, PromisesForm, ReopenForm, RolesForm
from .sharing import KeyDateForm, PracticeForm, WithdrawForm

__all__ = [
    "AgendaPointForm",
    "AllianceForm",
    "AllianceMembershipForm",
    "AttendanceForm",
    "AwardEntryForm",
    "AwardForm",
    "CommitmentForm",
    "CountsForm",
    "DoneForm",
    "DuesForm",
    "EventDayForm",
    "EventForm",
    "EventOfficeForm",
    "GroupResultForm",
    "KeyDateForm",
    "PasteForm",
    "PracticeForm",
    "PromisesForm",
    "ReopenForm",
    "RolesForm",
    "SessionForm",
    "WithdrawForm",
]
