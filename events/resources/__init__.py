"""Rows of the room in and out: the sheets of the import wizard."""

from events.resources.alliances import (
    AllianceSheet,
    AwardEntrySheet,
    AwardSheet,
    DuesSheet,
    MembershipSheet,
)
from events.resources.meetings import EventSheet
from events.resources.promises import CommitmentSheet, KeyDateSheet

__all__ = [
    "AllianceSheet",
    "AwardEntrySheet",
    "AwardSheet",
    "CommitmentSheet",
    "DuesSheet",
    "EventSheet",
    "KeyDateSheet",
    "MembershipSheet",
]
