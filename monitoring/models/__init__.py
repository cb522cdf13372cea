"""Instruments, visits, findings and effluent."""

from .findings import AspectCode, Finding, Responsible, Severity
from .instruments import Aspect, Instrument, Option, Question, QuestionType
from .samples import (
    Comparator,
    Parameter,
    PayerKind,
    Result,
    Sample,
    SamplePoint,
    StatedVerdict,
)
from .standards import EffluentLimit, EffluentStandard
from .visits import Answer, NoAnswer, Round, RoundKind, Visit

__all__ = [
    "Answer",
    "Aspect",
    "AspectCode",
    "Comparator",
    "EffluentLimit",
    "EffluentStandard",
    "Finding",
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
    "Sample",
    "SamplePoint",
    "Severity",
    "StatedVerdict",
    "Visit",
]
