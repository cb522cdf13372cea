"""Calendar feeds of an account: the wall stands behind the key as it stands behind the sign-in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.generic import View

from core.access import is_current
from core.people.fair_share import MOST_HEAVY
from core.people.security import record
from core.people.security_log import SecurityKind
from core.people.users import User
from core.tools import ics
from core.tools.dated import Dated, in_order
from core.tools.formats import Words
from core.tools.rows.history import request_now
from core.tools.turns import Busy, TooMany, Turns, turn_of_one

BACK, AHEAD = dt.timedelta(days=366), dt.timedelta(days=731)
# How many days ahead an entry reminds, by the word in the address.
ALARMS: dict[str, int | None] = {"none": None, "0": 0, "1": 1, "3": 3, "7": 7, "14": 14}
USUAL_ALARM = 1
Source = Callable[..., list[Dated]]


def feed_address(user: User, *, feed: str, url_name: str) -> str:
    """Return the address of a user's own feed, to be pasted into a calendar program; "" for another's eyes."""
    if user.is_seen:
        return ""
    token = ics.make_token(feed=feed, account=user.pk, counter=user.calendar_counter)
    return f"{settings.SITE_URL}{reverse(url_name, args=[token])}"


def account_of(token: str, *, feed: str) -> User | None:
    """Return the current account a key belongs to; None where it is forged, renewed or has ended."""
    found = ics.read_token(token, feed=feed)
    if found is None:
        return None
    user: User | None = User.objects.filter(pk=found[0]).first()
    if user is None or user.calendar_counter != found[1] or not is_current(user):
        return None
    return user


def renew_addresses(*, user: User) -> None:
    """Make every calendar address given out for this account worthless."""
    User.objects.filter(pk=user.pk).update(calendar_counter=F("calendar_counter") + 1)
    record(SecurityKind.CALENDAR_RENEWED, request=request_now(), detail=user.username)


# Of all accounts, in one worker: no key is asked who its owner is, so many of them would hold all threads.
_FEEDS = Turns(at_once=2, waiting=0, seconds=0)


@method_decorator(login_not_required, name="dispatch")
class FeedView(View):
    """What `sources` know of a year back and two ahead, for whom the key belongs to.

    The address may say more: `only=<kind>`, as often as wanted, and `alarm=<days ahead>` or `alarm=none`; without, all
    kinds, and the day before.

    A key that is worth nothing gets the answer of an address that does not exist. No session is asked for, so an
    account's share is counted here.
    """

    http_method_names = ("get", "head", "options")
    feed: ClassVar[str]
    title: ClassVar[Words]
    filename: ClassVar[str]
    sources: ClassVar[tuple[Source, ...]] = ()

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        if settings.SECURE_SSL_REDIRECT and not request.is_secure():
            raise Http404  # answered or led on, the key would travel in the clear for good
        user = account_of(token, feed=self.feed)
        if user is None:
            raise Http404
        try:
            with turn_of_one(f"feeds {user.pk}", most=MOST_HEAVY), _FEEDS.take():
                return self._answer(user, request.GET)
        except (TooMany, Busy):
            return HttpResponse(status=429, headers={"Retry-After": "60"})

    def _answer(self, user: User, wanted: QueryDict) -> HttpResponse:
        today, only = timezone.localdate(), wanted.getlist("only")
        found = [
            item
            for source in self.sources
            for item in source(user, start=today - BACK, end=today + AHEAD)
            if not only or item.kind in only
        ]
        content = ics.render(
            in_order(found),
            name=str(self.title),
            site_url=settings.SITE_URL,
            now=timezone.localtime(),
            alarm_days=ALARMS.get(wanted.get("alarm", ""), USUAL_ALARM),
        )
        return ics.response(content, filename=self.filename)
