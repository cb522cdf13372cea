"""What the registry says of facilities on days gone by: when the next emptying was due, how many they served.

The same rules as `FacilityQuerySet.with_next_desludging` and `with_latest_status`, for many facilities at once,
each asked for days of its own.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import field

from core.tools.rows.values import value_class
from ksm.choices import FunctionStatus
from ksm.desludging.intervals import NextDue, next_due, users_of
from ksm.models import Desludging, Facility, StatusRecord

FIGURES = ("active_sr", "kk", "jiwa")


@value_class
class Past:
    """The dated records of one facility, newest first.

    What one source itself told (`without`) can be left out, so that it is not judged by its own word.
    """

    facility: Facility
    emptied: list[Desludging] = field(default_factory=list)
    seen: list[StatusRecord] = field(default_factory=list)

    def figure(self, name: str, day: dt.date, without: uuid.UUID | None = None) -> int | None:
        """Return the last stated active_sr, kk or jiwa of a day; None where nobody stated it."""
        told = (getattr(row, name) for row in self._seen(day, without))
        return next((value for value in told if value is not None), None)

    def due(self, day: dt.date, without: uuid.UUID | None = None) -> NextDue:
        """Return when the next emptying was due, as known on a day."""
        row = self.facility
        emptied = (
            one.done_on
            for one in self.emptied
            if one.done_on <= day.isoformat() and (one.told_by is None or one.told_by != without)
        )
        known = (r for r in self._seen(day, without) if r.function_status != FunctionStatus.UNKNOWN)
        function = next(known, None)
        return next_due(
            last_emptied=next(emptied, ""),
            commissioned=row.commissioned_on,
            built=row.built_on,
            interval_years=row.desludging_interval_years,
            sludge_m3=row.sludge_volume_m3,
            users=users_of(
                jiwa=self.figure("jiwa", day, without),
                kk=self.figure("kk", day, without),
                design_jiwa=row.design_jiwa,
            ),
            never_used=function is not None
            and function.function_status == FunctionStatus.NOT_STARTED
            and function.observed_on >= row.commissioned_on,
        )

    def _seen(self, day: dt.date, without: uuid.UUID | None) -> Iterator[StatusRecord]:
        return (
            row
            for row in self.seen
            if row.observed_on <= day.isoformat()
            and (row.told_by is None or row.told_by != without)
        )


def load(facilities: Iterable[int]) -> dict[int, Past]:
    """Return the past of facilities by primary key, for whoever is past the wall. Three queries."""
    asked = set(facilities)
    emptied: dict[int, list[Desludging]] = defaultdict(list)
    seen: dict[int, list[StatusRecord]] = defaultdict(list)
    rows = Desludging.objects.current().filter(facility__in=asked)
    for row in rows.only("facility_id", "done_on", "told_by").order_by("-done_on", "-pk"):
        emptied[row.facility_id].append(row)
    columns = ("facility_id", "observed_on", "told_by", "function_status", *FIGURES)
    records = StatusRecord.objects.filter(facility__in=asked).until(None).newest_first()
    for record in records.only(*columns):
        seen[record.facility_id].append(record)
    return {
        facility.pk: Past(facility, emptied[facility.pk], seen[facility.pk])
        for facility in Facility.objects.filter(pk__in=asked)
    }
