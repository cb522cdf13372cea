"""Forms of the room, one per task."""

from events.forms.alliances import (
    AllianceForm,
    AllianceMembershipForm,
    AwardEntryForm,
    AwardForm,
    DuesForm,
)
from events.forms.commitments import CommitmentForm, DoneForm, PromisesForm, TimeForm
from events.forms.days import AgendaPointForm, EventDayForm, SessionForm
from events.forms.meetings import EventForm, EventOfficeForm
from events.forms.outcomes import AgendaLinesForm, GroupResultsForm
from events.forms.people import AttendanceForm, CountsForm, PasteForm
from events.forms.results import GroupResultForm, RolesForm
from events.forms.sharing import KeyDateForm, PracticeForm, WithdrawForm

__all__ = [
    "AgendaLinesForm",
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
    "GroupResultsForm",
    "KeyDateForm",
    "PasteForm",
    "PracticeForm",
    "PromisesForm",
    "RolesForm",
    "SessionForm",
    "TimeForm",
    "WithdrawForm",
]
