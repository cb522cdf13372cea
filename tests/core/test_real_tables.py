"""Public records as they are, through the wizard: each cell is in a field, in kept words, or named as not taken.

`facilities.csv` has its own tests (`tests/ksm/test_import.py`): what was seen of a facility goes to another table.
"""

from __future__ import annotations

import contextlib
import csv
import io
import re
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.conf import settings

from agreements import reference as stages
from core.importing import sheet_class, template
from core.land import reference
from core.land.regions import Region, search_key
from core.tools import partial_dates
from tests.planning.factories import make_chapter
from tests.wizard import Walk

RECORDS = Path(settings.BASE_DIR) / "fixtures" / "records"
pytestmark = pytest.mark.django_db
# File, its table, how many lines go in, what the user says of words and columns.
FILES: list[tuple[str, str, int, dict[str, str]]] = [
    ("agreements", "stages", 8, {}),
    ("chapters", "chapters", 16, {}),
    ("positions", "board-seats", 6, {}),
    ("lab_results", "lab-results", 22, {}),
    ("monitoring", "dated-facts", 141, {}),
    ("finance", "dated-facts", 41, {"column__1": ""}),
    ("facilities_kotaku", "facilities", 775, {}),
]  # fmt: skip
# What a word of a file is called in ours; "" where the column says it.
SAME = {
    "Kabupaten": "Kab.", "Provinsi": "", "Kel.": "Kelurahan", "Kec.": "", "Kecamatan": "",
    "signed": "ditandatangani", "audience": "Audiensi", "oil": "Minyak", "grease": "lemak", "and": "",
    "temperature": "Suhu", "ammonia": "Amoniak", "exceeds": "melebihi", "within": "memenuhi",
    "meets": "memenuhi", "standard": "", "some": "sebagian", "fail": "", "in": "", "per": "",
    "active": "Aktif", "National": "Nasional",
}  # fmt: skip


def lines(name: str) -> list[dict[str, str]]:
    with (RECORDS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def exported(sheet: str, user: Any) -> tuple[bytes, str]:
    """Return the table to edit with all rows, and all it says as one text to look words up in."""
    own = sheet_class(sheet)(user)
    content = template.write(own, own.rows()).read()
    page = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    cells = [cell for row in page.iter_rows(min_row=2, values_only=True) for cell in row]
    return content, "|".join(search_key(str(cell)) for cell in cells if cell not in (None, ""))


def is_kept(cell: str, kept: str) -> bool:
    """Return whether each word of a cell is found in what came out, as it stands or as ours writes it."""
    with contextlib.suppress(ValueError):
        cell = partial_dates.display(partial_dates.parse(cell))
    with contextlib.suppress(InvalidOperation):
        cell = f"{Decimal(cell).normalize():f}"
    parts = [cell] if "://" in cell else re.split(r"[\s,;()/>]+|(?<=\d)-(?=\d)|\.\.", cell)
    return all(
        search_key(word) in kept or search_key(SAME.get(word, word)) in kept for word in parts
    )


@pytest.mark.parametrize(("name", "sheet", "count", "said"), FILES)
def test_a_real_table_goes_in_as_it_is_and_comes_out_equal(
    secretariat: Any, as_user: Any, name: str, sheet: str, count: int, said: dict[str, str]
) -> None:
    reference.load()
    Region.objects.filter(pk="34").update(
        search_text="|diyogyakarta|"
    )  # which the tests' own lacks
    stages.load()
    if name == "positions":
        make_chapter("33.11")
        make_chapter("34.01")
    browser = as_user(secretariat)
    content = (RECORDS / f"{name}.csv").read_bytes()
    walk = Walk(browser, sheet, f"{name}.csv", content).check(**said)
    faulty = walk.job.checked["faulty"]
    assert walk.job.checked["new"] == count == len(lines(name)) - faulty, walk.said()
    not_taken = {one["header"] for one in walk.job.columns if not one["means"]}
    page = walk.told()
    assert all(header in page for header in not_taken)
    walk.bring_in()
    named: set[int] = set()
    if faulty:
        book = openpyxl.load_workbook(walk.job.errors_file.open()).worksheets[0]
        returned = {
            tuple(str(cell or "") for cell in row)
            for row in book.iter_rows(min_row=2, values_only=True)
        }
        named = {
            at for at, row in enumerate(lines(name))
            if any(set(filter(None, row.values())) <= set(back) for back in returned)
        }  # fmt: skip
        assert len(named) >= faulty  # every line that is not taken comes back whole
    table, kept = exported(sheet, secretariat)
    lost = [
        (at, header, cell)
        for at, row in enumerate(lines(name))
        if at not in named
        for header, cell in row.items()
        if cell and header not in not_taken and not is_kept(cell, kept)
    ]
    assert lost == [], lost[:20]
    again = Walk(browser, sheet, "again.xlsx", table).check()
    assert not again.job.checked["new"] + again.job.checked["changed"], again.said()
    assert not again.job.checked["faulty"], again.said()
    twice = Walk(browser, sheet, f"{name}.csv", content).check(**said)
    assert not twice.job.checked["new"] + twice.job.checked["changed"], twice.said()


def test_a_table_with_a_measure_a_column_is_stopped_and_says_what_lacks(
    secretariat: Any, as_user: Any
) -> None:
    """`spm_kelurahan.csv`: eight figures a line have no one name; nothing is taken for another fact."""
    reference.load()
    content = (RECORDS / "spm_kelurahan.csv").read_bytes()
    walk = Walk(as_user(secretariat), "dated-facts", "spm_kelurahan.csv", content).check()
    assert walk.answer.status_code == 422
    words = walk.answer.content.decode()
    assert "Yang dihitung" in words and "spalds_target" in words
