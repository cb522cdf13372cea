"""Workbooks that come from outside, read as text within limits: nothing of them is run or fetched."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as __
from python_calamine import CalamineError, CalamineWorkbook

from core.tools.files import reach
from core.tools.files.spreadsheets import readable

LARGEST = 5 * 1024 * 1024
UNPACKED = 60 * 1024 * 1024
MOST_ROWS, MOST_COLUMNS = 20_000, 1_000
Rows = list[dict[str, str]]


def read(content: bytes) -> dict[str, Rows]:
    """Return the rows of each sheet by its name, keyed by the heading; a CSV file is one sheet "".

    Raises ValidationError in words for a file that is too large, broken or of another kind.
    """
    if len(content) > LARGEST:
        raise ValidationError(
            __("The file is larger than %(n)s MB.") % {"n": LARGEST // (1024 * 1024)}
        )
    if not content.startswith(b"PK\x03\x04"):
        return {"": _csv(content)}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > UNPACKED:
                raise ValidationError(__("The file is too large once unpacked."))
            reach.survey(packed, rows=MOST_ROWS, columns=MOST_COLUMNS, unpacked=UNPACKED)
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return {name: _sheet(book.get_sheet_by_name(name)) for name in book.sheet_names}
    except (CalamineError, *reach.BROKEN) as error:
        raise ValidationError(__("This file cannot be read as an Excel workbook.")) from error


def _sheet(sheet: Any) -> Rows:
    if sheet.height > MOST_ROWS or sheet.width > MOST_COLUMNS:
        raise ValidationError(__("At most %(n)s rows at once.") % {"n": MOST_ROWS})
    return _rows([[_text(cell) for cell in row] for row in sheet.to_python()])


def _csv(content: bytes) -> Rows:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValidationError(__("This is neither an Excel workbook nor a CSV file.")) from error
    if "\0" in text:
        raise ValidationError(__("This is neither an Excel workbook nor a CSV file."))
    first = text.split("\n", 1)[0]
    mark = ";" if first.count(";") > first.count(",") else ","
    try:
        lines = list(csv.reader(io.StringIO(text), delimiter=mark))
    except csv.Error as error:
        raise ValidationError(__("This is neither an Excel workbook nor a CSV file.")) from error
    if len(lines) > MOST_ROWS:
        raise ValidationError(__("At most %(n)s rows at once.") % {"n": MOST_ROWS})
    return _rows(lines)


def _rows(lines: list[list[str]]) -> Rows:
    if not lines:
        return []
    head = [cell.strip() for cell in lines[0]]
    return [
        {name: cell.strip() for name, cell in zip(head, line, strict=False) if name}
        for line in lines[1:]
        if any(cell.strip() for cell in line)
    ]


def _text(cell: Any) -> str:
    if isinstance(cell, bool):
        return "1" if cell else ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat()
    return str(readable(cell))
