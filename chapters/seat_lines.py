"""A chapter's board typed or copied as lines: the seat, who holds it, the group the holder comes from."""

from __future__ import annotations

import re

from chapters.models import SeatRole
from core.tools.rows.values import value_class
from core.tools.written.blanks import says_nothing
from core.tools.written.lines import UnreadableLines, split_parts
from core.tools.written.people import sex_of, without_sex

# How offices write a seat, the longest words first: a deputy of a secretary is no deputy of the chair.
WORDS = {
    "koordinator bidang": SeatRole.COORDINATOR,
    "field coordinator": SeatRole.COORDINATOR,
    "koordinator": SeatRole.COORDINATOR,
    "coordinator": SeatRole.COORDINATOR,
    "wakil ketua": SeatRole.VICE_CHAIR,
    "vice chair": SeatRole.VICE_CHAIR,
    "sekretaris": SeatRole.SECRETARY,
    "bendahara": SeatRole.TREASURER,
    "pelindung": SeatRole.PATRON,
    "secretary": SeatRole.SECRETARY,
    "treasurer": SeatRole.TREASURER,
    "pembina": SeatRole.ADVISER,
    "adviser": SeatRole.ADVISER,
    "bidang": SeatRole.COORDINATOR,
    "patron": SeatRole.PATRON,
    "wakil": SeatRole.VICE_CHAIR,
    "ketua": SeatRole.CHAIR,
    "chair": SeatRole.CHAIR,
}
NOBODY = {"lowong", "kosong", "vacant"}
_ONE_OF_SEVERAL = re.compile(r"(umum|[1-9]|i{1,3}|iv)", re.IGNORECASE)
_HEAD = re.compile(r"(?P<seat>[^:=]+?)\s*(?:[:=]|\s[–—-]\s)\s*(?P<holder>.+)")
_ORIGIN = re.compile(
    r"^(?P<person>.*?)(?:\s*\(|,\s*)(?P<group>(?:KSM|KPP|BPS)\b[^(),]*)\)?$", re.IGNORECASE
)


@value_class
class SeatOfLine:
    """One line: its number in the field, the seat, and who holds it; none of the two: vacant."""

    number: int
    role: SeatRole
    field: str
    person: str
    group_name: str


def seats(text: str) -> list[SeatOfLine]:
    """Return the seats of lines such as “Ketua: Budi (KSM Maju)” or “Sekretaris | Siti | KSM Sehat”.

    Raises UnreadableLines for all lines whose seat is not understood or that name no holder: “lowong” says that nobody
    holds it.
    """
    found, unread = [], []
    for number, line, parts in split_parts(text):
        seat = _seat(number, line, parts)
        if seat is None:
            unread.append((number, line))
        else:
            found.append(seat)
    if unread:
        raise UnreadableLines(unread)
    return found


def _seat(number: int, line: str, parts: list[str]) -> SeatOfLine | None:
    if len(parts) == 1:
        match = _HEAD.fullmatch(line)
        cells = [cell.strip() for cell in (match["holder"] if match else line).split(";")]
        parts = [match["seat"], *cells] if match else cells
    if len(parts) > 2 and parts[0].isdecimal():
        del parts[0]  # the number of a row
    parts = [*parts[:2], *(part for part in parts[2:] if not sex_of(part))]
    role = _role(parts[0]) if 2 <= len(parts) <= 3 else None
    is_nobody = len(parts) > 1 and parts[1].casefold() in NOBODY
    if role is None or (says_nothing(parts[1]) and not is_nobody):
        return None
    person, group = parts[1], parts[2] if len(parts) == 3 else ""
    if match := _ORIGIN.match(person):
        person, group = match["person"], group or match["group"]
    person = "" if is_nobody else without_sex(person)[0]
    return SeatOfLine(number, *role, person, "" if says_nothing(group) else group)


def _role(text: str) -> tuple[SeatRole, str] | None:
    """Return the seat that words mean, and the field of a coordinator or which of several it is."""
    for words, role in WORDS.items():
        if text.casefold() == words:
            return role, ""
        if text.casefold().startswith(f"{words} "):
            rest = text[len(words) :].strip()
            is_understood = role == SeatRole.COORDINATOR or _ONE_OF_SEVERAL.fullmatch(rest)
            return (role, rest) if is_understood else None
    return None
