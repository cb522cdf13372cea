"""The pages of this room beside each other."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agreements.moment import Moment

# (words, address, whether it can look at a past day)
LINKS = [
    (_("By stage"), "agreements:board", True),
    (_("As a list"), "agreements:partnership-list", True),
    (_("Analysis"), "agreements:analysis", True),
    (_("Blockers by region"), "agreements:blocker-matrix", True),
    (_("What worked"), "agreements:solved-list", False),
    (_("Agreements"), "agreements:agreement-list", False),
    (_("Changes of officials"), "agreements:turnover-list", False),
    (_("Legal bases"), "agreements:legal-basis-list", False),
    (_("Clause templates"), "agreements:clause-template-list", False),
]


def room_links(moment: Moment | None = None) -> list[tuple[object, str]]:
    """Return (words, address) pairs; those that can look at the same past day do."""
    return [
        (label, moment.url(reverse(name)) if moment and dated else reverse(name))
        for label, name, dated in LINKS
    ]
