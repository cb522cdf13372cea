"""Files in: rows of an uploaded XLSX or CSV as plain values, or a sentence why it cannot be read.

Knows no room and no model. A file is judged by its bytes, never by its name, and before anything is
unpacked: size, what a zip would unfold to, how far its cells reach.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
from dataclasses import dataclass, field
from typing import IO, Any
from xml.parsers.expat import ExpatError

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as __

from core.tools.files import reach, unread
from core.tools.files.exchange import bare
from core.tools.rows.values import value_class

Row = list[Any]

SEARCHED_FOR_HEADER = 30
_UNSPEAKABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_MARKUP = re.compile(rb"^\s*<(?:!doctype|html|\?xml|table|head|meta|body|workbook|style)", re.I)


@value_class
class Limits:
    """What is accepted at most; sizes in megabytes."""

    megabytes: int
    unpacked_megabytes: int
    rows: int
    columns: int
    cells: int


def limits() -> Limits:
    """Return the limits of this system (settings `IMPORT_MAX_…`)."""
    return Limits(
        settings.IMPORT_MAX_MB,
        settings.IMPORT_MAX_UNPACKED_MB,
        settings.IMPORT_MAX_ROWS,
        settings.IMPORT_MAX_COLUMNS,
        settings.IMPORT_MAX_CELLS,
    )


@dataclass
class Book:
    """A checked file. `names`: sheets that are shown (a CSV has one, named ""), `hidden`: those that are not;
    `notes`: what to know; `most`: what may be read of it.
    """

    content: bytes
    kind: str
    names: list[str]
    most: Limits
    notes: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    read: dict[str, int] = field(
        default_factory=dict
    )  # places of the sheets that were read, by name


def refuse(sentence: str) -> ValidationError:
    return ValidationError(sentence, code="unreadable")


def open_book(
    upload: IO[bytes], *, size: int, is_surveyed: bool = False, most: Limits | None = None
) -> Book:
    """Return the checked file. Raises ValidationError with a sentence for the user.

    `is_surveyed`: this very file went through here before, so its cells need not be counted again.
    `most`: what is accepted, by default what the system accepts of an import.
    """
    most = most or limits()
    if size > most.megabytes * 1024 * 1024:
        raise refuse(
            __("The file is too large (%(size)s MB); at most %(limit)s MB.")
            % {"size": round(size / 1024 / 1024), "limit": most.megabytes}
        )
    if size == 0:
        raise refuse(__("The file is empty."))
    upload.seek(0)
    content = upload.read(most.megabytes * 1024 * 1024 + 1)
    if content[:4] == b"PK\x03\x04":
        return _open_xlsx(content, most, is_surveyed=is_surveyed)
    if content[:4] == b"\xd0\xcf\x11\xe0":
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise refuse(
                __("The file is protected by a password. Remove the password and upload it again.")
            )
        raise refuse(
            __("This is an old Excel file (.xls). Open it and save it as .xlsx, then upload that.")
        )
    if content[:5] == b"%PDF-" or content[:4] in (b"\x89PNG", b"\xff\xd8\xff\xe0", b"PK\x05\x06"):
        raise refuse(__("This is not a table. Upload an Excel file (.xlsx) or a CSV file."))
    if _MARKUP.match(content[:2000].removeprefix(b"\xef\xbb\xbf")):
        raise refuse(
            __(
                "This is a web page with the name of a table. Open it in Excel and save it as .xlsx, "
                "then upload that."
            )
        )
    text, note = decode(content)
    if not text.strip():
        raise refuse(__("The file is empty."))
    return Book(text.encode(), "csv", [""], most, [note] if note else [])


def decode(content: bytes) -> tuple[str, str]:
    """Return the text of a CSV and a note where its encoding had to be guessed. Raises ValidationError."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif content[1:200:2].count(0) > len(content[1:200:2]) // 2:
        encoding = "utf-16-le"
    elif content[0:200:2].count(0) > len(content[0:200:2]) // 2:
        encoding = "utf-16-be"
    else:
        encoding = "utf-8-sig"
    try:
        text, note = content.decode(encoding), ""
    except UnicodeDecodeError:
        if encoding != "utf-8-sig":
            raise refuse(
                __("This is not a table. Upload an Excel file (.xlsx) or a CSV file.")
            ) from None
        text = content.decode("cp1252", errors="replace")
        note = __("The file is in an old Windows encoding; check letters with accents.")
    if "\x00" in text or sum(c < " " and c not in "\t\r\n\f\v" for c in text[:4000]) > 20:
        raise refuse(__("This is not a table. Upload an Excel file (.xlsx) or a CSV file."))
    return text.removeprefix("\ufeff"), note


def _open_xlsx(content: bytes, most: Limits, *, is_surveyed: bool) -> Book:
    hidden_rows = 0
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parcel:
            entries = parcel.infolist()
            names = {entry.filename for entry in entries}
            if "xl/workbook.xml" not in names:
                raise refuse(__("This is not a table. Upload an Excel file (.xlsx) or a CSV file."))
            if any("vbaproject" in name.lower() for name in names):
                raise refuse(
                    __("The file holds macros. Save it as .xlsx without macros and upload that.")
                )
            if sum(entry.file_size for entry in entries) > most.unpacked_megabytes * 1024 * 1024:
                raise refuse(__("The file unfolds to more than this system reads; split it."))
            if not is_surveyed:
                # Title lines above the header do not count against the user.
                hidden_rows = reach.survey(
                    parcel,
                    rows=most.rows + SEARCHED_FOR_HEADER + 1,
                    columns=most.columns,
                    cells=most.cells,
                    unpacked=most.unpacked_megabytes * 1024 * 1024,
                    letters=most.unpacked_megabytes * 1024 * 1024 // 3,
                )
    except reach.BROKEN as e:
        raise refuse(__("The file cannot be read; it may be damaged.")) from e
    book = Book(content, "xlsx", [], most)
    with _workbook(content) as found:
        shown = [m for m in found.sheets_metadata if str(m.typ).endswith("WorkSheet")]
        book.names = [m.name for m in shown if str(m.visible).endswith("Visible")]
        book.hidden = [m.name for m in shown if m.name not in book.names]
    if book.hidden:
        book.notes.append(
            __("Hidden sheets are not read: %(names)s.")
            % {"names": ", ".join(book.hidden[:5]) + (" …" if len(book.hidden) > 5 else "")}
        )
    if hidden_rows:
        book.notes.append(
            __("%(count)s hidden rows of the file are read too.") % {"count": hidden_rows}
        )
    if not book.names:
        raise refuse(__("The file has no visible sheet."))
    return book


def _workbook(content: bytes) -> Any:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(content))
    except (CalamineError, OSError, ValueError) as error:
        raise refuse(__("The file cannot be read; it may be damaged.")) from error


def rows_of(book: Book, name: str) -> tuple[list[Row], list[str]]:
    """Return the rows of one sheet of a checked file and what to know of them. Raises ValidationError."""
    if book.kind == "csv":
        return _csv_rows(book.content.decode(), book.most), []
    return _xlsx_rows(book, name)


def _csv_rows(text: str, most: Limits) -> list[Row]:
    csv.field_size_limit(1 << 20)
    rows: list[Row] = []
    left = most.cells
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text)):
            if len(row) > most.columns:
                raise reach.too_many_columns(most.columns)
            rows.append(row)
            left -= len(row)
            if left < 0:
                raise refuse(__("The file unfolds to more than this system reads; split it."))
            if len(rows) > most.rows + SEARCHED_FOR_HEADER + 1:
                raise reach.too_many_rows(most.rows)
    except csv.Error as error:
        raise refuse(__("The file cannot be read; it may be damaged.")) from error
    return rows


def delimiter_of(text: str) -> str:
    """Return what separates the cells: the sign that cuts the first lines into most equal pieces."""
    lines = [line for line in text[:20000].splitlines() if line.strip()][:20]
    best, score = ",", 0
    for sign in (",", ";", "\t", "|"):
        widths = [len(row) for row in csv.reader(lines, delimiter=sign)]
        common = max(set(widths), key=lambda w: (widths.count(w), w), default=1)
        if common > 1 and (found := widths.count(common) * 100 + common) > score:
            best, score = sign, found
    return best


_KEPT_AS_TEXT = re.compile(r"'[+\d][\d\s.,/()+-]*")


def readable(cell: object) -> Any:
    """Return a cell without the characters (NUL …) that neither a database nor XML holds as text."""
    if isinstance(cell, str) and not cell.isprintable():
        return _UNSPEAKABLE.sub("", cell)
    return cell


def _xlsx_rows(book: Book, name: str) -> tuple[list[Row], list[str]]:
    from python_calamine import CalamineError

    if sum(book.read.values()) > reach.EMPTY * book.most.cells:
        raise reach.too_much()  # more than was surveyed: many names lead to one part
    with _workbook(book.content) as found:
        try:
            sheet = found.get_sheet_by_name(name)
            rows = [
                [readable(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)
            ]
            merged = sheet.merged_cell_ranges or []
        except (CalamineError, ValueError, OSError) as error:
            raise refuse(__("The file cannot be read; it may be damaged.")) from error
    book.read[name] = len(rows) * len(rows[0]) if rows else 0
    filled, notes = 0, []
    for (line, column), said in _unread(book, name).items():
        if line < len(rows) and column < len(rows[line]):
            rows[line][column] = said
    for (top, left), (bottom, _right) in merged:
        # A name merged over several lines holds for each of them.
        if bottom > top and top < len(rows) and left < len(rows[top]) and rows[top][left] != "":
            for line in range(top + 1, min(bottom, len(rows) - 1) + 1):
                rows[line][left] = rows[top][left]
            filled += 1
    if filled:
        told = __("%(count)s merged cells: their value was taken for every line they cover.")
        notes.append(told % {"count": filled})
    return rows, notes


def _unread(book: Book, name: str) -> dict[tuple[int, int], str | unread.Percent]:
    try:
        found = unread.unread(book.content, name)
    except (*reach.BROKEN, ExpatError) as error:
        raise refuse(__("The file cannot be read; it may be damaged.")) from error
    return found


def plain(value: object) -> str:
    """Return a cell as text, the way a person reads it in the file: 4.0 is "4", a date is ISO."""
    if type(value) is str:
        text = bare(value.strip())
        # Typed before a number so that Excel keeps it as text; in a CSV the mark stands there itself.
        return text[1:] if text[:1] == "'" and _KEPT_AS_TEXT.fullmatch(text) else text
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, unread.Percent):
        return str(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    return bare(str(value).strip())
