"""Writes of the room: whatever touches more than one row or changes where a partnership stands.

All are atomic, check the right of `by`, and refuse in words (ValidationError).
"""

from agreements.services.journal import (
    accept_suggestion,
    raise_blocker,
    record_contact,
    resolve_blocker,
)
from agreements.services.papers import copy_template, name_signed_file, sign_agreement, versions_of
from agreements.services.stages import (
    NextStep,
    Stay,
    add_earlier_stage,
    held_at,
    move_stage,
    moved_meanwhile,
    open_partnership,
    possible_moves,
    present_entry,
)
from agreements.services.turnover import follow_turnover

__all__ = [
    "NextStep",
    "Stay",
    "accept_suggestion",
    "add_earlier_stage",
    "copy_template",
    "follow_turnover",
    "held_at",
    "move_stage",
    "moved_meanwhile",
    "name_signed_file",
    "open_partnership",
    "possible_moves",
    "present_entry",
    "raise_blocker",
    "record_contact",
    "resolve_blocker",
    "sign_agreement",
    "versions_of",
]
