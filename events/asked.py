"""Why each field of events is asked for, and where its answer is found."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core.records.asked import Asked

_INVITE = _("The invitation or the report of the event.")
_REGISTER = _("Choose it from the register; add it there first where it is missing.")
_NOTES = _("The notes taken on the day.")

EVENT: dict[str, Asked] = {
    "title": Asked(_("Certificates, lists and letters carry it."), _INVITE),
    "kind": Asked(_("Trainings and meetings are counted apart."), _INVITE),
    "state": Asked(_("Only what was held is counted."), _INVITE),
    "region": Asked(_("It decides who sees the event and in whose report it stands."), _INVITE),
    "partnership": Asked(_("A meeting with the government moves the cooperation on."), _REGISTER),
    "starts_on": Asked(_("Places it in calendar and year."), _INVITE),
    "ends_on": Asked(_("Attendance is counted by day."), _INVITE),
    "venue": Asked(_("Participants must find it."), _INVITE),
    "description": Asked(_("Tells later readers what it was about."), _INVITE),
    "participants": Asked(_("The words of the source are kept beside our counts."), _INVITE),
    "outcome": Asked(_("What came of it is what the report prints."), _NOTES),
    "follow_up": Asked(_("Says in general what comes next."), _NOTES),
    "purposes": Asked(_("An event is judged by what it was meant for."), _INVITE),
    "organisers": Asked(_("Tells who carried it."), _INVITE),
    "hosts": Asked(_("Tells who gave the house."), _INVITE),
    "speakers": Asked(_("Who taught can be asked again."), _INVITE),
    "participating": Asked(_("These regions see the event, too."), _INVITE),
}
