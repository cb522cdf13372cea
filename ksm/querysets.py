"""Reads of facilities. "Latest" and "current" are asked of the dated records, never stored."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any, Self

from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, Left, Length
from django.utils import timezone

from core.access import ScopedQuerySet
from core.records.records import begun_by, told_by
from core.tools.partial_dates import still_on
from ksm.choices import STANDING, Condition, FunctionStatus, LifeStage, PaperKind, WorksStatus
from ksm.desludging.querysets import SludgeQuerySet
from ksm.life.changes import CHANGES, at_name

# An operation that states: nobody runs it.
NOBODY = {"group__isnull": True, "office__isnull": True, "named": ""}
FIGURES = ("active_sr", "kk", "jiwa")
# What shows that a facility stood on a day, and the column of that day.
EVIDENCE = (("status_records", "observed_on"), ("desludgings", "done_on"), ("works", "finished_on"))


def closed_by(day: dt.date, path: str = "") -> Q:
    """Return the condition "closed or dismantled by a day", of a facility at a path; on an unknown day: by today."""
    at = f"{path}__" if path else ""
    is_now = day >= timezone.localdate()
    ended = Q(**{f"{at}closed_on__gt": ""}) & ~still_on(f"{at}closed_on", day)
    ended |= Q(**{f"{at}closed_on": ""}) if is_now else Q(pk__in=[])
    return Q(ended, **{f"{at}stage": LifeStage.CLOSED})


def makeup(works: Any, day: object, *, facility: str = "") -> dict[str, Coalesce]:
    """Return the expressions of `with_makeup` for a day (ISO text, or an expression of one).

    `works`: rows of Works; `facility`: path to the facility from the annotated row ("" for itself).
    """
    later = (
        works.filter(
            facility=OuterRef(facility or "pk"),
            status=WorksStatus.DONE,
            archived_at__isnull=True,
            finished_on__gt=day,
        )
    ).order_by("finished_on", "pk")
    found = {}
    for column, (before, _after) in CHANGES.items():
        blank = {before: ""} if column == "facility_type" else {f"{before}__isnull": True}
        stated = later.exclude(**blank).values(before)[:1]
        path = f"{facility}__{column}" if facility else column
        found[at_name(column)] = Coalesce(Subquery(stated), F(path))
    return found


def _wanted(found: dict[str, Any], only: Collection[str]) -> dict[str, object]:
    return {name: how for name, how in found.items() if name in only} if only else found


def _is_rough(name: str) -> Case:
    """Return `core.tools.rough.of_row` of a status record for the database."""
    of_it = Q(rough="") | Q(rough__contains=name)
    return Case(When(Q(is_estimate=True) & of_it, then=Value(True)), default=Value(False))


class FacilityQuerySet(SludgeQuerySet):
    def existing(self, at: dt.date | None = None) -> Self:
        """Return what stood on a day (default today): built, not closed, not archived.

        Where nobody stated the stage: found standing by then (in function or not, in a condition, emptied).
        Of unknown year: from the first day somebody told of it (`of_unknown_year`). Closed "2018" stands
        through 2018; closed nobody knows when, as long as something was recorded of it later.
        """
        day = at or timezone.localdate()
        rows = self.filter(
            Q(stage=LifeStage.BUILT)
            | Q(stage=LifeStage.UNKNOWN) & self._found_standing(day)
            | Q(stage=LifeStage.CLOSED, closed_on__gt="") & still_on("closed_on", day)
            | self._closed_later(at),
            Q(built_on="") | Q(built_on__lte=day.isoformat()),
            Q(commissioned_on="") | ~Q(built_on="") | Q(commissioned_on__lte=day.isoformat()),
            archived_at__isnull=True,
        )
        return rows if self._is_now(at) else rows.exclude(self._not_known_yet(day))

    def of_unknown_year(self, at: dt.date) -> Self:
        """Return what stands today and of which nobody knows whether it stood on a past day."""
        if self._is_now(at):
            return self.none()
        return self.existing().filter(self._not_known_yet(at))

    @staticmethod
    def _is_now(at: dt.date | None) -> bool:
        return at is None or at >= timezone.localdate()

    def _found_standing(self, day: dt.date) -> Q:
        seen = self._children("status_records").filter(facility=OuterRef("pk")).until(day)
        seen = seen.filter(
            Q(function_status__in=STANDING) | ~Q(physical_condition=Condition.UNKNOWN)
        )
        return Q(Exists(seen)) | Q(Exists(self._emptied(day)))

    def _closed_later(self, at: dt.date | None) -> Q:
        """Return the condition "closed on an unknown day, and seen on the day or after it"."""
        if self._is_now(at):
            return Q(pk__in=[])
        later = Q(pk__in=[])
        for relation, when in EVIDENCE:
            rows = self._children(relation).filter(archived_at__isnull=True)
            seen = rows.filter(facility=OuterRef("pk"), **{f"{when}__gte": str(at)})
            later |= Q(Exists(seen))
        return Q(stage=LifeStage.CLOSED, closed_on="") & later

    def _not_known_yet(self, day: dt.date) -> Q:
        """Return the condition "neither year nor anything recorded until a day tells that it stood"."""
        iso = day.isoformat()
        told = told_by(day)
        for relation, when in EVIDENCE:
            rows = self._children(relation).filter(archived_at__isnull=True)
            seen = rows.filter(facility=OuterRef("pk"), **{f"{when}__gt": "", f"{when}__lte": iso})
            told |= Q(Exists(seen))
        # Whoever ran it, and the paper that handed it over, speak of a plant that stood.
        run = self._children("operations").filter(begun_by("started_on", day, end="ended_on"))
        handed = self._children("papers").filter(
            kind=PaperKind.HANDOVER, dated_on__gt="", dated_on__lte=iso
        )
        for rows in (run, handed):
            told |= Q(Exists(rows.filter(archived_at__isnull=True, facility=OuterRef("pk"))))
        return Q(built_on="", commissioned_on="") & ~told

    def with_latest_status(self, at: dt.date | None = None, *, only: Collection[str] = ()) -> Self:
        """Annotate the latest stated facts and their dates, of records until `at`; `only`: these names of them.

        `latest_function`, `latest_function_on`, `latest_condition`, `latest_condition_on`,
        `latest_active_sr`, `latest_active_sr_on`, `latest_kk`, `latest_kk_on`, `latest_jiwa`,
        `latest_jiwa_on`. A record that says nothing of a figure leaves the older one standing.
        """
        records = self._children("status_records").filter(facility=OuterRef("pk")).until(at)
        records = records.newest_first()
        function = records.exclude(function_status=FunctionStatus.UNKNOWN)
        condition = records.exclude(physical_condition=Condition.UNKNOWN)
        found: dict[str, Any] = {
            "latest_function": Subquery(function.values("function_status")[:1]),
            "latest_function_on": Subquery(function.values("observed_on")[:1]),
            "latest_condition": Subquery(condition.values("physical_condition")[:1]),
            "latest_condition_on": Subquery(condition.values("observed_on")[:1]),
        }
        for name in FIGURES:
            stated = records.filter(**{f"{name}__isnull": False})
            found[f"latest_{name}"] = Subquery(stated.values(name)[:1])
            found[f"latest_{name}_on"] = Subquery(stated.values("observed_on")[:1])
        return self.annotate(**_wanted(found, only))

    def with_rough_use(self, at: dt.date | None = None) -> Self:
        """Annotate whether each latest figure of `with_latest_status` is a rough one: `latest_kk_rough` …"""
        records = self._children("status_records").filter(facility=OuterRef("pk")).until(at)
        records = records.newest_first()
        return self.annotate(
            **{
                f"latest_{name}_rough": Subquery(
                    records.filter(**{f"{name}__isnull": False}).values(is_rough=_is_rough(name))[
                        :1
                    ]
                )
                for name in FIGURES
            }
        )

    def with_operator(self, at: dt.date | None = None, *, only: Collection[str] = ()) -> Self:
        """Annotate `operator_id`, `_name`, `_village` and `_since` of a day (default now); `only`: these of them.

        `operator_name`: None where no operator is recorded, "" where a source states that nobody runs it.
        Where parts have operators of their own, that of the whole, else that of the first part.
        """
        running = self._children("operations").filter(facility=OuterRef("pk")).running(at)
        running = running.order_by("part", "-started_on", "-pk")
        found: dict[str, Any] = {
            "operator_id": Subquery(running.values("group_id")[:1]),
            "operator_name": Subquery(
                running.values(who=Coalesce(F("group__name"), F("office__name"), F("named")))[:1]
            ),
            "operator_village": Subquery(running.values("group__village")[:1]),
            "operator_since": Subquery(running.values("started_on")[:1]),
        }
        return self.annotate(**_wanted(found, only))

    def with_makeup(self, at: dt.date | None = None) -> Self:
        """Annotate type and capacity of a day (default now): `type_at`, `design_sr_at`,
        `design_kk_at`, `installed_sr_at`; the next works after it tell how it was before them.

        Works of which only the year is known count as done from that year on.
        """
        if at is None:
            return self.annotate(**{at_name(column): F(column) for column in CHANGES})
        return self.annotate(**makeup(self._children("works"), at.isoformat()))

    def as_of(self, at: dt.date | None = None) -> Self:
        """Annotate all that changes over time, as of a day (default now): the one place for it.

        Type and capacity, latest function, condition and use, operator, last emptying.
        """
        return (
            self.with_makeup(at).with_latest_status(at).with_operator(at).with_last_desludging(at)
        )

    def _running(self, at: dt.date | None) -> ScopedQuerySet:
        return self._children("operations").filter(facility=OuterRef("pk")).running(at)

    def without_operator(self, at: dt.date | None = None) -> Self:
        """Return those of which nothing is recorded of who runs them."""
        return self.filter(~Exists(self._running(at)))

    def with_running_operator(self, at: dt.date | None = None) -> Self:
        """Return those somebody runs: a group, or a body as a source names it."""
        return self.filter(Exists(self._running(at).exclude(**NOBODY)))

    def run_by_nobody(self, at: dt.date | None = None) -> Self:
        """Return those of which a source states that nobody runs them."""
        return self.filter(Exists(self._running(at).filter(**NOBODY)))

    def not_observed_since(self, day: dt.date) -> Self:
        """Return those without a status record from `day` on; a bare year counts to its end."""
        iso = day.isoformat()
        recent = (
            self._children("status_records")
            .filter(facility=OuterRef("pk"), archived_at__isnull=True)
            .filter(observed_on__gte=Left(Value(iso), Length("observed_on")))
        )
        return self.filter(~Exists(recent))
