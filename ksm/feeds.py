"""The registry's calendar for calendar programs."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.people.feeds import FeedView, feed_address
from ksm.dated import dated_for

FEED = "ksm"


class CalendarFeed(FeedView):
    feed = FEED
    title = _("AKSANSI – desludging and works")
    filename = "aksansi-sarana"
    sources = (dated_for,)


def address_for(user: Any) -> str:
    """Return the user's own address of this feed."""
    return feed_address(user, feed=FEED, url_name="ksm:calendar-feed")
