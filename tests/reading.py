"""An answer as its reader gets it."""

from __future__ import annotations

import functools
import html
import io
import re
import zipfile
from typing import Any
from xml.etree import ElementTree

from pypdf import PdfReader
from pypdf.errors import PdfReadError


def readable(answer: Any) -> bytes:
    """Return the bytes of an answer as a reader would get them: XLSX unzipped, PDF as text."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as parcel:
            body = b"\n".join(parcel.read(name) for name in parcel.namelist())
    elif body[:5] == b"%PDF-":
        try:
            body = _words(body)
        except PdfReadError:
            return body  # a scrap that a test keeps as a file; its bytes are what is read
    return body


def said_by(page: str) -> str:
    """Return what a page says: a link within a sentence (a figure that opens its rows) ends no word."""
    page = re.sub(r"</?a\b[^>]*>", "", page)
    return html.unescape(re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", page, flags=re.S))


@functools.lru_cache(64)  # the same paper is read by many: reading takes as long as laying out
def _words(paper: bytes) -> bytes:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(paper)).pages).encode()


WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def words_of_word(content: bytes) -> str:
    """Return the words of a Word file: of its body, then of its heads and feet."""
    found = []
    with zipfile.ZipFile(io.BytesIO(content)) as parcel:
        names = [
            name
            for name in parcel.namelist()
            if re.fullmatch(r"word/(document|header\d|footer\d)\.xml", name)
        ]
        for name in names:
            for paragraph in ElementTree.fromstring(parcel.read(name)).iter(f"{WORD}p"):
                for part in paragraph.iter():
                    if part.tag == f"{WORD}t":
                        found.append(part.text or "")
                    elif part.tag in (f"{WORD}br", f"{WORD}tab"):
                        found.append(" ")
                found.append("\n")
    return "".join(found)


def off_paper(content: bytes, *, edge: float = 28) -> list[str]:
    """Return the texts of a PDF that begin or end nearer than `edge` points to the sides of their page.

    How wide a text is is reckoned (half of its size for a sign): enough to find a table that runs out of its page.
    """
    found = []
    for page in PdfReader(io.BytesIO(content)).pages:
        width = float(page.mediabox.width)

        def seen(
            text: str,
            cm: list[float],
            tm: list[float],
            _font: Any,
            size: float,
            width: float = width,
        ) -> None:
            words, scale = text.strip(), abs(cm[0]) * abs(tm[0]) or 1
            start = cm[0] * tm[4] + cm[2] * tm[5] + cm[4]
            if (
                words
                and not edge <= start <= start + 0.5 * size * scale * len(words) <= width - edge
            ):
                found.append(words)

        page.extract_text(visitor_text=seen)
    return found
