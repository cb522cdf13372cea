"""Which column of a file is which: by exact header, by synonym, else by likeness."""

from __future__ import annotations

import re
from collections.abc import Callable
from difflib import SequenceMatcher

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.importing.cells.choices import Choice
from core.importing.cells.text import Cell
from core.importing.columns import ID, VERSION
from core.importing.parents import Known
from core.importing.sheets import Sheet
from core.land.regions import search_key
from core.tools.files.grids import Grid
from core.tools.files.spreadsheets import plain
from core.tools.written.blanks import is_mistake, says_nothing

ID_LABEL, VERSION_LABEL = _("System number"), _("Row version")
_ALIKE = 0.82
MOST_ASKED = 100  # records to choose from in one question
_TELLING = {
    word: words.split()[0]
    for words in (
        "kk households household keluarga", "sr sambungan connections", "jiwa orang people penduduk pemanfaat",
        "rumah houses house", "unit units", "pintu doors", "m3", "m meter", "km", "liter l", "% persen percent",
        "hari day harian", "bulan month bulanan", "tahun year tahunan", "x bujur lon long longitude",
        "y lintang lat latitude", "rp rupiah biaya cost", "tanggal tgl date", "inlet masuk", "outlet keluar",
        "rencana target rancangan desain designed design planned", "realisasi capaian actual",
        "terlayani served dilayani",
        "terpasang installed", "aktif active", "mulai from sejak dari", "selesai sampai hingga to",
        "perempuan women wanita", "laki men pria", "jumlah", "nama name", "nomor no number", "status",
        "jenis type kind", "kode code", "rt", "rw",
    )
    for word in words.split()
}  # fmt: skip
_OWN = {
    ID: {"systemnumber", "nomorsistem"},
    VERSION: {"rowversion", "versibaris"},
}


def known_header(sheet: Sheet) -> Callable[[str], bool]:
    """Return the function that says whether a text is a header of the sheet."""
    words = set().union(*(field.headers() for field in sheet.columns()), *_OWN.values())
    return lambda text: search_key(plain(text)) in words


def suggest(sheet: Sheet, grid: Grid) -> dict[int, str]:
    """Return column number → attribute for the headers that are understood; each attribute once."""
    return understood(sheet, grid)[0]


def understood(sheet: Sheet, grid: Grid) -> tuple[dict[int, str], set[int]]:
    """Return (column number → attribute, the columns among them that are only guessed).

    A header may be a synonym of two columns: the one that lists it first takes it. A guess goes by the lower line of
    a header of two, or by likeness; never from one quantity to another.
    """
    found: dict[int, str] = {}
    open_columns = {field.name: field for field in sheet.columns()}
    keys = [search_key(header) for header in grid.headers]
    for name, words in _OWN.items():
        for number, key in enumerate(keys):
            if key in words and name not in found.values():
                found[number] = name

    def take(number: int, name: str) -> None:
        found[number] = name
        del open_columns[name]

    def exact(key: str) -> str:
        return next((name for name, one in open_columns.items() if key in one.headers()), "")

    for number, key in enumerate(keys):
        if number not in found and key and (name := exact(key)):
            take(number, name)
    certain = set(found)
    for number, end in enumerate(grid.ends):
        is_lower = end != grid.headers[number] and not _tells(end)
        if number not in found and is_lower and (name := exact(search_key(end))):
            take(number, name)
    for number, header in enumerate(grid.headers if sheet.by_likeness else ()):
        if number in found or len(keys[number]) < 4:
            continue
        likely = [
            (SequenceMatcher(None, keys[number], search_key(word)).ratio(), name)
            for name, one in open_columns.items()
            for word in one.words()
            if len(word) > 3 and _tells(word) == _tells(header)
        ]
        ratio, name = max(likely, default=(0.0, ""))
        if ratio >= _ALIKE:
            take(number, name)
    return found, set(found) - certain


def _tells(header: str) -> frozenset[str]:
    """Return the words of a header that make it another fact: its unit, from or to, planned or done."""
    words = re.findall(r"[a-z]+3?|%", header.lower().replace("³", "3"))
    return frozenset(_TELLING[word] for word in words if word in _TELLING)


def closed(sheet: Sheet, name: str) -> Cell | None:
    """Return the cell of a column that holds one of few words, whose other words can be asked about; else None."""
    field = sheet.column(name)
    if field is None or not isinstance(field.cell, Choice | Known):
        return None
    field.cell.prepare(sheet.user)
    is_long = isinstance(field.cell, Known) and len(field.cell.shown) > MOST_ASKED
    return None if is_long else field.cell


def unknown_words(
    sheet: Sheet, grid: Grid, mapping: dict[int, str], most: int = 30
) -> dict[str, list[str]]:
    """Return, for each choice column, the words of the file that are not in its list."""
    found: dict[str, list[str]] = {}
    for number, name in mapping.items():
        cell = closed(sheet, name)
        if cell is None:
            continue
        words = dict.fromkeys(plain(row[number]) for row in grid.records())
        for word in words:
            if not word.strip() or says_nothing(word) or is_mistake(word):
                continue
            try:
                cell.clean(word)
            except ValidationError:
                found.setdefault(name, []).append(word)
                if len(found[name]) >= most:
                    break
    return found
