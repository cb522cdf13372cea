"""Public records as they are, through the wizard: each cell is in a field, in kept words, or named as not taken.

What was seen of a facility (`facilities.csv`) goes to another table and is looked for on the facility's page.
"""

from __future__ import annotations

import contextlib
import csv
import html
import io
import re
from collections import defaultdict
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.conf import settings
from django.urls import reverse

from agreements import reference as stages
from core.importing import sheet_class, template
from core.land import reference
from core.land.regions import Region, search_key
from core.tools import partial_dates
from ksm.models import DatedFact, Facility
from tests.planning.factories import make_chapter
from tests.wizard import Walk

RECORDS = Path(settings.BASE_DIR) / "fixtures" / "records"
pytestmark = [pytest.mark.django_db, pytest.mark.once]
# File, its table, how many lines go in, what the user says of words and columns.
FILES: list[tuple[str, str, int, dict[str, str]]] = [
    ("agreements", "stages", 8, {}),
    ("chapters", "chapters", 16, {}),
    ("positions", "board-seats", 6, {}),
    ("lab_results", "lab-results", 22, {}),
    ("monitoring", "dated-facts", 141, {}),
    ("finance", "dated-facts", 41, {"column__1": ""}),
    ("facilities_kotaku", "facilities", 775, {}),
    ("facilities", "facilities", 125, {}),
    ("spm_kelurahan", "dated-facts", 52 * 8, {}),
    ("events", "events", 41, {}),
]  # fmt: skip
# What a word of a file is called in ours; "" where the column says it.
SAME = {
    "Kabupaten": "Kab.", "Provinsi": "", "Kel.": "Kelurahan", "Kec.": "", "Kecamatan": "",
    "signed": "ditandatangani", "audience": "Audiensi", "oil": "Minyak", "grease": "lemak", "and": "",
    "temperature": "Suhu", "ammonia": "Amoniak", "exceeds": "melebihi", "within": "memenuhi",
    "meets": "memenuhi", "standard": "", "some": "sebagian", "fail": "", "in": "", "per": "",
    "combination": "kombinasi", "MCK": "kombinasi", "house": "", "connections": "", "active": "Aktif", "National": "Nasional",
    "formation": "Pembentukan", "meeting": "Pertemuan", "award": "Penghargaan",
    "training": "Pelatihan", "inauguration": "Peresmian",
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


def pages_of_facilities(browser: Any) -> dict[str, str]:
    """Return what the pages of the facilities of a name say, as text to look words up in."""
    found: dict[str, str] = defaultdict(str)
    for code, name in Facility.objects.values_list("code", "name"):
        page = browser.get(reverse("ksm:facility-detail", args=[code])).content.decode()
        main = page.partition("<main")[2]
        links = "|".join(re.findall(r'href="(http[^"]+)"', main))
        words = html.unescape(re.sub(r"<[^>]+>", "|", main) + links)
        found[search_key(name)] += search_key(words)
    return found


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
    by_measure = 8 if name == "spm_kelurahan" else 1  # its columns of figures
    assert walk.job.checked["new"] == count == by_measure * len(lines(name)) - faulty, walk.said()
    not_taken = {one["header"] for one in walk.job.columns if not one["means"]}
    page = walk.told()
    assert all(header in page for header in not_taken)
    told = walk.said()
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
    # What was seen of a facility stands on its page, and nowhere else will do.
    own = pages_of_facilities(browser) if name == "facilities" else {}
    lost = [
        (at, header, cell)
        for at, row in enumerate(lines(name))
        if at not in named
        for header, cell in row.items()
        if cell
        and header not in not_taken
        and f"“{cell}” dibaca sebagai" not in told
        and not is_kept(cell, own.get(search_key(row.get("name", "")), kept))
    ]
    assert lost == [], lost[:20]
    again = Walk(browser, sheet, "again.xlsx", table).check()
    assert not again.job.checked["new"] + again.job.checked["changed"], again.said()
    assert not again.job.checked["faulty"], again.said()
    twice = Walk(browser, sheet, f"{name}.csv", content).check(**said)
    assert not twice.job.checked["new"] + twice.job.checked["changed"], twice.said()


def test_a_table_with_a_measure_a_column_tells_each(secretariat: Any, as_user: Any) -> None:
    """`spm_kelurahan.csv`: the eight figures of a line, each under its own name, planned or achieved, of its kelurahan."""
    reference.load()
    content = (RECORDS / "spm_kelurahan.csv").read_bytes()
    browser = as_user(secretariat)
    walk = Walk(browser, "dated-facts", "spm_kelurahan.csv", content)
    assert "“spalds_target”" in walk.page()
    walk.check().bring_in()
    mantuil = DatedFact.objects.filter(
        area="Mantuil, Banjarmasin Selatan", region="63.71", as_of="2020"
    )
    assert {one.subject: (one.value, one.is_planned) for one in mantuil} == {
        "houses": (4282, False), "basic target": (0, True), "spalds target": (416, True),
        "spaldt target": (3886, True), "basic realisation": (0, False), "spalds realisation": (36, False),
        "spaldt realisation": (44, False), "risk level": (1, False),
    }  # fmt: skip
    fresh = Walk(
        browser, "dated-facts", "lagi.csv", content.replace(b",4282,", b",4300,", 1)
    ).check()
    (row,) = fresh.rows("changed")
    assert (row["line"], [one["new"] for one in row["changes"]]) == (2, ["4.300"])
    page = browser.get(f"{fresh.job.get_absolute_url()}?line=2").content.decode()
    assert "spaldt realisation" in page


@pytest.mark.parametrize(
    ("head", "line", "words"),
    [
        # Years over the columns are days, no measures: what was counted has no column, and that is said.
        ("Kabupaten;2019;2020", "Kab. Sleman;12;15", "Yang dihitung"),
        ("No;Kabupaten;Sumber", "1;Kab. Sleman;Profil", "Yang dihitung"),
    ],
)
def test_a_table_without_a_measure_is_stopped_and_says_what_lacks(
    secretariat: Any, as_user: Any, head: str, line: str, words: str
) -> None:
    walk = Walk(as_user(secretariat), "dated-facts", "x.csv", f"{head}\n{line}").check()
    assert walk.answer.status_code == 422 and words in walk.answer.content.decode()
