"""A page of a workbook; a module of its own, because XlsxWriter is loaded by whoever makes one, not at the start."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from xlsxwriter.worksheet import Worksheet

SHORT = 100  # a text of a cell that is kept at hand
_escape: Callable[[str], str] = Worksheet._escape_control_characters
escaped = lru_cache(1000)(_escape)


class Page(Worksheet):  # type: ignore[misc]
    """A page that seeks the signs XlsxWriter writes as “_x0041_” once in each short text: most cells say the same
    again, and seeking took a sixth of a long file's time. Cells are named by two numbers, never “A1”.
    """

    write_string = Worksheet._write_string
    write_number = Worksheet._write_number

    @staticmethod
    def _escape_control_characters(data: str) -> str:
        return escaped(data) if len(data) <= SHORT else _escape(data)
