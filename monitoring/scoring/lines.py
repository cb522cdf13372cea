"""What each question cost, counted by the database from the lines that kept scores hold."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db import connection

from core.access import ScopedQuerySet
from monitoring.models import AspectScore

# `AspectScore.lines`: code, option, then points gained and lost of the aspect, gained and lost of the total.
_UNPACKED = {
    "postgresql": (
        "SELECT line ->> 0, line ->> 1, COUNT(*), SUM((line ->> 2)::numeric),"
        " SUM((line ->> 3)::numeric), SUM((line ->> 5)::numeric)"
        " FROM (%s) kept CROSS JOIN LATERAL jsonb_array_elements(kept.lines) AS one(line)"
        " GROUP BY 1, 2 ORDER BY 1, 2"
    ),
    "sqlite": (
        "SELECT json_extract(one.value, '$[0]'), json_extract(one.value, '$[1]'), COUNT(*),"
        " SUM(CAST(json_extract(one.value, '$[2]') AS REAL)),"
        " SUM(CAST(json_extract(one.value, '$[3]') AS REAL)),"
        " SUM(CAST(json_extract(one.value, '$[5]') AS REAL))"
        " FROM (%s) kept, json_each(kept.lines) one GROUP BY 1, 2 ORDER BY 1, 2"
    ),
}


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
    lines = AspectScore.objects.filter(score__in=scores.order_by().values("pk"))
    sql, params = lines.order_by().values("lines").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(_UNPACKED[connection.vendor].replace("%s", sql, 1), params)
        return [
            LineCount(code, option, visits, *(Decimal(str(points)) for points in rest))
            for code, option, visits, *rest in cursor.fetchall()
        ]
