"""Pictures of numbers as SVG: the same markup for page and PDF, without style or script.

Presentation attributes only (the CSP forbids inline style, WeasyPrint runs no script). Colour never
stands alone: every bar carries its number, and series differ by pattern as well. Missing is not
zero: None draws no bar and prints a dash.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.utils.html import escape, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as __
from django.utils.translation import pgettext

from core.tools import formats
from core.tools.formats import Words
from core.tools.rows.figures import RUPIAH, Figure
from core.tools.rows.values import value_class

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

WIDTH = 360  # about a phone: text keeps its size there, and two charts fit beside each other on A4
FONT = "Plus Jakarta Sans, system-ui, sans-serif"
TEXT = 13
Value = int | float | Decimal | None


@value_class
class Chart:
    """A picture and its numbers: `svg`, and `head` and `rows` of words for the table beside it."""

    title: str
    svg: SafeString
    head: list[str]
    rows: list[list[str]]


@value_class
class Bar:
    """One bar: label, value (None: unknown), tone (good, part, bad, none, info; "": accent).

    `url`: the list of exactly the records it counts; the number of the table beside the picture leads there.
    `is_own`: what one record says; `url` is that record's page.
    """

    label: Any
    value: Value
    tone: str = ""
    url: str = ""
    unit: str = ""
    is_own: bool = False

    @property
    def figure(self) -> SafeString:
        """Return the number for the table beside the picture."""
        return Figure(self.value, self.unit, url=self.url, name=self.label, is_own=self.is_own).html

    def share_of(self, whole: Value) -> SafeString:
        """Return what part of a whole it is; it opens what the number itself opens."""
        return Figure.share(self.value, whole, self.url, name=self.label).html


@value_class
class Pair:
    """Plan beside realisation for one label; either may be unknown.

    `of`: the part of the plan that the share is told of, where that is not all of it.
    """

    label: Any
    planned: Value
    done: Value
    of: Value = None

    @property
    def share(self) -> str:
        return formats.percent(self.done, self.planned if self.of is None else self.of)


def _text(
    x: float, y: float, words: object, *, anchor: str = "start", fill: str = INK, bold: bool = False
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


def _opening(bar: Bar, words: str, drawn: Iterable[str]) -> str:
    """Return what is drawn of a bar, as the link to what it counts where there is something to open."""
    inside = "".join(drawn)
    if not (bar.url and bar.value):
        return inside
    name = escape(f"{bar.label}: {words}")
    counts = "" if bar.is_own else f' data-bar="{escape(words.partition(" · ")[0])}"'
    return f'<a href="{escape(bar.url)}" aria-label="{name}"{counts}>{inside}</a>'


def _svg(title: str, description: str, height: float, body: Iterable[str]) -> SafeString:
    drawn = "".join(body)
    role = "group" if "<a " in drawn else "img"  # a picture holds nothing that can be reached
    return mark_safe(  # every word passes escape(), in _text, _opening or here
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" role="{role}" '
        f'aria-label="{escape(title)}"><title>{escape(title)}</title><desc>{escape(description)}</desc>'
        f"{drawn}</svg>"
    )


def _top(values: Iterable[Value]) -> float:
    return max((float(value) for value in values if value is not None), default=0.0) or 1.0


def _short(words: Words, room: int) -> str:
    """Return the words, cut at about `room` characters."""
    text = str(words)
    return text if len(text) <= room else text[: room - 1].rstrip() + "…"


def _head(y: float, label: Words, value: str) -> str:
    """Return the line above a bar: what it is on the left, its number on the right."""
    room = 50 - len(value)
    return _text(0, y, _short(label, room)) + _text(WIDTH, y, value, anchor="end", bold=True)


def _describe(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return the numbers in words, each named where a row has several."""
    names = [f"{word} " for word in head[1:]] if len(head) > 2 else [""]
    told = [
        ", ".join(f"{name}{strip_tags(word)}" for name, word in zip(names, row[1:], strict=True))
        for row in rows
    ]
    return "; ".join(f"{row[0]}: {words}" for row, words in zip(rows, told, strict=True))


def _chart(
    title: Words, height: float, body: list[str], head: list[object], rows: list[list[str]]
) -> Chart:
    words = [str(word) for word in head]
    svg = _svg(str(title), _describe(words, rows), max(height, 20), body)
    return Chart(str(title), svg, words, rows)


def bars(
    title: Words,
    items: Sequence[Bar],
    *,
    unit: Words = "",
    of: Value = None,
    goal: Value = None,
    money: bool = False,
) -> Chart:
    """Return one horizontal bar per item; `of`: what the full track means (100, a total), `goal`: where a line is."""
    word = formats.rupiah if money else formats.number
    top = float(of) if of else _top(item.value for item in items)
    body = []
    for i, item in enumerate(items):
        y = i * 42
        bar = [_head(y + 13, item.label, word(item.value)), _box(0, y + 20, WIDTH, 12, WASH_2)]
        if item.value:
            width = min(float(item.value) / top, 1) * WIDTH
            bar.append(_box(0, y + 20, width, 12, TONES.get(item.tone, ACCENT)))
        body.append(_opening(item, word(item.value), bar))
        if goal:
            body.append(_box(min(float(goal) / top, 1) * WIDTH - 2, y + 16, 2, 20, INK))
    rows = [[str(item.label), replace(item, unit=RUPIAH if money else "").figure] for item in items]
    return _chart(title, 42 * len(items), body, ["", unit or pgettext("how many", "Number")], rows)


def pairs(title: Words, items: Sequence[Pair], *, money: bool = False, unit: object = "") -> Chart:
    """Return plan (hollow) and realisation (filled) per label, with both numbers and the share."""
    word = formats.rupiah if money else formats.number
    top = _top(value for item in items for value in (item.planned, item.done))
    edge = f' stroke="{ACCENT}" stroke-width="1.5"'
    track = WIDTH - (112 if money else 70)
    body = [
        _box(1, 3, 20, 11, PAPER, edge),
        _text(28, 13, __("Plan"), fill=INK_2),
        _box(120, 2, 22, 13, ACCENT),
        _text(149, 13, __("Realisation"), fill=INK_2),
    ]
    for i, item in enumerate(items):
        y = 30 + i * 62
        body.append(_head(y + 12, item.label, item.share))
        for value, at, hollow in ((item.planned, y + 19, True), (item.done, y + 36, False)):
            width = float(value) / top * track if value is not None else 0
            if value is not None:
                fill, extra = (PAPER, edge) if hollow else (ACCENT, "")
                body.append(_box(1, at, max(width, 1), 12, fill, extra))
            body.append(_text(width + 8, at + 11, word(value)))
    rows = [[str(p.label), word(p.planned), word(p.done), p.share] for p in items]
    head = [unit, __("Plan"), __("Realisation"), __("Share")]
    return _chart(title, 30 + 62 * len(items), body, head, rows)


_SERIES = ((ACCENT, 0), (ACCENT_2, 7), (INFO, 0), (ACCENT_3, 11), (PART, 5), (NONE, 0), (GOOD, 9))  # fmt: skip
_HATCH = {"": 0, "good": 0, "part": 8, "bad": 5, "none": 12, "info": 10}


def _looks(tones: Sequence[str]) -> list[tuple[str, float]]:
    """Return (colour, step of the hatching) per series: by tone where given, else in order.

    What is not known is drawn lightest: it is no finding.
    """
    if any(tones):
        colours = {**TONES, "none": LINE}
        return [(colours.get(tone, ACCENT), _HATCH.get(tone, 0)) for tone in tones]
    return [_SERIES[i % len(_SERIES)] for i in range(len(tones))]


def _piece(x: float, y: float, width: float, height: float, look: tuple[str, float]) -> str:
    edge = f' stroke="{NONE}"' if look[0] == LINE else ""
    return _box(x, y, width, height, look[0], edge) + _hatch(x, y, width, height, look[1])


def share(title: Any, items: Sequence[Bar], *, unit: object = "") -> Chart:
    """Return one bar cut by shares of the whole, with a legend that names number and per cent."""
    whole = sum((Decimal(str(item.value)) for item in items if item.value), Decimal(0))
    looks, body, x = _looks([item.tone for item in items]), [], 0.0
    if not whole:
        body.append(_box(0, 2, WIDTH, 26, WASH_2))
    for i, (item, look) in enumerate(zip(items, looks, strict=True)):
        y = 52 + i * 24
        part = []
        if item.value:
            width = float(Decimal(str(item.value)) / whole) * WIDTH
            part.append(_piece(x, 2, max(width - 1.5, 1), 26, look))
            x += width
        share_ = formats.percent(item.value, whole)
        tail = formats.DASH if item.value is None else f"{formats.number(item.value)} · {share_}"
        part += [_piece(0, y - 11, 16, 14, look), _text(24, y, _short(item.label, 34))]
        part.append(_text(WIDTH, y, tail, anchor="end", bold=True))
        body.append(_opening(item, tail, part))
    rows = [[str(item.label), item.figure, item.share_of(whole)] for item in items]
    head = ["", unit or pgettext("how many", "Number"), __("Share")]
    return _chart(title, 38 + 24 * len(items), body, head, rows)


def stacked(
    title: Any,
    series: Sequence[Any],
    items: Sequence[tuple[Any, Sequence[Value]]],
    *,
    tones: Sequence[str] = (),
) -> Chart:
    """Return one bar per item cut by series; `items` are (label, one value per series)."""
    looks, body = _looks(tones or [""] * len(series)), []
    top = _top(sum(float(v) for v in values if v is not None) for _name, values in items)
    for i, (name, look) in enumerate(zip(series, looks, strict=True)):
        x, y = (i % 2) * (WIDTH / 2), 13 + (i // 2) * 22
        body += [_piece(x, y - 11, 16, 14, look), _text(x + 24, y, _short(name, 21), fill=INK_2)]
    start = 10 + 22 * ((len(series) + 1) // 2)
    for i, (label, values) in enumerate(items):
        y, x = start + i * 44, 0.0
        known = [float(v) for v in values if v is not None]
        body.append(_head(y + 13, label, formats.number(sum(known)) if known else formats.DASH))
        for look, value in zip(looks, values, strict=True):
            if value:
                width = float(value) / top * WIDTH
                body.append(_piece(x, y + 20, max(width - 1, 1), 14, look))
                x += width
    rows = [[str(label), *(formats.number(v) for v in values)] for label, values in items]
    return _chart(title, start + 44 * len(items), body, ["", *series], rows)


def funnel(title: Words, items: Sequence[Bar], *, unit: Words = "") -> Chart:
    """Return stages from first to last as centred bars, each as wide as its number."""
    top, body = _top(item.value for item in items), []
    for i, item in enumerate(items):
        y = i * 40
        width = float(item.value or 0) / top * WIDTH
        word, fill = formats.number(item.value), TONES.get(item.tone, ACCENT) if width else LINE
        bar = _box((WIDTH - max(width, 2)) / 2, y + 19, max(width, 2), 14, fill)
        body.append(_opening(item, word, [_head(y + 13, item.label, word), bar]))
    rows = [[str(item.label), item.figure] for item in items]
    return _chart(title, 40 * len(items), body, ["", unit or pgettext("how many", "Number")], rows)
