"""Rows of the room in and out: the sheets of the import wizard."""

from events.resources.alliances import AwardEntrySheet, DuesSheet, MembershipSheet
from events.resources.meetings import EventSheet

__all__ = ["AwardEntrySheet", "DuesSheet", "EventSheet", "MembershipSheet"]
