"""Reads of the room."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any, Self

from django.apps import apps
from django.db.models import (
    Case,
    CharField,
    Exists,
    F,
    FilteredRelation,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    Subquery,
    Value,
    When,
    prefetch_related_objects,
)
from django.utils import timezone

from core.access import ReferenceQuerySet, ScopedQuerySet
from ksm.querysets import closed_by
from monitoring.effluent import rules as effluent

# The worst first; the words of a severity do not sort by themselves.
SEVERITY_RANK = Case(
    When(severity="high", then=Value(1)),
    When(severity="medium", then=Value(2)),
    default=Value(3),
    output_field=IntegerField(),
)
# States of a visit that its author has let go of.
HANDED_IN = ("submitted", "approved")
# What a rule takes of each limit.
LIMIT = ("of_class", "parameter", "unit", "minimum", "maximum", "must_be_absent")


class InstrumentQuerySet(ReferenceQuerySet):
    def published(self) -> Self:
        """Return the versions that may be used; a draft is seen by its makers only."""
        return self.filter(published_at__isnull=False)

    def with_questions(self) -> Self:
        """Return instruments with aspects, questions, options and checks loaded, each in order."""
        return self.prefetch_related(*self._questions())

    def load_questions(self, instrument: Any) -> Any:
        """Return an instrument that is there already with the same loaded."""
        prefetch_related_objects([instrument], *self._questions())
        return instrument

    def _questions(self) -> tuple[Prefetch, ...]:
        model = apps.get_model
        options = model("monitoring", "Option")._default_manager.current().order_by("order", "pk")
        questions = (
            model("monitoring", "Question")
            ._default_manager.current()
            .order_by("order", "pk")
            .prefetch_related(Prefetch("options", options, to_attr="loaded_options"))
        )
        aspects = (
            model("monitoring", "Aspect")
            ._default_manager.current()
            .order_by("order", "pk")
            .prefetch_related(Prefetch("questions", questions, to_attr="loaded_questions"))
        )
        checks = model("monitoring", "CrossCheck")._default_manager.current()
        return (
            Prefetch("aspects", aspects, to_attr="loaded_aspects"),
            Prefetch("checks", checks.order_by("order", "pk"), to_attr="loaded_checks"),
        )


class RoundQuerySet(ScopedQuerySet):
    """A round of a region, or of the whole country where the region is empty."""

    null_is_shared = True


class VisitQuerySet(ScopedQuerySet):
    scope_path = "facility__region"

    def in_year(self, year: int) -> Self:
        return self.filter(visited_on__year=year)


class AnswerQuerySet(ScopedQuerySet):
    scope_path = "visit__facility__region"


class OfVisitQuerySet(ScopedQuerySet):
    """What hangs on a visit: its submitted versions, remarks, explanations, scores."""

    scope_path = "visit__facility__region"


class AspectScoreQuerySet(ScopedQuerySet):
    scope_path = "score__visit__facility__region"


class ScoreLineQuerySet(ScopedQuerySet):
    scope_path = "part__score__visit__facility__region"


def _visits_of_target() -> ScopedQuerySet:
    visits = apps.get_model("monitoring", "Visit")._default_manager.current()
    return visits.filter(round=OuterRef("round"), facility=OuterRef("facility"))


class RoundTargetQuerySet(ScopedQuerySet):
    scope_path = "facility__region"

    def with_progress(self) -> Self:
        """Annotate `progress`: done, under_way, planned, postponed or returned; `visit_id` of the latest.

        Handed in is done; a draft or one sent back for correction is under way. Both win over what
        was decided before somebody went.
        """
        own = _visits_of_target()
        return self.annotate(
            visit_id=Subquery(own.order_by("-visited_on", "-pk").values("pk")[:1]),
            progress=Case(
                When(Exists(own.filter(state__in=HANDED_IN)), then=Value("done")),
                When(Exists(own), then=Value("under_way")),
                default=F("state"),
                output_field=CharField(),
            ),
        )

    def awaited(self) -> Self:
        """Return targets that are planned still and whose visit nobody handed in: what a calendar shows."""
        own = _visits_of_target()
        return self.filter(
            ~Exists(own.filter(state__in=HANDED_IN)),
            state="planned",
            round__archived_at__isnull=True,
        )

    def running(self, at: dt.date | None = None) -> Self:
        """Return targets of rounds that have not ended on a day (default today)."""
        day = at or timezone.localdate()
        return self.filter(
            Q(round__ends_on__isnull=True) | Q(round__ends_on__gte=day),
            round__archived_at__isnull=True,
        )

    def overdue(self, at: dt.date | None = None) -> Self:
        """Return what was planned before a day (default today) and nobody began; needs `with_progress`."""
        day = at or timezone.localdate()
        return self.running(day).filter(progress="planned", planned_on__lt=day)

    def soon(self, at: dt.date | None = None) -> Self:
        """Return what is planned for the seven days from a day (default today); needs `with_progress`."""
        day = at or timezone.localdate()
        last = day + dt.timedelta(days=6)
        return self.running(day).filter(
            progress="planned", planned_on__gte=day, planned_on__lte=last
        )


class FindingQuerySet(ScopedQuerySet):
    def standing(self) -> Self:
        """Return what was found and not taken back, but of facilities that were archived."""
        return self.current().filter(facility__archived_at__isnull=True, is_withdrawn=False)

    def open(self, at: dt.date | None = None) -> Self:
        """Return what waits to be done on a day (default today): found, not closed, its facility not closed either."""
        return self.unsolved(at).exclude(closed_by(at or timezone.localdate(), "facility"))

    def lapsed(self, at: dt.date | None = None) -> Self:
        """Return what nobody closed of facilities that are closed or dismantled: nothing is asked there any more."""
        return self.unsolved(at).filter(closed_by(at or timezone.localdate(), "facility"))

    def unsolved(self, at: dt.date | None = None) -> Self:
        """Return what nobody had closed by a day (default today), of closed facilities too."""
        if at is None:
            return self.filter(closed_on__isnull=True)
        unsolved = Q(closed_on__isnull=True) | Q(closed_on__gt=at)
        return self.filter(unsolved, opened_on__lte=at)

    def for_government(self) -> Self:
        return self.filter(responsible="government")

    def overdue(self, at: dt.date | None = None) -> Self:
        """Return the open ones whose due day has passed on a day (default today)."""
        return self.open(at).filter(due_on__lt=at or timezone.localdate())

    def unverified(self) -> Self:
        """Return closed severe ones that nobody else has confirmed yet."""
        return self.filter(closed_on__isnull=False, severity="high", verified_by__isnull=True)

    def by_urgency(self) -> Self:
        return self.order_by(SEVERITY_RANK, F("due_on").asc(nulls_last=True), "pk")


class SampleQuerySet(ScopedQuerySet):
    def in_year(self, year: int) -> Self:
        return self.filter(taken_on__startswith=str(year))

    def with_results(self) -> Self:
        rows = apps.get_model("monitoring", "Result")._default_manager.current()
        with_names = self.select_related("region", "facility", "visit__facility", "laboratory")
        return with_names.prefetch_related(
            Prefetch("results", rows.order_by("pk"), to_attr="loaded_results")
        )


class ResultQuerySet(ScopedQuerySet):
    scope_path = "sample__region"


class StandardQuerySet(ReferenceQuerySet):
    def rules(self) -> tuple[effluent.Standard, ...]:
        """Return all standards with their classes and limits as plain values (two queries)."""
        kept = FilteredRelation("limits", condition=Q(limits__archived_at__isnull=True))
        rows: Any = self.current().alias(kept=kept).order_by("valid_from", "pk", "kept__pk")
        found: dict[int, Any] = {}
        # A row a limit; a standard without limits has one row, and is a rule too.
        for row in rows.annotate(**{f"limit_{name}": F(f"kept__{name}") for name in LIMIT}):
            standard = found.setdefault(row.pk, row)
            limit = SimpleNamespace(**{name: getattr(row, f"limit_{name}") for name in LIMIT})
            standard.loaded_limits = getattr(standard, "loaded_limits", [])
            standard.loaded_classes = []
            if limit.parameter is not None:
                standard.loaded_limits.append(limit)
        classes = apps.get_model("monitoring", "EffluentClass")._default_manager
        for row in classes.current().filter(standard__in=found).order_by("pk"):
            found[row.standard_id].loaded_classes.append(row)
        return tuple(row.as_rule() for row in found.values())
