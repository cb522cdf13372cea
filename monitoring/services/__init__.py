"""Writes of the room that touch more than one row or change a status, by what they write."""

from .answers import Saved, Theirs, explain, freeze, merge_answers, save_answers, told_conflicts
from .findings import close_finding, reopen_finding, verify_finding
from .scores import score_round, score_visit, score_visits
from .visits import HEAD, head_text, keep_photo, merge_head, start_visit, submit_visit

__all__ = [
    "HEAD",
    "Saved",
    "Theirs",
    "close_finding",
    "explain",
    "freeze",
    "head_text",
    "keep_photo",
    "merge_answers",
    "merge_head",
    "reopen_finding",
    "save_answers",
    "score_round",
    "score_visit",
    "score_visits",
    "start_visit",
    "submit_visit",
    "told_conflicts",
    "verify_finding",
]
