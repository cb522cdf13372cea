"""Tables in and out: templates, import by a wizard, one declaration of columns (docs/exchange.md)."""

from core.importing.cells.choices import Choice, YesNo
from core.importing.cells.quantities import (
    FigureCell,
    FullDate,
    MonthCell,
    PartialDate,
    RoughDate,
    Whole,
)
from core.importing.cells.regions import RegionCell
from core.importing.cells.text import Cell, Line, Several, Text, WebAddress
from core.importing.columns import SheetField, column, source_columns
from core.importing.named import all_sheets, register, register_family, sheet_class, sheet_for
from core.importing.rows import Kind, Row, Writer
from core.importing.sheets import Sheet

__all__ = [
    "Cell",
    "Choice",
    "FigureCell",
    "FullDate",
    "Kind",
    "Line",
    "MonthCell",
    "PartialDate",
    "RegionCell",
    "RoughDate",
    "Row",
    "Several",
    "Sheet",
    "SheetField",
    "Text",
    "WebAddress",
    "Whole",
    "Writer",
    "YesNo",
    "all_sheets",
    "column",
    "register",
    "register_family",
    "sheet_class",
    "sheet_for",
    "source_columns",
]
