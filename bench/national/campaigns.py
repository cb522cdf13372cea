"""What surrounds the visits of the made-up national set: rounds with targets, findings, water samples."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import Max

from bench.national import SOURCE
from bench.national.keys import follow_keys
from bench.national.registry import Draw
from core.tools.rows import bulk
from ksm.models import Facility
from monitoring.models import (
    Finding,
    Instrument,
    Parameter,
    Responsible,
    Result,
    Round,
    RoundTarget,
    Sample,
    SamplePoint,
    Severity,
)

WAVE_DAYS = 91
RUNNING = 5  # one of so many facilities is planned for in the round that runs today
FINDINGS, SAMPLED = 8, 10  # one of so many visits opens a finding, took a sample
STATES = {"planned": 95, "postponed": 4, "returned": 1}
ROUND_COLUMNS = (
    "id",
    "kind",
    "name",
    "instrument_id",
    "starts_on",
    "ends_on",
    "source",
    "is_example",
)
TARGET_COLUMNS = (
    "round_id",
    "facility_id",
    "state",
    "reason",
    "planned_on",
    "team",
    "source",
    "is_example",
)
FINDING_COLUMNS = (
    "region_id",
    "facility_id",
    "visit_id",
    "aspect",
    "title",
    "severity",
    "responsible",
    "opened_on",
    "due_on",
    "action_required",
    "source",
    "is_example",
)
SAMPLE_COLUMNS = (
    "id",
    "region_id",
    "facility_id",
    "visit_id",
    "taken_on",
    "point",
    "source",
    "is_example",
)
RESULT_COLUMNS = ("sample_id", "parameter", "comparator", "value", "unit", "source", "is_example")
# What is measured, in which unit, and up to which value at the outlet; at the inlet three times as much.
MEASURED = {
    Parameter.PH: ("", 10),
    Parameter.BOD: ("mg/L", 90),
    Parameter.COD: ("mg/L", 220),
    Parameter.TSS: ("mg/L", 80),
    Parameter.AMMONIA: ("mg/L", 30),
}


@transaction.atomic
def open_rounds(
    *, facilities: list[int], waves: int, instrument: Instrument, newest: dt.date, draw: Draw
) -> tuple[list[int], dict[str, int]]:
    """Insert a national round per wave of visits, newest first, and one that runs; return the keys of the
    waves' rounds and how many rows there are.

    Every facility is a target of every wave, whether a visit follows or not.
    """
    key = (Round.objects.aggregate(last=Max("pk"))["last"] or 0) + 1
    ends = [newest - dt.timedelta(days=WAVE_DAYS * wave) for wave in range(waves)]
    spans = [(end - dt.timedelta(days=WAVE_DAYS), end) for end in ends]
    spans.append((newest + dt.timedelta(days=1), newest + dt.timedelta(days=WAVE_DAYS)))
    rows = [
        (
            key + place,
            "routine",
            f"Putaran {start:%m/%Y} (contoh)",
            instrument.pk,
            start.isoformat(),
            end.isoformat(),
            SOURCE,
            True,
        )
        for place, (start, end) in enumerate(spans)
    ]
    found = {"rounds": bulk.insert(Round, ROUND_COLUMNS, rows)}
    targets = _targets(draw, facilities, rows)
    found["targets"] = bulk.insert(RoundTarget, TARGET_COLUMNS, targets)
    follow_keys(Round, RoundTarget)
    return [row[0] for row in rows[:-1]], found


def _targets(draw: Draw, facilities: list[int], rounds: list[Any]) -> Iterator[Any]:
    for number, row in enumerate(rounds):
        start = dt.date.fromisoformat(row[4])
        chosen = facilities[::RUNNING] if number == len(rounds) - 1 else facilities
        for facility in chosen:
            state = draw.of(STATES)
            yield (
                row[0],
                facility,
                state,
                "" if state == "planned" else "Jalan terputus",
                (start + dt.timedelta(days=draw.randrange(WAVE_DAYS))).isoformat(),
                draw.choice(("Tim A", "Tim B", "")),
                SOURCE,
                True,
            )


@transaction.atomic
def follow(*, visits: list[Any], draw: Draw) -> dict[str, int]:
    """Insert open findings and water samples of visits given as (key, facility, day, state)."""
    regions = dict(Facility.objects.filter(source=SOURCE).values_list("pk", "region"))
    approved = [row for row in visits if row[3] == "approved"]
    found = {"findings": bulk.insert(Finding, FINDING_COLUMNS, _findings(draw, approved, regions))}
    key = (Sample.objects.aggregate(last=Max("pk"))["last"] or 0) + 1
    samples = list(_samples(draw, approved, regions, key))
    found["samples"] = bulk.insert(Sample, SAMPLE_COLUMNS, samples)
    found["results"] = bulk.insert(Result, RESULT_COLUMNS, _results(draw, samples))
    follow_keys(Finding, Sample, Result)
    return found


def _findings(draw: Draw, visits: list[Any], regions: dict[int, str]) -> Iterator[Any]:
    for visit, facility, day, _state in visits:
        if draw.randrange(FINDINGS):
            continue
        due = dt.date.fromisoformat(day) + dt.timedelta(days=draw.randint(30, 365))
        yield (
            regions[facility],
            facility,
            visit,
            draw.choice(("K", "T", "F")),
            "Temuan contoh",
            draw.choice(Severity.values),
            draw.choice(Responsible.values),
            day,
            due.isoformat(),
            "Tindakan contoh",
            SOURCE,
            True,
        )


def _samples(
    draw: Draw, visits: list[Any], regions: dict[int, str], key: int
) -> Iterator[tuple[Any, ...]]:
    for visit, facility, day, _state in visits:
        if draw.randrange(SAMPLED):
            continue
        points = (SamplePoint.INLET, SamplePoint.OUTLET)[draw.randrange(2) :]
        for point in points:
            yield key, regions[facility], facility, visit, day, point.value, SOURCE, True
            key += 1


def _results(draw: Draw, samples: list[Any]) -> Iterator[Any]:
    for sample in samples:
        inlet = sample[5] == SamplePoint.INLET
        for parameter, (unit, most) in MEASURED.items():
            times = 3 if inlet and parameter != Parameter.PH else 1
            value = draw.randint(1, most * 10) / 10 * times
            yield sample[0], parameter.value, "=", f"{value:.1f}", unit, SOURCE, True
