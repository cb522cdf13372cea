"""Which codes resemble the words of a record: a suggestion for people, never a choice."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence

from planning.national.codes import SipdCode

MOST = 5
# Endings and beginnings of Indonesian words that change no matter: "penyedotan" and "disedot" mean the same work.
_BEGINNINGS = (("meny", "s"), ("peny", "s"), ("meng", ""), ("peng", ""), ("mem", "p"), ("pem", "p"), ("men", "t"),
               ("pen", "t"), ("ber", ""), ("ter", ""), ("per", ""), ("me", ""), ("pe", ""), ("di", ""),
               ("ke", ""))  # fmt: skip
_ENDINGS = ("kan", "nya", "an", "i")
_SHORTEST = 4  # what is left of a word must still tell it
_EVERYWHERE = {"dalam", "pada", "untuk", "dengan", "yang", "oleh", "atau", "serta", "daerah", "kabupaten", "kota",
               "sistem", "jumlah"}  # fmt: skip


def root(word: str) -> str:
    """Return a word without what grammar put before and behind it, as far as enough is left."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            word = word.removesuffix(ending)
            break
    for beginning, instead in _BEGINNINGS:
        if word.startswith(beginning) and len(word) - len(beginning) + len(instead) >= _SHORTEST:
            return instead + word.removeprefix(beginning)
    return word


def roots(text: str) -> set[str]:
    words = re.findall(r"[a-z]{3,}", text.lower())
    return {root(word) for word in words if word not in _EVERYWHERE}


def suggested(text: str, codes: Sequence[SipdCode], *, most: int = MOST) -> list[SipdCode]:
    """Return the sub-activities whose name shares the rarest words with the text, the best first; often none.

    A word counts the more the fewer codes have it; a single word that many have suggests nothing.
    """
    wanted = roots(text)
    last = [
        (code, roots(f"{code.name} {code.unit}")) for code in codes if code.code.count(".") == 5
    ]
    seen = Counter(word for _code, words in last for word in words)
    weigh = {word: math.log(1 + len(last) / seen[word]) for word in wanted if word in seen}
    found = []
    for at, (code, words) in enumerate(last):
        weight = sum(weigh[word] for word in words if word in weigh)
        if weight >= math.log(4):
            found.append((-weight / math.sqrt(len(words)), at, code))
    return [code for _weight, _at, code in sorted(found)[:most]]


def grouped(
    text: str, codes: Sequence[SipdCode], title: object
) -> list[tuple[object, list[tuple[object, str]]]]:
    """Return the choices of a select: what the words suggest first, then every edition with its codes."""
    found: list[tuple[object, list[tuple[object, str]]]] = []
    if near := suggested(text, codes):
        found.append((title, [(code.pk, _shown(code)) for code in near]))
    return found + [(edition, _rows(codes, edition)) for edition in dict.fromkeys(_editions(codes))]


def _editions(codes: Iterable[SipdCode]) -> Iterable[str]:
    return (code.edition.title for code in codes)


def _rows(codes: Iterable[SipdCode], edition: str) -> list[tuple[object, str]]:
    return [(code.pk, _shown(code)) for code in codes if code.edition.title == edition]


def _shown(code: SipdCode) -> str:
    return f"{code} ({code.unit})" if code.unit else str(code)
