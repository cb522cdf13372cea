"""What the frame around every page shows; it asks the database nothing."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from chapters.access import Action, enters_admin, is_national, may, reads_only

# Navigation by room, in the order of the house; the last entry of each is its icon.
ROOMS = (
    ("home", "home", _("Home"), "house"),
    ("chapters", "chapters:chapter-list", _("Chapters"), "diagram-3"),
    ("ksm", "ksm:facility-list", _("Facilities"), "droplet"),
    ("groups", "ksm:group-list", _("Groups"), "people"),
    ("monitoring", "monitoring:visit-list", _("Monitoring"), "clipboard-check"),
    ("agreements", "agreements:partnership-list", _("Cooperation"), "file-earmark-text"),
    ("events", "events:event-list", _("Events"), "calendar-event"),
    ("planning", "planning:annual-plan-list", _("Planning"), "flag"),
    ("calendar", "calendar", _("Calendar"), "clock"),
)


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return rooms, the user's place, rights of the frame and the demonstration banner."""
    user = getattr(request, "user", None)
    signed_in = getattr(user, "is_authenticated", False)
    region = user.region if signed_in and user.region_id else None  # type: ignore[union-attr]
    return {
        "rooms": ROOMS if signed_in else (),
        "user_region": region,
        "user_is_national": signed_in and is_national(user),
        "user_reads_only": signed_in and reads_only(user),
        "user_enters_admin": signed_in and enters_admin(user),
        "user_administers": signed_in and may(user, Action.ADMINISTER),
        "is_demo": settings.DEMO,
        "languages": settings.LANGUAGES,
    }
