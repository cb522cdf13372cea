"""The ways through the house as data: its rooms, the lists of each beside each other, the frame of every page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from aksansi import __version__
from aksansi.help.guides import guide_of
from core.access import Action, Reader, enters_admin, is_national, may, reads_only
from core.land.regions import search_key
from core.people.users import User
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
    """`in_bar`: on a phone it stands in the bar, else under "More"."""

    key: str
    label: Any
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
IN_SIGHT = 6  # links of a room that stand in the menu at once; further ones behind "More"
# Pages that no list stands above, by what they say of themselves.
KIN = {"overview": "chapters", "board": "home", "jobs": "tools"}
GUARDED = [link for room in ROOMS for link in room.links if link.action]
BASES = {link.url_name.removesuffix("-list"): (room, link) for room in ROOMS for link in room.links}


def place_of(request: HttpRequest) -> tuple[Room | None, Link | None]:
    """Return the room of the page at hand and the link it stands under: a record that of its list; (None, None)
    where the address alone does not say it."""
    name = request.resolver_match.view_name if request.resolver_match else ""
    while name:
        if name in BASES:
            return BASES[name]
        name = name.rpartition("-")[0]
    return None, None


def may_follow(user: Reader, link: Link) -> bool:
    return link.action is None or may(user, link.action, link.model)


def address_of(request: HttpRequest, link: Link) -> str:
    kept = {name: value for name in link.keeps if (value := request.GET.get(name))}
    return reverse(link.url_name, query=kept)


def room_links(request: HttpRequest) -> list[tuple[object, str]]:
    """Return the sister pages of the page at hand as (label, address), those this user may use; [] elsewhere."""
    room, link = place_of(request)
    if room is None or link is None or len(room.links) < 2:
        return []
    match = request.resolver_match
    if match is None or match.view_name != link.url_name:
        return []
    return [
        (one.label, address_of(request, one)) for one in room.links if may_follow(request.user, one)
    ]


@dataclass(frozen=True)
class Way:
    """A link as the menu shows it: `is_page`, the page at hand; `is_above`, the list of the record at hand."""

    label: object
    address: str
    is_page: bool
    is_above: bool


@dataclass(frozen=True)
class Within:
    """The open room of the menu: the links in sight, the rest, and whether one of the rest is at hand."""

    key: str
    first: list[Way]
    rest: list[Way]

    @property
    def is_in_rest(self) -> bool:
        return any(way.is_page or way.is_above for way in self.rest)


def within(request: HttpRequest, key: str = "") -> Within:
    """Return what the menu shows below the room at hand. `key`: the room a page names where no list stands above."""
    room, here = place_of(request)
    if room is None:
        room = next((one for one in ROOMS if one.key == KIN.get(key, key)), None)
    if room is None:
        return Within("", [], [])
    view = request.resolver_match.view_name if request.resolver_match else ""
    ways = [
        Way(one.label, address_of(request, one), one.url_name == view, one is here)
        for one in room.links
        if may_follow(request.user, one)
    ]
    ways = ways if len(ways) > 1 else []
    return Within(room.key, ways[:IN_SIGHT], ways[IN_SIGHT:])


_menus: dict[tuple[object, ...], str] = {}
MENUS_KEPT = 4000


def menu(request: HttpRequest, key: str = "") -> str:
    """Return the menu as HTML. `key`: the room a page names where no list stands above.

    It shows no record: one page shows all readers of the same rights and place the same menu, made once in a process.
    """
    user = getattr(request, "user", None) or AnonymousUser()
    rooms = ROOMS if user.is_authenticated else ()
    place = getattr(user, "place", "")
    view = request.resolver_match.view_name if request.resolver_match else ""
    rights = tuple(may_follow(user, link) for link in GUARDED)
    kept = tuple(request.GET.get(name, "") for name in PAST)
    made_of = (get_language(), view, key, place, bool(rooms), rights)
    if (found := _menus.get(made_of)) and not any(kept):
        return found
    here = within(request, key) if rooms else None
    shown = render_to_string(
        "layouts/_rooms.html", {"rooms": rooms, "open": here, "user_place": place}
    )
    if not any(kept):
        if len(_menus) >= MENUS_KEPT:
            _menus.clear()
        _menus[made_of] = shown
    return shown


def pages_named(user: User, key: str) -> list[tuple[object, object, str]]:
    """Return (page, room, address) of the pages of the menu whose name holds a search key."""
    return [
        (link.label, room.label, reverse(link.url_name))
        for room in ROOMS
        for link in room.links
        if key in search_key(str(link.label)) and may_follow(user, link)
    ]


def help_address(request: HttpRequest) -> str:
    """Return where the page at hand is explained in the guide of the reader's role."""
    name = request.resolver_match.view_name if request.resolver_match else ""
    if name.startswith("help"):
        return reverse("help")
    guide = guide_of(request.user)
    return reverse("help-passage", args=[guide.key, guide.passage_of(name).key])


def frame(request: HttpRequest) -> dict[str, object]:
    """Return rooms, the user's place, rights of the frame and the demonstration banner.

    Asks the database nothing, but for the names of an account with two regions.
    """
    user = getattr(request, "user", None) or AnonymousUser()
    signed_in = user.is_authenticated
    return {
        "room_links": room_links(request) if signed_in else [],
        "menu": partial(menu, request),
        "help_url": help_address(request) if signed_in else "",
        "user_place": getattr(user, "place", ""),
        "user_is_national": signed_in and is_national(user),
        "user_reads_only": signed_in and reads_only(user),
        "user_enters_admin": signed_in and enters_admin(user),
        "user_administers": signed_in and may(user, Action.ADMINISTER),
        "seen_as": getattr(request, "seen_as", None),
        "is_demo": settings.DEMO,
        "version": __version__,
        "languages": settings.LANGUAGES,
    }
