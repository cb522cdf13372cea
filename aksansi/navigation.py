"""The ways through the house as data: its rooms, the lists of each beside each other, the frame of every page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from aksansi import __version__
from core.access import Action, enters_admin, is_national, may, reads_only
from ksm.models import Facility


@dataclass(frozen=True)
class Link:
    """A page named beside its sisters, for whoever may do `action` (everybody without one).

    `keeps` names the query parameters that go along, so that all look at the same (e.g. the same past day).
    """

    label: Any
    url_name: str
    action: Action | None = None
    model: Any = None
    keeps: tuple[str, ...] = ()


@dataclass(frozen=True)
class Room:
    """`in_bar`: on a phone it stands in the bar, else under "More". `also`: pages that show the links and are none."""

    key: str
    label: Any
    url_name: str
    icon: str
    in_bar: bool = False
    links: tuple[Link, ...] = ()
    also: tuple[str, ...] = ()


PAST = ("as_of",)

# In the order of the house.
ROOMS = (
    Room("home", _("Home"), "home", "house", in_bar=True),
    Room(
        "chapters",
        _("Chapters"),
        "chapters:chapter-list",
        "diagram-3",
        links=(
            Link(_("Chapters"), "chapters:chapter-list"),
            Link(_("Regions"), "core:region-list"),
            Link(_("Offices"), "chapters:office-list"),
            Link(_("Accounts"), "core:user-list", Action.ADMINISTER),
            Link(_("Who may do what"), "chapters:validation", Action.ADMINISTER),
            Link(_("Security log"), "core:security-event-list", Action.ADMINISTER),
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
            Link(_("Scheduled desludging (LLTT)"), "ksm:desludging-schedule-list"),
            Link(_("Works"), "ksm:works-list"),
            Link(_("Possible duplicates"), "ksm:facility-twins", Action.ARCHIVE, Facility),
            Link(_("Possible duplicates (groups)"), "ksm:group-twins", Action.ARCHIVE, Facility),
        ),
        also=("ksm:group-list", "ksm:status-record-list"),
    ),
    Room("groups", _("Groups"), "ksm:group-list", "people"),
    Room(
        "monitoring",
        _("Monitoring"),
        "monitoring:visit-list",
        "clipboard-check",
        in_bar=True,
        links=(
            Link(_("Recap"), "monitoring:recap"),
            Link(_("Watch list"), "monitoring:watch-list"),
            Link(_("Effluent"), "monitoring:effluent"),
            Link(_("Visits"), "monitoring:visit-list"),
            Link(_("Findings"), "monitoring:finding-list"),
            Link(_("Offices in charge"), "monitoring:office-duty-list"),
            Link(_("Rounds"), "monitoring:round-list"),
            Link(_("Planned visits"), "monitoring:round-target-list"),
            Link(_("Samples"), "monitoring:sample-list"),
            Link(_("Effluent standards"), "monitoring:effluent-standard-list"),
            Link(_("Instruments"), "monitoring:instrument-list"),
            Link(_("Dated figures"), "monitoring:dated-fact-list"),
        ),
        also=("monitoring:comparison",),
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
            Link(_("What worked"), "agreements:solved-list"),
            Link(_("Agreements"), "agreements:agreement-list"),
            Link(_("Changes of officials"), "agreements:turnover-list"),
            Link(_("Legal bases"), "agreements:legal-basis-list"),
            Link(_("Quiet times"), "agreements:quiet-period-list"),
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
            Link(_("Goals"), "planning:goal-list"),
            Link(_("Visions"), "planning:vision-list"),
            Link(_("Advice"), "planning:advice-list"),
            Link(_("Planning meetings"), "planning:review-meeting-list"),
            Link(_("Check-ins"), "planning:check-in-list"),
            Link(_("SSK"), "planning:strategy-edition-list"),
            Link(_("RPJMD"), "planning:development-plan-list"),
            Link(_("Services and unit costs"), "planning:service-list"),
            Link(_("Budget proposals"), "planning:budget-proposal-list"),
            Link(_("Matrices"), "planning:year-matrix"),
            Link(_("Archived reports"), "planning:archived-report-list"),
        ),
    ),
    Room("calendar", _("Calendar"), "calendar", "clock"),
)
LINKS_ON = {
    name: room.links
    for room in ROOMS
    for name in (*(link.url_name for link in room.links), *room.also)
}


def room_links(request: HttpRequest) -> list[tuple[Any, str]]:
    """Return the sister pages of the page at hand as (label, address), those this user may use; [] elsewhere."""
    found = request.resolver_match
    links = LINKS_ON.get(found.view_name, ()) if found else ()
    return [
        (
            link.label,
            reverse(
                link.url_name,
                query={name: value for name in link.keeps if (value := request.GET.get(name))},
            ),
        )
        for link in links
        if link.action is None or may(request.user, link.action, link.model)
    ]


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return rooms, the user's place, rights of the frame and the demonstration banner.

    Asks the database nothing, but for the names of an account with two regions.
    """
    user = getattr(request, "user", None) or AnonymousUser()
    signed_in = user.is_authenticated
    return {
        "rooms": ROOMS if signed_in else (),
        "room_links": room_links(request) if signed_in else [],
        "user_place": getattr(user, "place", ""),
        "user_is_national": signed_in and is_national(user),
        "user_reads_only": signed_in and reads_only(user),
        "user_enters_admin": signed_in and enters_admin(user),
        "user_administers": signed_in and may(user, Action.ADMINISTER),
        "is_demo": settings.DEMO,
        "version": __version__,
        "languages": settings.LANGUAGES,
    }
