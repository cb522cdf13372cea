"""What is new to a reader: of each kind the latest that came in or was decided since a day."""

from __future__ import annotations

import datetime as dt
from operator import attrgetter

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreements.models import Agreement
from core.access import Action, may, rows_of
from core.people.users import User
from core.records.review import State
from core.tools.formats import Words
from core.tools.rows.values import value_class
from ksm.models import Facility
from monitoring.models import Finding, Visit
from planning.models import AnnualPlan, AnnualReport, ArchivedReport

MOST = 8  # of each kind; the rest stands in its list


@value_class
class NewsKind:
    """Rows of a model by the moment of `field`, in review those of one state, and where all of them are listed."""

    title: Words
    model: type[models.Model]
    region: str
    url_name: str
    field: str = "created_at"
    state: str = ""


HANDED_IN = "submitted_at", State.SUBMITTED
APPROVED = "reviewed_at", State.APPROVED
PLANS = AnnualPlan, "chapter.region", "planning:annual-plan-list"
REPORTS = AnnualReport, "chapter.region", "planning:annual-report-list"
VISITS = Visit, "facility.region", "monitoring:visit-list"
KINDS = (
    NewsKind(_("Plans handed in"), *PLANS, *HANDED_IN),
    NewsKind(_("Achievements handed in"), *REPORTS, *HANDED_IN),
    NewsKind(_("Visits handed in"), *VISITS, *HANDED_IN),
    NewsKind(_("Reports handed over"), ArchivedReport, "region", "planning:archived-report-list"),
    NewsKind(_("Plans approved"), *PLANS, *APPROVED),
    NewsKind(_("Achievements approved"), *REPORTS, *APPROVED),
    NewsKind(_("Visits approved"), *VISITS, *APPROVED),
    NewsKind(_("Findings"), Finding, "region", "monitoring:finding-list"),
    NewsKind(_("Agreements"), Agreement, "partnership.region", "agreements:agreement-list"),
    NewsKind(_("Facilities"), Facility, "region", "ksm:facility-list"),
)


@value_class
class NewsLine:
    """One record, the region it is of, and when it came to be news."""

    title: str
    region: str
    url: str
    at: dt.datetime
    is_example: bool


@value_class
class NewsSection:
    """What is new of one kind, the latest first; `more_url` leads to its list where there is more than is shown."""

    title: Words
    lines: list[NewsLine]
    more_url: str = ""


def build_news(*, user: User, since: dt.date) -> list[NewsSection]:
    """Return what the reader sees and came in or was decided since a day, that day included; a query for each kind.

    What was handed in is news to whoever reviews it.
    """
    start = timezone.make_aware(dt.datetime.combine(since, dt.time.min))
    reviews = may(user, Action.REVIEW)
    found = [_section(user, one, start) for one in KINDS if reviews or one.state != State.SUBMITTED]
    return [one for one in found if one.lines]


def _section(user: User, kind: NewsKind, start: dt.datetime) -> NewsSection:
    rows = rows_of(kind.model).visible_to(user).current()
    if kind.state:
        rows = rows.filter(state=kind.state)
    rows = rows.filter(**{f"{kind.field}__gte": start}).order_by(f"-{kind.field}", "-pk")
    found = list(rows.select_related(kind.region.replace(".", "__"))[: MOST + 1])
    at, region = attrgetter(kind.field), attrgetter(f"{kind.region}.short_name")
    lines = [
        NewsLine(str(row), region(row), row.get_absolute_url(), at(row), row.is_example)
        for row in found[:MOST]
    ]
    return NewsSection(kind.title, lines, reverse(kind.url_name) if found[MOST:] else "")
