"""The day a page is asked for with `?as_of=31/12/2016`, "2016-12" or "2016". Pure."""

from __future__ import annotations

import datetime as dt

from core.tools import partial_dates
from core.tools.partial_dates import last_day


def read_day(text: str, *, today: dt.date) -> dt.date | None:
    """Return the latest day a typed date means, None for today, a day to come or what is no date."""
    try:
        day = last_day(partial_dates.parse(text[:40]))
    except ValueError:
        return None
    return day if day and day < today else None
