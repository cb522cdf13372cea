"""Writes of the room that touch more than one row or close something."""

from events.services.attendance import add_people, counted_in, set_counts
from events.services.awards import set_scores
from events.services.commitments import mark_done, reopen, tell_time
from events.services.outcomes import add_points, add_results
from events.services.programme import (
    add_days,
    add_promises,
    guests_of,
    set_guests,
    set_offices,
    set_programme,
)
from events.services.records import (
    set_aspect_results,
    set_purposes,
    set_regions,
    set_roles,
    set_signatories,
)
from events.services.sharing import set_facilities, share, withdraw

__all__ = [
    "add_days",
    "add_people",
    "add_points",
    "add_promises",
    "add_results",
    "counted_in",
    "guests_of",
    "mark_done",
    "reopen",
    "set_aspect_results",
    "set_counts",
    "set_facilities",
    "set_guests",
    "set_offices",
    "set_programme",
    "set_purposes",
    "set_regions",
    "set_roles",
    "set_scores",
    "set_signatories",
    "share",
    "tell_time",
    "withdraw",
]
