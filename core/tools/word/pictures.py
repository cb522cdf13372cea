"""Pictures in the file: from `data:` addresses and the project's own, as large as the paper shows them."""

from __future__ import annotations

import base64
import binascii
import io
import re
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from django.contrib.staticfiles.finders import FileSystemFinder
from PIL import Image

from core.tools.word.markup import EMU, E

MARK = "field-192.png"  # the sign of the house, as it stands on a phone
DPI, QUALITY, TALLEST = 150, 75, 62.0  # as the PDF has them; mm
MOST = 40  # pictures of one paper
DOTS = 8  # of a printer for each square of a code
_SQUARE = re.compile(r"M(\d{1,3}) (\d{1,3})h1v1h-1z")
KINDS = {"JPEG": "jpeg", "PNG": "png"}


@dataclass
class Pictures:
    """The pictures of one paper: `files` by their name in the file."""

    files: dict[str, bytes] = field(default_factory=dict)

    def of(self, element: Element, *, width: float) -> Element | None:
        """Return the run that shows an `img`, at most so wide (mm); None for what is no picture of ours."""
        content = _content(element.get("src", ""))
        return self._run(content, element.get("alt", ""), width) if content else None

    def code(self, drawn: Element, *, width: float) -> Element | None:
        """Return the run that shows a drawing of unit squares (a QR code); None for any other drawing."""
        squares = _SQUARE.findall("".join(part.get("d", "") for part in drawn))
        side = (drawn.get("viewBox") or "0 0 0 0").split()[-1]
        if not squares or not side.isdecimal() or not 0 < int(side) < 500:
            return None
        picture = Image.new("1", (int(side), int(side)), 1)
        for x, y in squares:
            if int(x) < picture.width and int(y) < picture.height:
                picture.putpixel((int(x), int(y)), 0)
        out = io.BytesIO()
        picture.resize((picture.width * DOTS, picture.height * DOTS)).save(out, "PNG")
        return self._add("png", out.getvalue(), drawn.get("aria-label", ""), width, width)

    def mark(self, *, width: float) -> Element:
        """Return the run that shows the sign of the house."""
        run = self._run(_static(MARK), "", width)
        assert run is not None
        return run

    def _run(self, content: bytes, told: str, width: float) -> Element | None:
        try:
            with Image.open(io.BytesIO(content)) as picture:
                kind = picture.format if picture.format in KINDS else "PNG"
                wide, high = picture.size
                shown = min(width, wide / DPI * 25.4 if wide > 16 else width, TALLEST * wide / high)
                tall = shown * high / wide
                picture.thumbnail((round(shown / 25.4 * DPI), round(tall / 25.4 * DPI)))
                out = io.BytesIO()
                kept = picture.convert("RGB") if kind == "JPEG" else picture
                kept.save(out, kind, quality=QUALITY)
        except (OSError, ValueError, Image.DecompressionBombError):
            return None
        return self._add(KINDS[kind or "PNG"], out.getvalue(), told, shown, tall)

    def _add(
        self, kind: str, content: bytes, told: str, width: float, height: float
    ) -> Element | None:
        if len(self.files) >= MOST:
            return None
        self.files[f"media/{len(self.files) + 1}.{kind}"] = content
        return _drawing(len(self.files), told, round(width * EMU), round(height * EMU))


def _content(address: str) -> bytes:
    if address.startswith("data:image/"):
        head, _comma, text = address.partition(",")
        try:
            return base64.b64decode(text, validate=True) if head.endswith(";base64") else b""
        except (binascii.Error, ValueError):
            return b""
    return b""


def _static(name: str) -> bytes:
    found = FileSystemFinder().find(name)
    with open(str(found), "rb") as file:
        return file.read()


def _drawing(number: int, told: str, width: int, height: int) -> Element:
    shape = E(
        "pic:pic",
        E(
            "pic:nvPicPr",
            E("pic:cNvPr", id=number, name=f"Gambar {number}", descr=told or None),
            E("pic:cNvPicPr"),
        ),
        E(
            "pic:blipFill",
            E("a:blip", r__embed=f"picture{number}"),
            E("a:stretch", E("a:fillRect")),
        ),
        E(
            "pic:spPr",
            E("a:xfrm", E("a:off", x=0, y=0), E("a:ext", cx=width, cy=height)),
            E("a:prstGeom", E("a:avLst"), prst="rect"),
        ),
    )
    return E(
        "w:r",
        E(
            "w:drawing",
            E(
                "wp:inline",
                E("wp:extent", cx=width, cy=height),
                E("wp:docPr", id=number, name=f"Gambar {number}", descr=told or None),
                E(
                    "a:graphic",
                    E(
                        "a:graphicData",
                        shape,
                        uri="http://schemas.openxmlformats.org/drawingml/2006/picture",
                    ),
                ),
                distT=0,
                distB=0,
                distL=0,
                distR=0,
            ),
        ),
    )
