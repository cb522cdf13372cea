"""Writes of the room that touch more than one row or close something."""

from .attendance import add_people, set_counts
from .commitments import mark_done, reopen
from .records import (
    set_aspect_results,
    set_purposes,
    set_regions,
    set_roles,
    set_signatories,
)
from .sharing import set_facilities, share, withdraw

__all__ = [
    "add_people",
    "mark_done",
    "reopen",
    "set_aspect_results",
    "set_counts",
    "set_facilities",
    "set_purposes",
    "set_regions",
    "set_roles",
    "set_signatories",
    "share",
    "withdraw",
]
