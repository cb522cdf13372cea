"""Spreadsheets that print: landscape A4, fitted to the width, head repeated, print area set, totals as given.

Lists for re-use come from `core.tools.files.exchange`; these are tables for paper and meetings.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from decimal import Decimal
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as __

from core.tools import formats
from core.tools.files import xlsx
from core.tools.rows.figures import Figure
from core.tools.rows.values import value_class
from core.tools.tables import Column

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook


@value_class
class TableSheet:
    """One table to print. `totals`: the last row, by column name, as the builder reckoned it.

    `as_of`: the day its figures hold for, in words; "" for today.
    """

    title: str
    columns: Sequence[Column]
    records: Iterable[object]
    lead: Sequence[str] = ()
    totals: Mapping[str, object] = field(default_factory=dict)
    as_of: str = ""


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
    right = {
        "align": "right",
        "indent": 1,
    }  # a number keeps its distance from the words that follow
    styles = {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "lead": book.add_format({"font_color": "#4a5f64"}),
        "head": book.add_format(
            {"bold": True, "bottom": 1, "top": 1, "text_wrap": True, "valign": "vcenter", "bg_color": "#e4efef"}
        ),
        "text": book.add_format({"text_wrap": True, "valign": "top", "bottom": 4}),
        "number": book.add_format({"num_format": "#,##0.##", "valign": "top", "bottom": 4, **right}),
        "rupiah": book.add_format({"num_format": '"Rp"#,##0', "valign": "top", "bottom": 4, **right}),
        "date": book.add_format({"num_format": "dd/mm/yyyy", "valign": "top", "bottom": 4}),
        "sum_text": book.add_format({"bold": True, "top": 1}),
        "sum_number": book.add_format({"bold": True, "top": 1, "num_format": "#,##0.##", **right}),
        "sum_rupiah": book.add_format({"bold": True, "top": 1, "num_format": '"Rp"#,##0', **right}),
    }  # fmt: skip
    xlsx.put(page, 0, 0, sheet.title, styles["title"])
    line = 1
    for words in sheet.lead:
        xlsx.put(page, line, 0, words, styles["lead"])
        line += 1
    head = line + 1
    rows = [[_value(column, record) for column in sheet.columns] for record in sheet.records]
    widths = [
        _width(index, *column)
        for index, column in enumerate(zip(sheet.columns, *rows, strict=True))
    ]
    for index, (column, width) in enumerate(zip(sheet.columns, widths, strict=True)):
        page.set_column(index, index, width)
        page.write_string(head, index, xlsx.clean_text(column.label), styles["head"])
    page.set_row(head, _height([str(column.label) for column in sheet.columns], widths))
    line = head
    for values in rows:
        line += 1
        page.set_row(line, _height(values, widths))
        for index, (column, value) in enumerate(zip(sheet.columns, values, strict=True)):
            xlsx.put(page, line, index, value, styles[_kind(column, value)], date=styles["date"])
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
    # A table of few columns is printed as wide as the words above it, as far as a page is read.
    wanted = min(max(len(str(words)) for words in (sheet.title, *sheet.lead)), 90)
    more = -(-(wanted - sum(widths)) // 9)
    page.print_area(0, 0, line, len(widths) - 1 + max(more, 0))
    as_of = sheet.as_of or formats.day(timezone.localdate())
    page.set_footer(f"&L{__('Data as of')} {as_of}&R{__('Page')} &P / &N")


def _value(column: Column, record: object) -> object:
    """Return what stands in a cell: a partial date in words, as no format of a cell takes it."""
    value = column.raw(record)
    if isinstance(value, Figure):
        value = value.value
    return column.text(record) if column.kind == "partial" and value else value


def _width(index: int, column: Column, *values: object) -> int:
    """Return the width of a column in letters: what its words need, within what a page has room for."""
    if column.is_number:
        return 17
    longest = max(len(_shown(value)) for value in (column.label, *values))
    return min(max(longest + 2, 10), 36 if index == 0 else 30)


def _height(values: Sequence[object], widths: Sequence[int]) -> int:
    """Return the height of a row in points: not every program fits it to words that go on below."""
    lines = (
        -(-len(part) // max(width - 2, 1))
        for value, width in zip(values, widths, strict=True)
        for part in [_shown(value)]
    )
    return min(15 * max(1, *lines), 400)


def _shown(value: object) -> str:
    return formats.day(value) if isinstance(value, dt.date) else str("" if value is None else value)


def _kind(column: Column, value: object) -> str:
    """Return the style of a cell: a number in a column of text is shown as a number."""
    if column.is_number:
        return column.kind
    is_number = isinstance(value, (int, float, Decimal)) and not isinstance(value, bool)
    return "number" if is_number else "text"
