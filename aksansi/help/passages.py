"""What a guide is: ten passages, each of one thing somebody does, and the pages on which it is done."""

from __future__ import annotations

from functools import cached_property

from core.tools.formats import Words
from core.tools.rows.values import value_class


@value_class
class Passage:
    """One thing people do: what for (`why`), and how in a few `steps`.

    Words in “quotation marks” are those on the screen. `picture`: the page its picture is taken of.
    `pages`: names of addresses ("ksm:group", "ksm" for what else that room has) that lead here for help.
    """

    key: str
    title: Words
    why: Words
    steps: tuple[Words, ...]
    picture: str
    pages: str


@value_class
class Guide:
    """The ten things one role does, in the order a newcomer meets them."""

    key: str
    title: Words
    passages: tuple[Passage, ...]

    @cached_property
    def by_page(self) -> dict[str, Passage]:
        return {name: one for one in self.passages for name in one.pages.split()}

    @cached_property
    def by_key(self) -> dict[str, Passage]:
        return {one.key: one for one in self.passages}

    def passage_of(self, view_name: str) -> Passage:
        """Return the passage of a page: by its name, else that of its record or list, its room, else the first."""
        name = view_name
        while name:
            if name in self.by_page:
                return self.by_page[name]
            name = name.rpartition("-")[0]
        return self.by_page.get(view_name.partition(":")[0], self.passages[0])

    def beside(self, passage: Passage) -> tuple[Passage | None, Passage | None]:
        """Return the passages before and after one, None at the ends."""
        at = self.passages.index(passage)
        return (
            self.passages[at - 1] if at else None,
            self.passages[at + 1] if at + 1 < len(self.passages) else None,
        )
