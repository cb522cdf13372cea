"""Scores and ranks of an award's entries."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction

from core.access import Action, require
from core.people.users import User
from events.models import Award, AwardEntry


@transaction.atomic
def set_scores(
    *, award: Award, scores: Mapping[int, tuple[Decimal | None, int | None]], by: User
) -> int:
    """Write score and rank of entries ({key: (score, rank)}); return how many changed.

    Raises PermissionDenied. Keys of other awards are passed over.
    """
    require(by, Action.CHANGE, award)
    changed = 0
    rows = AwardEntry.objects.visible_to(by).current().filter(award=award, pk__in=scores)
    for entry in rows.select_for_update(of=("self",)):
        score, rank = scores[entry.pk]
        if (entry.score, entry.rank) == (score, rank):
            continue
        entry.score, entry.rank = score, rank
        entry.save()
        changed += 1
    return changed
