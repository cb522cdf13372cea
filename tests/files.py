"""Small whole documents, for tests of whatever takes files."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from pypdf import PdfWriter

MAIN = "application/vnd.openxmlformats-officedocument.{}.main+xml"
MAIN_TYPES = {
    "docx": MAIN.format("wordprocessingml.document"),
    "xlsx": MAIN.format("spreadsheetml.sheet"),
    "docm": "application/vnd.ms-word.document.macroEnabled.main+xml",
    "dotx": MAIN.format("wordprocessingml.template"),
}


def pdf(told: str = "surat", change: Any = None) -> bytes:
    """Return a PDF of one empty page; `change(writer)` adds to it."""
    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(200, 200)
    writer.add_metadata({"/Title": told})
    if change:
        change(writer)
    writer.write(out)
    return out.getvalue()


def office(kind: str, **parts: bytes) -> bytes:
    """Return a Word or Excel file; `parts` are added or replace its own, "/" written as "__"."""
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/main.xml" ContentType="{MAIN_TYPES[kind]}"/></Types>'
    )
    own = {"[Content_Types].xml": types.encode(), "main.xml": b"<document/>"}
    own |= {name.replace("__", "/").replace("_dot_", "."): data for name, data in parts.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parcel:
        for name, data in own.items():
            parcel.writestr(name, data)
    return out.getvalue()
