"""Writes of the room that touch more than one row or change a status, by what they write."""

from .answers import Saved, Theirs, explain, freeze, merge_answers, save_answers, told_conflicts
from .findings import close_finding, reopen_finding, verify_finding
from .reviews import approve_visit, approve_visits, follow_up, return_visit, take_step
from .scores import score_round, score_visit, score_visits
from .targets import add_targets
from .visits import HEAD, head_text, keep_photo, merge_head, start_visit, submit_visit

__all__ = [
    "HEAD",
    "Saved",
    "Theirs",
    "add_targets",
    "approve_visit",
    "approve_visits",
    "close_finding",
    "explain",
    "follow_up",
    "freeze",
    "head_text",
    "keep_photo",
    "merge_answers",
    "merge_head",
    "reopen_finding",
    "return_visit",
    "save_answers",
    "score_round",
    "score_visit",
    "score_visits",
    "start_visit",
    "submit_visit",
    "take_step",
    "told_conflicts",
    "verify_finding",
]
