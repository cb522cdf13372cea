"""The guides, and whose is which."""

from __future__ import annotations

from aksansi.help.chapter import CHAPTER
from aksansi.help.government import GOVERNMENT
from aksansi.help.passages import Guide
from aksansi.help.secretariat import SECRETARIAT
from core.access import Reader, is_national, reads_only

GUIDES = {guide.key: guide for guide in (CHAPTER, SECRETARIAT, GOVERNMENT)}


def guide_of(user: Reader) -> Guide:
    """Return the guide of an account's own work."""
    if reads_only(user):
        return GOVERNMENT
    return SECRETARIAT if is_national(user) else CHAPTER
