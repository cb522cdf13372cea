"""Why each field of visits, findings and samples is asked for, and where its answer is found."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core.records.asked import Asked

_REGISTER = _("Choose it from the register; add it there first where it is missing.")
_NOTES = _("The notes taken on the day.")
_SITE = _("Look at it on the spot, or ask the operator.")
_AGREED = _("The minutes of the meeting in which it was agreed.")
_OFFICE = _("Ask the technical office of the region (Dinas PU).")
_LAB = _("The sheet of results of the laboratory.")
_CASH = _("The cash book of the group.")

VISIT: dict[str, Asked] = {
    "facility": Asked(_("A visit judges one facility; the score stands on its page."), _REGISTER),
    "round": Asked(
        _("Visits of one round are compared with each other."),
        _("The letter of assignment names the round."),
    ),
    "instrument": Asked(
        _("Scores of different questionnaires are never mixed."), _("The head of the paper form.")
    ),
    "visited_on": Asked(_("The facts hold for this day, however late they are typed."), _NOTES),
    "team": Asked(
        _("The government wants to know who went."),
        _("The letter of assignment or the list of attendance."),
    ),
    "respondent": Asked(
        _("An answer of the treasurer weighs more on money than one of a neighbour."), _NOTES
    ),
    "women": Asked(_("Whose voice was heard is part of the report."), _NOTES),
    "men": Asked(_("Whose voice was heard is part of the report."), _NOTES),
    "narrative": Asked(_("The sentence a reader remembers after the score."), _NOTES),
}

FINDING: dict[str, Asked] = {
    "title": Asked(_("One line that names the fault; it is read in lists and letters."), _SITE),
    "description": Asked(_("Whoever repairs it must understand it without you."), _SITE),
    "facility": Asked(_("The fault is shown on the page of the facility."), _REGISTER),
    "region": Asked(_("It decides which office is asked."), _REGISTER),
    "visit": Asked(_("The visit is the evidence of the finding."), _REGISTER),
    "aspect": Asked(
        _("The report sorts findings by aspect."), _("The part of the questionnaire it belongs to.")
    ),
    "severity": Asked(_("Severe ones come first and are due sooner."), _SITE),
    "responsible": Asked(_("Each finding has one who acts; without it nobody does."), _AGREED),
    "office": Asked(_("The office sees it among its own on its first page."), _REGISTER),
    "person": Asked(_("A post can be called; an office cannot."), _AGREED),
    "action_required": Asked(_("Says what is enough to close it."), _AGREED),
    "opened_on": Asked(_("Age shows which faults are left to lie."), _NOTES),
    "due_on": Asked(_("What has no date is never reminded of."), _AGREED),
    "started_on": Asked(_("A repair that has begun is no longer silent."), _OFFICE),
    "reply": Asked(
        _("What the government answered stands beside the finding."), _("The letter of reply.")
    ),
    "replied_on": Asked(
        _("How long an answer takes is part of the analysis."), _("The letter of reply.")
    ),
    "reply_letter": Asked(_("The number makes the reply found again."), _("The letter of reply.")),
}

SAMPLE: dict[str, Asked] = {
    "facility": Asked(_("The result is shown and judged on the page of the facility."), _REGISTER),
    "place": Asked(_("Some results belong to a river or a well."), _LAB),
    "region": Asked(_("It decides who sees the result and which regional rule applies."), _LAB),
    "point": Asked(_("Inlet and outlet together show what the plant takes out."), _LAB),
    "point_name": Asked(_("Tells several points of one plant apart."), _LAB),
    "taken_on": Asked(_("The limit in force on this day is the one that judges."), _LAB),
    "visit": Asked(_("Links the figures with what was seen on the day."), _REGISTER),
    "laboratory": Asked(_("Results of one laboratory are compared more safely."), _REGISTER),
    "laboratory_text": Asked(
        _("Keeps the name where the laboratory is not in the register."), _LAB
    ),
    "is_accredited": Asked(
        _("The environment office accepts only accredited results."),
        _("The KAN mark on the sheet of results."),
    ),
    "sampler": Asked(_("Who took the water answers for how."), _LAB),
    "paid_by": Asked(_("Shows who could pay for the next test."), _CASH),
    "lines": Asked(_("The figures are what all this is for."), _LAB),
}
