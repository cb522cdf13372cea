"""Cells of a workbook that a reader shows empty though they are not: formulas whose result nobody kept, and mistakes.

A file that was surveyed (`reach`) only: its parts are walked by a parser that knows no other limits.
"""

from __future__ import annotations

import io
import re
import zipfile
from xml.parsers import expat

_SUSPECT = re.compile(rb"<(?:\w+:)?f[\s/>]|\st=[\"']e[\"']")
_CHUNK = 1 << 20
_CELL = re.compile(r"([A-Z]{1,3})(\d{1,7})")


class Formula(str):
    """The place of a formula without a kept result."""


def unread(content: bytes, name: str) -> dict[tuple[int, int], str]:
    """Return (line, column), both from 0, → what stands there: “#N/A”, or a `Formula`. {} where all can be read."""
    with zipfile.ZipFile(io.BytesIO(content)) as parcel:
        part = _part_of(parcel, name)
        if not part or not _is_suspect(parcel, part):
            return {}
        walk = _Cells()
        with parcel.open(part) as stream:
            while chunk := stream.read(_CHUNK):
                walk.parser.Parse(chunk, False)
    return walk.found


def _is_suspect(parcel: zipfile.ZipFile, part: str) -> bool:
    rest = b""
    with parcel.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            if _SUSPECT.search(rest + chunk):
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


class _Cells:
    """The cells of a sheet that hold a formula without a result, or a mistake."""

    def __init__(self) -> None:
        self.found: dict[tuple[int, int], str] = {}
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


def _number(letters: str) -> int:
    found = 0
    for letter in letters:
        found = found * 26 + ord(letter) - 64
    return found - 1
