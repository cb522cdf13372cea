"""Reads of facilities. "Latest" and "current" are asked of the dated records, never stored."""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

from django.db.models import CharField, Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Concat, Left, Length, NullIf
from django.utils import timezone

from chapters.access import ScopedQuerySet

from .choices import Condition, FunctionStatus, Stage, WorksStatus
from .desludging import DEFAULT_INTERVAL_YEARS

FIGURES = ("active_sr", "kk", "jiwa")
# After `with_next_desludging`.
OVERDUE = Q(sludge_basis__lt=F("sludge_cutoff"))


class FacilityQuerySet(ScopedQuerySet):
    def existing(self, at: dt.date | None = None) -> Self:
        """Return what stood on a day (default today): built, not closed, not archived.

        A facility whose year is unknown is taken to stand.
        """
        iso = (at or timezone.localdate()).isoformat()
        return self.filter(
            Q(stage=Stage.BUILT) | Q(stage=Stage.CLOSED, closed_on__gt=iso),
            Q(built_on="") | Q(built_on__lte=iso),
            Q(commissioned_on="") | ~Q(built_on="") | Q(commissioned_on__lte=iso),
            archived_at__isnull=True,
        )

    def with_latest_status(self, at: dt.date | None = None) -> Self:
        """Annotate the latest stated facts and their dates, of records until `at`.

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
        return self.annotate(**found)

    def with_operator(self, at: dt.date | None = None) -> Self:
        """Annotate `operator_id`, `_name`, `_village` and `_since` of a day (default now)."""
        running = self._children("operations").filter(facility=OuterRef("pk")).running(at)
        running = running.order_by("-started_on", "-pk")
        return self.annotate(
            operator_id=Subquery(running.values("group_id")[:1]),
            operator_name=Subquery(running.values("group__name")[:1]),
            operator_village=Subquery(running.values("group__village")[:1]),
            operator_since=Subquery(running.values("started_on")[:1]),
        )

    def with_type_at(self, at: dt.date) -> Self:
        """Annotate `type_at`: the type on a day; a later retrofit tells what it was before."""
        later = (
            self._children("works")
            .filter(facility=OuterRef("pk"), status=WorksStatus.DONE, archived_at__isnull=True)
            .filter(finished_on__gt=at.isoformat())
            .exclude(type_before="")
            .order_by("finished_on", "pk")
        )
        return self.annotate(
            type_at=Coalesce(Subquery(later.values("type_before")[:1]), F("facility_type"))
        )

    def with_last_desludging(self, at: dt.date | None = None) -> Self:
        """Annotate `last_emptied` (partial date, None: never recorded) on `at` or before."""
        emptied = self._children("desludgings").filter(
            facility=OuterRef("pk"), archived_at__isnull=True
        )
        if at is not None:
            emptied = emptied.filter(done_on__lte=at.isoformat())
        return self.annotate(
            last_emptied=Subquery(emptied.order_by("-done_on").values("done_on")[:1])
        )

    def without_operator(self, at: dt.date | None = None) -> Self:
        return self.filter(
            ~Exists(self._children("operations").filter(facility=OuterRef("pk")).running(at))
        )

    def with_running_operator(self, at: dt.date | None = None) -> Self:
        return self.filter(
            Exists(self._children("operations").filter(facility=OuterRef("pk")).running(at))
        )

    def not_observed_since(self, day: dt.date) -> Self:
        """Return those without a status record from `day` on; a bare year counts to its end."""
        iso = day.isoformat()
        recent = (
            self._children("status_records")
            .filter(facility=OuterRef("pk"), archived_at__isnull=True)
            .filter(observed_on__gte=Left(Value(iso), Length("observed_on")))
        )
        return self.filter(~Exists(recent))

    def with_next_desludging(self, at: dt.date | None = None) -> Self:
        """Annotate what `OVERDUE` compares on a day (default today), and `last_emptied`.

        The same rule as `ksm.desludging.next_due`: last emptying, else start of use, else year
        built, plus the interval; compared at the precision of that date.
        """
        day = at or timezone.localdate()
        basis = Coalesce(
            "last_emptied",
            NullIf("commissioned_on", Value("")),
            NullIf("built_on", Value("")),
            output_field=CharField(),
        )
        cutoff = Concat(
            Cast(
                Value(day.year) - Coalesce("desludging_interval_years", DEFAULT_INTERVAL_YEARS),
                CharField(),
            ),
            Value(f"-{day:%m-%d}"),
            output_field=CharField(),
        )
        return (
            self.with_last_desludging(day)
            .annotate(sludge_basis=basis)
            .annotate(sludge_cutoff=Left(cutoff, Length("sludge_basis")))
        )

    def desludging_overdue(self, at: dt.date | None = None) -> Self:
        """Return the facilities whose emptying is overdue on a day (default today)."""
        return self.with_next_desludging(at).filter(OVERDUE)

    def _children(self, relation: str) -> Any:
        related: Any = self.model._meta.get_field(relation).related_model
        return related._default_manager.all()
