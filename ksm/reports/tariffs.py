"""What users pay in a region on a day."""

from __future__ import annotations

import datetime as dt

from core.access import Reader
from ksm.models import Tariff
from ksm.reports.figures import TARIFF_ROWS, TariffRow


def tariffs_of(*, user: Reader, code: str, at: dt.date) -> tuple[tuple[TariffRow, ...], int]:
    """Return the tariffs that hold in a region on a day and how many more there are; 1 query.

    Tariffs of the region as a whole stand first, then by whom they are of, kind and class.
    """
    rows = list(Tariff.objects.visible_to(user).in_region(code).current().holding(at).with_about())
    rows.sort(key=lambda row: (row.about != row.region, str(row.about), row.kind, row.customer))
    told = tuple(
        TariffRow(
            about="" if row.about == row.region and row.region_id == code else str(row.about or ""),
            what=", ".join(filter(None, (row.get_kind_display(), row.customer))),
            amount=row.amount_words,
            valid=row.valid_words,
            rule=row.regulation or row.set_by,
            url=row.get_absolute_url(),
            is_example=row.is_example,
        )
        for row in rows[:TARIFF_ROWS]
    )
    return told, len(rows) - len(told)
