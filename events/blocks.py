"""What stands in several lines: a group's results, a point of an agenda; pure, no models.

The first line names the thing, its parts after “@”. Lines beneath such as “Teknis: …” or “Keputusan: …” belong to it,
and what has a bullet belongs to the line above.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from core.tools.rows.values import value_class
from core.tools.written.lines import BAR, UnreadableLines, split_parts

_BULLET = re.compile(r"\s*[-*•–]\s")
_HEAD = re.compile(r"(?P<head>[^:@|]{1,60}):\s*(?P<text>.*)")
_MODEL = re.compile(r"(?:model\s*)?([1-5])(?:\s*[–—-].*)?", re.IGNORECASE)
_NAMED = ("topic", "members", "reason")
_OF_A_GROUP = {
    **dict.fromkeys(("topik", "tema", "topic"), "topic"),
    **dict.fromkeys(("anggota", "members"), "members"),
    **dict.fromkeys(("model", "model pengelolaan", "model terpilih", "management model"), "model"),
    **dict.fromkeys(("alasan", "reason"), "reason"),
}
_OF_A_POINT = {
    **dict.fromkeys(("pembahasan", "uraian", "discussion"), "discussion"),
    **dict.fromkeys(("keputusan", "diputuskan", "hasil", "decision", "decided"), "decision"),
    **dict.fromkeys(("dengan", "bersama", "with"), "with_whom"),
}
_KINDS = {
    **dict.fromkeys(("audiensi", "kunjungan", "audience", "visit"), "audiensi"),
    **dict.fromkeys(("pokja", "kelompok kerja", "working group"), "pokja"),
}


@dataclass
class Block:
    """`parts`: the first line between its signs; `told`: field → what the lines beneath say of it."""

    number: int
    line: str
    parts: list[str]
    told: dict[str, str]


@value_class
class GroupBlock:
    """What one discussion group presented; `model`: 1 to 5, None where it is not said; `aspects`: aspect → result."""

    number: int
    group: str
    model: int | None
    facts: dict[str, str]
    aspects: dict[str, str]


def blocks(text: str, *, heads: Mapping[str, str]) -> list[Block]:
    """Return the things of a text; `heads`: what a line beneath may begin with, in small letters → its field.

    Raises UnreadableLines for lines beneath nothing, and for what is said twice.
    """
    raw = text.replace("\x00", "").splitlines()
    found: list[Block] = []
    unread: list[tuple[int, str]] = []
    lines = split_parts(text)
    # Where the things themselves have bullets, a bullet says nothing of what belongs to what.
    listed = bool(lines and _BULLET.match(raw[lines[0][0] - 1]))
    open_field = ""
    for number, line, parts in lines:
        head = _HEAD.fullmatch(line.replace(f" {BAR} ", ": ", 1) if ":" not in line else line)
        field = heads.get(head["head"].strip().lower(), "") if head else ""
        if head and field:
            if not found or field in found[-1].told:
                unread.append((number, line))
                continue
            found[-1].told[field], open_field = head["text"].strip(), field
        elif open_field and not listed and _BULLET.match(raw[number - 1]):
            told = found[-1].told
            told[open_field] = f"{told[open_field]}\n{line}".strip()
        else:
            found.append(Block(number, line, parts, {}))
            open_field = ""
    if unread:
        raise UnreadableLines(unread)
    return found


def groups(text: str, *, aspects: Mapping[str, str], models: Mapping[str, int]) -> list[GroupBlock]:
    """Return what groups presented: “Kelompok 1 @ topic @ members @ model 3 @ reason” with lines beneath.

    `aspects`: words in small letters → the aspect; `models`: of a model of management → its number. Raises
    UnreadableLines, for a group that stands twice as well.
    """
    found: dict[str, GroupBlock] = {}
    unread: list[tuple[int, str]] = []
    for block in blocks(text, heads={**_OF_A_GROUP, **aspects}):
        group = _group(block, set(aspects.values()), models)
        if group is None or group.group.casefold() in found:
            unread.append((block.number, block.line))
        else:
            found[group.group.casefold()] = group
    if unread:
        raise UnreadableLines(unread)
    return list(found.values())


def _group(block: Block, aspects: set[str], models: Mapping[str, int]) -> GroupBlock | None:
    name, *more = block.parts
    if not more and (head := _HEAD.fullmatch(block.line)):
        name, more = head["head"].strip(), [head["text"].strip()]
    told, said = dict(block.told), []
    for part in more:
        if (number := _model(part, models)) and "model" not in told:
            told["model"] = str(number)
        else:
            said.append(part)
    if not name or len(said) > len(_NAMED):
        return None
    for field, part in zip(_NAMED, said, strict=False):
        if part and told.setdefault(field, part) != part:
            return None
    words = told.pop("model", "")
    model = _model(words, models)
    if words and model is None:
        return None
    by_aspect = {key: told.pop(key) for key in tuple(told) if key in aspects}
    return GroupBlock(block.number, name, model, told, by_aspect)


def _model(words: str, models: Mapping[str, int]) -> int | None:
    """Return the number a model of management is called by: “3”, “model 3”, “3 – Co-management”, its own words."""
    if found := _MODEL.fullmatch(words.strip()):
        return int(found[1])
    return models.get(words.strip().lower())


def points(text: str) -> list[tuple[int, dict[str, str]]]:
    """Return (line, facts) of the points of an agenda: “Title @ decision @ with whom” with lines beneath.

    “Audiensi: Kementerian PUPR” and “Pokja: …” say the kind of the point. Raises UnreadableLines.
    """
    found, unread = [], []
    for block in blocks(text, heads=_OF_A_POINT):
        title, *more = block.parts
        head = _HEAD.fullmatch(title)
        kind = _KINDS.get(head["head"].strip().lower(), "") if head else ""
        if head and kind:
            title = head["text"].strip()
        stated = {"decision": more[0] if more else "", "with_whom": more[1] if more[1:] else ""}
        facts = {"kind": kind or "pokok", "title": title, **stated}
        twice = any(facts.get(field) for field in block.told)
        if not title or twice or len(more) > len(stated):
            unread.append((block.number, block.line))
        found.append((block.number, {**facts, **block.told}))
    if unread:
        raise UnreadableLines(unread)
    return found
