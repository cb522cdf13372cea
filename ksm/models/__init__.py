"""The registry: groups, facilities and what happens to them."""

from ksm.models.cash import CashMonth
from ksm.models.desludgings import Desludging
from ksm.models.dues import MemberDues
from ksm.models.facilities import Facility, FacilityNumber
from ksm.models.figures import DatedFact
from ksm.models.funding import FundingContribution, Programme
from ksm.models.groups import Group
from ksm.models.kept import KeptCounts, TouchedCounts
from ksm.models.observations import StatusRecord
from ksm.models.operations import Operation
from ksm.models.papers import Paper
from ksm.models.tariffs import Tariff
from ksm.models.works import Works, WorksCost

__all__ = [
    "CashMonth",
    "DatedFact",
    "Desludging",
    "Facility",
    "FacilityNumber",
    "FundingContribution",
    "Group",
    "KeptCounts",
    "MemberDues",
    "Operation",
    "Paper",
    "Programme",
    "StatusRecord",
    "Tariff",
    "TouchedCounts",
    "Works",
    "WorksCost",
]
