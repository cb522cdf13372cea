"""Values over time as SVG, beside what they are held against; same rules as `core.tools.drawn.charts`.

Series differ by the shape of their points as well as by colour; a point that is only a bound (“< 2”) is
hollow. Dates are partial: a bare year stands at its middle and is written as it is known.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as __

from core.tools import formats, partial_dates
from core.tools.drawn.charts import (
    ACCENT,
    BAD,
    INFO,
    INK_2,
    LINE,
    PAPER,
    WIDTH,
    Chart,
    Value,
    _box,
    _chart,
    _short,
    _text,
)
from core.tools.rows.values import value_class

LEFT, TOP, HEIGHT, KEY = 44, 12, 150, 24
STEPS = (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10)


@value_class
class Point:
    """`when`: a partial date; `sign`: "" measured, "<" or ">" where the value is a bound."""

    when: str
    value: Value
    sign: str = ""

    @property
    def words(self) -> str:
        text = formats.number(self.value)
        return f"{self.sign} {text}" if self.sign and self.value is not None else text


@value_class
class Series:
    label: Any
    points: Sequence[Point]


def lines(title: Any, series: Sequence[Series], *, limits: Sequence[Point] = ()) -> Chart:
    """Return the series over time, at most two; `limits`: what was to be kept on each day, drawn as steps."""
    drawn = [p for one in series for p in (*one.points,) if p.value is not None]
    known = [*drawn, *(p for p in limits if p.value is not None)]
    days = [_day(p.when) for p in drawn]
    top = _round_up(max((float(p.value or 0) for p in known), default=1.0))
    first, last = (min(days), max(days)) if days else (dt.date.today(), dt.date.today())
    span = (last - first).days or 1

    def x(when: str) -> float:
        share = (_day(when) - first).days / span if last != first else 0.5
        return LEFT + 10 + share * (WIDTH - LEFT - 24)

    def y(value: Value) -> float:
        return TOP + HEIGHT * (1 - float(value or 0) / top)

    body = _frame(top, first, last, y)
    body += _steps(limits, x, y)
    for number, one in enumerate(series):
        body += _series(one, number, x, y)
    body += _legend(series, bool(limits))
    rows = _rows(series, limits)
    head = [__("Date"), *(one.label for one in series)] + ([__("Limit")] if limits else [])
    return _chart(title, TOP + HEIGHT + 26 + KEY, body, head, rows)


def _day(when: str) -> dt.date:
    """Return where a partial date stands: the middle of what it can mean."""
    parts = [int(part) for part in when.split("-")]
    if len(parts) == 1:
        return dt.date(parts[0], 7, 1)
    return dt.date(parts[0], parts[1], parts[2] if len(parts) == 3 else 15)


def _round_up(highest: float) -> float:
    """Return a round number above the highest value; its half is round, too."""
    if highest <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(highest * 1.02 / 2))
    return 2 * power * next(step for step in STEPS if 2 * power * step >= highest * 1.02)


def _tick(value: float, top: float) -> str:
    """Return the number at a line of the scale, short enough to stand beside it: thousands, millions."""
    for size, words in ((1e9, __("%(n)s bn")), (1e6, __("%(n)s m")), (1e4, __("%(n)s k"))):
        if top >= size and value:
            unit = size if size > 1e4 else 1e3
            return words % {"n": formats.number(round(value / unit, 2))}
    return formats.number(round(value, 0 if top > 10 else 2))


def _frame(top: float, first: dt.date, last: dt.date, y: Any) -> list[str]:
    found = []
    for value in (0.0, top / 2, top):
        found.append(_box(LEFT, y(value), WIDTH - LEFT, 1, LINE))
        found.append(_text(LEFT - 6, y(value) + 4, _tick(value, top), anchor="end", fill=INK_2))
    base = TOP + HEIGHT + 18
    within = first.year == last.year and first.month != last.month
    ends = [
        partial_dates.display(f"{day:%Y-%m}" if within else f"{day:%Y}", is_short=True)
        for day in (first, last)
    ]
    found.append(_text(LEFT, base, ends[0], fill=INK_2))
    if ends[0] != ends[1]:
        found.append(_text(WIDTH, base, ends[1], anchor="end", fill=INK_2))
    return found


def _steps(limits: Sequence[Point], x: Any, y: Any) -> list[str]:
    kept = [p for p in limits if p.value is not None]
    found = []
    for number, point in enumerate(kept):
        end = x(kept[number + 1].when) if number + 1 < len(kept) else WIDTH
        start = LEFT if number == 0 else x(point.when)
        found.append(
            f'<path d="M{start:.1f} {y(point.value):.1f}H{end:.1f}" stroke="{BAD}" stroke-width="1.5" '
            f'stroke-dasharray="5 4" fill="none"/>'
        )
    return found


_COLOURS = (ACCENT, INFO)


def _series(one: Series, number: int, x: Any, y: Any) -> list[str]:
    colour = _COLOURS[number % len(_COLOURS)]
    points = [(x(p.when), y(p.value), p) for p in one.points if p.value is not None]
    way = "L".join(f"{a:.1f} {b:.1f}" for a, b, _p in points)
    found = []
    if len(points) > 1:
        found.append(f'<path d="M{way}" stroke="{colour}" stroke-width="1.6" fill="none"/>')
    return found + [_mark(a, b, colour, number, hollow=bool(p.sign)) for a, b, p in points]


def _mark(a: float, b: float, colour: str, number: int, *, hollow: bool) -> str:
    look = f'fill="{PAPER if hollow else colour}" stroke="{colour}" stroke-width="1.6"'
    if number % 2:
        return f'<rect x="{a - 4:.1f}" y="{b - 4:.1f}" width="8" height="8" {look}/>'
    return f'<circle cx="{a:.1f}" cy="{b:.1f}" r="4.5" {look}/>'


def _legend(series: Sequence[Series], limit: bool) -> list[str]:
    base, step = TOP + HEIGHT + 26 + KEY - 6, WIDTH / 3
    found = []
    for number, one in enumerate(series):
        at = number * step
        found.append(
            _mark(at + 6, base - 5, _COLOURS[number % 2], number, hollow=False)
            + _text(at + 17, base, _short(one.label, 12), fill=INK_2)
        )
    if limit:
        at = len(series) * step
        found.append(
            f'<path d="M{at:.1f} {base - 5}h20" stroke="{BAD}" stroke-width="1.5" stroke-dasharray="5 4"/>'
            + _text(at + 26, base, __("Limit"), fill=INK_2)
        )
    return found


def _rows(series: Sequence[Series], limits: Sequence[Point]) -> list[list[str]]:
    whens = sorted({p.when for one in series for p in one.points})
    columns = [*(one.points for one in series), *([limits] if limits else [])]
    found = []
    for when in whens:
        cells = [
            next((p.words for p in points if p.when == when), formats.DASH) for points in columns
        ]
        found.append([partial_dates.display(when), *cells])
    return found
