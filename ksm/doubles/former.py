"""Codes of facilities that were merged into another one: papers, phones and tables go on naming them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from django.utils.translation import gettext as __

from core.people.users import User
from ksm import codes
from ksm.models import Facility


def standing_for(stated: Iterable[str], user: User) -> dict[str, Facility]:
    """Return by the code of a merged facility the one that stands for it today, where the user sees it.

    At most 1 query, none where nothing stated is a code.
    """
    wanted = {code for code in stated if codes.understood(code) == code}
    if not wanted:
        return {}
    rows = Facility.objects.visible_to(user).filter(code__in=wanted, merged_into__isnull=False)
    found: dict[str, Facility] = {}
    for row in rows.select_related("merged_into__region"):
        kept = cast("Facility | None", row.merged_into)
        while kept is not None and kept.merged_into_id:
            kept = cast("Facility", kept.merged_into)
        if kept is not None and not kept.archived_at:
            found[row.code] = kept
    return found


def words(code: str, kept: Facility) -> str:
    """Return how a cell with the code of a merged facility was understood."""
    return __("%(code)s was merged into %(kept)s; this goes there.") % {
        "code": code, "kept": f"{kept.code} {kept.name}",
    }  # fmt: skip


def write_instead(code: str, kept: Facility) -> str:
    """Return why a row of the registry cannot be the merged facility's, and whose it may be."""
    return __("%(code)s was merged into %(kept)s. Write that code where the row tells of it.") % {
        "code": code, "kept": f"{kept.code} {kept.name}",
    }  # fmt: skip
