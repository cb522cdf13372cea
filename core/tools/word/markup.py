"""Elements of WordprocessingML, and the text they take."""

from __future__ import annotations

import functools
import re
from pathlib import Path
from xml.etree.ElementTree import Element, tostring

from django.conf import settings

SPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
}
TWIPS = 1440 / 25.4  # of a millimetre: what Word measures lengths in
EMU = 36_000  # of a millimetre: what it measures pictures in
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def mm(length: float) -> int:
    """Return millimetres in twips."""
    return round(length * TWIPS)


def legal(text: str) -> str:
    """Return text without the signs that no XML holds."""
    return _ILLEGAL.sub("", text)


def E(tag: str, *children: Element | None, **attributes: object) -> Element:
    """Return an element; attributes without a prefix get its own (`val` of `w:jc` is `w:val`), None leaves out."""
    space = tag.partition(":")[0]
    found = Element(tag)
    for name, value in attributes.items():
        if value is not None:
            key = name.rstrip("_").replace("__", ":")
            plain = ":" in key or space not in ("w",)
            found.set(key if plain else f"{space}:{key}", legal(str(value)))
    found.extend(child for child in children if child is not None)
    return found


def said(tag: str, text: str, **attributes: object) -> Element:
    """Return an element that holds a text, whose spaces count."""
    found = E(tag, **attributes)
    found.text = legal(text)
    found.set("xml:space", "preserve")
    return found


def part(tag: str, *children: Element, **spaces: str) -> bytes:
    """Return a part of the file: its root, with the spaces of its names (those of a text where none are given)."""
    given = {name.replace("__", ":"): space for name, space in spaces.items()}
    root = E(tag, *children)
    for name, space in (
        given or {f"xmlns:{prefix}": name for prefix, name in SPACES.items()}
    ).items():
        root.set(name, space)
    return _HEAD + tostring(root, encoding="unicode").encode()


@functools.cache
def colours() -> dict[str, str]:
    """Return the colours of the look by name, as Word writes them (`0b6e74`)."""
    tokens = (Path(settings.BASE_DIR) / "static/css/tokens.css").read_text()
    return dict(re.findall(r"--([a-z0-9-]+): #([0-9a-f]{6});", tokens))


@functools.cache
def kept(name: str) -> str:
    """Return a part that is the same in every file; `{accent}` in it becomes that colour."""
    text = (Path(__file__).parent / "parts" / name).read_text()
    return re.sub(r"\{([a-z0-9-]+)\}", lambda found: colours()[found[1]], text)
