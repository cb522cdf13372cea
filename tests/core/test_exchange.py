"""Files out: as large as the list, the memory it takes as small as a page's."""

from __future__ import annotations

import datetime as dt
import tracemalloc
from collections.abc import Iterator
from typing import Any

import pytest

from core.tools.files.exchange import FORMATS, file_response
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
