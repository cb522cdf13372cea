"""Writes of the room that touch more than one row or change a status, by what they write."""

from .answers import freeze, save_answers
from .findings import close_finding, reopen_finding, verify_finding
from .scores import score_round, score_visit, score_visits

__all__ = [
    "close_finding",
    "freeze",
    "reopen_finding",
    "save_answers",
    "score_round",
    "score_visit",
    "score_visits",
    "verify_finding",
]
