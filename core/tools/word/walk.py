"""From the elements of a rendered page to paragraphs and tables of Word.

It knows tags, and the classes of report.css that place things beside each other. Whatever it does not know it reads as
what it is in HTML, a block or a part of a line: no word of a paper is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from core.tools.word import tables
from core.tools.word.pictures import Pictures
from core.tools.word.text import PLAIN, Line, Look, empty, gap, look_of

SVG = "{http://www.w3.org/2000/svg}"
IN_LINE = {
    "a", "abbr", "b", "cite", "code", "em", "i", "img", "label", "mark", "q", "s", "small", "span", "strong", "sub",
    "sup", "time", "u", "br", "wbr", f"{SVG}svg",
}  # fmt: skip
UNSEEN = {"script", "style", "title", "template", "link", "meta"}
# Blocks whose children stand beside each other: how many in a row. Figures stand below each other: Word has room.
BESIDE = {"keyfig": 3, "signatures": 2, "pictures": 3, "named": 2, "address": 2}
SHARES = {"address": (1.6, 1.0)}
# Blocks that stand on one page: one cell of a row that is never cut, which every office program keeps.
WHOLE = {"seal", "end"}
# A fact in a line of its own, what it is called first: how far in (mm) the fact begins.
TERMS = {"terms": 38.0, "address": 20.0}
NUMBERS = {"bullet": 1, "decimal": 2, "lower-alpha": 3}
CODE = 24.0  # mm for a code to be read by a phone
MARK = 21.0  # mm for the sign of a letterhead
STEP = 7.0  # mm that a list stands further in


@dataclass
class Walk:
    """The body of one paper. `lists`: kind and level of each list, for the part of numbers."""

    pictures: Pictures
    lists: list[tuple[int, int]] = field(default_factory=list)

    def body(self, page: Element, *, width: float) -> list[Element]:
        """Return the paragraphs and tables of a page of so many millimetres of text."""
        found = Blocks(self, PLAIN, width)
        found.walk(page)
        return found.done()

    def list_of(self, kind: str, level: int) -> int:
        """Return the number of a new list, which counts from one."""
        self.lists.append((NUMBERS[kind], level))
        return len(self.lists)


class Blocks:
    """The body or one cell, as it is filled. `terms`: how far in a fact begins where no class says it."""

    def __init__(
        self, walk: Walk, look: Look, width: float, *, is_cell: bool = False, terms: float = 0
    ) -> None:
        self.page, self.width, self.is_cell, self.terms = walk, width, is_cell, terms
        self._found: list[Element] = []
        self._line = Line()
        self._look = look  # of the line that is filled
        self._mark: tuple[int, int] | None = None  # number and level, for the next paragraph
        self._level = -1

    def done(self) -> list[Element]:
        """Return what was filled; it ends in a paragraph, as Word asks of a body and of a cell."""
        self.flush()
        if not self._found or self._found[-1].tag != "w:p":
            self._found.append(gap() if self._found else empty(self._look))
        return self._found

    def flush(self) -> None:
        """End the line, if there is one."""
        if self._line.is_filled:
            self._found.append(self._line.paragraph(self._look, numbered=self._mark))
            self._mark = None
        self._line = Line()

    def table(self, found: Element) -> None:
        self.flush()
        self._found += [found, gap()]

    def walk(self, element: Element, look: Look | None = None) -> None:
        """Fill in the content of a block."""
        look = look_of(element, look or self._look)
        self.flush()
        self._look = look
        self.words(element.text, look)
        for child in element:
            self.child(child, look)
            self.words(child.tail, look)
        self.flush()

    def words(self, text: str | None, look: Look) -> None:
        if text and text.strip() and not self._line.is_filled:
            self._look = look
        self._line.add(text, look)

    def picture(self, run: Element) -> None:
        self._line.put(run)

    def child(self, child: Element, look: Look) -> None:
        if not isinstance(child.tag, str) or child.tag in UNSEEN:
            return
        if child.tag in IN_LINE:
            self.inline(child, look)
            return
        before, classes = self._look, child.get("class", "").split()
        self.flush()
        beside = next((name for name in classes if name in BESIDE), "")
        if "letterhead" in classes:
            self.letterhead(child, look_of(child, look))
        elif beside:
            self.beside(list(child), look_of(child, look), beside)
        elif WHOLE & set(classes):
            whole = Blocks(self.page, look_of(child, look), self.width)
            whole.walk(child)
            self.table(tables.side_by_side([whole.done()], [self.width]))
        elif child.tag == "table":
            self.rows(child, look)
        elif child.tag in ("ul", "ol"):
            self.list(child, look_of(child, look))
        elif child.tag == "dl":
            self.facts(child, look_of(child, look))
        elif child.tag == "figure" and child.find(".//table") is not None:
            for picture in child.findall(f"{SVG}svg"):
                child.remove(picture)  # its numbers stand in the table
            self.walk(child, look)
        else:
            self.walk(child, look)
        self._look = before

    def inline(self, element: Element, around: Look) -> None:
        look = look_of(element, around)
        if element.tag == "br":
            self._line.turn()
        elif element.tag == "img":
            run = self.page.pictures.of(element, width=self.width)
            self.picture(run) if run is not None else self.words(element.get("alt"), look)
        elif element.tag == f"{SVG}svg":
            code = self.page.pictures.code(element, width=CODE)
            if code is not None:
                self.picture(code)
            self.words(element.findtext(f"{SVG}desc"), look.but(size=9, colour="ink-2"))
        else:
            classes = element.get("class", "").split()
            if element.tag == "small" and self.is_cell and self._line.is_filled:
                self._line.turn()  # report.css sets it below what it is about
            self.words(element.text, look)
            for child in element:
                self.child(child, look)
                self.words(child.tail, look)
            if "n" in classes and look.tab:
                self._line.turn("w:tab")  # the number that a paragraph brings along
            elif element.tag == "span" and look.style == "Article":
                self._line.turn()

    def fill(
        self, element: Element, look: Look, width: float, *, terms: float = 0
    ) -> list[Element]:
        """Return the content of a cell."""
        cell = Blocks(self.page, look, width, is_cell=True, terms=terms)
        cell.child(element, look) if element.tag not in ("td", "th") else cell.walk(element, look)
        return cell.done()

    def letterhead(self, element: Element, look: Look) -> None:
        """The sign, and beside it name, unit and address, each in its line."""
        words = Blocks(self.page, look.but(style="Letterhead"), self.width - MARK, is_cell=True)
        sign = Blocks(self.page, look, MARK - 2 * tables.PAD, is_cell=True)
        for child in element:
            if child.tag == f"{SVG}svg":
                sign.picture(self.page.pictures.mark(width=16))
            elif child.tag == "img":
                sign.child(child, look)
            else:
                for line in child:
                    words.walk(
                        line, look.but(style="LetterheadName" if line.tag == "b" else "Letterhead")
                    )
        cells, widths = [sign.done(), words.done()], [MARK, self.width - MARK]
        self.table(tables.side_by_side(cells, widths, style="LetterheadTable"))

    def beside(self, parts: list[Element], look: Look, name: str) -> None:
        shares = SHARES.get(name, (1.0,) * BESIDE[name])
        widths = [self.width * share / sum(shares) for share in shares]
        terms, cells = TERMS.get(name, 0.0), []
        for number, part in enumerate(parts):
            room = widths[number % len(widths)] - 2 * tables.PAD
            cells.append(self.fill(part, look, room, terms=terms))
        edge = "accent" if name == "keyfig" else ""
        if name == "signatures" and self._found:
            self._found.append(gap())  # room above the hands that sign
        self.table(tables.side_by_side(cells, widths, edge=edge))

    def rows(self, table: Element, around: Look) -> None:
        look = look_of(table, around).but(align="")
        caption = table.find("caption")
        if caption is not None:
            self.walk(caption, around)
        found = tables.data(
            table, look.but(size=look.in_tables, style="Cell"), self.width * look.share, self.fill
        )
        if found is not None:
            self.table(found)

    def list(self, element: Element, look: Look) -> None:
        """Numbers and bullets are Word's own; a list that brings its numbers (`para`) has them beside its text."""
        self._level += 1
        classes = element.get("class", "").split()
        kind = (
            "lower-alpha" if "points" in classes else "decimal" if element.tag == "ol" else "bullet"
        )
        number = 0 if "para" in classes else self.page.list_of(kind, self._level)
        far = STEP * (self._level + 1)
        for item in element:
            self.flush()
            self._mark = (number, self._level) if number else None
            inner = look.but(style="ListParagraph", indent=far, hanging=0, tab=0)
            first = inner if number else inner.but(hanging=STEP, tab=far)
            self.walk(item, first)
            self._mark = None
        self._level -= 1

    def facts(self, element: Element, look: Look) -> None:
        """Facts: “what: which”, or in two halves of a line."""
        classes = element.get("class", "").split()
        far = next((TERMS[name] for name in classes if name in TERMS), self.terms)
        if far:
            look = look.but(style="Fact", tab=far, indent=far, hanging=far)
        for name, value in _facts(element):
            self.flush()
            self._look = look
            self.words(
                "".join(name.itertext()).strip(),
                look.but(bold=not far, colour="ink-2" if far else ""),
            )
            if far:
                self._line.turn("w:tab")
            elif not "".join(value.itertext()).lstrip().startswith(":"):
                self._line.add(": ", look.but(bold=True))
            else:
                self._line.add(" ", look)
            self.words(value.text, look)
            for child in value:
                self.child(child, look)
                self.words(child.tail, look)
            self.flush()


def _facts(element: Element) -> Iterator[tuple[Element, Element]]:
    """Yield each name with what is told of it."""
    name: Element | None = None
    for part in element.iter():
        if part.tag == "dt":
            name = part
        elif part.tag == "dd" and name is not None:
            yield name, part
