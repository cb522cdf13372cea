"""Columns of partnerships and of their stages, shared by page, export and detail."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from agreements import pipeline
from agreements.models import Partnership, StageEntry
from agreements.standing import days_in_words, standing_of
from core.tools import partial_dates
from core.tools.formats import day
from core.tools.tables import Badge, Column


def now(row: Partnership, name: str) -> Any:
    """Return one attribute of where the row stands on the day it was loaded for; None where nowhere."""
    found = standing_of(row, row.seen_on or timezone.localdate())
    return getattr(found, name) if found else None


def _present(row: Partnership, value: Any) -> Any:
    """Return what is told of the present only; None on a past day."""
    return None if row.is_past else value


def _reasons(row: Partnership) -> str:
    """Return the open blockers in words, "" where none is recorded."""
    return "; ".join(now(row, "reasons") or ())


def _who_and_when(row: Partnership) -> str:
    """Return who owes the next step and until when, "" where none is agreed."""
    if row.is_past or not row.next_step:
        return ""
    parts = [row.get_next_step_owner_display(), day(row.next_step_due)]
    return " · ".join([*parts, __("overdue")] if now(row, "overdue") else parts)


PARTNERSHIP_COLUMNS = [
    Column(
        "region",
        _("Region"),
        lambda row: row.region.short_name,
        note="counterpart",
        sort=("region__name", "counterpart"),
        link=True,
    ),
    Column("counterpart", _("Counterpart"), hidden=True),
    Column(
        "stage",
        _("Stage"),
        lambda row: now(row, "stage_badge"),
        kind="badge",
        note=lambda row: now(row, "since"),
        sort="stage_order",
    ),
    Column(
        "since",
        _("In stage since"),
        lambda row: partial_dates.display(row.entered_on, is_short=True),
        hidden=True,
    ),
    Column(
        "days", _("Days in stage"), lambda row: now(row, "days"), kind="number", sort="-entered_on"
    ),
    Column("blockers", _("Open blockers"), lambda row: _reasons(row), hidden=True),
    # The word and why, in one cell: the list keeps room for region and next step.
    Column(
        "stall",
        _("Movement"),
        lambda row: now(row, "stall_badge"),
        kind="badge",
        note=lambda row: _reasons(row),
    ),
    Column(
        "next_step",
        _("Next step"),
        lambda row: _present(row, row.next_step),
        note=lambda row: _who_and_when(row),
        sort="next_step_due",
    ),
    Column(
        "owner",
        _("Who does it"),
        lambda row: _present(row, row.get_next_step_owner_display()),
        hidden=True,
    ),
    Column(
        "due",
        _("Due"),
        lambda row: _present(row, row.next_step_due),
        kind="date",
        hidden=True,
    ),
    Column(
        "contact",
        _("Days since contact"),
        lambda row: now(row, "last_contact_days"),
        kind="number",
        note=lambda row: partial_dates.display(row.last_contact_on, is_short=True),
        sort="-last_contact_on",
    ),
]

ENTRY_COLUMNS = [
    Column(
        "stage",
        _("Stage"),
        lambda row: Badge(row.stage.label, "info" if row.is_open else "none"),
        kind="badge",
    ),
    Column("entered_on", _("From"), lambda row: _from(row)),
    Column("left_on", _("Until"), lambda row: _until(row)),
    Column("days", _("Days"), lambda row: _days(row)),
    Column("move", _("How"), "get_move_display", note="reason"),
    Column("evidence", _("Evidence"), note="by_whom"),
]


def _from(row: StageEntry) -> str:
    if row.entered_on:
        return partial_dates.display(row.entered_on, is_short=True)
    if not row.as_of:
        return __("not recorded")
    return __("not recorded; so as of %(date)s") % {
        "date": partial_dates.display(row.as_of, is_short=True)
    }


def _until(row: StageEntry) -> str:
    return __("today") if row.is_open else partial_dates.display(row.left_on, is_short=True)


def _days(row: StageEntry) -> str:
    if not row.is_open and not row.left_on:
        return ""
    days = pipeline.days_in_stage(row.entered_on, timezone.localdate(), row.left_on)
    return days_in_words(days, rough=pipeline.is_rough(row.entered_on, row.left_on))
