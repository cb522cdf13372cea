"""How a score reads: class, change, why something is open; the one place for its words and its picture."""

from __future__ import annotations

from django.utils.translation import gettext as __

from core.tools import formats
from core.tools.drawn import charts
from core.tools.tables import Badge
from monitoring.models import GradeWord
from monitoring.questionnaire.measures import Why
from monitoring.scoring import rules as scoring
from monitoring.scoring.report import ScoreChange

TONES = {
    GradeWord.GOOD: "good",
    GradeWord.FAIR: "part",
    GradeWord.POOR: "bad",
    GradeWord.OPEN: "none",
}
SAME = 0


def grade_badge(grade: str) -> Badge | None:
    """Return a class as a badge; None where there is no score."""
    return Badge(GradeWord(str(grade)).label, TONES[GradeWord(str(grade))]) if grade else None


def change_words(change: ScoreChange) -> str:
    """Return “▲ up 5.2 from 64.4”: sign and words, as a sign alone is easily overlooked."""
    if change.difference is None:
        return ""
    detail = {
        "by": formats.number(abs(change.difference)),
        "before": formats.number(change.before),
    }
    if change.difference > SAME:
        return __("▲ up %(by)s from %(before)s") % detail
    if change.difference < SAME:
        return __("▼ down %(by)s from %(before)s") % detail
    return __("= unchanged at %(before)s") % detail


def why_words(why: Why) -> str:
    """Return in words why a question is not answered."""
    return {
        Why.OPEN: __("not asked yet"),
        Why.NOT_APPLICABLE: __("not applicable"),
        Why.UNKNOWN: __("unknown"),
        Why.REFUSED: __("refused"),
        Why.NO_RECORD: __("the record it is computed from is missing"),
        Why.TOO_FEW: __("too few were asked"),
        Why.NO_OPTION: __("the answer fits no option of this version"),
    }[why]


def chart(score: scoring.Score) -> charts.Chart:
    """Return the score per aspect as bars of 100, each with its number and class."""
    bars = [
        charts.Bar(
            f"{one.label} – {GradeWord(one.grade.value).label}",
            one.value,
            TONES[GradeWord(one.grade.value)],
        )
        for one in score.aspects
    ]
    return charts.bars(__("Score per aspect (0–100)"), bars, of=100)


def cap_words(cap: scoring.Cap) -> str:
    """Return what holds a class down: an answer, or the weakest aspect with its own class."""
    if cap.option:
        return f"{cap.label} – {cap.option.label}"
    return __("weakest aspect: %(aspect)s") % {"aspect": cap.label}


def class_reason(score: scoring.Score) -> str:
    """Return the sentence that explains a class the points alone do not; "" where they do."""
    if score.grade is scoring.Grade.OPEN:
        thin = [
            f"{one.label} ({formats.per_cent(one.share)})"
            for one in score.aspects
            if one.weight and one.applicable and one.grade is scoring.Grade.OPEN
        ]
        return __(
            "No class yet: at least 80%% of each aspect must be answered. Answered so far: %(thin)s."
        ) % {"thin": ", ".join(thin)}
    if score.is_capped:
        return __("The class is held at %(grade)s because of: %(why)s.") % {
            "grade": GradeWord(score.grade.value).label,
            "why": "; ".join(cap_words(cap) for cap in score.caps if cap.grade == score.grade),
        }
    return ""
