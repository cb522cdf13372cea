"""Why a form asks for a fact, and where it is found: help beside a field, kept as data beside each room's forms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from core.tools.formats import Words


@dataclass(frozen=True)
class Asked:
    """`why` the fact is asked for, and `where` whoever does not know it finds it; one short sentence each."""

    why: Words
    where: Words


# What nearly every record is asked.
COMMON: dict[str, Asked] = {
    "source": Asked(
        _("A figure without a source convinces no government; readers must be able to look it up."),
        _("The paper, visit or person you have it from."),
    ),
    "source_url": Asked(
        _("Whoever doubts a figure opens the page it came from."),
        _("Copy it from the address line of the browser."),
    ),
    "as_of": Asked(
        _("Figures grow old; the date tells which of two is the newer."),
        _("The date on the paper, not the day of typing."),
    ),
    "is_example": Asked(
        _("Made-up records must never be taken for real ones."),
        _("Tick it only for training."),
    ),
}


def asked_of(form: object, name: str) -> Asked | None:
    """Return the help of a form's field: its own (`asked` of the form), else the common one where the form has any."""
    own: Mapping[str, Asked] = getattr(form, "asked", {})
    return (own.get(name) or COMMON.get(name)) if own else None
