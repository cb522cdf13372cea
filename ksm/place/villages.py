"""The official village of a group or facility, found from what was written (core.land.villages)."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as __

from core.land.villages import VillageMatch, VillageMatcher
from core.tools.rows.history import stamp_now, write_many
from ksm.models import Facility, Group

FIELDS = ("village_region_id", "village", "village_kind", "district")
BATCH = 500


def link(row: Any, matcher: VillageMatcher | None = None) -> VillageMatch:
    """Give a group or facility the code of its village where the name fits exactly one; return the match.

    With the code go the official names of village and district and the kind; without one everything
    stays as written. The row is not saved.
    """
    match = (matcher or VillageMatcher()).match(
        row.region_id or "", row.village, district=row.district, kind=row.village_kind
    )
    if match.village is None or not match.is_exact:
        row.village_region_id = None
        return match
    found = match.village
    row.village_region_id, row.village_kind = found.code, found.kind
    row.village, row.district = found.name, found.district
    return match


def village_warnings(match: VillageMatch | None) -> list[str]:
    """Return why a village is kept as written, without its code; nothing where it has one."""
    if match is None or match.is_exact:
        return []
    if match.village is not None:
        asked = __("The village is kept as written, without its code. Is %(village)s meant?")
        return [asked % {"village": match.village}]
    told = __("The village is kept as written, without its code: %(reason)s")
    return [told % {"reason": match.reason}] if match.reason else []


@transaction.atomic
def link_all() -> int:
    """Link every group and facility that names a village and has no code yet; return how many.

    For records older than the list of villages. Rows whose new names would meet another record's
    stay as they are.
    """
    stamp = stamp_now() or uuid.uuid4()
    return sum(_link(model, stamp) for model in (Group, Facility))


def _link(model: type[Group | Facility], stamp: uuid.UUID) -> int:
    matcher, count = VillageMatcher(), 0
    rows = model.objects.filter(village_region__isnull=True).exclude(village="").order_by("region")
    for chunk in _chunks(rows.iterator(chunk_size=BATCH)):
        linked = []
        for row in chunk:
            written = row.village
            if link(row, matcher).is_exact:
                # The name as written keeps "one name per village" true, whatever else is there.
                row.village = written if model is Group else row.village
                linked.append(row)
        write_many(linked, ["village_region", *FIELDS[1:]], by=None, stamp=stamp)
        count += len(linked)
    return count


def _chunks(rows: Iterable[object]) -> Iterable[list[Any]]:
    chunk: list[object] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == BATCH:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
