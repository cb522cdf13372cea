"""The rooms of the house as the menu shows them: each with its lists beside each other."""

from __future__ import annotations

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from core.access import Action
from core.tools.formats import Words
from core.tools.rows.values import value_class
from ksm.models import Facility


@value_class
class Link:
    """A page named beside its sisters, for whoever may do `action` (everybody without one).

    `keeps` names the query parameters that go along, so that all look at the same (e.g. the same past day).
    """

    label: Words
    url_name: str
    action: Action | None = None
    model: type[Model] | None = None
    keeps: tuple[str, ...] = ()


@value_class
class Room:
    """`in_bar`: on a phone it stands in the bar, else under "More"."""

    key: str
    label: Words
    url_name: str
    icon: str
    in_bar: bool = False
    links: tuple[Link, ...] = ()


PAST = ("as_of",)

# In the order of the house.
ROOMS = (
    Room(
        "home",
        _("Home"),
        "home",
        "house",
        in_bar=True,
        links=(
            Link(_("Home"), "home"),
            Link(_("Control board"), "board"),
        ),
    ),
    Room(
        "chapters",
        _("Chapters"),
        "chapters:chapter-list",
        "diagram-3",
        links=(
            Link(_("Chapters"), "chapters:chapter-list"),
            Link(_("Regions"), "core:region-list"),
            Link(_("Offices"), "chapters:office-list"),
        ),
    ),
    Room(
        "ksm",
        _("Facilities"),
        "ksm:facility-list",
        "droplet",
        in_bar=True,
        links=(
            Link(_("Facilities"), "ksm:facility-list"),
            Link(_("Desludgings"), "ksm:desludging-list"),
            Link(_("Scheduled desludging"), "ksm:desludging-schedule-list"),
            Link(_("Works"), "ksm:works-list"),
            Link(_("Status records"), "ksm:status-record-list"),
            Link(_("On the map"), "ksm:facility-map"),
            Link(_("Work order (SPK)"), "ksm:desludging-work-order"),
            Link(_("Possible duplicates"), "ksm:facility-twins", Action.ARCHIVE, Facility),
            Link(_("Programmes"), "ksm:programme-list"),
        ),
    ),
    Room(
        "groups",
        _("Groups"),
        "ksm:group-list",
        "people",
        links=(
            Link(_("Groups"), "ksm:group-list"),
            Link(_("Tariffs and fees"), "ksm:tariff-list"),
            Link(_("Money of groups"), "ksm:cash-month-list"),
            Link(_("Dues of members"), "ksm:member-dues-list"),
            Link(_("Dated figures"), "ksm:dated-fact-list"),
            Link(_("Possible duplicates (groups)"), "ksm:group-twins", Action.ARCHIVE, Facility),
        ),
    ),
    Room(
        "monitoring",
        _("Monitoring"),
        "monitoring:visit-list",
        "clipboard-check",
        in_bar=True,
        links=(
            Link(_("Visits"), "monitoring:visit-list"),
            Link(_("Findings"), "monitoring:finding-list"),
            Link(_("Recap"), "monitoring:recap"),
            Link(_("Watch list"), "monitoring:watch-list"),
            Link(_("Effluent"), "monitoring:effluent"),
            Link(_("Comparison of rounds"), "monitoring:comparison"),
            Link(_("Offices in charge"), "monitoring:office-duty-list"),
            Link(_("Rounds"), "monitoring:round-list"),
            Link(_("Planned visits"), "monitoring:round-target-list"),
            Link(_("Samples"), "monitoring:sample-list"),
            Link(_("Effluent standards"), "monitoring:effluent-standard-list"),
            Link(_("Instruments"), "monitoring:instrument-list"),
            Link(_("ODK and Kobo servers"), "monitoring:submission-server-list", Action.ADMINISTER),
        ),
    ),
    Room(
        "agreements",
        _("Cooperation"),
        "agreements:partnership-list",
        "file-earmark-text",
        links=(
            Link(_("By stage"), "agreements:board", keeps=PAST),
            Link(_("As a list"), "agreements:partnership-list", keeps=PAST),
            Link(_("Analysis"), "agreements:analysis", keeps=PAST),
            Link(_("Blockers by region"), "agreements:blocker-matrix", keeps=PAST),
            Link(_("Agreements"), "agreements:agreement-list"),
            Link(_("Regulations and agreements of others"), "agreements:regional-paper-list"),
            Link(_("Blockers"), "agreements:blocker-list"),
            Link(_("Contacts"), "agreements:contact-list"),
            Link(_("Stages"), "agreements:stage-list"),
            Link(_("What worked"), "agreements:solved-list"),
            Link(_("Changes of officials"), "agreements:turnover-list"),
            Link(_("Legal bases"), "agreements:legal-basis-list"),
            Link(_("Quiet times"), "agreements:quiet-period-list"),
            Link(_("Kinds of blocker"), "agreements:blocker-reason-list"),
            Link(_("Clause templates"), "agreements:clause-template-list"),
        ),
    ),
    Room(
        "events",
        _("Events"),
        "events:event-list",
        "calendar-event",
        links=(
            Link(_("Events"), "events:event-list"),
            Link(_("Commitments"), "events:commitment-list"),
            Link(_("Awards"), "events:award-list"),
            Link(_("Alliances"), "events:alliance-list"),
            Link(_("Key dates"), "events:key-date-list"),
            Link(_("Sharing board"), "events:practice-list"),
        ),
    ),
    Room(
        "planning",
        _("Planning"),
        "planning:annual-plan-list",
        "flag",
        in_bar=True,
        links=(
            Link(_("Annual plans"), "planning:annual-plan-list"),
            Link(_("Activities"), "planning:activity-list"),
            Link(_("Achievements"), "planning:annual-report-list"),
            Link(_("Indicators achieved"), "planning:achievement-list"),
            Link(_("Goals"), "planning:goal-list"),
            Link(_("Visions"), "planning:vision-list"),
            Link(_("Advice"), "planning:advice-list"),
            Link(_("Planning meetings"), "planning:review-meeting-list"),
            Link(_("Check-ins"), "planning:check-in-list"),
            Link(_("SSK"), "planning:strategy-edition-list"),
            Link(_("RPJMD"), "planning:development-plan-list"),
            Link(_("Services and unit costs"), "planning:service-list"),
            Link(_("National data"), "planning:national-export"),
            Link(_("National forms"), "planning:national-form-list"),
            Link(_("SIPD codes"), "planning:sipd-code-list"),
            Link(_("Editions of SIPD codes"), "planning:sipd-edition-list"),
            Link(_("Indicators"), "planning:indicator-list"),
            Link(_("Targets of indicators"), "planning:indicator-target-list"),
            Link(_("Deadlines of the year"), "planning:deadline-list"),
            Link(_("Budget proposals"), "planning:budget-proposal-list"),
            Link(_("Matrices"), "planning:year-matrix"),
            Link(_("Matrix of goals"), "planning:goal-matrix"),
            Link(_("Matrix of indicators"), "planning:indicator-matrix"),
            Link(_("Archived reports"), "planning:archived-report-list"),
        ),
    ),
    Room("calendar", _("Calendar"), "calendar", "clock"),
    Room(
        "tools",
        _("Tools"),
        "job-list",
        "wrench",
        links=(
            Link(_("Jobs"), "job-list"),
            Link(_("Imports"), "core:import-job-list", Action.ADD),
            Link(_("Changes of many rows"), "core:change-list"),
            Link(_("Accounts"), "core:user-list", Action.ADMINISTER),
            Link(_("Affiliations"), "chapters:affiliation-list", Action.ADMINISTER),
            Link(_("Glossary"), "core:term-list"),
            Link(_("Lists of words"), "core:listed-word-list"),
            Link(_("Who may do what"), "chapters:validation", Action.ADMINISTER),
            Link(_("Mails at events"), "core:notice-list", Action.ADMINISTER),
            Link(_("Wording of mails"), "core:mail-text-list", Action.ADMINISTER),
            Link(_("Reminders"), "core:reminder-rule-list", Action.ADMINISTER),
            Link(_("Security log"), "core:security-event-list", Action.ADMINISTER),
        ),
    ),
)
