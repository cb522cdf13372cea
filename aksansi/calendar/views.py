"""Doors of the calendar: month, list, and the feed for calendar programs."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.dateformat import format as date_words
from django.utils.translation import gettext_lazy as _

from aksansi.calendar import calendars
from core.pages import Page
from core.people.feeds import FeedView, feed_address
from core.people.users import SignedInRequest

FEED = "all"


def asked_month(text: str, today: dt.date) -> dt.date:
    """Return the first day of "2026-11"; of today's month for anything else."""
    year, _dash, month = text.partition("-")
    if len(text) <= 7 and year.isdecimal() and month.isdecimal() and 1 <= int(month) <= 12:
        found = dt.date(min(max(int(year), 1), 9999), int(month), 1)
        if calendars.FIRST <= found <= calendars.LAST:
            return found
    return today.replace(day=1)


class CalendarPage(Page):
    """Everything that has a day, in all rooms, as far as the reader sees it."""

    template_name = "aksansi/calendar.html"
    title = _("Calendar")
    room = "calendar"

    def get(self, request: SignedInRequest) -> HttpResponse:
        today = timezone.localdate()
        kind = request.GET.get("kind", "")
        month = calendars.build_month(
            user=request.user,
            first=asked_month(request.GET.get("month", ""), today),
            today=today,
            kind=kind if kind in calendars.KINDS else "",
        )
        return self.render(
            {
                "month": month,
                "month_words": date_words(month.first, "F Y"),
                "kind": kind if kind in calendars.KINDS else "",
                "as_list": request.GET.get("view") == "list",
                "weekdays": [date_words(day.date, "D") for day in month.weeks[0]],
                "feed_url": feed_address(request.user, feed=FEED, url_name="calendar-feed"),
            }
        )


class CalendarFeed(FeedView):
    feed = FEED
    title: Any = _("AKSANSI – calendar")  # type: ignore[misc]
    filename = "aksansi-kalender"
    sources = (calendars.dated_for,)
