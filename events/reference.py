"""The common dates of the regional budget year, to be corrected by each region's own."""

from __future__ import annotations

from core.records.reference import put, rows
from events.models import KeyDate

SOURCE = "Permendagri 86/2017 dan UU 23/2014 (jadwal umum; cocokkan dengan jadwal daerah)"


def load() -> None:
    """Load the common dates by kind; what the Secretariat changed stays."""
    for row in rows("key_dates.csv"):
        put(
            KeyDate,
            {"kind": row["kind"], "region": None, "year": None},
            {
                "title": row["title"],
                "month": int(row["month"]),
                "day": int(row["day"]) if row["day"] else None,
                "lead_days": int(row["lead_days"]),
                "advice": row["advice"],
                "source": row["source"] or SOURCE,
            },
        )
