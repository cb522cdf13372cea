"""What the pages that take many lines say of them afterwards."""

from __future__ import annotations

from django.utils.translation import ngettext


def told_of_met(met: int) -> str:
    """Return the second sentence of a message, "" where every line was new."""
    if not met:
        return ""
    words = ngettext("%(n)s was recorded already.", "%(n)s were recorded already.", met)
    return " " + words % {"n": met}
