"""Spreadsheets that print: landscape A4, fitted to the width, head repeated, print area set, totals as given.

Lists for re-use come from `core.tools.files.exchange`; these are tables for paper and meetings.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.http import HttpResponse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as __

from core.tools import formats
from core.tools.tables import Column

A4 = 9
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_BAD_NAME = re.compile(r"[\[\]:*?/\\']")


@dataclass(frozen=True)
class Sheet:
    """One table to print. `totals`: the last row, by column name, as the builder reckoned it."""

    title: str
    columns: Sequence[Column]
    records: Iterable[Any]
    lead: Sequence[str] = ()
    totals: Mapping[str, Any] = field(default_factory=dict)


def build(sheets: Iterable[Sheet]) -> bytes:
    """Return a workbook with one printable sheet per table."""
    out = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with xlsxwriter.Workbook(out, options) as book:
        for number, sheet in enumerate(sheets, start=1):
            _write(book, sheet, number)
    return out.getvalue()


def response(sheets: Iterable[Sheet], *, name: str) -> HttpResponse:
    """Return the workbook as a download; `name` without extension is made safe here."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    answer = HttpResponse(build(sheets), content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{slugify(name)}.xlsx"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _write(book: Any, sheet: Sheet, number: int) -> None:
    page = book.add_worksheet(
        _BAD_NAME.sub(" ", sheet.title)[:28] + (f" {number}" if number > 1 else "")
    )
    styles = {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "lead": book.add_format({"font_color": "#4a5f64"}),
        "head": book.add_format(
            {"bold": True, "bottom": 1, "top": 1, "text_wrap": True, "valign": "vcenter", "bg_color": "#e4efef"}
        ),
        "text": book.add_format({"text_wrap": True, "valign": "top", "bottom": 4}),
        "number": book.add_format({"num_format": "#,##0.##", "valign": "top", "bottom": 4}),
        "rupiah": book.add_format({"num_format": '"Rp"#,##0', "valign": "top", "bottom": 4}),
        "date": book.add_format({"num_format": "dd/mm/yyyy", "valign": "top", "bottom": 4}),
        "sum_text": book.add_format({"bold": True, "top": 1}),
        "sum_number": book.add_format({"bold": True, "top": 1, "num_format": "#,##0.##"}),
        "sum_rupiah": book.add_format({"bold": True, "top": 1, "num_format": '"Rp"#,##0'}),
    }  # fmt: skip
    page.write_string(0, 0, clean(sheet.title), styles["title"])
    line = 1
    for words in sheet.lead:
        page.write_string(line, 0, clean(words), styles["lead"])
        line += 1
    head = line + 1
    for index, column in enumerate(sheet.columns):
        page.set_column(index, index, 17 if column.is_number else 36 if index == 0 else 24)
        page.write_string(head, index, clean(column.label), styles["head"])
    line = head
    for record in sheet.records:
        line += 1
        for index, column in enumerate(sheet.columns):
            _cell(page, line, index, column.raw(record), column, styles)
    if sheet.totals:
        line += 1
        for index, column in enumerate(sheet.columns):
            value = sheet.totals.get(column.name)
            kind = f"sum_{column.kind if column.is_number else 'text'}"
            _put(page, line, index, value, styles[kind])
    page.freeze_panes(head + 1, 1)
    page.repeat_rows(head)
    page.set_landscape()
    page.set_paper(A4)
    page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    page.fit_to_pages(1, 0)
    page.print_area(0, 0, line, len(sheet.columns) - 1)
    as_of = formats.day(timezone.localdate())
    page.set_footer(f"&L{__('Data as of')} {as_of}&R{__('Page')} &P / &N")


def _cell(
    page: Any, line: int, index: int, value: Any, column: Column, styles: dict[str, Any]
) -> None:
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        page.write_datetime(
            line, index, dt.datetime(value.year, value.month, value.day), styles["date"]
        )
        return
    kind = column.kind if column.is_number else "text"
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool) and kind == "text":
        kind = "number"
    _put(page, line, index, value, styles[kind])


def _put(page: Any, line: int, index: int, value: Any, style: Any) -> None:
    """Write a value; what is unknown stays an empty cell, which no sum takes for 0."""
    if value is None or value == "":
        page.write_blank(line, index, None, style)
    elif isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        page.write_number(line, index, value, style)
    else:
        page.write_string(line, index, clean(value), style)


def clean(value: Any) -> str:
    """Return text a workbook takes; it is always written as text, never as a formula."""
    return _ILLEGAL.sub("", str(value))[:32767]
