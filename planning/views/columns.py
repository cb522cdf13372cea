"""Columns that several pages of the room show alike."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from core.tools.formats import DASH, number, per_cent
from core.tools.tables import Badge, Column
from planning import badges, performance


def with_unit(value: Any, unit: str) -> str:
    """Return "35 KPP"; a dash where the figure is not known."""
    return DASH if value is None else f"{number(value)} {unit}".strip()


def day_of(name: str) -> Any:
    """Return a column value: the local day of a moment, None where there is none."""

    def value(row: Any) -> Any:
        moment = getattr(row, name)
        return moment and timezone.localtime(moment).date()

    return value


def percent_text(verdict: performance.Judged) -> str:
    return "" if verdict.percent is None else per_cent(verdict.percent)


def against_target(row: Any) -> str:
    """Return the quiet line under the word: "94%", or that there is no target to compare with."""
    if row.target is None and row.realised is not None:
        return __("no target was set")
    return percent_text(row.verdict)


def word_of(row: Any) -> Badge:
    return badges.WORDS[row.verdict.word]


def _change(row: Any) -> str:
    change = performance.change(row.realised, row.last_year, lower_is_better=row.lower_is_better)
    if change is None:
        return ""
    sign = "+" if change.difference > 0 else ""
    if change.percent is None:
        return f"{sign}{number(change.difference)}"
    return f"{sign}{per_cent(change.percent)}"


class Linked:
    """A row of figures whose first cell leads to the record behind it."""

    def __init__(self, row: Any) -> None:
        self._row = row

    def __getattr__(self, name: str) -> object:
        return getattr(self._row, name)

    def get_absolute_url(self) -> str:
        return str(self._row.url)


ACTIVITY_COLUMNS = [
    Column("title", _("Activity"), link=True, note=lambda row: row.get_field_display()),
    Column("target", _("Target"), value=lambda row: with_unit(row.target, row.unit)),
    Column("realised", _("Realised"), value=lambda row: with_unit(row.realised, row.unit)),
    Column(
        "word", _("Against target"), value=word_of, kind="badge",
        note=against_target,
    ),
    Column("budget", _("Budget"), kind="rupiah"),
    Column("months", _("Months")),
    Column("status", _("Status"), value=badges.status_of, kind="badge", note="stop_reason"),
]  # fmt: skip

ACHIEVEMENT_COLUMNS = [
    Column("label", _("Indicator"), link=True, note=lambda row: row.get_field_display() if row.field else ""),
    Column("unit", _("Unit")),
    Column("target", _("Target"), kind="number"),
    Column("realised", _("Realised"), kind="number"),
    Column("word", _("Against target"), value=word_of, kind="badge", note=against_target),
    Column("last_year", _("Last year"), kind="number", note=_change),
    Column("cause", _("Explanation"), value=lambda row: row.cause or row.obstacle, note=lambda row: row.solution),
]  # fmt: skip
