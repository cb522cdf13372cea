"""The table to fill in: the user's own rows with number and version, drop-downs, an instruction sheet."""

from __future__ import annotations

import tempfile
from typing import IO, TYPE_CHECKING

from django.utils.translation import gettext as __

from core.access import ScopedQuerySet
from core.importing.cells.text import CLEAR_WORDS
from core.importing.columns import SheetField
from core.importing.headers import ID_LABEL, VERSION_LABEL
from core.importing.reading import SAMPLE
from core.importing.sheets import Sheet
from core.tools.files import xlsx

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

_SPARE_ROWS = 500
_INK, _WASH, _QUIET = "#084c52", "#e6f2f2", "#5c6b70"


def write(sheet: Sheet, rows: ScopedQuerySet) -> IO[bytes]:
    """Return an XLSX file with the rows (a queryset, read as a stream) ready to be edited and imported."""
    sheet.prepare()
    out = tempfile.SpooledTemporaryFile(max_size=5_000_000)  # noqa: SIM115 (the response closes it)
    book = xlsx.workbook(out)
    columns = sheet.columns()
    page = xlsx.add_page(book, str(sheet.title))
    help_page = xlsx.add_page(book, __("Instructions"))
    lists = xlsx.add_page(book, __("Lists"))
    last = _write_rows(book, page, sheet, columns, rows)
    _write_lists(book, page, lists, columns, last + _SPARE_ROWS)
    _write_help(book, help_page, sheet, columns)
    page.activate()
    book.close()
    out.seek(0)
    return out


def _write_rows(
    book: Workbook, page: Worksheet, sheet: Sheet, columns: list[SheetField], rows: ScopedQuerySet
) -> int:
    head = book.add_format(
        {
            "bold": True,
            "font_color": "#ffffff",
            "bg_color": _INK,
            "text_wrap": True,
            "valign": "top",
            "border": 1,
        }
    )
    own = book.add_format({"font_color": _QUIET, "bg_color": "#f2f4f4"})
    sample = book.add_format({"italic": True, "font_color": _QUIET, "bg_color": _WASH})
    kept = {
        name: book.add_format({"num_format": name})
        for name in {c.cell.number_format for c in columns} - {""}
    }
    text = book.add_format({"num_format": "@"})
    page.set_column(0, 1, 9, own)
    page.freeze_panes(1, 3)
    page.set_row(0, 32)
    for number, column in enumerate(columns, start=2):
        form = kept.get(column.cell.number_format, text)
        page.set_column(number, number, column.cell.width, form)
    for number, header in enumerate((ID_LABEL, VERSION_LABEL)):
        page.write_string(0, number, str(header), head)
    for number, column in enumerate(columns, start=2):
        page.write_string(0, number, column.header, head)
    page.write_string(1, 0, SAMPLE, sample)
    page.write_string(1, 1, "", sample)
    for number, column in enumerate(columns, start=2):
        page.write_string(1, number, str(column.sample), sample)
    line = 1
    source = rows.iterator(chunk_size=1000) if hasattr(rows, "iterator") else rows
    for line, obj in enumerate(source, start=2):
        page.write_number(line, 0, obj.pk, own)
        page.write_number(line, 1, sheet.version_of(obj), own)
        for number, column in enumerate(columns, start=2):
            value = column.cell_of(obj)
            if value is None or value == "":
                continue
            form = kept.get(column.cell.number_format, text)
            xlsx.put(page, line, number, value if column.cell.number_format else str(value), form)
    page.autofilter(0, 0, line, len(columns) + 1)
    return line


def _write_lists(
    book: Workbook, page: Worksheet, lists: Worksheet, columns: list[SheetField], last: int
) -> None:
    """Write each closed list into a column of its own and point the drop-downs there."""
    head = book.add_format({"bold": True, "bottom": 1})
    found = [
        (number, column, words)
        for number, column in enumerate(columns, start=2)
        if (words := [word for _value, word in column.cell.choices()])
    ]
    lists.set_column(0, max(len(found) - 1, 0), 34)
    for place, (_number, column, _words) in enumerate(found):
        lists.write_string(0, place, column.title, head)
    for line in range(max((len(words) for _n, _c, words in found), default=0)):
        for place, (_number, _column, words) in enumerate(found):
            if line < len(words):
                lists.write_string(line + 1, place, words[line])
    from xlsxwriter.utility import xl_col_to_name

    for place, (number, column, words) in enumerate(found):
        letter = xl_col_to_name(place)
        page.data_validation(
            1,
            number,
            last,
            number,
            {
                "validate": "list",
                "source": f"='{lists.get_name()}'!${letter}$2:${letter}${len(words) + 1}",
                # Other spellings and "(kosongkan)" are read too: the list helps, it does not refuse.
                "error_type": "information",
                "error_title": column.title[:32],
                "error_message": __("This word is not in the list. Keep it?"),
            },
        )


def _write_help(book: Workbook, page: Worksheet, sheet: Sheet, columns: list[SheetField]) -> None:
    title = book.add_format({"bold": True, "font_size": 15, "font_color": _INK})
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    page.set_column(0, 0, 32)
    page.set_column(1, 1, 12)
    page.set_column(2, 3, 60)
    page.write_string(0, 0, str(sheet.title), title)
    line = 2
    for sentence in (
        __(
            "Rows with a system number are records that exist: change cells, leave the first two columns as they are."
        ),
        __("New records go below: leave the first two columns empty."),
        __("An empty cell leaves the stored value alone. To empty a value write %(word)s.")
        % {"word": CLEAR_WORDS[0]},
        __("Rows may be deleted from this file; nothing is deleted in the system by that."),
        __("The line with CONTOH shows an example and is not read."),
        __(
            "Dates: 23 November 2021, 23/11/2021, November 2021 or 2021. Numbers: 1.234,5. Rough counts: ±60."
        ),
        __(
            "If somebody else changed a record after this download, its row comes back with that reason."
        ),
    ):
        page.merge_range(line, 0, line, 3, sentence, wrap)
        line += 1
    line += 1
    for number, header in enumerate(
        (__("Column"), __("Needed"), __("What to write"), __("Example"))
    ):
        page.write_string(line, number, header, bold)
    for column in columns:
        line += 1
        words = [word for _value, word in column.cell.choices()]
        told = " ".join(
            filter(
                None,
                (
                    str(column.help_text),
                    (", ".join(words) if 0 < len(words) <= 15 else ""),
                    __("Cannot change once it is saved.") if column.fixed else "",
                ),
            )
        )
        page.write_string(line, 0, column.header, wrap)
        page.write_string(line, 1, __("yes") if column.required else "", wrap)
        page.write_string(line, 2, told, wrap)
        page.write_string(line, 3, str(column.sample), wrap)
