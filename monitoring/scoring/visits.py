"""The visits of a facility with what each came to."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from core.people.users import User
from core.tools.rows.values import value_class
from ksm.models import Facility
from monitoring.models import Visit, VisitScore
from monitoring.scoring.report import ScoreChange


@value_class
class ScoredVisit:
    """A visit of a facility with what it came to; total None: not scored or nothing answered."""

    visit: Visit
    total: Decimal | None
    grade: str
    aspects: tuple[tuple[str, Decimal | None, str], ...]
    change: ScoreChange

    @property
    def is_example(self) -> bool:
        return self.visit.is_example


def visits_of(*, user: User, facility: Facility) -> list[ScoredVisit]:
    """Return the approved visits of a facility, newest first, each against the one before it that
    was scored by the same version. Three queries."""
    visits = (
        Visit.objects.visible_to(user)
        .current()
        .filter(facility=facility, state="approved")
        .select_related("instrument", "round", "facility")
        .order_by("-visited_on", "-pk")
    )
    found = list(visits)
    scores = {
        (row.visit_id, row.instrument_id): row
        for row in VisitScore.objects.filter(visit__in=found).prefetch_related("aspects__aspect")
    }
    rows = []
    for i, visit in enumerate(found):
        row = scores.get((visit.pk, visit.instrument_id))
        earlier = _first(scores.get((old.pk, visit.instrument_id)) for old in found[i + 1 :])
        now = row.total if row else None
        rows.append(
            ScoredVisit(
                visit,
                now,
                row.grade if row else "",
                tuple((p.aspect.label, p.value, p.grade) for p in row.aspects.all()) if row else (),
                ScoreChange("", now, earlier.total if earlier else None),
            )
        )
    return rows


def _first(rows: Iterable[VisitScore | None]) -> VisitScore | None:
    return next((row for row in rows if row is not None), None)
