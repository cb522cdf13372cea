"""What monitoring says of a region; pages, overview and letter read the same."""

from monitoring.reports.findings import (
    FindingRow,
    FindingsReport,
    build_effluent,
    build_findings,
    is_monitored,
    stated,
)
from monitoring.reports.scores import AspectSpread, ScoredFacility, ScoresReport, build_scores

__all__ = [
    "AspectSpread",
    "FindingRow",
    "FindingsReport",
    "ScoredFacility",
    "ScoresReport",
    "build_effluent",
    "build_findings",
    "build_scores",
    "is_monitored",
    "stated",
]
