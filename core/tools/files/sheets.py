"""Spreadsheets that print: landscape A4, fitted to the width, head repeated, print area set, totals as given.

Lists for re-use come from `core.tools.files.exchange`; these are tables for paper and meetings.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as __
from xlsxwriter.workbook import Workbook

from core.tools import formats
from core.tools.files import xlsx
from core.tools.tables import Column


@dataclass(frozen=True)
class TableSheet:
    """One table to print. `totals`: the last row, by column name, as the builder reckoned it."""

    title: str
    columns: Sequence[Column]
    records: Iterable[Any]
    lead: Sequence[str] = ()
    totals: Mapping[str, Any] = field(default_factory=dict)


def build(sheets: Iterable[TableSheet]) -> bytes:
    """Return a workbook with one printable sheet per table."""
    out = io.BytesIO()
    with xlsx.workbook(out, is_streamed=False) as book:
        for sheet in sheets:
            _write(book, sheet)
    return out.getvalue()


def response(sheets: Iterable[TableSheet], *, name: str) -> HttpResponse:
    """Return the workbook as a download; `name` without extension is made safe here."""
    answer = HttpResponse(build(sheets), content_type=xlsx.CONTENT_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{slugify(name)}.xlsx"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _write(book: Workbook, sheet: TableSheet) -> None:
    page = xlsx.add_page(book, sheet.title)
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
    xlsx.put(page, 0, 0, sheet.title, styles["title"])
    line = 1
    for words in sheet.lead:
        xlsx.put(page, line, 0, words, styles["lead"])
        line += 1
    head = line + 1
    for index, column in enumerate(sheet.columns):
        page.set_column(index, index, 17 if column.is_number else 36 if index == 0 else 24)
        page.write_string(head, index, xlsx.clean_text(column.label), styles["head"])
    line = head
    for record in sheet.records:
        line += 1
        for index, column in enumerate(sheet.columns):
            value = column.raw(record)
            style = styles[_kind(column, value)]
            xlsx.put(page, line, index, value, style, date=styles["date"])
    if sheet.totals:
        line += 1
        for index, column in enumerate(sheet.columns):
            value = sheet.totals.get(column.name)
            kind = f"sum_{column.kind if column.is_number else 'text'}"
            xlsx.put(page, line, index, value, styles[kind])
    page.freeze_panes(head + 1, 1)
    page.repeat_rows(head)
    xlsx.landscape(page)
    page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    page.print_area(0, 0, line, len(sheet.columns) - 1)
    as_of = formats.day(timezone.localdate())
    page.set_footer(f"&L{__('Data as of')} {as_of}&R{__('Page')} &P / &N")


def _kind(column: Column, value: object) -> str:
    """Return the style of a cell: a number in a column of text is shown as a number."""
    if column.is_number:
        return column.kind
    is_number = isinstance(value, (int, float, Decimal)) and not isinstance(value, bool)
    return "number" if is_number else "text"
