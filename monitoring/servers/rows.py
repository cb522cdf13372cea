"""Submissions as a server tells them, as lines of the table its own export would be."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as __

from monitoring.entry.submission_cells import ReviewCell
from monitoring.entry.submissions import SERVER, STAND
from monitoring.servers.door import Json, Unreachable

MOST_COLUMNS, MOST_TEXT = 1000, 6000


@dataclass
class Told:
    """One submission: its cells by header, the moment of the server it holds for."""

    cells: dict[str, str]
    stand: dt.datetime


def bare(number: object) -> str:
    return str(number or "").removeprefix("uuid:")


def mark(edition: object, review: str) -> str:
    """Return an edition with what its review means here, so that a change of either is seen."""
    means = ReviewCell().clean(review) if review else ""
    return f"{bare(edition)} {str(means)[:60]}"


def moment_of(text: object) -> dt.datetime | None:
    """Return a moment as servers write it; None where it is none."""
    try:
        found = parse_datetime(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return found if found is None or found.tzinfo else found.replace(tzinfo=dt.UTC)


def iso(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def part_of(answer: object, name: str, kind: type) -> Json:
    """Return a part of an answer. Raises Unreachable where a server sends something else."""
    found = answer.get(name) if isinstance(answer, dict) else None
    if not isinstance(found, kind):
        raise not_ours(name)
    return found


def not_ours(name: str) -> Unreachable:
    """Return the error for an answer of which a part is missing or of another kind."""
    words = __("The answer of the server lacks “%(name)s”. It is not ODK Central or KoboToolbox.")
    return Unreachable(words % {"name": name})


def flat(value: dict[str, Json], before: str = "", depth: int = 0) -> Iterator[tuple[str, str]]:
    """Yield header and text of every answer, groups joined with "/"; a place as “lat lon alt acc”."""
    for name, one in value.items():
        if "@odata" in name or one is None or isinstance(one, list) or depth > 12:
            continue
        key = f"{before}{name}"
        if not isinstance(one, dict):
            yield key, str(one)[:MOST_TEXT]
        elif one.get("type") == "Point":
            yield key, _place(one)
        else:
            yield from flat(one, f"{key}/", depth + 1)


def _place(point: dict[str, Json]) -> str:
    """Return a GeoJSON point, longitude first, as forms write a place."""
    found, more = point.get("coordinates"), point.get("properties")
    if not isinstance(found, list) or len(found) < 2:
        return ""
    height = found[2] if len(found) > 2 and found[2] is not None else 0
    accuracy = more.get("accuracy") if isinstance(more, dict) else None
    return " ".join(str(one) for one in (found[1], found[0], height, accuracy or 0))


def table(rows: Iterable[Told], server: int) -> bytes:
    """Return submissions as the CSV that the import reads."""
    rows = list(rows)
    head = list(dict.fromkeys(name for row in rows for name in row.cells))[:MOST_COLUMNS]
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([*head, SERVER, STAND])
    for row in rows:
        writer.writerow([*(row.cells.get(name, "") for name in head), server, iso(row.stand)])
    return out.getvalue().encode()
