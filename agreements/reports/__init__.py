"""Figures of the room, computed once for pages, the region overview and the printed report."""

from .board import build_pipeline
from .cooperation import (
    AgreementRow,
    BlockerRow,
    ContactRow,
    Cooperation,
    HistoryRow,
    build_cooperation,
)
from .rows import Pipeline, PipelineRow, ReasonCount, StageColumn

__all__ = [
    "AgreementRow",
    "BlockerRow",
    "ContactRow",
    "Cooperation",
    "HistoryRow",
    "Pipeline",
    "PipelineRow",
    "ReasonCount",
    "StageColumn",
    "build_cooperation",
    "build_pipeline",
]
