"""Doors of the calendar: month, list, and the feed for calendar programs."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.utils import timezone
from django.utils.dateformat import format as date_words
from django.utils.translation import gettext_lazy as _

from aksansi.calendar import calendars
from core.pages import Page
from core.people.feeds import USUAL_ALARM, FeedView, feed_address
from core.people.users import SignedInRequest

FEED = "all"
ALARM_WORDS = {
    "1": _("the day before"),
    "0": _("on the day itself"),
    "3": _("three days before"),
    "7": _("a week before"),
    "14": _("two weeks before"),
    "none": _("no reminder"),
}


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

    @property
    def only(self) -> list[str]:
        """Return the kinds chosen for the own calendar; none where all of them are."""
        chosen = self.request.GET.getlist("only")
        known = [kind for kind in calendars.KINDS if kind in chosen]
        return known if len(known) < len(calendars.KINDS) else []

    @property
    def alarm(self) -> str:
        wanted = self.request.GET.get("alarm", "")
        return wanted if wanted in ALARM_WORDS else str(USUAL_ALARM)

    def feed_url(self) -> str:
        """Return the address of the reader's own feed, with the kinds and the reminder chosen on this page."""
        address = feed_address(self.request.user, feed=FEED, url_name="calendar-feed")
        if not address:
            return ""
        chosen = {"only": self.only}
        if self.alarm != str(USUAL_ALARM):
            chosen["alarm"] = [self.alarm]
        return f"{address}?{more}" if (more := urlencode(chosen, doseq=True)) else address

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
                "feed_url": self.feed_url(),
                "feed_kinds": [
                    (name, word, not self.only or name in self.only)
                    for name, word in calendars.KINDS.items()
                ],
                "alarm": self.alarm,
                "alarms": ALARM_WORDS.items(),
                "is_choosing": "alarm" in request.GET,
            }
        )


class CalendarFeed(FeedView):
    feed = FEED
    title: Any = _("AKSANSI – calendar")  # type: ignore[misc]
    filename = "aksansi-kalender"
    sources = (calendars.dated_for,)
