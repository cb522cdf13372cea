"""After a change of officials: the new audience agreed, and B2 opened (products §4 item 9)."""

from __future__ import annotations

from django.db import transaction

from agreements.models import Blocker, Partnership
from agreements.services.journal import raise_blocker
from agreements.services.stages import NextStep, lock, set_next_step
from chapters.models import Official
from core.people.users import User


@transaction.atomic
def follow_turnover(
    *,
    partnership: Partnership,
    official: Official,
    by: User,
    audience: NextStep | None,
    reason: str = "",
    note: str = "",
) -> Blocker | None:
    """Agree the new audience as the next step, and open B2 (`reason`: B2 or a sub-kind) against the office.

    Either may be left out. Returns the blocker. Raises ValidationError where it is open already,
    PermissionDenied.
    """
    partnership = lock(partnership, by)
    if audience is not None:
        set_next_step(partnership, audience, by=by)
    if not reason:
        return None
    assert official.ended_on is not None  # the page lists officials whose term has ended
    blocker = Blocker(
        partnership=partnership,
        reason_id=reason,
        office_id=official.office_id,
        raised_on=official.ended_on.isoformat(),
        note=note,
        is_example=partnership.is_example,
    )
    return raise_blocker(blocker=blocker, by=by)
