"""Why each field of activities and achievements is asked for, and where its answer is found."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core.records.asked import Asked

_PLANBOOK = _("The plan of work agreed in the chapter's meeting.")
_AGREED = _("The minutes of the meeting in which it was agreed.")
_OWN = _("Decide it yourself; the list of choices shows what others used.")
_DPA = _("The DPA of the office, or the budget agreed with the donor.")
_COUNT = _("The records of the year; the system proposes what it can count.")

ACTIVITY: dict[str, Asked] = {
    "field": Asked(_("Shows which field of the board is busy and which is empty."), _PLANBOOK),
    "title": Asked(_("Stands in plan, calendar and report."), _PLANBOOK),
    "purpose": Asked(_("The Secretariat advises on the why before the how."), _PLANBOOK),
    "target_group": Asked(_("Tells for whom the money is spent."), _PLANBOOK),
    "goal": Asked(_("Rolls the year up to the goal of several years."), _PLANBOOK),
    "programme": Asked(
        _("The region pays more readily for what its own strategy names."),
        _("The SSK of the region."),
    ),
    "sipd_code": Asked(
        _("An office finds the activity in its own budget by this code."),
        _("The DPA of the office; ask which edition it follows."),
    ),
    "indicator": Asked(_("What is counted decides whether it was reached."), _PLANBOOK),
    "target": Asked(_("Without a target nothing can be reached."), _PLANBOOK),
    "unit": Asked(_("Ten of what? KPP, SR and people never add up."), _PLANBOOK),
    "month_from": Asked(_("Places the activity in the calendar, and reminds in time."), _PLANBOOK),
    "month_to": Asked(_("After this month it is asked how it went."), _PLANBOOK),
    "place": Asked(_("People come when they know where."), _PLANBOOK),
    "in_charge": Asked(_("One seat answers for it."), _AGREED),
    "partners": Asked(_("Shows where offices already help."), _AGREED),
    "order": Asked(_("The plan prints in this order."), _OWN),
    "fund": Asked(_("Shows how much the region carries, how much the groups."), _DPA),
    "amount": Asked(_("Plan and spending are compared."), _DPA),
}

ACHIEVEMENT: dict[str, Asked] = {
    "indicator": Asked(_("Shared indicators add up over all chapters."), _OWN),
    "name": Asked(_("What no shared indicator covers has its own name."), _PLANBOOK),
    "realised": Asked(_("The figure the year is judged by."), _COUNT),
    "target": Asked(_("Realised is read against it."), _("The approved plan of the year.")),
    "unit": Asked(_("Figures without a unit cannot be read."), _("The approved plan of the year.")),
    "last_year": Asked(_("Shows growth or decline."), _("The report of last year.")),
    "cause": Asked(_("What helped can be done elsewhere."), _AGREED),
    "obstacle": Asked(_("Only a named obstacle can be removed."), _AGREED),
    "solution": Asked(_("The government reads here what it is asked for."), _AGREED),
    "field": Asked(_("Shows what each field of the board reached."), _OWN),
    "lower_is_better": Asked(_("Fewer complaints are a success; the colour follows."), _OWN),
}
