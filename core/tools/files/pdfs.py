"""A PDF from outside: that it is one, and that it does no more than show its pages and lead to addresses.

It is looked at by another process (`beside`): the reader unfolds streams and lists at one go.
"""

from __future__ import annotations

import io
import time
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as __

from core.tools.files import beside
from core.tools.files.reach import BROKEN

MOST_OBJECTS, SECONDS = 20_000, 3.0  # looked at: pages, links, notes, fields; seconds of processor
_HARMLESS = ("/GoTo", "/URI", "/Named", "/ResetForm")  # what a click may do
_ACTING = ("/FileAttachment", "/RichMedia", "/Movie", "/Screen", "/Sound", "/3D")


def check_pdf(content: bytes) -> None:
    """Raise ValidationError in words for what only begins like a PDF, acts when opened, or is too much to tell."""
    outcome = _beside(content)
    if outcome == BROKEN_OFF:
        raise ValidationError(__("The document cannot be read; it may be damaged."))
    if outcome == ACTS:
        raise ValidationError(
            __(
                "This PDF runs commands or holds other files. Print it into a new PDF and upload that."
            )
        )
    if outcome != FINE:
        raise ValidationError(
            __("This PDF has too many pages, links or fields. Upload it in parts.")
        )


def _beside(content: bytes) -> str:
    """Return the `outcome_of` a PDF as another process finds it, MUCH where that process was ended."""
    return str(beside.ask(__name__, content) or MUCH)


FINE, BROKEN_OFF, ACTS, MUCH = "fine", "broken", "acts", "much"


class TooMuch(Exception):
    """There is more to look at than is looked at."""


def outcome_of(content: bytes) -> str:
    """Return what a PDF is: FINE, BROKEN_OFF, ACTS or MUCH. May take any time and memory."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError  # 16 MB, which a web worker has no use for

    if b"startxref" not in content[-2048:] or b"%%EOF" not in content[-1024:]:
        return BROKEN_OFF
    try:
        reader = PdfReader(io.BytesIO(content), strict=False, root_object_recovery_limit=None)
        if reader.is_encrypted and not reader.decrypt(""):
            return FINE  # who has the password opens it; what it holds nobody else can tell
        root = reader.root_object
        if str(root["/Type"]) != "/Catalog" or int(root["/Pages"]["/Count"]) < 1:  # type: ignore[index]
            return BROKEN_OFF
        return ACTS if _Look().acts(root) else FINE
    except (TooMuch, MemoryError):
        return MUCH
    except (PyPdfError, *BROKEN, LookupError, TypeError, AttributeError, RecursionError):
        return BROKEN_OFF


class _Look:
    """A walk through one PDF, within limits of objects and time."""

    def __init__(self) -> None:
        self.left, self.end = MOST_OBJECTS, time.process_time() + SECONDS

    def at(self, value: Any) -> Any:
        """Return what a value refers to. Raises TooMuch where there is too much to look at."""
        self.left -= 1
        if self.left < 0 or time.process_time() > self.end:
            raise TooMuch
        return value.get_object() if value is not None else None

    def acts(self, root: Any) -> bool:
        names, opening = self.at(root.get("/Names")) or {}, self.at(root.get("/OpenAction"))
        form = self.at(root.get("/AcroForm")) or {}
        return (
            any(word in root for word in ("/AA", "/AF", "/Collection"))
            or any(word in names for word in ("/JavaScript", "/EmbeddedFiles"))
            or (
                isinstance(opening, dict)
                and (self.at(opening.get("/S")) != "/GoTo" or "/Next" in opening)
            )
            or "/XFA" in form
            or any(self.mark_acts(field) for field in self.all_of(form.get("/Fields")))
            or any(self.mark_acts(mark) for mark in self.bookmarks_of(root.get("/Outlines")))
            or any(self.page_acts(page) for page in self.all_of(root["/Pages"]))
        )

    def bookmarks_of(self, outlines: object) -> Any:
        """Yield every bookmark; a list that runs in a circle ends at the limit."""
        waiting = [(self.at(outlines) or {}).get("/First")]
        while waiting:
            mark = self.at(waiting.pop())
            if isinstance(mark, dict):
                yield mark
                waiting += [mark.get("/Next"), mark.get("/First")]

    def all_of(self, first: object) -> Any:
        """Yield every page (or field) of a tree, with the branches; a tree that grows into itself ends at the limit."""
        found = self.at(first)
        waiting = list(found) if isinstance(found, list) else [found]
        while waiting:
            node = self.at(waiting.pop())
            if isinstance(node, dict):
                yield node
                waiting.extend((self.at(node.get("/Kids")) or [])[: MOST_OBJECTS + 1])

    def page_acts(self, page: Any) -> bool:
        marks = self.at(page.get("/Annots")) or []
        return any(word in page for word in ("/AA", "/AF")) or any(
            self.mark_acts(self.at(mark)) for mark in marks
        )

    def mark_acts(self, mark: object) -> bool:
        """Return whether a link, note or field does more than lead to a page or an address."""
        if not isinstance(mark, dict):
            return False
        action, popup = self.at(mark.get("/A")), self.at(mark.get("/Popup"))
        return (
            any(word in mark for word in ("/AA", "/AF"))
            or self.at(mark.get("/Subtype")) in _ACTING
            or (isinstance(action, dict) and self.step_acts(action))
            or (isinstance(popup, dict) and any(word in popup for word in ("/A", "/AA")))
        )

    def step_acts(self, action: Any) -> bool:
        address = str(self.at(action.get("/URI")) or "").strip().lower()
        return (
            self.at(action.get("/S")) not in _HARMLESS
            or "/Next" in action
            or address.startswith(("javascript:", "data:", "file:", "vbscript:"))
        )
