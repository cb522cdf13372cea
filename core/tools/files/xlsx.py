"""Workbooks out: what a spreadsheet file takes as text, as name of a page, as cell; every writer of one uses this."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable
from decimal import Decimal
from typing import IO, TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
A4 = 9
LONGEST_TEXT, LONGEST_NAME = 32_767, 31
FIRST_YEAR = 1900  # of a day in a cell; an earlier one is text
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_BAD_NAME = re.compile(r"[\[\]:*?/\\']")


def clean_text(text: object) -> str:
    """Return text that a cell takes: without signs that no XML holds, cut at the longest a cell may be."""
    text = str(text)
    text = (text if text.isprintable() else _ILLEGAL.sub("", text))[:LONGEST_TEXT]
    # XlsxWriter takes such a text for parts of a cell that it has made itself, and writes it as it is.
    return f"{text} " if text.startswith("<r>") and text.endswith("</r>") else text


def workbook(out: IO[bytes], *, is_streamed: bool = True) -> Workbook:
    """Return a new workbook that takes text as text: never as a formula, never as a link.

    Streamed, its memory does not grow with its rows, and these are written from the top down.
    """
    import xlsxwriter  # no start needs it

    kept = {"constant_memory": True} if is_streamed else {"in_memory": True}
    return xlsxwriter.Workbook(
        out, {"strings_to_formulas": False, "strings_to_urls": False, **kept}
    )


def add_page(book: Workbook, title: str) -> Worksheet:
    """Add a page under a title, as far as its name may say it; a title that is taken gets a number."""
    from core.tools.files.xlsx_page import Page

    name = _BAD_NAME.sub(" ", title)[:LONGEST_NAME].strip() or "Data"
    taken = {page.get_name().lower() for page in book.worksheets()}
    if name.lower() in taken:
        end = f" {len(taken) + 1}"
        name = name[: LONGEST_NAME - len(end)] + end
    return book.add_worksheet(name, worksheet_class=Page)


def put(
    page: Worksheet,
    line: int,
    column: int,
    value: object,
    style: Format | None = None,
    *,
    date: Format | None = None,
) -> None:
    """Write a value by its kind; `date`: the style of days. What is unknown stays empty: no sum takes it for 0."""
    if found := way(page, value, style, date=date):
        found.write(line, column, found.value, found.style)
    elif style is not None:
        page.write_blank(line, column, None, style)


class Way(NamedTuple):
    """How a value is written in a cell."""

    write: Callable[..., object]
    value: object
    style: Format | None


def way(
    page: Worksheet, value: object, style: Format | None = None, *, date: Format | None = None
) -> Way | None:
    """Return how a value is written, as what and in which style; None for what is unknown."""
    if value is None or value == "":
        return None
    if value.__class__ is str:  # most cells
        return Way(page.write_string, clean_text(value), style)
    if isinstance(value, bool):
        return Way(page.write_boolean, value, style)
    if isinstance(value, (int, float, Decimal)) and _is_cell_number(value):
        return Way(page.write_number, value, style)
    if isinstance(value, dt.date) and value.year >= FIRST_YEAR:
        day = (
            value
            if isinstance(value, dt.datetime)
            else dt.datetime(value.year, value.month, value.day)
        )
        return Way(page.write_datetime, day, date or style)
    return Way(page.write_string, clean_text(value), style)


def _is_cell_number(value: float | Decimal) -> bool:
    try:
        return math.isfinite(float(value))
    except OverflowError:
        return False


def landscape(page: Worksheet) -> None:
    """Let a page print on A4 across, fitted to its width."""
    page.set_landscape()
    page.set_paper(A4)
    page.fit_to_pages(1, 0)
