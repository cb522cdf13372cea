"""What each question cost, counted by the database from the lines of kept scores."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Sum

from core.access import ScopedQuerySet
from monitoring.models import ScoreLine


@dataclass(frozen=True)
class LineCount:
    """One question answered by one option in `visits` visits.

    `gained`, `lost`: sums of points of the aspect (0–100 each visit); `cost`: sum of points of the total.
    """

    code: str
    option: str
    visits: int
    gained: Decimal
    lost: Decimal
    cost: Decimal


def count_lines(scores: ScopedQuerySet) -> list[LineCount]:
    """Return the counts of kept scores (a queryset of VisitScore), by question and option. One query."""
    rows = (
        ScoreLine.objects.filter(
            part__score__in=scores.order_by().values("pk"), option__isnull=False
        )
        .order_by("question__code", "option__value")
        .values_list("question__code", "option__value")
        .annotate(Count("pk"), Sum("aspect_gained"), Sum("aspect_lost"), Sum("lost"))
    )
    return [LineCount(*row) for row in rows]
