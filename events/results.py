"""The role matrix of a group result, ready to be read; pure apart from the rows it is given."""

from __future__ import annotations

from collections.abc import Iterable

from core.tools.rows.values import value_class
from events.models import GOVERNMENT_PARTIES, Bearer, BearerPart, Duty, RoleShare


@value_class
class RoleRow:
    """A duty with who is in charge ("" where nobody was named) and who supports.

    `government`: an office or village is in charge or supports.
    """

    duty: str
    lead: str
    support: tuple[str, ...]
    government: bool


def role_rows(shares: Iterable[RoleShare]) -> list[RoleRow]:
    """Return the duties of which something was said, in the order of the matrix."""
    parts: dict[str, dict[str, str]] = {}
    for share in shares:
        parts.setdefault(share.duty, {})[share.party] = share.part
    found = []
    for duty in Duty:
        said = parts.get(duty.value)
        if not said:
            continue
        lead = [str(Bearer(p).label) for p, part in said.items() if part == BearerPart.LEAD]
        support = [p for p in Bearer if said.get(p.value) == BearerPart.SUPPORT]
        found.append(
            RoleRow(
                duty=str(duty.label),
                lead=lead[0] if lead else "",
                support=tuple(str(p.label) for p in support),
                government=any(p in GOVERNMENT_PARTIES for p in said),
            )
        )
    return found
