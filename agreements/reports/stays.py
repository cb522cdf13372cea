"""Stays of partnerships at stages, as records tell them: their days, and the furthest step of each."""

from __future__ import annotations

import datetime as dt

from agreements import pipeline
from agreements.models.partnerships import StageEntryQuerySet
from agreements.pipeline import StageKind
from core.tools.rows.values import value_class


@value_class
class Stay:
    partnership: int
    stage: str
    sequence: int
    entered_on: str
    left_on: str
    is_open: bool


def stays_of(entries: StageEntryQuerySet, past: dt.date | None) -> list[Stay]:
    """Return the stays in order; on a past day the last of each partnership is the open one."""
    columns = ("partnership_id", "stage_id", "sequence", "entered_on", "left_on", "is_open")
    stays = [Stay(*row) for row in entries.in_order().values_list(*columns)]
    if past is None:
        return stays
    last = {stay.partnership: stay.sequence for stay in stays}
    return [
        Stay(s.partnership, s.stage, s.sequence, s.entered_on, "", True)
        if s.sequence == last[s.partnership]
        else Stay(s.partnership, s.stage, s.sequence, s.entered_on, s.left_on, False)
        for s in stays
    ]


def days_of(stay: Stay, at: dt.date) -> int | None:
    """Return the days of a stay; None where its beginning, or the end of a left one, is not dated."""
    if not stay.is_open and not stay.left_on:
        return None
    return pipeline.days_in_stage(stay.entered_on, at, stay.left_on)


def furthest_of(stays: list[Stay]) -> dict[int, int]:
    """Return, per partnership, the order of the furthest step it stands or stood at."""
    found: dict[int, int] = {}
    for stay in stays:
        step = pipeline.STAGES[stay.stage]
        if step.kind == StageKind.STEP:
            found[stay.partnership] = max(found.get(stay.partnership, 0), step.order)
    return found
