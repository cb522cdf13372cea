"""Instruments, visits, findings and effluent."""

from monitoring.models.crosschecks import CrossCheck
from monitoring.models.duties import OfficeDuty
from monitoring.models.findings import (
    AspectCode,
    Finding,
    FindingState,
    Reply,
    Responsible,
    Severity,
)
from monitoring.models.instruments import Aspect, Instrument
from monitoring.models.questions import (
    GradeWord,
    Option,
    Practised,
    Question,
    QuestionType,
    Recorded,
)
from monitoring.models.reviews import AnswerRemark, Explanation, VisitEdition
from monitoring.models.rounds import Round, RoundKind, RoundTarget, TargetState
from monitoring.models.samples import (
    Comparator,
    Parameter,
    PayerKind,
    Result,
    Sample,
    SamplePoint,
    StatedVerdict,
)
from monitoring.models.scores import AspectScore, ScoreLine, VisitScore
from monitoring.models.servers import ServerKey, ServerKind, Submission, SubmissionServer
from monitoring.models.standards import EffluentClass, EffluentLimit, EffluentStandard
from monitoring.models.sums import KeptSums, TouchedRegion
from monitoring.models.visits import Answer, NoAnswer, Visit

__all__ = [
    "Answer",
    "AnswerRemark",
    "Aspect",
    "AspectCode",
    "AspectScore",
    "Comparator",
    "CrossCheck",
    "EffluentClass",
    "EffluentLimit",
    "EffluentStandard",
    "Explanation",
    "Finding",
    "FindingState",
    "GradeWord",
    "Instrument",
    "KeptSums",
    "NoAnswer",
    "OfficeDuty",
    "Option",
    "Parameter",
    "PayerKind",
    "Practised",
    "Question",
    "QuestionType",
    "Recorded",
    "Reply",
    "Responsible",
    "Result",
    "Round",
    "RoundKind",
    "RoundTarget",
    "Sample",
    "SamplePoint",
    "ScoreLine",
    "ServerKey",
    "ServerKind",
    "Severity",
    "StatedVerdict",
    "Submission",
    "SubmissionServer",
    "TargetState",
    "TouchedRegion",
    "Visit",
    "VisitEdition",
    "VisitScore",
]
