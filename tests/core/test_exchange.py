"""Files out: as large as the list, the memory it takes as small as a page's."""

from __future__ import annotations

import datetime as dt
import io
import tracemalloc
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from xlsxwriter.worksheet import Worksheet

from core.tools.files import xlsx
from core.tools.files.exchange import FORMATS, file_response
from core.tools.files.xlsx_page import Page, escaped
from core.tools.tables import Column

COLUMNS = [
    Column("name", "Nama"),
    Column("count", "Jumlah", kind="number"),
    Column("day", "Tanggal", value=lambda row: dt.date(2018, 3, 1 + row.count % 28)),
]


pytestmark = pytest.mark.django_db  # a sent answer ends its request, and with it old connections


class Row:
    def __init__(self, count: int) -> None:
        self.name, self.count = f"IPAL Komunal Padukuhan {count}", count


def peak(fmt: str, rows: int) -> tuple[int, int]:
    """Return the most memory in use while an export was made and sent, and the bytes sent."""

    def records() -> Iterator[Any]:
        yield from map(Row, range(rows))

    tracemalloc.start()
    try:
        answer = file_response(fmt=fmt, title="Sarana", columns=COLUMNS, records=records())
        assert answer.streaming
        size = sum(map(len, answer.streaming_content))  # type: ignore[attr-defined]
        answer.close()
        return tracemalloc.get_traced_memory()[1], size
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("fmt", FORMATS)
def test_memory_does_not_grow_with_the_rows(fmt: str) -> None:
    """CSV goes out as it is read; XLSX row by row into a file, which itself stays in memory up to 5 MB."""
    peak(fmt, 100)  # what is made once
    few, small = peak(fmt, 2_000)
    many, large = peak(fmt, 20_000)
    assert large > 7 * small
    file = 1.5 * (large - small) if fmt == "xlsx" else 0
    assert many < 1.2 * few + file, (few, many, file)


def sheet_of(kind: type[Worksheet], texts: list[str]) -> bytes:
    """Return the cells of a workbook whose page is of a kind, each text in three lines."""
    out = io.BytesIO()
    book = xlsx.workbook(out)
    page = book.add_worksheet("Sarana", worksheet_class=kind)
    for line in range(3):
        for column, text in enumerate(texts):
            page.write_string(line, column, text)
    book.close()
    return zipfile.ZipFile(out).read("xl/worksheets/sheet1.xml")


def test_a_text_is_written_as_the_library_writes_it_but_looked_through_once() -> None:
    """What looks like a sign of Excel, short enough to be kept at hand or not, at its first cell and at the next."""
    texts = ["_x0041_", "_x0041_" * 50, "\x01", " a ", "<b>&", "Bantul"]
    assert type(xlsx.add_page(xlsx.workbook(io.BytesIO()), "Sarana")) is Page
    before = escaped.cache_info()
    assert sheet_of(Page, texts) == sheet_of(Worksheet, texts)
    after = escaped.cache_info()
    assert after.hits - before.hits >= 10 and after.misses - before.misses <= 5


@pytest.mark.parametrize("is_streamed", [True, False])
def test_no_value_makes_a_workbook_that_does_not_open(is_streamed: bool) -> None:
    """Texts that XlsxWriter takes for its own parts, numbers and days a cell does not hold."""
    said = {
        "<r>IPAL & MCK</r>": "<r>IPAL & MCK</r>", "<r><t>=CMD</t></r>": "<r><t>=CMD</t></r>", "a\ud800b": "ab",
        float("nan"): "nan", Decimal("Infinity"): "Infinity", 10**400: str(10**400), dt.date(1899, 1, 1): "1899-01-01",
        dt.date(1900, 3, 1): dt.datetime(1900, 3, 1), Decimal("1.5"): 1.5,
    }  # fmt: skip
    out = io.BytesIO()
    book = xlsx.workbook(out, is_streamed=is_streamed)
    page, style = xlsx.add_page(book, "Sarana"), book.add_format({"num_format": "dd/mm/yyyy"})
    for line, value in enumerate(said):
        xlsx.put(page, line, 0, value, date=style)
    book.close()
    rows = openpyxl.load_workbook(out).active.iter_rows(values_only=True)
    got = [value.rstrip() if isinstance(value, str) else value for (value,) in rows]
    assert got == list(said.values())
