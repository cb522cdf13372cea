"""Writes of the room that touch more than one row or change a status, by what they write."""

from monitoring.services.answers import (
    Saved,
    Theirs,
    explain,
    freeze,
    merge_answers,
    save_answers,
    told_conflicts,
)
from monitoring.services.findings import (
    close_finding,
    office_for,
    reopen_finding,
    verify_finding,
)
from monitoring.services.instruments import (
    add_part,
    make_version,
    place_part,
    publish,
    remove_part,
    require_draft,
    siblings,
    take_back,
    why_not_publish,
    write_instrument,
)
from monitoring.services.offers import Offer, offers_of
from monitoring.services.reviews import (
    approve_visit,
    follow_up,
    return_visit,
    take_step,
)
from monitoring.services.scores import rescore_round, score_round, score_visit, score_visits
from monitoring.services.targets import add_targets
from monitoring.services.telling import settle, tell_registry
from monitoring.services.visits import (
    HEAD,
    head_text,
    keep_photo,
    merge_head,
    start_visit,
    submit_visit,
)

__all__ = [
    "HEAD",
    "Offer",
    "Saved",
    "Theirs",
    "add_part",
    "add_targets",
    "approve_visit",
    "close_finding",
    "explain",
    "follow_up",
    "freeze",
    "head_text",
    "keep_photo",
    "make_version",
    "merge_answers",
    "merge_head",
    "offers_of",
    "office_for",
    "place_part",
    "publish",
    "remove_part",
    "reopen_finding",
    "require_draft",
    "rescore_round",
    "return_visit",
    "save_answers",
    "score_round",
    "score_visit",
    "score_visits",
    "settle",
    "siblings",
    "start_visit",
    "submit_visit",
    "take_back",
    "take_step",
    "tell_registry",
    "told_conflicts",
    "verify_finding",
    "why_not_publish",
    "write_instrument",
]
