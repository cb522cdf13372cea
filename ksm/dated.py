"""What of the registry has a day: emptyings that fall due, works, documents that run out."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

from django.db.models.functions import Left
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as __

from core.people.users import User
from core.tools.dated import Dated, first_of
from core.tools.formats import number
from core.tools.partial_dates import display, first_day, last_day, last_of_month
from ksm.choices import WorksStatus
from ksm.desludging.due import due_by_region
from ksm.models import Facility, Paper, Works

# What more facilities are due in a month is told as one number, and listed by the schedule: nobody reads it day by day.
MOST_OF_A_MONTH = 100


def dated_for(user: User, *, start: dt.date, end: dt.date) -> list[Dated]:
    """Return what the user may see of start … end (both included), 5 queries, at most 2,000 a kind.

    What was done leaves the calendar: a recorded emptying moves the due date on.
    """
    return [*_due(user, start, end), *_works(user, start, end), *_papers(user, start, end)]


def _span(value: str) -> tuple[dt.date, dt.date | None]:
    """Return first and last day of a partial date; of a bare year only its last day stands."""
    last = last_day(value)
    assert last is not None
    first = first_day(value) if len(value) == 7 else last
    assert first is not None
    return first, last if first != last else None


def _due(user: User, start: dt.date, end: dt.date) -> list[Dated]:
    """Return the emptyings that fall due one by one, of a month with many of them how many there are."""
    today = timezone.localdate()
    places = due_by_region(user=user, day=today)
    first, last = (day.year * 100 + day.month for day in (start, end))
    counts = Counter[int]()
    for due in places.values():
        counts.update({month: n for month, n in due.months.items() if first <= month <= last})
    few = {month for month, n in counts.items() if n <= MOST_OF_A_MONTH}
    found = []
    for month in sorted(counts.keys() - few):
        day = dt.date(month // 100, month % 100, 1)
        if n := sum(due.of(day, today) for due in places.values()):
            found.append(_sum(day, n, today))
    if few:
        regions = [code for code, due in places.items() if not few.isdisjoint(due.months)]
        rows = Facility.objects.visible_to(user).filter(region__in=regions).existing()
        found += _one_by_one(rows, few, start, end)
    return found


def _sum(month: dt.date, n: int, today: dt.date) -> Dated:
    last = last_of_month(month.year, month.month)
    return Dated(
        uid=f"desludging-{month:%Y-%m}",
        day=max(month, today) if today <= last else month,
        until=last,
        title=__("Desludging due: %(n)s facilities") % {"n": number(n)},
        url=reverse("ksm:desludging-schedule-list", query={"when": f"{month:%Y-%m}"}),
        kind="desludging",
        kind_label=__("Desludging"),
        counts=n,
    )


def _one_by_one(rows: Any, months: set[int], start: dt.date, end: dt.date) -> list[Dated]:
    rows = rows.with_next_desludging().annotate(due_month=Left("sludge_last", 7))
    rows = rows.filter(
        due_month__in=[f"{month // 100}-{month % 100:02}" for month in sorted(months)]
    )
    rows = rows.select_related("region").order_by("sludge_last", "code")

    def make(row: Any) -> Dated | None:
        if not start.isoformat() <= row.sludge_last <= end.isoformat():
            return None
        return Dated(
            uid=f"facility-{row.code}-desludging",
            day=_span(row.sludge_due)[0],
            until=_span(row.sludge_due)[1],
            title=__("Desludging due: %(what)s") % {"what": row},
            url=row.get_absolute_url(),
            kind="desludging",
            kind_label=__("Desludging"),
            region=row.region_id,
            place=", ".join(filter(None, (row.place, str(row.region)))),
            note=__("Due %(date)s, code %(code)s.")
            % {"date": display(row.sludge_due), "code": row.code},
            is_example=row.is_example,
        )

    return first_of(rows, make)


def _works(user: User, start: dt.date, end: dt.date) -> list[Dated]:
    rows = Works.objects.visible_to(user).current()
    rows = rows.filter(
        facility__archived_at__isnull=True,
        status__in=(WorksStatus.PLANNED, WorksStatus.ONGOING),
        started_on__gte=f"{start.year}",
        started_on__lte=end.isoformat(),
    )

    def make(row: Works) -> Dated | None:
        day, until = _span(row.started_on)
        item = Dated(
            uid=f"works-{row.pk}",
            day=day,
            until=until,
            title=__("%(works)s: %(what)s")
            % {"works": row.get_kind_display(), "what": row.facility},
            url=row.get_absolute_url(),
            kind="works",
            kind_label=__("Works"),
            region=row.facility.region_id,
            place=str(row.facility.region),
            note=row.get_status_display(),
            is_example=row.is_example,
        )
        return item if item.touches(start, end) else None

    return first_of(rows.select_related("facility__region").order_by("started_on", "pk"), make)


def _papers(user: User, start: dt.date, end: dt.date) -> list[Dated]:
    rows = Paper.objects.visible_to(user).current()
    rows = rows.filter(
        facility__archived_at__isnull=True,
        valid_until__gte=f"{start.year}",
        valid_until__lte=end.isoformat(),
    )

    def make(row: Paper) -> Dated | None:
        last = last_day(row.valid_until)
        assert last is not None
        item = Dated(
            uid=f"paper-{row.pk}",
            day=last,
            title=__("%(paper)s runs out: %(what)s")
            % {"paper": row.get_kind_display(), "what": row.facility},
            url=row.get_absolute_url(),
            kind="paper",
            kind_label=__("Documents"),
            region=row.facility.region_id,
            place=str(row.facility.region),
            is_example=row.is_example,
        )
        return item if item.touches(start, end) else None

    return first_of(rows.select_related("facility__region").order_by("valid_until", "pk"), make)
