"""Writes of the planning room that touch more than one row or change a status."""

from planning.archiving import archive_report, next_number, record_delivery
from planning.services.at_once import add_activities
from planning.services.carrying import Take, carry_lines, last_plan_before
from planning.services.changes import change_target
from planning.services.checkins import keep_promise, record_check_in
from planning.services.counting import take_counted
from planning.services.meetings import close_meeting, note_step
from planning.services.proposals import pick_facilities, why_no_price
from planning.services.targets import set_targets
from planning.services.years import (
    advise,
    answer_advice,
    keep_achievement,
    last_years_figures,
    propose_achievements,
    release_advice,
    set_vision,
    start_annual_report,
    start_strategy,
    stop_activity,
)

__all__ = [
    "Take",
    "add_activities",
    "advise",
    "answer_advice",
    "archive_report",
    "carry_lines",
    "change_target",
    "close_meeting",
    "keep_achievement",
    "keep_promise",
    "last_plan_before",
    "last_years_figures",
    "next_number",
    "note_step",
    "pick_facilities",
    "propose_achievements",
    "record_check_in",
    "record_delivery",
    "release_advice",
    "set_targets",
    "set_vision",
    "start_annual_report",
    "start_strategy",
    "stop_activity",
    "take_counted",
    "why_no_price",
]
