"""Tables of Word: those of a paper (head, sums, columns as wide as they need), and bare ones that place things."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from xml.etree.ElementTree import Element

from core.tools.word.markup import E, colours, mm
from core.tools.word.text import PLAIN, Look, empty, look_of

Fill = Callable[
    [Element, Look, float], list[Element]
]  # the content of a cell of so many millimetres
PAD = 1.5  # mm at each side of a cell
SHORT = 60  # words of a table that is never parted
LONGEST = 11.0  # em of a word that a column makes room for; a longer one is broken
NARROW = frozenset(" .,:;·–-()/'’\"!|iljftI")


def side_by_side(
    cells: Sequence[list[Element]], widths: Sequence[float], *, style: str = "Bare", edge: str = ""
) -> Element:
    """Return a table without lines, as many cells in a row as there are widths; `edge`: colour of a line above each."""
    rows = []
    for start in range(0, len(cells), len(widths)):
        row = list(cells[start : start + len(widths)])
        row += [[empty(PLAIN)] for _missing in range(len(widths) - len(row))]
        pairs = zip(row, widths, strict=True)
        rows.append(_row([_cell(content, width, top=edge) for content, width in pairs]))
    return _table(style, widths, rows)


def data(table: Element, look: Look, width: float, fill: Fill) -> Element | None:
    """Return a table of a paper, None where it has no row: its head stands on every page, no row is cut in two."""
    rows = list(_rows(table))
    if not rows:
        return None
    widths = _widths([cells for _part, _row, cells in rows], look.size, width)
    breaks = "prose" in table.get("class", "").split()
    is_short = len("".join(table.itertext()).split()) <= SHORT
    found = []
    for number, (part, row, cells) in enumerate(rows):
        is_head, is_sum = part == "thead", part == "tfoot" or "sum" in row.get("class", "").split()
        is_last_of_head = is_head and (number + 1 == len(rows) or rows[number + 1][0] != "thead")
        filled, at = [], 0
        for cell, span in cells:
            own = sum(widths[at : at + span])
            at += span
            around = look_of(cell, look)
            if cell.tag == "th" or is_sum:
                around = around.but(bold=True)
            if is_head:
                around = around.but(colour="ink-2")
            if is_head or cell.get("scope") == "rowgroup" or (is_short and number + 1 < len(rows)):
                around = around.but(together=True)
            lines = {
                "top": "accent-deep" if is_sum else "",
                "bottom": "accent-deep" if is_last_of_head else "",
            }
            filled.append(_cell(fill(cell, around, own - 2 * PAD), own, span=span, **lines))
        if at < len(widths):
            filled.append(_cell([empty(look)], sum(widths[at:]), span=len(widths) - at))
        found.append(_row(filled, is_head=is_head, breaks=breaks))
    return _table("Data", widths, found)


def _rows(table: Element) -> Iterator[tuple[str, Element, list[tuple[Element, int]]]]:
    """Yield each row: its part of the table, itself, its cells with how many columns each takes."""
    for part in table:
        for row in [part] if part.tag == "tr" else part.findall("tr"):
            cells = [cell for cell in row if cell.tag in ("td", "th")]
            if cells:
                yield part.tag, row, [(cell, _span(cell)) for cell in cells]


def _span(cell: Element) -> int:
    told = cell.get("colspan", "")
    return min(max(int(told), 1), 60) if told.isdecimal() and len(told) < 4 else 1


def _widths(rows: Sequence[list[tuple[Element, int]]], size: float, width: float) -> list[float]:
    """Return the widths of the columns, as a browser gives them: each its longest word, the rest by what it holds."""
    count = max(sum(span for _cell, span in cells) for cells in rows)
    least, most = [1.0] * count, [1.0] * count
    for cells in rows:
        at = 0
        for cell, span in cells:
            if span == 1:
                word, line = _measure(cell)
                least[at], most[at] = max(least[at], word), max(most[at], line)
            at += span
    em = size * 25.4 / 72 * 1.04  # some room beside what is reckoned
    low, high = ([one * em + 2 * PAD for one in side] for side in (least, most))
    room, wanted = width - sum(low), sum(high) - sum(low)
    if room <= 0:
        return [width * one / sum(low) for one in low]
    if wanted <= room:
        return [width * one / sum(high) for one in high]
    # Not quite by what is missing: one column of long sentences leaves the others some room.
    missing = [(b - a) ** 0.8 for a, b in zip(low, high, strict=True)]
    return [a + room * share / sum(missing) for a, share in zip(low, missing, strict=True)]


def _measure(cell: Element) -> tuple[float, float]:
    """Return how wide the longest word of a cell and its longest line are, in em."""
    first, *others = _lines(cell)
    lines = [first, *others]
    words = [word for line in lines for word in line.split()]
    # Numbers and days are not broken, as in report.css.
    if cell.tag == "td" and {"r", "d"} & set(cell.get("class", "").split()):
        words.append(first)
    return min(max(map(_em, words), default=1), LONGEST), max(map(_em, lines))


def _lines(cell: Element) -> list[str]:
    """Return the text of a cell as it stands in lines: what is small has one of its own."""
    found = [cell.text or ""]
    for part in cell:
        inner = _lines(part) if isinstance(part.tag, str) else [""]
        if part.tag in ("small", "br", "li", "p"):
            found += [*inner, ""]
        else:
            found[-1] += inner[0]
            found += inner[1:]
        found[-1] += part.tail or ""
    return [" ".join(line.split()) for line in found]


def _em(text: str) -> float:
    """Return about how wide a text is in bold Arial, in em."""
    return sum(
        0.33 if sign in NARROW else 0.75 if sign.isupper() or sign in "mw%" else 0.58
        for sign in text
    )


def _table(style: str, widths: Sequence[float], rows: Sequence[Element]) -> Element:
    return E(
        "w:tbl",
        E(
            "w:tblPr",
            E("w:tblStyle", val=style),
            E("w:tblW", w=sum(map(mm, widths)), type="dxa"),
            E("w:tblLayout", type="fixed"),
        ),
        E("w:tblGrid", *(E("w:gridCol", w=mm(width)) for width in widths)),
        *rows,
    )


def _row(cells: Sequence[Element], *, is_head: bool = False, breaks: bool = False) -> Element:
    rules = [None if breaks else E("w:cantSplit"), E("w:tblHeader") if is_head else None]
    return E("w:tr", E("w:trPr", *rules), *cells)


def _cell(
    content: Sequence[Element], width: float, *, span: int = 1, top: str = "", bottom: str = ""
) -> Element:
    """Return a cell; `top`, `bottom`: colours of its lines."""
    lines = [
        E(f"w:{side}", val="single", sz=8, space=0, color=colours()[colour])
        for side, colour in (("top", top), ("bottom", bottom))
        if colour
    ]
    return E(
        "w:tc",
        E(
            "w:tcPr",
            E("w:tcW", w=mm(width), type="dxa"),
            E("w:gridSpan", val=span) if span > 1 else None,
            E("w:tcBorders", *lines) if lines else None,
        ),
        *content,
    )
