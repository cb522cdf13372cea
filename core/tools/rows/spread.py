"""How many rows of a list lie at each value of what it is sorted by first, known without counting them."""

from __future__ import annotations

from collections.abc import Mapping

from core.tools.rows.values import value_class


@value_class
class Spread:
    """`path`: what the list is sorted by first; `counts`: how many of its rows lie at each value of it."""

    path: str
    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    def around(self, start: object, backwards: bool, need: int) -> tuple[list[str], int]:
        """Return the values among which the next rows from one on (None: from an end of the list) are found, and how
        many lie there at least.

        So a page is sought there alone: a condition that is dear is asked of few rows, however long the list is.
        """
        found: list[str] = []
        sure = 0
        for value in sorted(self.counts, reverse=backwards):
            if isinstance(start, str) and (value > start if backwards else value < start):
                continue
            found.append(value)
            sure += self.counts[value] if value != start else 0  # of these some may lie before
            if sure >= need:
                break
        return found, min(sure, need)
