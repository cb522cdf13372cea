"""States of the room as badges: a word, and a tone that shape and colour follow."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.tools.tables import Badge
from planning.models import AdviceAnswer, ArchivedReport, Status, StrategyEdition, StrategyStatus
from planning.performance import Word

WORDS = {
    Word.ON_TARGET: Badge(_("On target"), "good"),
    # True in both directions: more than the target, or fewer where fewer is better.
    Word.BELOW: Badge(_("Target not reached"), "bad"),
    Word.ABOVE: Badge(_("Better than target"), "info"),
    Word.NO_DATA: Badge(_("No data yet"), "none"),
    Word.NO_TARGET: Badge(_("No target"), "none"),
}
UNDER_WAY = Badge(_("Period still running"), "none")
STATUSES = {
    Status.NOT_STARTED: Badge(Status.NOT_STARTED.label, "none"),
    Status.RUNNING: Badge(Status.RUNNING.label, "part"),
    Status.DONE: Badge(Status.DONE.label, "good"),
    Status.POSTPONED: Badge(Status.POSTPONED.label, "part"),
    Status.CANCELLED: Badge(Status.CANCELLED.label, "bad"),
}
_STRATEGY_TONES = {
    StrategyStatus.PREPARING: "part",
    StrategyStatus.RECORDED: "info",
    StrategyStatus.APPROVED: "good",
    StrategyStatus.REPLACED: "none",
}


def status_of(activity: Any) -> Badge:
    """Return the status of an activity loaded `with_status()`."""
    return STATUSES[Status(activity.status)]


def answer_of(advice: Any) -> Badge:
    if not advice.answer:
        return Badge(_("Not answered yet"), "part")
    tone = "good" if advice.answer == AdviceAnswer.ACCEPTED else "none"
    return Badge(advice.get_answer_display(), tone)


def strategy_of(edition: StrategyEdition) -> Badge:
    if edition.is_expired():
        return Badge(_("Expired"), "bad")
    return Badge(edition.get_status_display(), _STRATEGY_TONES[StrategyStatus(edition.status)])


def delivery_of(row: ArchivedReport) -> Badge:
    """Return how far an issued letter came."""
    if row.received_on:
        return Badge(_("Received"), "good")
    return Badge(_("Sent"), "info") if row.sent_on else Badge(_("Not sent yet"), "part")
