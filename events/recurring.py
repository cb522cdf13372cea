"""Promises that come again: every month, every year. Pure days, no models."""

from __future__ import annotations

import datetime as dt
import re

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.tools.partial_dates import last_of_month


class Recurrence(models.TextChoices):
    MONTHLY = "bulanan", _("every month")
    QUARTERLY = "triwulanan", _("every quarter")
    HALF_YEARLY = "semesteran", _("every half year")
    YEARLY = "tahunan", _("every year")


MONTHS = {
    Recurrence.MONTHLY: 1,
    Recurrence.QUARTERLY: 3,
    Recurrence.HALF_YEARLY: 6,
    Recurrence.YEARLY: 12,
}
# A promise of every month is followed for fifty years, then somebody has to look at it anyway.
MOST_TIMES = 600
_EVERY = r"^(?:setiap|tiap|per|every|each)\s+"
_WORDS = (
    (Recurrence.HALF_YEARLY, re.compile(rf"{_EVERY}(?:6 bulan|enam bulan|semester|half[ -]year)$")),
    (Recurrence.QUARTERLY, re.compile(rf"{_EVERY}(?:3 bulan|tiga bulan|triwulan|quarter)$")),
    (Recurrence.MONTHLY, re.compile(rf"{_EVERY}(?:bulan(?:nya)?|month)$")),
    (Recurrence.YEARLY, re.compile(rf"{_EVERY}(?:tahun(?:nya)?|year)$")),
)


def told_rhythm(text: str) -> Recurrence | None:
    """Return the rhythm that words name ("setiap bulan", "bulanan", "every year"); None where they name none."""
    words = " ".join(text.lower().split())
    if words in Recurrence.values:
        return Recurrence(words)
    return next((rhythm for rhythm, pattern in _WORDS if pattern.match(words)), None)


def after(day: dt.date, rhythm: str, *, wish: int = 0) -> dt.date:
    """Return the next time. The last day of a month stays the last one; `wish`: the day of the month meant,
    where a short month held an earlier one."""
    months = day.year * 12 + day.month - 1 + MONTHS[Recurrence(rhythm)]
    last = last_of_month(months // 12, months % 12 + 1)
    if day == last_of_month(day.year, day.month) and wish <= day.day:
        return last
    return last.replace(day=min(max(day.day, wish), last.day))


def first_time(agreed: dt.date, rhythm: str) -> dt.date:
    """Return the end of the first whole month, quarter, half year or year after the day it was agreed on."""
    length = MONTHS[Recurrence(rhythm)]
    begun = (agreed.month - 1) // length  # the period of the year in which it was agreed
    months = agreed.year * 12 + (begun + 2) * length - 1
    return last_of_month(months // 12, months % 12 + 1)


def times(
    first: dt.date, rhythm: str, *, through: dt.date, until: dt.date | None = None, wish: int = 0
) -> list[dt.date]:
    """Return the due days from the first through a day, none after `until`."""
    end = min(through, until) if until else through
    found: list[dt.date] = []
    day = first
    while day <= end and len(found) < MOST_TIMES:
        found.append(day)
        day = after(day, rhythm, wish=max(wish, first.day))
    return found
