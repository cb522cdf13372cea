"""Pictures of numbers as SVG: the same markup for page and PDF, without style or script.

Presentation attributes only (the CSP forbids inline style, WeasyPrint runs no script). Colour never
stands alone: every bar carries its number, and series differ by pattern as well. Missing is not
zero: None draws no bar and prints a dash.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as __

from aksansi import formats

# Mirrors of static/css/tokens.css (tests/ui/test_charts.py compares them).
INK, INK_2, LINE, PAPER = "#13272b", "#4a5f64", "#d9e2e3", "#ffffff"
ACCENT, ACCENT_2, ACCENT_3, WASH_2 = "#0b6e74", "#5aa5a8", "#b5d6d6", "#e4efef"
GOOD, PART, BAD, NONE, INFO = "#17713f", "#8a5a00", "#a8201a", "#55676b", "#1d5a96"
TOKENS = {
    "ink": INK,
    "ink-2": INK_2,
    "line": LINE,
    "paper": PAPER,
    "accent": ACCENT,
    "accent-2": ACCENT_2,
    "accent-3": ACCENT_3,
    "wash-2": WASH_2,
    "good": GOOD,
    "part": PART,
    "bad": BAD,
    "none": NONE,
    "info": INFO,
}
TONES = {"": ACCENT, "good": GOOD, "part": PART, "bad": BAD, "none": NONE, "info": INFO}

WIDTH = 640
FONT = "Plus Jakarta Sans, system-ui, sans-serif"
TEXT = 13
Value = int | float | Decimal | None


@dataclass(frozen=True)
class Chart:
    """A picture and its numbers: `svg`, and `head` and `rows` of words for the table beside it."""

    title: str
    svg: SafeString
    head: list[str]
    rows: list[list[str]]


@dataclass(frozen=True)
class Bar:
    """One bar: label, value (None: unknown), tone (good, part, bad, none, info; "": accent)."""

    label: Any
    value: Value
    tone: str = ""


@dataclass(frozen=True)
class Pair:
    """Plan beside realisation for one label; either may be unknown."""

    label: Any
    planned: Value
    done: Value


def _text(
    x: float, y: float, words: Any, *, anchor: str = "start", fill: str = INK, bold: bool = False
) -> str:
    weight = ' font-weight="600"' if bold else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-family="{FONT}" font-size="{TEXT}" fill="{fill}" '
        f'text-anchor="{anchor}"{weight}>{escape(words)}</text>'
    )


def _box(x: float, y: float, width: float, height: float, fill: str, extra: str = "") -> str:
    size = f'width="{max(width, 0):.1f}" height="{height:.1f}"'
    return f'<rect x="{x:.1f}" y="{y:.1f}" {size} fill="{fill}"{extra}/>'


def _hatch(x: float, y: float, width: float, height: float, step: float) -> str:
    """Return slanted lines over a box: told apart in grey print too. Lines, as not every reader of
    SVG knows patterns."""
    if step <= 0 or width <= 1:
        return ""
    found = []
    at = step / 2
    while at < width + height:
        x1, y1 = (x + at, y) if at <= width else (x + width, y + at - width)
        x2, y2 = (x, y + at) if at <= height else (x + at - height, y + height)
        found.append(f"M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}")
        at += step
    return f'<path d="{"".join(found)}" stroke="{PAPER}" stroke-width="1.6" fill="none"/>'


def _svg(title: str, description: str, height: float, body: Iterable[str]) -> SafeString:
    return mark_safe(  # every word passes escape(), in _text or here
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" role="img" '
        f'aria-label="{escape(title)}"><title>{escape(title)}</title><desc>{escape(description)}</desc>'
        f"{''.join(body)}</svg>"
    )


def _top(values: Iterable[Value]) -> float:
    return max((float(value) for value in values if value is not None), default=0.0) or 1.0


def _lines(label: Any, room: int) -> list[str]:
    """Return the label in at most two lines of about `room` characters."""
    words, lines = str(label).split(), [""]
    for word in words:
        if lines[-1] and len(lines[-1]) + len(word) + 1 > room:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    if len(lines) > 2:
        lines = [lines[0], lines[1][: room - 1].rstrip() + "…"]
    return [line if len(line) <= room + 4 else line[: room + 3] + "…" for line in lines]


def _label(label: Any, y: float, room: int = 25) -> str:
    lines = _lines(label, room)
    start = y - (len(lines) - 1) * 7.5
    return "".join(_text(0, start + 15 * i, line) for i, line in enumerate(lines))


def _describe(rows: Sequence[Sequence[str]]) -> str:
    return "; ".join(": ".join((row[0], ", ".join(row[1:]))) for row in rows)


def bars(
    title: Any, items: Sequence[Bar], *, unit: Any = "", of: Value = None, money: bool = False
) -> Chart:
    """Return one horizontal bar per item; `of` is what the full track means (100, a total)."""
    word = formats.rupiah if money else formats.number
    top = float(of) if of else _top(item.value for item in items)
    left, right, body = 180, 110, []
    track = WIDTH - left - right
    for i, item in enumerate(items):
        y = 6 + i * 38
        body += [_label(item.label, y + 17), _box(left, y + 2, track, 20, WASH_2)]
        if item.value is not None:
            body.append(
                _box(
                    left,
                    y + 2,
                    min(float(item.value) / top, 1) * track,
                    20,
                    TONES.get(item.tone, ACCENT),
                )
            )
        body.append(_text(left + track + 8, y + 17, word(item.value), bold=True))
    rows = [[str(item.label), word(item.value)] for item in items]
    return Chart(
        str(title),
        _svg(str(title), _describe(rows), 12 + 38 * max(len(items), 1), body),
        ["", str(unit or __("Number"))],
        rows,
    )


def pairs(title: Any, items: Sequence[Pair], *, money: bool = False, unit: Any = "") -> Chart:
    """Return plan (hollow) and realisation (filled) per label, with both numbers and the share."""
    word = formats.rupiah if money else formats.number
    top = _top(value for item in items for value in (item.planned, item.done))
    left, right = 180, 130
    track = WIDTH - left - right
    body = [
        _box(left, 3, 22, 12, PAPER, f' stroke="{ACCENT}" stroke-width="1.5"'),
        _text(left + 28, 14, __("Plan"), fill=INK_2),
        _box(left + 110, 3, 22, 12, ACCENT),
        _text(left + 138, 14, __("Realisation"), fill=INK_2),
    ]
    for i, item in enumerate(items):
        y = 28 + i * 50
        body.append(_label(item.label, y + 22))
        for j, value in enumerate((item.planned, item.done)):
            at = y + j * 20
            if value is not None:
                extra = f' stroke="{ACCENT}" stroke-width="1.5"' if j == 0 else ""
                body.append(
                    _box(
                        left, at, float(value) / top * track, 15, PAPER if j == 0 else ACCENT, extra
                    )
                )
            end = left + (float(value) / top * track if value is not None else 0) + 7
            body.append(_text(end, at + 12, word(value), bold=j == 1))
    rows = [
        [str(p.label), word(p.planned), word(p.done), formats.percent(p.done, p.planned)]
        for p in items
    ]
    head = [str(unit), __("Plan"), __("Realisation"), __("Share")]
    return Chart(
        str(title),
        _svg(str(title), _describe(rows), 36 + 50 * max(len(items), 1), body),
        head,
        rows,
    )


_SERIES = (
    (ACCENT, 0),
    (ACCENT_2, 7),
    (INFO, 0),
    (ACCENT_3, 11),
    (PART, 5),
    (NONE, 0),
    (GOOD, 9),
    (BAD, 6),
)


def _looks(items: Sequence[Bar]) -> list[tuple[str, float]]:
    hatch = {"": 0, "good": 0, "part": 8, "bad": 5, "none": 12, "info": 10}
    if any(item.tone for item in items):
        return [(TONES.get(item.tone, ACCENT), hatch.get(item.tone, 0)) for item in items]
    return [_SERIES[i % len(_SERIES)] for i in range(len(items))]


def share(title: Any, items: Sequence[Bar], *, unit: Any = "") -> Chart:
    """Return one bar cut by shares of the whole, with a legend that names number and per cent."""
    known = [item for item in items if item.value]
    whole = sum((Decimal(str(item.value)) for item in known), Decimal(0))
    looks, body, x = dict(zip(map(id, items), _looks(items), strict=True)), [], 0.0
    if not whole:
        body.append(_box(0, 2, WIDTH, 30, WASH_2))
    for item in known:
        width = float(Decimal(str(item.value)) / whole) * WIDTH
        fill, step = looks[id(item)]
        body += [_box(x, 2, width - 1.5, 30, fill), _hatch(x, 2, width - 1.5, 30, step)]
        x += width
    for i, item in enumerate(items):
        fill, step = looks[id(item)]
        lx, ly = (i % 2) * (WIDTH / 2), 56 + (i // 2) * 24
        body += [_box(lx, ly - 11, 16, 14, fill), _hatch(lx, ly - 11, 16, 14, step)]
        tail = (
            f"{formats.number(item.value)} · {formats.percent(item.value, whole)}"
            if item.value is not None
            else formats.DASH
        )
        body.append(_text(lx + 24, ly, f"{_lines(item.label, 26)[0]}: {tail}"))
    rows = [
        [str(item.label), formats.number(item.value), formats.percent(item.value, whole)]
        for item in items
    ]
    height = 50 + 24 * ((len(items) + 1) // 2)
    head = ["", str(unit or __("Number")), __("Share")]
    return Chart(str(title), _svg(str(title), _describe(rows), height, body), head, rows)


def stacked(
    title: Any,
    series: Sequence[Any],
    items: Sequence[tuple[Any, Sequence[Value]]],
    *,
    tones: Sequence[str] = (),
) -> Chart:
    """Return one bar per item cut by series; `items` are (label, one value per series)."""
    looks = _looks(
        [Bar(name, 0, tone) for name, tone in zip(series, tones or [""] * len(series), strict=True)]
    )
    left, right, body = 180, 60, []
    track = WIDTH - left - right
    top = _top(sum(float(v) for v in values if v is not None) for _label_, values in items)
    for i, name in enumerate(series):
        lx, ly = (i % 3) * (WIDTH / 3), 14 + (i // 3) * 22
        body += [_box(lx, ly - 11, 16, 14, looks[i][0]), _hatch(lx, ly - 11, 16, 14, looks[i][1])]
        body.append(_text(lx + 24, ly, _lines(name, 22)[0], fill=INK_2))
    start = 14 + 22 * ((len(series) + 2) // 3)
    for i, (label, values) in enumerate(items):
        y, x = start + i * 36, float(left)
        body.append(_label(label, y + 16))
        for (fill, step), value in zip(looks, values, strict=True):
            width = float(value or 0) / top * track
            if width:
                body += [_box(x, y, width - 1, 22, fill), _hatch(x, y, width - 1, 22, step)]
            x += width
        known = [v for v in values if v is not None]
        body.append(
            _text(x + 7, y + 16, formats.number(sum(known)) if known else formats.DASH, bold=True)
        )  # type: ignore[arg-type]
    rows = [[str(label), *(formats.number(v) for v in values)] for label, values in items]
    return Chart(
        str(title),
        _svg(str(title), _describe(rows), start + 36 * max(len(items), 1), body),
        ["", *map(str, series)],
        rows,
    )


def funnel(title: Any, items: Sequence[Bar], *, unit: Any = "") -> Chart:
    """Return stages from first to last as centred bars, each as wide as its number."""
    top, body = _top(item.value for item in items), []
    left, track = 240, WIDTH - 240 - 50
    for i, item in enumerate(items):
        y = 4 + i * 32
        width = float(item.value or 0) / top * track
        body.append(_label(item.label, y + 17, 33))
        body.append(
            _box(
                left + (track - width) / 2,
                y,
                max(width, 2),
                24,
                TONES.get(item.tone, ACCENT) if width else LINE,
            )
        )
        body.append(_text(WIDTH, y + 17, formats.number(item.value), anchor="end", bold=True))
    rows = [[str(item.label), formats.number(item.value)] for item in items]
    return Chart(
        str(title),
        _svg(str(title), _describe(rows), 8 + 32 * max(len(items), 1), body),
        ["", str(unit or __("Number"))],
        rows,
    )
