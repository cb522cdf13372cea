"""The state of review as a badge: a word, and a tone that shape and colour follow."""

from __future__ import annotations

from core.records.review import Reviewed, State
from core.tools.tables import Badge

REVIEW = {
    State.DRAFT: Badge(State.DRAFT.label, "none"),
    State.SUBMITTED: Badge(State.SUBMITTED.label, "info"),
    State.RETURNED: Badge(State.RETURNED.label, "part"),
    State.APPROVED: Badge(State.APPROVED.label, "good"),
}


def review_badge(obj: Reviewed) -> Badge:
    """Return the badge of the state an object that is handed in stands in."""
    return REVIEW[State(obj.state)]
