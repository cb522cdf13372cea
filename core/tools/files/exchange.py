"""Files out: XLSX and CSV of any list, written as a stream, with formulas neutralised."""

from __future__ import annotations

import csv
import datetime as dt
import re
import tempfile
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.text import slugify

from core.tools.tables import Column, export_rows

FORMATS = ("xlsx", "csv")
# Signs a spreadsheet reads as the beginning of a formula, full-width ones too; a mark in front counts as text.
_SIGNS = "=+\\-@＝＋－＠"
# Where a cell begins, also for a program that parts cells by semicolon (Excel in Indonesian): it heeds no quotes then.
_PLAIN = re.compile(rf"\A(?='*[{_SIGNS}\t\r\n])|(?<=[;\t\r\n])(?='*[{_SIGNS}])")
_MARKED = re.compile(rf"\A'(?='*[{_SIGNS}\t\r\n])|(?<=[;\t\r\n])'(?='*[{_SIGNS}])")
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def file_response(
    *, fmt: str, title: str, columns: list[Column], records: Iterable[Any]
) -> HttpResponseBase:
    """Return the records as a download. `fmt` is "xlsx" or "csv"; raises KeyError for another."""
    name = f"{slugify(title)}-{timezone.localdate():%Y%m%d}.{fmt}"
    return {"xlsx": _xlsx, "csv": _csv}[fmt](name, title, columns, records)


def neutral(text: str) -> str:
    """Return text that no spreadsheet takes for a formula (OWASP "CSV injection"); `bare` takes the mark off."""
    return _PLAIN.sub("'", _ILLEGAL.sub("", text))


def bare(text: str) -> str:
    """Return the text that `neutral` was given."""
    return _MARKED.sub("", text)


def clean_text(text: str) -> str:
    """Return text that fits into a cell of a spreadsheet file."""
    return _ILLEGAL.sub("", text)[:32767]


def page_name(title: str) -> str:
    """Return a title as a spreadsheet program takes it for the name of a sheet."""
    return re.sub(r"[\[\]:*?/\\']", " ", title)[:31].strip() or "Data"


class _Echo:
    def write(self, value: str) -> str:
        return value


def _csv(name: str, title: str, columns: list[Column], records: Iterable[Any]) -> HttpResponseBase:
    writer = csv.writer(_Echo())

    def lines() -> Iterator[str]:
        yield "\ufeff"
        yield writer.writerow([neutral(str(column.label)) for column in columns])
        for row in export_rows(columns, records):
            yield writer.writerow(
                [
                    "" if cell is None else neutral(cell) if isinstance(cell, str) else cell
                    for cell in row
                ]
            )

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _xlsx(name: str, title: str, columns: list[Column], records: Iterable[Any]) -> HttpResponseBase:
    out = tempfile.SpooledTemporaryFile(max_size=5_000_000)  # noqa: SIM115 (FileResponse closes it)
    book = xlsxwriter.Workbook(
        out, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet(page_name(title))
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
    date = book.add_format({"num_format": "dd/mm/yyyy"})
    sheet.freeze_panes(1, 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    for index, column in enumerate(columns):
        sheet.set_column(index, index, 14 if column.is_number else 26)
        sheet.write_string(0, index, str(column.label), head)
    for line, row in enumerate(export_rows(columns, records), start=1):
        for index, cell in enumerate(row):
            if cell is None:
                continue
            if isinstance(cell, dt.date):
                sheet.write_datetime(
                    line, index, dt.datetime(cell.year, cell.month, cell.day), date
                )
            elif isinstance(cell, (int, float, Decimal)):
                sheet.write_number(line, index, cell)
            else:
                sheet.write_string(line, index, clean_text(cell))
    book.close()
    out.seek(0)
    return FileResponse(
        out,
        as_attachment=True,
        filename=name,
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )
