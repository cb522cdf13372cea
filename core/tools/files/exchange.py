"""Files out: XLSX and CSV of any list, written as a stream, with formulas neutralised."""

from __future__ import annotations

import csv
import re
import tempfile
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import partial

from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.formats import get_format
from django.utils.text import slugify

from core.tools.files import xlsx
from core.tools.files.cells_out import export_batches, export_rows
from core.tools.tables import Column

FORMATS = ("xlsx", "csv")
# Signs a spreadsheet reads as the beginning of a formula, full-width ones too; a mark in front counts as text.
_SIGNS = "=+\\-@＝＋－＠"
# Where a cell begins, also for a program that parts cells by semicolon (Excel in Indonesian): it heeds no quotes then.
_PLAIN = re.compile(rf"\A(?='*[{_SIGNS}\t\r\n])|(?<=[;\t\r\n])(?='*[{_SIGNS}])")
_MARKED = re.compile(rf"\A'(?='*[{_SIGNS}\t\r\n])|(?<=[;\t\r\n])'(?='*[{_SIGNS}])")


def file_response(
    *, fmt: str, title: str, columns: list[Column], records: Iterable[object], sign: str = ""
) -> HttpResponseBase:
    """Return the records as a download. `fmt` is "xlsx" or "csv"; raises KeyError for another.

    `sign`: what stands before the decimals of a CSV; left out, that of the language.
    """
    name = f"{slugify(title)}-{timezone.localdate():%Y%m%d}.{fmt}"
    if fmt == "csv":
        return _csv(name, columns, records, sign or get_format("DECIMAL_SEPARATOR"))
    return {"xlsx": _xlsx}[fmt](name, title, columns, records)


def neutral(text: str) -> str:
    """Return text that no spreadsheet takes for a formula (OWASP "CSV injection"); `bare` takes the mark off."""
    return _PLAIN.sub("'", xlsx.clean_text(text))


def bare(text: str) -> str:
    """Return the text that `neutral` was given."""
    return _MARKED.sub("", text) if "'" in text else text


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
    name: str, columns: list[Column], records: Iterable[object], sign: str
) -> HttpResponseBase:
    # Excel parts cells and decimals as its country does: in Indonesian “;” and “12,5”.
    writer = csv.writer(_Echo(), delimiter=";" if sign == "," else ",")
    batches = export_batches(columns, records, partial(_cell, sign=sign))
    heads = [neutral(str(column.label)) for column in columns]

    def lines() -> Iterator[str]:
        yield "\ufeff"
        yield writer.writerow(heads)
        for batch in batches:
            yield "".join(map(writer.writerow, batch))

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
    rows = export_rows(columns, records, lambda cell: xlsx.way(sheet, cell, date=date))
    for line, row in enumerate(rows, start=1):
        for index, way in enumerate(row):
            if isinstance(way, xlsx.Way):
                way.write(line, index, way.value, way.style)
    book.close()
    out.seek(0)
    return FileResponse(
        out,
        as_attachment=True,
        filename=name,
        content_type=xlsx.CONTENT_TYPE,
    )
