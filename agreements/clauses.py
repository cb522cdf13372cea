"""Placeholders in the clauses of an MoU or PKS: which there are, what is wrong with a text, and how it reads filled in.

Pure: knows no model. A clause is written one paragraph per line; several lines become numbered
paragraphs, lines beginning with "- " lettered points below the paragraph before them.
"""

from __future__ import annotations

import re

from django.utils.translation import gettext_lazy as _

from core.tools.rows.values import value_class

PLACEHOLDERS: dict[str, object] = {
    "daerah": _("region, e.g. Kabupaten Sleman"),
    "mitra": _("counterpart, e.g. Pemerintah Daerah Kabupaten Sleman"),
    "judul": _("title of the agreement"),
    "ruang_lingkup": _("scope of the agreement"),
    "nomor_aksansi": _("number of AKSANSI"),
    "nomor_mitra": _("number of the counterpart"),
    "penandatangan_aksansi": _("who signs for AKSANSI"),
    "penandatangan_mitra": _("who signs for the counterpart"),
    "tempat": _("place of signing"),
    "tanggal": _("date of signing"),
    "mulai": _("in force from"),
    "akhir": _("in force until"),
    "induk": _("the MoU a PKS rests on, with its numbers and date"),
}
BLANK = "………………"
"""What is not known yet: to be filled in by hand."""
_MARK = re.compile(r"\{([^{}]*)\}")


def faults(text: str) -> list[str]:
    """Return the marks in a text that are no placeholder, and stray braces, as written; [] where all is well."""
    unknown = [f"{{{name}}}" for name in _MARK.findall(text) if name not in PLACEHOLDERS]
    rest = _MARK.sub("", text)
    return [*dict.fromkeys(unknown), *(brace for brace in "{}" if brace in rest)]


def fill(text: str, values: dict[str, str]) -> str:
    """Return the text with its placeholders filled in; BLANK where a value is missing."""
    return _MARK.sub(lambda mark: values.get(mark[1], "") or BLANK, text)


@value_class
class Paragraph:
    """One paragraph of a clause; `number` is 0 where it is the only one. `points` are lettered below it."""

    number: int
    text: str
    points: tuple[str, ...] = ()


def paragraphs(text: str) -> tuple[Paragraph, ...]:
    """Return the paragraphs of a clause, numbered where there are several."""
    found: list[tuple[str, list[str]]] = []
    for line in (line.strip() for line in text.splitlines()):
        if line.startswith("- ") and found:
            found[-1][1].append(line[2:].strip())
        elif line:
            found.append((line, []))
    several = len(found) > 1
    return tuple(
        Paragraph(number if several else 0, words, tuple(points))
        for number, (words, points) in enumerate(found, start=1)
    )
