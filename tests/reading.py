"""An answer as its reader gets it."""

from __future__ import annotations

import io
import zipfile
from typing import Any

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
            body = "\n".join(
                page.extract_text() for page in PdfReader(io.BytesIO(body)).pages
            ).encode()
        except PdfReadError:
            return body  # a scrap that a test keeps as a file; its bytes are what is read
    return body
