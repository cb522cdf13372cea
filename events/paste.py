"""A pasted attendance list, from a spreadsheet or a chat, read into people; pure, no models.

A line is a person. Cells stand apart by tab, semicolon, bar or comma, by what most lines have and else by what the line
has; a leading number or bullet
is dropped. A heading line names the cells; without one the cells are told by what they hold:
L/P (also laki-laki, perempuan) is the sex, words such as "KSM" or "Puskesmas" an institution,
the first other cell the name, the next one the position.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator

from core.tools.rows.values import value_class
from core.tools.written.people import sex_of, without_sex

MOST_LINES = 500
MOST_LETTERS = 60_000

_SIGNS = ("\t", ";", "|")
_HEADS = {
    "name": ("nama", "nama lengkap", "nama peserta", "name", "peserta"),
    "institution": (
        "instansi",
        "lembaga",
        "asal",
        "instansi/lembaga",
        "unit kerja",
        "ksm",
        "institution",
        "organisasi",
        "asal instansi",
    ),
    "position": ("jabatan", "posisi", "position", "kedudukan"),
    "sex": ("l/p", "jk", "jenis kelamin", "sex", "kelamin", "l/p."),
    "skip": (
        "no",
        "no.",
        "nomor",
        "ttd",
        "tanda tangan",
        "paraf",
        "hp",
        "no hp",
        "telepon",
        "no. hp",
        "email",
    ),
}
# Category by a word in institution or position; the first that is found counts.
_CATEGORY: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("aksansi_daerah", ("aksansi daerah", "aksansi kab", "aksansi kota", "pengurus aksansi")),
    ("sekretariat", ("sekretariat aksansi", "aksansi pusat", "aksansi")),
    ("operator", ("operator",)),
    ("ksm", ("ksm", "kpp", "bps", "kelompok swadaya", "kelompok pemanfaat")),
    ("puskesmas", ("puskesmas", "sanitarian")),
    ("dinkes", ("dinas kesehatan", "dinkes")),
    ("bappeda", ("bappeda", "bapperida", "bappeko", "pokja")),
    ("kecamatan", ("kecamatan", "kapanewon", "kemantren", "camat", "panewu")),
    ("desa", ("kelurahan", "kalurahan", "desa", "lurah", "carik", "dukuh")),
    ("forum", ("forum",)),
    ("akademisi", ("universitas", "institut", "politeknik", "kampus")),
    ("media", ("media", "wartawan", "koran", "radio")),
    ("ngo", ("borda", "iuwash", "yayasan", "lsm", "ngo", "usaid")),
    ("opd", ("dinas", "dpu", "dlh", "badan", "upt", "pemkab", "pemkot", "opd", "skpd", "kantor")),
)
_INSTITUTION = re.compile(
    r"\b(ksm|kpp|dinas|dpu\w*|dlh|bappeda|puskesmas|dinkes|kecamatan|kapanewon|kelurahan|kalurahan|"
    r"desa|aksansi|borda|forum|universitas|upt\w*|kantor|badan|yayasan)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"^\s*(?:\d{1,3}\s*[.):]?\s+|\d{1,3}[.)]\s*|[-*•–]\s*)")
# What stands behind a name and belongs to it: “S.T.”, “M.Si.”, “A.Md.Kes.”, “Ph.D.”; small letters alone are none.
_DEGREE = re.compile(
    r"(?:[SMAB]\.\s?[A-Z][A-Za-z]*\.?(?:\s?[A-Z][A-Za-z]*\.?)*|A\.?Md(?:\.\s?[A-Z][a-z]+)*\.?|(?:Ph|Dr)\.?D\.?|Sp\.?[A-Z]\w*\.?|"
    r"(?:ST|MT|SE|SH|MH|MM|SKM|SP|MP|SIP|SPd|MPd|SSi|MSi|SSos|MKes|MSc|BSc|MEng|MBA|MPH|ATD|AMd|Apt)\.?)"
)
_LONG_DASH = re.compile(r"\s[–—]\s")  # what phones make of “ - ”
_PHONE = re.compile(r"^\+?[\d\s().-]{8,}$")
_CHAT = re.compile(
    r"^\[?\d{1,2}[/.]\d{1,2}[/.]\d{2,4},? \d{1,2}[.:]\d{2}(?:[.:]\d{2})?\]?\s*(?:-\s*)?[^:]{1,60}:\s*"
)


@value_class
class Person:
    """One line: `sex` is "L", "P" or "" where it is not said; `category` a value of AttendeeCategory."""

    line: int
    name: str
    institution: str
    position: str
    sex: str
    category: str


@value_class
class Reading:
    """People in the order of the list, and the lines that hold none, with what is wrong."""

    people: tuple[Person, ...]
    left_out: tuple[tuple[int, str], ...]


def same_person(name: str, institution: str) -> tuple[str, str]:
    """Return the key two lines share when they mean the same person: letters only, no titles' dots."""
    return _plain(name), _plain(institution)


def _plain(text: str) -> str:
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return " ".join(re.findall(r"[a-z0-9]+", bare))


def read(text: str, *, category: str = "lain") -> Reading:
    """Return the people of a pasted list; `category` stands where no word tells it.

    Raises ValueError with a number of lines or letters over the limits.
    """
    lines = text.replace("\x00", "").splitlines()
    if len(text) > MOST_LETTERS or len(lines) > MOST_LINES:
        raise ValueError
    heads: dict[int, str] | None = None
    people: list[Person] = []
    left_out: list[tuple[int, str]] = []
    separator = _separator(lines)
    for number, raw in enumerate(lines, start=1):
        line = _CHAT.sub("", raw).strip()
        if not line:
            continue
        cells = _cells(line, separator)
        if heads is None and (found := _heading(cells)):
            heads = found
            continue
        person = _person(number, cells, heads, category)
        if person is None:
            left_out.append((number, raw.strip()[:80]))
        else:
            people.append(person)
    return Reading(tuple(people), tuple(left_out))


def _separator(lines: Iterable[str]) -> str:
    filled = [line for line in lines if line.strip()]
    for sign in _SIGNS:
        if sum(sign in line for line in filled) * 2 > len(filled):
            return sign
    return ","


def _cells(line: str, separator: str) -> list[str]:
    line = _LONG_DASH.sub(" - ", line)
    if separator == "," or separator not in line:
        separator = next((sign for sign in _SIGNS if sign in line), ",")
    if separator not in line and " - " in line:
        cells = line.split(" - ")
    else:
        cells = next(csv.reader([line], delimiter=separator), [])
    cells = list(_with_degrees(cells))
    cells = [" ".join(cell.split()) for cell in cells]
    if cells and separator != "\t":
        cells[0] = _NUMBER.sub("", cells[0])
    return cells


def _with_degrees(cells: list[str]) -> Iterator[str]:
    """Yield the cells of a line; a degree behind a name is part of it, also where a dash follows it."""
    name = ""
    for place, cell in enumerate(cells):
        first, dash, rest = cell.partition(" - ")
        if name and _DEGREE.fullmatch(without_sex(first.strip())[0]):
            name = f"{name}, {first.strip()}"
            if dash:
                yield name
                name = ""
                yield from rest.split(" - ")
            continue
        if name:
            yield name
            name = ""
        if place == 0 or (place == 1 and cells[0].strip(" .)").isdecimal()):
            name = cell
        else:
            yield cell
    if name:
        yield name


def _heading(cells: list[str]) -> dict[int, str] | None:
    found = {
        place: meaning
        for place, cell in enumerate(cells)
        for meaning, words in _HEADS.items()
        if cell.lower().strip(" :") in words
    }
    return found if "name" in found.values() else None


def _person(
    number: int, cells: list[str], heads: dict[int, str] | None, category: str
) -> Person | None:
    got = {"name": "", "institution": "", "position": "", "sex": ""}
    if heads is not None:
        for place, cell in enumerate(cells):
            meaning = heads.get(place, "skip")
            if meaning != "skip":
                got[meaning] = cell
        got["sex"] = sex_of(got["sex"])
    else:
        for cell in cells:
            if not cell or cell.isdecimal() or _PHONE.match(cell) or "@" in cell:
                continue
            if not got["sex"] and (sex := sex_of(cell)):
                got["sex"] = sex
            elif not got["name"]:
                got["name"] = cell
            elif not got["institution"] and _INSTITUTION.search(cell):
                got["institution"] = cell
            elif not got["position"]:
                got["position"] = cell
            elif not got["institution"]:
                got["institution"] = cell
    name, sex = without_sex(_NUMBER.sub("", got["name"]).strip())
    if not re.search(r"[^\W\d_]{2}", name):
        return None
    return Person(
        line=number,
        name=name,
        institution=got["institution"],
        position=got["position"],
        sex=got["sex"] or sex,
        category=category_of(f"{got['institution']} {got['position']}", category),
    )


def category_of(words: str, otherwise: str) -> str:
    """Return the category a text about one person names: the first of the list that is found in it."""
    found = _signs(words)
    return found[0][1] if found else otherwise


def category_of_guests(words: str, otherwise: str) -> str:
    """Return the category of a line such as “Dinas pengampu sesuai amanat dalam Pokja”: what it names first."""
    found = _signs(words)
    return min(found, key=lambda pair: pair[0])[1] if found else otherwise


def _signs(words: str) -> list[tuple[int, str]]:
    """Return (place of its sign, category) of each category named, in the order of the list."""
    lower = words.lower()
    found = []
    for category, signs in _CATEGORY:
        places = [m.start() for sign in signs if (m := re.search(rf"\b{re.escape(sign)}", lower))]
        if places:
            found.append((min(places), category))
    return found
