"""Reads of facilities by their sludge: when it was last taken away, when the next emptying is due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, Self

from django.db.models import (
    Case,
    CharField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import (
    Cast,
    Coalesce,
    Concat,
    Greatest,
    Least,
    Left,
    Length,
    NullIf,
    Round,
    Substr,
)
from django.db.models.lookups import Exact
from django.utils import timezone

from core.access import ScopedQuerySet
from ksm.choices import FunctionStatus
from ksm.desludging.intervals import (
    DEFAULT_INTERVAL_YEARS,
    LITRES_PER_PERSON_YEAR,
    LONGEST_YEARS,
    PEOPLE_PER_HOUSEHOLD,
    SHORTEST_YEARS,
)

# After `with_next_desludging`. Late is only what rests on a recorded emptying or an agreed interval.
PASSED = Q(sludge_last__lt=F("sludge_day"))
# What is told is asked first: the due date takes longer to work out.
OVERDUE = Q(sludge_told=True) & PASSED
UNRECORDED = Q(sludge_told=False) & PASSED


def due_after(basis: Combinable, years: Combinable) -> Concat:
    """Return the partial date `years` after the partial date `basis`."""
    year = Cast(Cast(Left(basis, 4), IntegerField()) + years, CharField())
    return Concat(year, Substr(basis, 5), output_field=CharField())


def last_day_after(basis: Combinable, years: Combinable) -> Concat:
    """Return the latest day `due_after` can mean, for comparing only ("2018-02-31")."""
    rest = Substr(Value("-12-31"), Length(basis) - 3)  # of a year, a month, a day
    return Concat(due_after(basis, years), rest, output_field=CharField())


class SludgeQuerySet(ScopedQuerySet):
    """Facilities by their emptyings; what else is asked of them is `ksm.querysets.FacilityQuerySet`."""

    def _children(self, relation: str) -> Any:
        related: Any = self.model._meta.get_field(relation).related_model
        return related._default_manager.all()

    def with_last_desludging(self, at: dt.date | None = None) -> Self:
        """Annotate `last_emptied` (partial date, None: never recorded) on `at` or before."""
        emptied = self._emptied(at).order_by("-done_on")
        return self.annotate(last_emptied=Subquery(emptied.values("done_on")[:1]))

    def _emptied(self, at: dt.date | None) -> Any:
        rows = self._children("desludgings").filter(
            facility=OuterRef("pk"), archived_at__isnull=True
        )
        return rows if at is None else rows.filter(done_on__lte=at.isoformat())

    def with_next_desludging(self, at: dt.date | None = None) -> Self:
        """Annotate when the next emptying is due, as known on a day (default today).

        The same rule as `ksm.desludging.intervals.next_due`: `last_emptied`, else start of use, else year
        built (`sludge_basis`), plus `sludge_years`, is `sludge_due`, a partial date. `sludge_last` is
        the latest day that can mean, for comparing only ("2018-02-31"); None: nothing to count from, or
        never in use. `sludge_told`: it rests on a recorded emptying or an agreed interval.
        """
        day = at or timezone.localdate()
        rows = self.with_last_desludging(day).annotate(
            sludge_basis=Coalesce(
                "last_emptied",
                NullIf("commissioned_on", Value("")),
                NullIf("built_on", Value("")),
                output_field=CharField(),
            ),
            sludge_years=self._sludge_years(day),
            sludge_day=Value(day.isoformat(), output_field=CharField()),
            sludge_told=Case(
                When(desludging_interval_years__isnull=False, then=Value(True)),
                When(Exists(self._emptied(day)), then=Value(True)),
                default=Value(False),
            ),
        )
        return rows.annotate(
            sludge_due=rows._counted_from(day, due_after),
            sludge_last=rows._counted_from(day, last_day_after),
        )

    def with_sludge_basis(self, at: dt.date | None = None) -> Self:
        """Return those with something to count their next emptying from (`sludge_last` is not null).

        Asked of the columns themselves: a filter on `sludge_last` would reckon every due date once more.
        """
        day = at or timezone.localdate()
        begun = (~Q(commissioned_on="") | ~Q(built_on="")) & ~self._never_used(day)
        return self.filter(begun | Exists(self._emptied(day)))

    def _never_used(self, day: dt.date) -> Q:
        """Return the condition "not in operation yet", by the last word on it since the start of use."""
        rows = self._children("status_records").filter(facility=OuterRef("pk")).until(day)
        rows = rows.newest_first().exclude(function_status=FunctionStatus.UNKNOWN)
        last = rows.filter(observed_on__gte=OuterRef("commissioned_on")).values("function_status")
        word = Coalesce(Subquery(last[:1]), Value(""))
        return Q(Exact(word, Value(FunctionStatus.NOT_STARTED.value)))

    def _counted_from(
        self, day: dt.date, counted: Callable[[Combinable, Combinable], Concat]
    ) -> object:
        """Return a date counted from `sludge_basis`, which is asked for once however often it is used.

        A database works out an annotation anew wherever it is named; within the subquery it is a column.
        """
        emptied = self._emptied(day).order_by("-done_on")
        after = counted(F("done_on"), OuterRef("sludge_years"))
        years = F("sludge_years")
        begun = Case(
            When(self._never_used(day), then=Value(None)),
            When(~Q(commissioned_on=""), then=counted(F("commissioned_on"), years)),
            When(~Q(built_on=""), then=counted(F("built_on"), years)),
            output_field=CharField(),
        )
        return Coalesce(Subquery(emptied.values(after=after)[:1]), begun, output_field=CharField())

    def _sludge_years(self, day: dt.date) -> object:
        """Return `ksm.desludging.intervals.interval` for the database; users are asked where it needs them."""
        records = self._children("status_records").filter(facility=OuterRef("pk")).until(day)
        records = records.newest_first()

        def latest(name: str) -> Subquery:
            stated = records.filter(**{f"{name}__isnull": False}).values(name)[:1]
            return Subquery(stated, output_field=IntegerField())

        users = NullIf(
            Coalesce(
                latest("jiwa"),
                latest("kk") * PEOPLE_PER_HOUSEHOLD,
                F("design_jiwa"),
                output_field=IntegerField(),
            ),
            Value(0),
        )
        hundredths = Cast(Round(F("sludge_volume_m3") * 100), IntegerField())
        reckoned = hundredths * 10 / (users * LITRES_PER_PERSON_YEAR)
        # PostgreSQL's LEAST passes over what is unknown, SQLite's does not: fill it in first.
        known = Coalesce(reckoned, DEFAULT_INTERVAL_YEARS)
        within = Greatest(SHORTEST_YEARS, Least(LONGEST_YEARS, known))
        return Case(
            When(desludging_interval_years__isnull=False, then=F("desludging_interval_years")),
            When(sludge_volume_m3__isnull=False, then=within),
            default=Value(DEFAULT_INTERVAL_YEARS),
            output_field=IntegerField(),
        )

    def desludging_due(self, start: dt.date, end: dt.date, at: dt.date | None = None) -> Self:
        """Return the facilities whose emptying is due at the latest on a day of start … end."""
        rows = self.with_next_desludging(at)
        return rows.filter(sludge_last__range=(start.isoformat(), end.isoformat()))

    def desludging_overdue(self, at: dt.date | None = None) -> Self:
        """Return the facilities whose emptying is overdue on a day (default today): by a recorded emptying
        or an agreed interval, never by reckoning alone."""
        return self.with_next_desludging(at).filter(OVERDUE)

    def desludging_passed(self, at: dt.date | None = None) -> Self:
        """Return the overdue ones and those without a record whose reckoned date has passed."""
        return self.with_next_desludging(at).filter(PASSED)

    def desludging_unrecorded(self, at: dt.date | None = None) -> Self:
        """Return the facilities without any emptying recorded or agreed whose reckoned date has passed."""
        return self.with_next_desludging(at).filter(UNRECORDED)
