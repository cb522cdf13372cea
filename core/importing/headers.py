"""Which column of a file is which: by exact header, by synonym, else by likeness."""

from __future__ import annotations

from collections.abc import Callable
from difflib import SequenceMatcher

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.importing.cells import Choice
from core.importing.columns import ID, VERSION
from core.importing.sheets import Sheet
from core.land.regions import search_key
from core.tools.files.spreadsheets import Grid, plain

ID_LABEL, VERSION_LABEL = _("System number"), _("Row version")
_ALIKE = 0.82
_OWN = {
    ID: {"systemnumber", "nomorsistem"},
    VERSION: {"rowversion", "versibaris"},
}


def known_header(sheet: Sheet) -> Callable[[str], bool]:
    """Return the function that says whether a text is a header of the sheet."""
    words = set().union(*(field.headers() for field in sheet.columns()), *_OWN.values())
    return lambda text: search_key(plain(text)) in words


def suggest(sheet: Sheet, headers: list[str]) -> dict[int, str]:
    """Return column number → attribute for the headers that are understood; each attribute once."""
    found: dict[int, str] = {}
    open_columns = {field.name: field.headers() for field in sheet.columns()}
    keys = [search_key(header) for header in headers]
    for name, words in _OWN.items():
        for number, key in enumerate(keys):
            if key in words and name not in found.values():
                found[number] = name
    # A header may be a synonym of two columns: the one that lists it first takes it.
    for number, key in enumerate(keys):
        if number in found or not key:
            continue
        if fits := [name for name, words in open_columns.items() if key in words]:
            found[number] = fits[0]
            del open_columns[fits[0]]
    for number, key in enumerate(keys if sheet.by_likeness else ()):
        if number in found or len(key) < 4:
            continue
        likely = [
            (SequenceMatcher(None, key, word).ratio(), name)
            for name, words in open_columns.items()
            for word in words
            if len(word) > 3
        ]
        ratio, name = max(likely, default=(0.0, ""))
        if ratio >= _ALIKE:
            found[number] = name
            del open_columns[name]
    return found


def unknown_words(
    sheet: Sheet, grid: Grid, mapping: dict[int, str], most: int = 30
) -> dict[str, list[str]]:
    """Return, for each choice column, the words of the file that are not in its list."""
    found: dict[str, list[str]] = {}
    for number, name in mapping.items():
        field = sheet.column(name)
        if field is None or not isinstance(field.cell, Choice):
            continue
        words = dict.fromkeys(plain(row[number]) for row in grid.rows)
        for word in words:
            if not word.strip():
                continue
            try:
                field.cell.clean(word)
            except ValidationError:
                found.setdefault(name, []).append(word)
                if len(found[name]) >= most:
                    break
    return found
