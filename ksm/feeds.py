"""The registry's calendar for calendar programs."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core.people.feeds import FeedView, feed_address
from core.people.users import User
from ksm.dated import dated_for

FEED = "ksm"


class DesludgingFeed(FeedView):
    feed = FEED
    title = _("AKSANSI – desludging and works")
    filename = "aksansi-sarana"
    sources = (dated_for,)


def address_for(user: User) -> str:
    """Return the user's own address of this feed."""
    return feed_address(user, feed=FEED, url_name="ksm:calendar-feed")
