"""Choosing what a round visits."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as __

from core.access import Action, ScopedQuerySet, may, require
from core.people.users import User
from core.tools.rows import history
from core.tools.rows.areas import within
from monitoring.models import Round, RoundTarget

# One step of a round; a country is chosen in several.
MOST = 2000


@transaction.atomic
def add_targets(*, round_: Round, facilities: ScopedQuerySet, by: User) -> int:
    """Make facilities targets of a round and return how many are new; those chosen before stay as they are.

    `facilities` comes from `visible_to`. Three queries whatever their number. Raises
    PermissionDenied; ValidationError beyond `MOST`, or for one outside the round's region.
    """
    require(by, Action.ADD, RoundTarget)
    # The row is the lock: two who choose at once do not choose the same facility twice.
    Round.objects.select_for_update(of=("self",)).get(pk=round_.pk)
    taken = set(RoundTarget.objects.filter(round=round_).values_list("facility", flat=True))
    rows = [row for row in facilities[: MOST + 1] if row.pk not in taken]
    if len(rows) > MOST:
        raise ValidationError(
            __("At most %(n)s facilities at a time; narrow the list.") % {"n": MOST}
        )
    for row in rows:
        if not may(by, Action.ADD, row) or not within(row.region_id, round_.region_id or ""):
            raise ValidationError(__("This facility lies outside the round's region."))
    history.add_many(
        [RoundTarget(round=round_, facility=row, is_example=round_.is_example) for row in rows],
        by=by,
    )
    return len(rows)
