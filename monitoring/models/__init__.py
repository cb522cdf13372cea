"""Instruments, visits, findings and effluent."""

from .findings import AspectCode, Finding, Responsible, Severity
from .instruments import Aspect, Instrument
from .questions import Grade, Option, Question, QuestionType
from .reviews import AnswerRemark, Explanation, VisitEdition
from .rounds import Round, RoundKind, RoundTarget, TargetState
from .samples import (
    Comparator,
    Parameter,
    PayerKind,
    Result,
    Sample,
    SamplePoint,
    StatedVerdict,
)
from .scores import AspectScore, VisitScore
from .standards import EffluentLimit, EffluentStandard
from .visits import Answer, NoAnswer, Visit

__all__ = [
    "Answer",
    "AnswerRemark",
    "Aspect",
    "AspectCode",
    "AspectScore",
    "Comparator",
    "EffluentLimit",
    "EffluentStandard",
    "Explanation",
    "Finding",
    "Grade",
    "Instrument",
    "NoAnswer",
    "Option",
    "Parameter",
    "PayerKind",
    "Question",
    "QuestionType",
    "Responsible",
    "Result",
    "Round",
    "RoundKind",
    "RoundTarget",
    "Sample",
    "SamplePoint",
    "Severity",
    "StatedVerdict",
    "TargetState",
    "Visit",
    "VisitEdition",
    "VisitScore",
]
