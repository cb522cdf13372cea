"""Names that may be one name: other signs or order, a title written out, one letter of a long word. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from core.land.regions import search_key

_TITLES = (
    (re.compile(r"\bkelompok\s+swadaya\s+masyarakat\b", re.I), "ksm"),
    (re.compile(r"\bkelompok\s+pemanfaat\s+(?:dan|&)\s+pemelihara\b", re.I), "kpp"),
    (re.compile(r"\binstalasi\s+pengolahan\s+air\s+limbah\b", re.I), "ipal"),
    (re.compile(r"\bmandi,?\s+cuci,?\s+(?:dan\s+|&\s*)?kakus\b", re.I), "mck"),
)
_LONG = re.compile(r"elompok|nstalasi|andi", re.I)
# Words of fewer letters differ by one letter and are others: “Kali”, “Kalo”.
_SHORTEST = 5


@lru_cache(maxsize=8192)
def name_key(text: str) -> str:
    """Return a name as it is compared: without signs, case, blanks; titles in short."""
    if _LONG.search(text):
        for title, short in _TITLES:
            text = title.sub(short, text)
    return search_key(text)


def words_of(text: str) -> tuple[str, ...]:
    return tuple(filter(None, map(search_key, re.split(r"[\s\-/,]+", text))))


def one_letter_apart(one: str, other: str) -> bool:
    """Return whether two words are one slip apart: a letter more, less, another, or two that changed places."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    at = next(
        (n for n, pair in enumerate(zip(one, other, strict=False)) if len(set(pair)) > 1),
        min(map(len, (one, other))),
    )
    left, right = one[at:], other[at:]
    is_swapped = left[:2] == right[1::-1] and left[2:] == right[2:]
    return is_swapped or left[1:] == right[1:] or left[1:] == right or left == right[1:]


@dataclass(frozen=True, eq=False)
class Named:
    """A name in a village: of the record with a key, or of a line of a file that has none yet."""

    name: str
    village: str
    pk: int | None
    line: int = 0


class Names:
    """The names of a place, found again by what may be the same name."""

    def __init__(self, names: Iterable[Named] = ()) -> None:
        self._by_key: dict[str, list[Named]] = defaultdict(list)
        self._by_words: dict[tuple[str, ...], list[Named]] = defaultdict(list)
        self._by_rest: dict[tuple[Any, ...], list[tuple[str, Named]]] = defaultdict(list)
        for one in names:
            self.add(one)

    def add(self, one: Named) -> None:
        self._by_key[name_key(one.name)].append(one)
        self._by_words[_in_any_order(one.name)].append(one)
        for rest, word in _gaps(one.name):
            self._by_rest[rest].append((word, one))

    def alike(self, name: str, village: str) -> list[Named]:
        """Return what may be called so in a village, or in none that is known, without the very same name."""
        found = [
            *self._by_key.get(name_key(name), []),
            *(self._by_words.get(words, []) if (words := _in_any_order(name)) else []),
        ]
        for rest, word in _gaps(name):
            found += [
                one for other, one in self._by_rest.get(rest, []) if one_letter_apart(word, other)
            ]
        here = " ".join(village.lower().split())
        same = " ".join(name.lower().split())
        return [
            one
            for one in dict.fromkeys(found)
            if " ".join(one.name.lower().split()) != same
            and (not here or not one.village or " ".join(one.village.lower().split()) == here)
        ]


@lru_cache(maxsize=8192)
def _in_any_order(name: str) -> tuple[str, ...]:
    return tuple(sorted(words_of(name)))


@lru_cache(maxsize=8192)
def _gaps(name: str) -> list[tuple[tuple[Any, ...], str]]:
    """Return each long word of a name, with the rest of the name."""
    words = words_of(name)
    return [
        ((at, *words[:at], "", *words[at + 1 :]), word)
        for at, word in enumerate(words)
        if len(word) >= _SHORTEST and word.isalpha()
    ]
