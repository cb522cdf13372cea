"""Text without signs that nobody sees and that show it as something else: “gpj.exe” for “exe.jpg”."""

from __future__ import annotations

import re
from typing import Any

from django.utils.datastructures import MultiValueDict

# Marks of direction, joiners and spaces of no width, byte order marks.
_UNSEEN = re.compile(
    "[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]"
)


# Signs that end a line for some programs and are seen by nobody; CR and LF are kept for who asks for lines.
_ENDS = re.compile("[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")


def visible(text: str) -> str:
    """Return the text without unseen signs; unseen ends of a line become a space."""
    text = _ENDS.sub(" ", text)
    return text if text.isascii() else _UNSEEN.sub("", text)


def visible_data(data: Any) -> Any:
    """Return what was sent to a form, without unseen signs; None stays None."""
    if not isinstance(data, MultiValueDict):
        return data and {
            name: visible(one) if isinstance(one, str) else one for name, one in data.items()
        }
    found: Any = data.copy()
    for name, texts in data.lists():
        found.setlist(name, [visible(one) if isinstance(one, str) else one for one in texts])
    return found
