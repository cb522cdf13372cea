"""Tables in and out: templates, import by a wizard, one declaration of columns (docs/exchange.md)."""

from .cells import (
    Cell,
    Choice,
    Figure,
    FullDate,
    Line,
    PartialDate,
    Several,
    Text,
    WebAddress,
    Whole,
    YesNo,
)
from .regions import RegionCell
from .rows import Kind, Row
from .sheets import (
    Sheet,
    SheetField,
    all_sheets,
    column,
    register,
    register_family,
    sheet_class,
    sheet_for,
)

__all__ = [
    "Cell",
    "Choice",
    "Figure",
    "FullDate",
    "Kind",
    "Line",
    "PartialDate",
    "RegionCell",
    "Row",
    "Several",
    "Sheet",
    "SheetField",
    "Text",
    "WebAddress",
    "Whole",
    "YesNo",
    "all_sheets",
    "column",
    "register",
    "register_family",
    "sheet_class",
    "sheet_for",
]
