"""The ways through the house: the menu, the lists beside each other, the frame of every page."""

from __future__ import annotations

from functools import partial

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language

from aksansi import __version__
from aksansi.help.guides import guide_of
from aksansi.rooms import PAST, ROOMS, Link, Room
from core.access import Action, Reader, enters_admin, is_national, may, reads_only
from core.land.regions import search_key
from core.people.users import User
from core.tools.rows.values import value_class

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


@value_class
class Way:
    """A link as the menu shows it: `is_page`, the page at hand; `is_above`, the list of the record at hand."""

    label: object
    address: str
    is_page: bool
    is_above: bool


@value_class
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
