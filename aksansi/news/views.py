from __future__ import annotations

import datetime as dt

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aksansi.news.news import build_news
from core.pages import Page
from core.pages.scoped_forms import PlainForm
from core.people.sessions import signed_in_before

USUAL_DAYS = 30  # for whoever signed in for the first time


class SinceForm(PlainForm):
    suggests = True
    since = forms.DateField(label=_("Since"))


class NewsPage(Page):
    """What is new since the sign-in before this one, or since a day that is asked for."""

    template_name = "aksansi/news.html"
    title = _("What is new")
    room = "home"

    def get(self, request: HttpRequest) -> HttpResponse:
        today = timezone.localdate()
        since = signed_in_before(request) or today - dt.timedelta(days=USUAL_DAYS)
        asked = request.GET if "since" in request.GET else None
        form = SinceForm(asked, user=self.request.user, initial={"since": since})
        if form.is_bound and form.is_valid():
            since = min(form.cleaned_data["since"], today)
        sections = build_news(user=self.request.user, since=since)
        return self.render({"form": form, "since": since, "sections": sections})
