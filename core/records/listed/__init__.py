"""Lists of words that records name by a code; the Secretariat keeps them on pages."""

from core.records.listed.fields import ListedField, leave_out_retired, listed_choice
from core.records.listed.words import (
    KeptList,
    ListedWord,
    forget,
    hold,
    list_named,
    list_names,
    load,
)

__all__ = [
    "KeptList",
    "ListedField",
    "ListedWord",
    "forget",
    "hold",
    "leave_out_retired",
    "list_named",
    "list_names",
    "listed_choice",
    "load",
]
