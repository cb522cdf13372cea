"""The sheet around a paper: A4, what runs above and below on every page, the word across a draft."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from core.tools.rows.values import value_class
from core.tools.word.markup import E, colours, mm, said
from core.tools.word.text import PLAIN, Line, Look, look_of

TOP, RIGHT, BOTTOM, LEFT = 21.0, 20.0, 22.0, 20.0  # mm, as in pdf.css
SHORT, LONG = 210.0, 297.0


@value_class
class Sheet:
    """One sheet of A4. `draft`: the word across it, "" for none."""

    is_wide: bool = False
    draft: str = ""

    @property
    def width(self) -> float:
        """Millimetres of text in a line."""
        return (LONG if self.is_wide else SHORT) - LEFT - RIGHT

    def section(self) -> Element:
        """Return the properties of the only section; its parts are named in `document.xml.rels`."""
        size = {"w": mm(SHORT), "h": mm(LONG)}
        if self.is_wide:
            size = {"w": mm(LONG), "h": mm(SHORT), "orient": "landscape"}  # type: ignore[dict-item]
        edges = {
            "top": TOP,
            "right": RIGHT,
            "bottom": BOTTOM,
            "left": LEFT,
            "header": 10.0,
            "footer": 9.0,
        }
        return E(
            "w:sectPr",
            E("w:headerReference", type="first", r__id="header-first"),
            E("w:headerReference", type="default", r__id="header"),
            E("w:footerReference", type="first", r__id="footer"),
            E("w:footerReference", type="default", r__id="footer"),
            E("w:pgSz", **size),
            E("w:pgMar", **{name: mm(length) for name, length in edges.items()}, gutter=0),
            E("w:titlePg"),
        )

    def header(self, running: Element | None) -> list[Element]:
        """Return the line above every page but the first; `running`: its two halves."""
        line = Line()
        for number, half in enumerate(running if running is not None else []):
            if number:
                line.turn("w:tab")
            _fill(line, half, PLAIN)
        return [self._over(line, "Header")]

    def header_of_first(self) -> list[Element]:
        """Return what stands above the first page: nothing but the word of a draft."""
        line = Line()
        line.add(self.draft, Look(bold=True, colour="bad", size=12))
        return [self._over(line, "HeaderFirst")]

    def footer(self, running: Element | None) -> list[Element]:
        """Return the lines below every page: what it holds as of, its code, and “page x of y” at the right."""
        halves = list(running) if running is not None else []
        line = Line()
        pages = halves[1] if len(halves) > 1 else None
        if halves:
            for words, is_break in _lines(halves[0]):
                if is_break:
                    if pages is not None:
                        _pages(line, pages)
                        pages = None
                    line.turn()
                for text, look in words:
                    line.add(text, look)
        if pages is not None:
            _pages(line, pages)
        tab = E("w:tab", val="right", pos=mm(self.width))
        paragraph = line.paragraph(Look(style="Footer"))
        paragraph[0].append(E("w:tabs", E("w:tab", val="clear", pos=mm(SHORT - LEFT - RIGHT)), tab))
        return [paragraph]

    def _over(self, line: Line, style: str) -> Element:
        if self.draft:
            line.put(_watermark(self.draft))
        paragraph = line.paragraph(Look(style=style))
        paragraph[0].append(E("w:tabs", E("w:tab", val="right", pos=mm(self.width))))
        return paragraph


def _fill(line: Line, element: Element, around: Look) -> None:
    look = look_of(element, around)
    line.add(element.text, look)
    for child in element:
        _fill(line, child, look)
        line.add(child.tail, look)


def _lines(element: Element) -> list[tuple[list[tuple[str | None, Look]], bool]]:
    """Return the words of an element by line, and whether each line follows another."""
    found: list[tuple[list[tuple[str | None, Look]], bool]] = [([(element.text, PLAIN)], False)]
    for child in element:
        if child.tag == "br":
            found.append(([], True))
        else:
            found[-1][0].append(("".join(child.itertext()), look_of(child, PLAIN)))
        found[-1][0].append((child.tail, PLAIN))
    return found


def _pages(line: Line, element: Element) -> None:
    """Add “page x of y”, whose numbers Word reckons."""
    line.turn("w:tab")
    line.add(element.text, PLAIN)
    for child in element:
        field = {"at": "PAGE", "of": "NUMPAGES"}.get(child.get("class", ""))
        if field:
            for run in _field(field):
                line.put(run)
        else:
            _fill(line, child, PLAIN)
        line.add(child.tail, PLAIN)


def _field(name: str) -> list[Element]:
    return [
        E("w:r", E("w:fldChar", fldCharType="begin")),
        E("w:r", said("w:instrText", f" {name} ")),
        E("w:r", E("w:fldChar", fldCharType="separate")),
        E("w:r", said("w:t", "1")),
        E("w:r", E("w:fldChar", fldCharType="end")),
    ]


def _watermark(word: str) -> Element:
    place = (
        "position:absolute;margin-left:0;margin-top:0;width:300pt;height:100pt;rotation:328;z-index:-251658752;"
        "mso-position-horizontal:center;mso-position-horizontal-relative:margin;"
        "mso-position-vertical:center;mso-position-vertical-relative:margin"
    )
    shape = E(
        "v:shape",
        E("v:fill", opacity=".09"),
        E("v:textpath", style="font-family:Arial;font-size:1pt;font-weight:bold", string=word),
        id="Watermark",
        o__spid="_x0000_s2049",
        type="#_x0000_t136",
        alt=word,
        style=place,
        o__allowincell="f",
        fillcolor=f"#{colours()['bad']}",
        stroked="f",
    )
    kind = E(
        "v:shapetype",
        E("v:path", textpathok="t", o__connecttype="rect"),
        E("v:textpath", on="t", fitshape="t"),
        id="_x0000_t136",
        coordsize="21600,21600",
        o__spt="136",
        adj="10800",
        path="m@7,l@8,m@5,21600l@6,21600e",
    )
    return E("w:r", E("w:rPr", E("w:noProof")), E("w:pict", kind, shape))
