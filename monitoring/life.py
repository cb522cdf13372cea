"""What monitoring adds to the life of a facility: its visits."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import F, FilteredRelation, Q
from django.utils.translation import gettext as __

from core.people.users import User
from core.tools import formats
from ksm.life import line as life
from ksm.models import Facility
from monitoring.models import Visit
from monitoring.scoring.words import grade_badge


def visits(user: User, facility: Facility) -> Iterable[life.LifeEvent]:
    """Yield the visits of a facility, newest first, with the score of approved ones. One query."""
    own = FilteredRelation("scores", condition=Q(scores__instrument=F("instrument")))
    rows = (
        Visit.objects.visible_to(user)
        .current()
        .filter(facility=facility)
        .select_related("round")
        .alias(own=own)
        .annotate(total=F("own__total"), grade=F("own__grade"))
        .order_by(F("visited_on").desc(), "-pk")
    )
    for row in rows:
        badge = grade_badge(row.grade) if row.is_approved else None
        words = [
            row.round.name if row.round else "",
            __("score %(n)s of 100") % {"n": formats.number(row.total, 1)}
            if badge and row.total is not None
            else "",
            "" if row.is_approved else str(row.get_state_display()),
        ]
        yield life.LifeEvent(
            row.visited_on.isoformat(),
            "visit",
            __("Monitoring"),
            __("Monitoring visit"),
            row.get_absolute_url(),
            " · ".join(filter(None, words)),
            (badge,) if badge else (),
            row.is_example,
        )


life.add_source(visits)
