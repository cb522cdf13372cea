"""Cells of a workbook whose value alone does not say what stands there: formulas whose result nobody kept, mistakes,
and shares that are shown as percent.

A file that was surveyed (`reach`) only: its parts are walked by a parser that knows no other limits.
"""

from __future__ import annotations

import io
import re
import zipfile
from decimal import Decimal, InvalidOperation
from xml.parsers import expat

from typing_extensions import override

# Each begins with a sign of its own, by which few places are tried: a tenth of the time of one pattern for all.
_SUSPECTS = (rb"<f[\s/>]", rb":f[\s/>]", rb"t=[\"']e[\"']")
_PERCENT = (9, 10)  # Excel's own formats of percent
_CHUNK = 1 << 20
_CELL = re.compile(r"([A-Z]{1,3})(\d{1,7})")


class Formula(str):
    """The place of a formula without a kept result."""


class Percent(float):
    """What a cell of percent shows: 43 where 0.43 is kept."""

    @override
    def __str__(self) -> str:
        return f"{float(self):.10g}%"


def unread(content: bytes, name: str) -> dict[tuple[int, int], str | Percent]:
    """Return (line, column), both from 0, → what stands there: “#N/A”, a `Formula` or a `Percent`; {} where nothing of
    that kind does.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as parcel:
        part = _part_of(parcel, name)
        shares = _shares_of(parcel)
        if not part or not _is_suspect(parcel, part, shares):
            return {}
        walk = _Cells(shares)
        with parcel.open(part) as stream:
            while chunk := stream.read(_CHUNK):
                walk.parser.Parse(chunk, False)
    return walk.found


def _shares_of(parcel: zipfile.ZipFile) -> set[str]:
    """Return the numbers of the styles that show percent."""
    own, used = _Named("numFmt", "numFmtId"), _Styles()
    try:
        for one in (own, used):
            one.parser.Parse(parcel.read("xl/styles.xml"), True)
    except (KeyError, expat.ExpatError):
        return set()
    codes = {
        key: re.sub(r'"[^"]*"|\\.', "", one.get("formatCode", "")) for key, one in own.found.items()
    }
    shares = {str(number) for number in _PERCENT} | {
        key for key, code in codes.items() if "%" in code
    }
    return {str(at) for at, number in enumerate(used.formats) if number in shares}


def _is_suspect(parcel: zipfile.ZipFile, part: str, shares: set[str]) -> bool:
    styles = rb"s=[\"'](?:" + "|".join(sorted(shares)).encode() + rb")[\"']"
    suspects = [re.compile(one) for one in (*_SUSPECTS, *([styles] if shares else ()))]
    rest = b""
    with parcel.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            seen = rest + chunk
            if any(suspect.search(seen) for suspect in suspects):
                return True
            rest = chunk[-16:]
    return False


def _part_of(parcel: zipfile.ZipFile, name: str) -> str:
    """Return the part that holds the cells of a sheet; "" where it cannot be told."""
    names, targets = _Named("sheet", "name"), _Named("Relationship", "Id")
    try:
        names.parser.Parse(parcel.read("xl/workbook.xml"), True)
        targets.parser.Parse(parcel.read("xl/_rels/workbook.xml.rels"), True)
    except (KeyError, expat.ExpatError):
        return ""
    link = next((v for key, v in names.found.get(name, {}).items() if key.endswith(":id")), "")
    target = targets.found.get(link, {}).get("Target", "")
    path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return path if path in parcel.NameToInfo else ""


class _Named:
    """The attributes of every element of one kind, by one of them."""

    def __init__(self, element: str, key: str) -> None:
        self.element, self.key = element, key
        self.found: dict[str, dict[str, str]] = {}
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self.start

    def start(self, tag: str, given: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == self.element and self.key in given:
            self.found[given[self.key]] = given


class _Styles:
    """The number format of each style a cell can have, in their order."""

    def __init__(self) -> None:
        self.formats: list[str] = []
        self.is_inside = False
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end

    def start(self, tag: str, given: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        self.is_inside = self.is_inside or name == "cellXfs"
        if self.is_inside and name == "xf":
            self.formats.append(given.get("numFmtId", ""))

    def end(self, tag: str) -> None:
        self.is_inside = self.is_inside and tag.rpartition(":")[2] != "cellXfs"


class _Cells:
    """The cells of a sheet that hold a formula without a result, a mistake, or a share shown as percent (`shares`)."""

    def __init__(self, shares: set[str]) -> None:
        self.found: dict[tuple[int, int], str | Percent] = {}
        self.shares, self.is_share = shares, False
        self.line = self.column = -1
        self.is_mistake = self.is_formula = self.is_value = False
        self.text = ""
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.letters

    def start(self, tag: str, given: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "row":
            self.line = int(given["r"]) - 1 if "r" in given else self.line + 1
            self.column = -1
        elif name == "c":
            self.column += 1
            if match := _CELL.fullmatch(given.get("r", "").upper()):
                self.line, self.column = int(match[2]) - 1, _number(match[1])
            self.is_mistake, self.is_formula, self.text = given.get("t") == "e", False, ""
            self.is_share = given.get("s") in self.shares and given.get("t", "n") == "n"
        elif name == "f":
            self.is_formula = True
        self.is_value = name in ("v", "t")

    def letters(self, text: str) -> None:
        if self.is_value:
            self.text += text

    def end(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        if name in ("v", "t"):
            self.is_value = False
        elif name == "c":
            if self.is_mistake:
                self.found[self.line, self.column] = self.text or "#N/A"
            elif self.is_formula and not self.text.strip():
                self.found[self.line, self.column] = Formula("=…")
            elif self.is_share and (share := _share(self.text)) is not None:
                self.found[self.line, self.column] = share


def _share(text: str) -> Percent | None:
    try:
        return Percent(Decimal(text.strip()) * 100)
    except InvalidOperation:
        return None


def _number(letters: str) -> int:
    found = 0
    for letter in letters:
        found = found * 26 + ord(letter) - 64
    return found - 1
