"""Short lines as people type or paste them: a day's programme, its guests, promises, names; pure, no models.

One line is one thing. What stands after “@” belongs to it: the speaker of a session, who is
responsible for a promise and by when. A phone types “@” with one key, and no title holds it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence

from core.tools import partial_dates
from core.tools.rows.values import value_class
from core.tools.written.lines import AT, BAR, UnreadableLines, split, split_parts
from events.recurring import told_rhythm

_TIME = r"(?:[01]?\d|2[0-3])[.:][0-5]\d"
_HOURS = re.compile(
    rf"^(?:(?:pukul|jam)\s+)?(?P<a>{_TIME})(?:\s*(?:-|–|—|s/d|s\.d\.|sampai)\s*(?P<b>{_TIME}))?"
    r"(?:\s*(?:WIB|WITA|WIT)\b)?\s*[:|–-]?\s+",
    re.IGNORECASE,
)
_HEADS = re.compile(r"\s*\(\s*(?P<n>\d{1,6})(?:\s+(?:orang|people))?\s*\)\s*$")
_ASPECTS = (
    ("teknis", r"teknis"),
    ("kelembagaan", r"kelembagaan"),
    ("keuangan", r"keuangan"),
    ("tata_kelola", r"tata\s*kelola"),
)


@value_class
class SessionLine:
    title: str
    speaker: str = ""
    starts_at: dt.time | None = None
    ends_at: dt.time | None = None

    @property
    def aspects(self) -> tuple[str, ...]:
        return aspects_of(self.title)


@value_class
class GuestLine:
    """Who was invited, and how many where the line says so: “Perwakilan kapanewon (12)”."""

    who: str
    invited: int | None = None


@value_class
class PromiseLine:
    """`rhythm`: where it comes again ("setiap bulan")."""

    text: str
    owner: str = ""
    due_on: dt.date | None = None
    rhythm: str = ""


def names(text: str) -> list[str]:
    """Return names that stand one per line, or with commas, semicolons and “dan” between, each once."""
    rows = [line for _number, line in split(text)]
    cut = [part for row in rows for part in re.split(r"[;,]", row)]
    bare = (re.sub(r"^(?:dan|and)\s+", "", part.strip(" ."), flags=re.IGNORECASE) for part in cut)
    return list(dict.fromkeys(name for name in bare if name))


def joined(text: str) -> list[str]:
    """Return the names that prose joins in one: “A dan B”, “A & B”, “A/B”, “A serta B”."""
    parts = re.split(r"\s+(?:dan|and|serta)\s+|\s*[&/+]\s*", text, flags=re.IGNORECASE)
    return [part.strip() for part in parts if part.strip()]


def whole_lines(text: str) -> list[str]:
    """Return names that stand one per line (or with semicolons): commas belong to the name."""
    rows = [part.strip() for _n, line in split(text) for part in line.split(";")]
    return list(dict.fromkeys(name for name in rows if name))


def aspects_of(title: str) -> tuple[str, ...]:
    """Return the aspects a title names as such: after the word “aspek”, so “bimbingan teknis” is none."""
    _before, word, after = title.lower().partition("aspek")
    return tuple(code for code, sign in _ASPECTS if word and re.search(sign, after))


def _clock(text: str | None) -> dt.time | None:
    if not text:
        return None
    hour, minute = re.split(r"[.:]", text)
    return dt.time(int(hour), int(minute))


def sessions(text: str) -> list[SessionLine]:
    """Return the items of a programme: “08.30–10.00 Pembukaan @ Kepala DPUPKP”. Raises UnreadableLines."""
    found, unread = [], []
    for number, line, (first, *more) in split_parts(text):
        if more and _HOURS.fullmatch(f"{first} "):
            first, more = f"{first} {more[0]}", more[1:]  # the columns of a table
        hours = _HOURS.match(first)
        title, speaker = (first[hours.end() :] if hours else first), f" {AT} ".join(more)
        starts, ends = (_clock(hours["a"]), _clock(hours["b"])) if hours else (None, None)
        if not title or (starts and ends and ends <= starts):
            unread.append((number, line))
        found.append(SessionLine(title, speaker, starts, ends))
    if unread:
        raise UnreadableLines(unread)
    return found


def session_line(row: SessionLine) -> str:
    """Return an item as it is typed; reading it gives the same again."""
    hours = "–".join(f"{at:%H.%M}" for at in (row.starts_at, row.ends_at) if at)
    speaker = f"{AT} {row.speaker}" if row.speaker else AT * (BAR in row.title)
    return " ".join(part for part in (hours, row.title, speaker) if part)


def guests(text: str) -> list[GuestLine]:
    """Return who was invited, each once."""
    found: dict[str, GuestLine] = {}
    for _number, line, (first, *more) in split_parts(text):
        if len(more) == 1 and more[0].isdecimal():
            line = f"{first} ({more[0]})"  # the columns of a table
        heads = _HEADS.search(line)
        who = line[: heads.start()] if heads else line
        if who:
            found.setdefault(who.lower(), GuestLine(who, int(heads["n"]) if heads else None))
    return list(found.values())


def guest_line(row: GuestLine) -> str:
    return f"{row.who} ({row.invited})" if row.invited is not None else row.who


def promises(text: str) -> list[PromiseLine]:
    """Return what was agreed: “text @ responsible @ due day”, or “… @ setiap bulan” where it comes again.

    Raises UnreadableLines, for days that are none as well.
    """
    found, unread = [], []
    for number, line, parts in split_parts(text):
        if len(parts) == 1 and line.count(";") == len(("owner", "due")):
            parts = [part.strip() for part in line.split(";")]  # one alone is a sentence's own
        said, *more = parts
        owner, due = (*more, "", "")[:2]
        rhythm = told_rhythm(due)
        try:
            day = None if rhythm else _due(due)
        except ValueError:
            unread.append((number, due))
            continue
        if not said or len(more) > 2:
            unread.append((number, line))
        found.append(PromiseLine(said, owner, day, rhythm.value if rhythm else ""))
    if unread:
        raise UnreadableLines(unread)
    return found


def _due(text: str) -> dt.date | None:
    """Return the last day of what is typed, None for nothing. Raises ValueError."""
    return partial_dates.last_day(partial_dates.parse(text)) if text else None


def paired(
    kept: Sequence[tuple[str, object]], wanted: Iterable[str]
) -> list[tuple[str, object | None]]:
    """Return each wanted title with the kept row it means: the same title first, else the one in its place."""
    rest = list(kept)
    titles = list(wanted)
    found: list[object | None] = [None] * len(titles)
    for place, title in enumerate(titles):
        match = next((pair for pair in rest if pair[0].lower() == title.lower()), None)
        if match:
            rest.remove(match)
            found[place] = match[1]
    for place, (_title, row) in enumerate(kept):
        if place < len(titles) and found[place] is None and any(row is one for _t, one in rest):
            found[place] = row
            rest = [pair for pair in rest if pair[1] is not row]
    return list(zip(titles, found, strict=True))
