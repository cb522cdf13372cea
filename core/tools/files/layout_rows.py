"""Lines of an office's table that are no records: numbers of columns, groups, sums, notes, signatures.

They are left out and listed, never dropped in silence. A line is judged by its words alone; one that holds
a second text is a record.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.tools.partial_dates import MONTHS

Cells = Sequence[Any]
Text = Callable[[Any], str]

NUMBERS, AGAIN = _("numbers of the columns"), _("the header once more")
SUM, GROUP, NOTE, SIGNED = _("a sum"), _("a heading of a group"), _("a note"), _("signatures")
BEYOND = _("more cells than the header has")
_SUM = re.compile(
    r"(?:sub[\s-]*|grand\s+)?(?:jumlah|jml|total|rata[\s-]*rata|rerata|persentase|prosentase|sum|average)\b",
    re.I,
)
_GROUP = re.compile(
    r"(?:(?:[A-Z]|[IVX]{1,5}|\d{1,2})[.)]\s*)?"
    r"(?:kecamatan|kec|kapanewon|kemantren|kabupaten|kab|kota|provinsi|prov|kelurahan|kalurahan|desa|wilayah|zona|"
    r"program|tahun|ta|tahap|sumber dana|jenis|district|group)\b\.?\s*[:.]?\s*\S",
    re.I,
)
_NUMERAL = re.compile(r"(?:[A-Z]|[IVX]{1,5}|\d{1,3})[.)]?", re.I)
_NOTE = re.compile(
    r"(?:catatan|keterangan|ket|sumber(?:\s+data)?|note|notes|source)\b\.?\s*:|\*+\)?\s*\S|\(\*\)"
    r"|(?:\d{1,2}\)|[¹²³])\s*(?-i:[a-z])",
    re.I,
)
_SIGNED = re.compile(
    r"(?:mengetahui|menyetujui|mengesahkan|disahkan|diperiksa|dibuat oleh|disusun oleh|yang membuat|hormat kami|"
    r"a\.?n\.|ttd\b|tertanda|n\.?i\.?p\b\.?)|(?:kepala|plt\.?|plh\.?|sekretaris|camat|lurah|bupati|wali\s?kota)\s+\S",
    re.I,
)
_PLACE_AND_DAY = re.compile(
    r"[A-Za-z][A-Za-z .]{1,40},\s*(?:tanggal\s*)?\d{0,2}\s*([A-Za-z]+)\s+(?:19|20)\d\d", re.I
)
_STRONG = re.compile(
    r"mengetahui|menyetujui|mengesahkan|n\.?i\.?p\b|(?:dibuat oleh|disusun oleh|yang membuat|hormat kami)\W*$",
    re.I,
)


def why_no_record(cells: Cells, headers: Sequence[str], text: Text) -> Promise | None:
    """Return what a line is instead of a record; None for a record. `text`: how a cell reads."""
    filled = [(number, cell) for number, cell in enumerate(cells) if cell not in ("", None)]
    if not filled or _is_surely_record([cell for _number, cell in filled], headers):
        return None
    if _counts(cells, text):
        return NUMBERS
    said = [(number, text(cell)) for number, cell in filled]
    if len(said) > 1 and all(
        number < len(headers) and word == headers[number] for number, word in said
    ):
        return AGAIN
    words = [(number, word) for number, word in said if _is_text(cells[number], word)]
    if len(words) == 2 and _NUMERAL.fullmatch(words[0][1]):
        del words[0]  # "A | Kecamatan Contoh"
    if len(words) != 1 or len(headers) < 2:
        return None
    place, word = words[0]
    if _SUM.match(word):
        return SUM
    if any(number > place for number, _word in said):
        return None
    if _NOTE.match(word):
        return NOTE
    if _signs(word):
        return SIGNED
    return GROUP if _GROUP.match(word) and len(headers) > 2 else None


def _is_surely_record(filled: Cells, headers: Sequence[str]) -> bool:
    """Return whether a line is worth no second look: most lines of a long table are."""
    if sum(1 for cell in filled if isinstance(cell, str)) < 3:
        return False
    first = [cell for cell in filled[:2] if isinstance(cell, str)]
    is_first = first[0] if first else ""
    return not (
        is_first in headers or is_first.startswith(("1", "(1")) or any(map(_SUM.match, first))
    )


def first_of_signatures(rows: Sequence[Cells], text: Text) -> int:
    """Return where the signatures at the end of a table begin; the number of its rows for none."""
    last = len(rows)
    for number in range(len(rows) - 1, max(-1, len(rows) - 16), -1):
        said = [text(cell) for cell in rows[number] if cell not in ("", None)]
        if len(said) > 2 or any(_is_number(one) for one in said):
            break
        if any(_signs(one) for one in said):
            last = number
    tail = [text(cell) for row in rows[last:] for cell in row if cell not in ("", None)]
    return last if any(_STRONG.search(one) or _is_place_and_day(one) for one in tail) else len(rows)


def _counts(cells: Cells, text: Text) -> bool:
    """Return whether a line numbers the columns: “1 2 3 4”, “(1) (2) (3)”."""
    found = [text(cell).strip("()[]. ") for cell in cells if cell not in ("", None)]
    return len(found) > 2 and found == [str(n) for n in range(1, len(found) + 1)]


def _is_text(cell: Any, word: str) -> bool:
    return not isinstance(cell, int | float | dt.date | dt.time | dt.timedelta) and not _is_number(
        word
    )


def _is_number(word: str) -> bool:
    return bool(re.fullmatch(r"[-–(]?\s*(?:Rp\.?\s*)?\d[\d.,\s%]*\)?(?:,-)?", word, re.I))


def _signs(word: str) -> bool:
    return bool(_SIGNED.match(word)) or _is_place_and_day(word)


def _is_place_and_day(word: str) -> bool:
    found = _PLACE_AND_DAY.fullmatch(word)
    return bool(found and found[1].lower() in MONTHS)
