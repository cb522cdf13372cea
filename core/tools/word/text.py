"""Paragraphs and runs: text as HTML sets it, spaces joined, looks handed down from the elements around."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree.ElementTree import Element

from core.tools.rows.values import value_class
from core.tools.word.markup import E, colours, mm, said

_SPACES = re.compile(r"[ \t\n\r\f]+")
TONES = ("good", "part", "bad", "none", "info")


@value_class
class Look:
    """What a paragraph and its runs have from the elements around them. Sizes in points, indents in millimetres."""

    style: str = ""
    align: str = ""
    size: float = 0
    colour: str = ""
    bold: bool | None = None  # as the style has it
    italic: bool = False
    caps: bool = False
    raised: str = ""
    framed: bool = False  # a border around the words themselves
    together: bool = False  # with the paragraph that follows
    before: float = -1  # space above, in points; -1 as the style has it
    indent: float = 0
    hanging: float = 0
    tab: float = 0  # where the second half of a line begins
    breaks: bool = False  # on a new page
    in_tables: float = 9.5  # size of what stands in a table
    share: float = 1.0  # of the line that a table takes
    is_deed: bool = False  # an agreement: its headings are centred and its text even on both sides

    def but(self, **changes: object) -> Look:
        return replace(self, **changes)  # type: ignore[arg-type]


PLAIN = Look()
# What a class of report.css and pdf.css says of the text within, in words of Word.
LOOKS: dict[str, dict[str, object]] = {
    "doc-title": {"style": "Title"},
    "doc-sub": {"style": "Subtitle"},
    "gap": {"style": "Unknown"},
    "notice": {"style": "Box"},
    "example-strip": {"style": "Example"},
    "quiet": {"colour": "ink-2", "size": 9},
    "verify": {"size": 8.5, "align": "left"},
    "named": {"size": 8, "style": "Cell"},
    "unit": {"bold": True, "size": 11.5},
    "r": {"align": "right"},
    "deed": {"align": "both", "size": 11, "is_deed": True},
    "deed-head": {"align": "center"},
    "signatures": {"align": "center"},
    "who": {"bold": True, "caps": True},
    "name": {"style": "Signature"},
    "example": {"bold": True, "colour": "part", "size": 7, "framed": True},
    "st": {"bold": True},
    "new-page": {"breaks": True},
    "whole": {"together": True},
    "figures": {"in_tables": 8.5, "share": 0.65},
    "tight": {"in_tables": 8.5},
    "lead": {"in_tables": 9},
    "annex": {"in_tables": 8},
    **{tone: {"colour": tone} for tone in TONES},
}
TAGS: dict[str, dict[str, object]] = {
    "h1": {"style": "Title"},
    "h2": {"style": "Heading1"},
    "h3": {"style": "Heading2"},
    "h4": {"style": "Heading3"},
    "b": {"bold": True},
    "strong": {"bold": True},
    "i": {"italic": True},
    "em": {"italic": True},
    "small": {"colour": "ink-2", "size": 9, "bold": False},
    "sup": {"raised": "superscript"},
    "sub": {"raised": "subscript"},
    "dt": {"style": "KeyLabel"},
    "dd": {"style": "KeyFigure"},
    "figcaption": {"style": "Caption"},
    "caption": {"style": "Caption"},
}


DEED: dict[str, dict[str, object]] = {
    "h1": {"size": 15, "caps": True},
    "h2": {"style": "Article", "align": "center"},
}


def look_of(element: Element, around: Look) -> Look:
    """Return the look of what stands in an element, by its tag and its classes."""
    found = around.but(**TAGS.get(element.tag, {}))
    if around.is_deed:
        found = found.but(**DEED.get(element.tag, {}))
    for name in element.get("class", "").split():
        # A tone colours a state; the other words of that name (a notice, a line) only say of what kind it is.
        if name in LOOKS and (name not in TONES or "st" in element.get("class", "").split()):
            found = found.but(**LOOKS[name])
    if element.tag == "small" and around.size:
        found = found.but(size=min(around.size - 0.5, found.size))
    return found


class Line:
    """One paragraph as it is filled."""

    def __init__(self) -> None:
        self._runs: list[Element] = []
        self._is_open = False  # a space may follow
        self.is_filled = False

    def add(self, text: str | None, look: Look) -> None:
        """Add text; any row of spaces is one, none at the beginning of a line."""
        words = _SPACES.sub(" ", text or "")
        if not self._is_open:
            words = words.lstrip(" ")
        if not words:
            return
        self._is_open = not words.endswith(" ")
        self.is_filled = self.is_filled or bool(words.strip())
        self._runs.append(E("w:r", run_look(look), said("w:t", words)))

    def turn(self, kind: str = "w:br") -> None:
        """Go on in a new line, or (`w:tab`) in the second half of this one."""
        self._runs.append(E("w:r", E(kind)))
        self._is_open = False

    def put(self, run: Element) -> None:
        """Add what is no text: a picture, a field."""
        self._runs.append(run)
        self.is_filled = self._is_open = True

    def paragraph(self, look: Look, *, numbered: tuple[int, int] | None = None) -> Element:
        """Return the paragraph; `numbered`: number of its list and its level."""
        return E("w:p", paragraph_look(look, numbered), *self._runs)


def run_look(look: Look) -> Element | None:
    """Return the properties of a run, in the order that Word asks for; None where it has none."""
    found = E(
        "w:rPr",
        E("w:b", val=None if look.bold else 0) if look.bold is not None else None,
        E("w:i") if look.italic else None,
        E("w:caps") if look.caps else None,
        E("w:color", val=colours()[look.colour]) if look.colour else None,
        E("w:sz", val=round(look.size * 2)) if look.size else None,
        E("w:szCs", val=round(look.size * 2)) if look.size else None,
        E("w:bdr", val="single", sz=4, space=0, color=colours().get(look.colour, "auto"))
        if look.framed
        else None,
        E("w:vertAlign", val=look.raised) if look.raised else None,
    )
    return found if len(found) else None


def paragraph_look(look: Look, numbered: tuple[int, int] | None = None) -> Element | None:
    """Return the properties of a paragraph, in the order that Word asks for; None where it has none."""
    left, hanging = mm(look.indent), mm(look.hanging)
    found = E(
        "w:pPr",
        E("w:pStyle", val=look.style) if look.style else None,
        E("w:keepNext") if look.together else None,
        E("w:pageBreakBefore") if look.breaks else None,
        E("w:numPr", E("w:ilvl", val=numbered[1]), E("w:numId", val=numbered[0]))
        if numbered
        else None,
        E("w:tabs", E("w:tab", val="left", pos=mm(look.tab))) if look.tab else None,
        E("w:spacing", before=round(look.before * 20)) if look.before >= 0 else None,
        E("w:ind", left=left, hanging=hanging or None)
        if (left or hanging) and not numbered
        else None,
        E("w:jc", val=look.align) if look.align else None,
    )
    return found if len(found) else None


def empty(look: Look) -> Element:
    """Return a paragraph without words: a cell has at least one."""
    return E("w:p", paragraph_look(look))


def gap() -> Element:
    """Return the small empty paragraph that keeps two tables apart, and a table from what follows."""
    return empty(PLAIN.but(style="Gap"))
