"""What of monitoring has a day: findings that fall due, planned visits."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as __

from core.access import ScopedQuerySet
from core.people.users import User
from core.tools.dated import Dated, first_of
from core.tools.formats import number
from monitoring.models import Finding, RoundTarget

# More visits of a day are told as one number a round, and listed by the round: nobody reads them in a calendar.
MOST_OF_A_DAY = 20


def dated_for(user: User, *, start: dt.date, end: dt.date) -> list[Dated]:
    """Return what the user may see of start … end (both included); 3 queries, at most 2,000 a kind.

    What was done leaves the calendar: a closed finding, a visit that was handed in.
    """
    return [*_findings(user, start, end), *_planned(user, start, end)]


def _findings(user: User, start: dt.date, end: dt.date) -> list[Dated]:
    rows = Finding.objects.visible_to(user).current().open()
    rows = rows.filter(due_on__gte=start, due_on__lte=end)
    rows = rows.select_related("region", "facility", "office").order_by("due_on", "pk")

    def make(row: Any) -> Dated:
        return Dated(
            uid=f"finding-{row.pk}",
            day=row.due_on,
            title=__("Finding due: %(what)s") % {"what": row.title},
            url=row.get_absolute_url(),
            kind="finding",
            kind_label=__("Finding due"),
            region=row.region_id,
            place=row.facility.name if row.facility else row.region.short_name,
            note=f"{row.get_severity_display()} · {row.responsible_words}",
            is_example=row.is_example,
        )

    return first_of(rows, make)


def _planned(user: User, start: dt.date, end: dt.date) -> list[Dated]:
    """Return planned visits one by one, of a day with many of them how many there are in each round."""
    rows = RoundTarget.objects.visible_to(user).current().awaited()
    rows = rows.filter(planned_on__gte=start, planned_on__lte=end)
    counted: Any = rows.order_by("planned_on", "round").values("planned_on", "round")
    counted = counted.annotate(n=Count("pk"), examples=Count("pk", filter=Q(is_example=True)))
    counted = counted.values_list("planned_on", "round", "round__name", "n", "examples")
    of_day: dict[dt.date, list[Dated]] = defaultdict(list)
    numbers = Counter[dt.date]()
    for day, round_, name, n, examples in counted:
        of_day[day].append(_sum(day, round_, name, n, is_example=bool(examples)))
        numbers[day] += n
    few = [day for day, n in numbers.items() if n <= MOST_OF_A_DAY]
    sums = [item for day, items in of_day.items() if day not in few for item in items]
    return sums + (_one_by_one(rows.filter(planned_on__in=few)) if few else [])


def _sum(day: dt.date, round_: int, name: str, n: int, *, is_example: bool) -> Dated:
    query = {"round": round_, "day": day.isoformat(), "due": "awaited"}
    return Dated(
        uid=f"round-{round_}-visits-{day}",
        day=day,
        title=__("Planned visits: %(n)s facilities") % {"n": number(n)},
        url=reverse("monitoring:round-target-list", query=query),
        kind="visit",
        kind_label=__("Planned visit"),
        note=name,
        is_example=is_example,
        counts=n,
    )


def _one_by_one(rows: ScopedQuerySet) -> list[Dated]:
    rows = rows.select_related("facility__region", "round").order_by("planned_on", "pk")

    def make(row: Any) -> Dated:
        return Dated(
            uid=f"round-target-{row.pk}",
            day=row.planned_on,
            title=__("Planned visit: %(what)s") % {"what": row.facility.name},
            url=row.get_absolute_url(),
            kind="visit",
            kind_label=__("Planned visit"),
            region=row.facility.region_id,
            place=row.facility.region.short_name,
            note=" · ".join(filter(None, [row.round.name, row.team])),
            is_example=row.is_example,
        )

    return first_of(rows, make)
