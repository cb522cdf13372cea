"""Files out: XLSX and CSV of any list, written as a stream, with formulas neutralised."""

from __future__ import annotations

import csv
import re
import tempfile
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import islice

from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.formats import get_format
from django.utils.text import slugify

from core.tools.files import xlsx
from core.tools.tables import Column, export_rows

FORMATS = ("xlsx", "csv")
ROWS_AT_ONCE = 200  # of a CSV, sent in one piece
# Signs a spreadsheet reads as the beginning of a formula, full-width ones too; a mark in front counts as text.
_SIGNS = "=+\\-@＝＋－＠"
# Where a cell begins, also for a program that parts cells by semicolon (Excel in Indonesian): it heeds no quotes then.
_PLAIN = re.compile(rf"\A(?='*[{_SIGNS}\t\r\n])|(?<=[;\t\r\n])(?='*[{_SIGNS}])")
_MARKED = re.compile(rf"\A'(?='*[{_SIGNS}\t\r\n])|(?<=[;\t\r\n])'(?='*[{_SIGNS}])")


def file_response(
    *, fmt: str, title: str, columns: list[Column], records: Iterable[object]
) -> HttpResponseBase:
    """Return the records as a download. `fmt` is "xlsx" or "csv"; raises KeyError for another."""
    name = f"{slugify(title)}-{timezone.localdate():%Y%m%d}.{fmt}"
    return {"xlsx": _xlsx, "csv": _csv}[fmt](name, title, columns, records)


def neutral(text: str) -> str:
    """Return text that no spreadsheet takes for a formula (OWASP "CSV injection"); `bare` takes the mark off."""
    return _PLAIN.sub("'", xlsx.clean_text(text))


def bare(text: str) -> str:
    """Return the text that `neutral` was given."""
    return _MARKED.sub("", text)


class _Echo:
    def write(self, value: str) -> str:
        return value


def _cell(cell: object, sign: str) -> object:
    """Return a cell of a CSV, a number with the sign of its decimals."""
    if isinstance(cell, str):
        return neutral(cell)
    if cell is None:
        return ""
    if not isinstance(cell, Decimal | float):
        return cell
    text = f"{cell:f}" if isinstance(cell, Decimal) else repr(cell)
    # Three digits behind a point could be thousands to whoever reads it next.
    return text.replace(".", ",") if sign == "," else f"{text}0" if text[-4:-3] == "." else text


def _csv(
    name: str, title: str, columns: list[Column], records: Iterable[object]
) -> HttpResponseBase:
    # Excel parts cells and decimals as its country does: in Indonesian “;” and “12,5”.
    sign = get_format("DECIMAL_SEPARATOR")
    writer = csv.writer(_Echo(), delimiter=";" if sign == "," else ",")
    rows = export_rows(columns, records)
    heads = [neutral(str(column.label)) for column in columns]

    def lines() -> Iterator[str]:
        yield "\ufeff"
        yield writer.writerow(heads)
        while batch := list(islice(rows, ROWS_AT_ONCE)):
            yield "".join(writer.writerow([_cell(cell, sign) for cell in row]) for row in batch)

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _xlsx(
    name: str, title: str, columns: list[Column], records: Iterable[object]
) -> HttpResponseBase:
    out = tempfile.SpooledTemporaryFile(max_size=5_000_000)  # noqa: SIM115 (FileResponse closes it)
    book = xlsx.workbook(out)
    sheet = xlsx.add_page(book, title)
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
    date = book.add_format({"num_format": "dd/mm/yyyy"})
    sheet.freeze_panes(1, 1)
    xlsx.landscape(sheet)
    sheet.repeat_rows(0)
    for index, column in enumerate(columns):
        sheet.set_column(index, index, 14 if column.is_number else 26)
        sheet.write_string(0, index, str(column.label), head)
    for line, row in enumerate(export_rows(columns, records), start=1):
        for index, cell in enumerate(row):
            xlsx.put(sheet, line, index, cell, date=date)
    book.close()
    out.seek(0)
    return FileResponse(
        out,
        as_attachment=True,
        filename=name,
        content_type=xlsx.CONTENT_TYPE,
    )
