"""The registry: groups, facilities and what happens to them."""

from .desludgings import Desludging
from .facilities import Facility, FacilityNumber
from .funding import FundingContribution, Programme
from .groups import Group
from .observations import StatusRecord
from .operations import Operation
from .papers import Paper
from .works import Works, WorksCost

__all__ = [
    "Desludging",
    "Facility",
    "FacilityNumber",
    "FundingContribution",
    "Group",
    "Operation",
    "Paper",
    "Programme",
    "StatusRecord",
    "Works",
    "WorksCost",
]
