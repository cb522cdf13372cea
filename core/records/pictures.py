"""Stored pictures as a paper shows them."""

from __future__ import annotations

import base64
import datetime as dt
import io

from core.records.journal import Attachment
from core.tools.rows.values import value_class

MOST_PHOTOS = 8  # of one paper
PRINTED_PIXELS = 1000


@value_class
class Photo:
    """A picture with its caption; `src` is an address, or the picture itself; "" where it cannot be read."""

    title: str
    taken_on: dt.date | None
    src: str


def printable(file: Attachment) -> str:
    """Return a stored picture as a data: address no larger than print needs; "" where it is broken or lost."""
    from PIL import Image  # no start needs it

    try:
        with file.file.open("rb") as stored, Image.open(stored) as picture:
            picture.thumbnail((PRINTED_PIXELS, PRINTED_PIXELS))
            written = io.BytesIO()
            picture.convert("RGB").save(written, "JPEG", quality=80)
    except (OSError, ValueError):
        return ""
    return f"data:image/jpeg;base64,{base64.b64encode(written.getvalue()).decode()}"


def shown(file: Attachment, *, embed: bool) -> Photo:
    """Return a photo with its caption, in itself (`embed`) or by its address."""
    return Photo(file.title, file.taken_on, printable(file) if embed else file.get_absolute_url())
