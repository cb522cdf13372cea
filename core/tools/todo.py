"""The shape of a task: derived by query, never stored, gone when its condition is gone (design §5); and of what is
to be done before a step is open."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any, Self

from django.utils.translation import gettext as __
from typing_extensions import override

from core.tools.formats import Words
from core.tools.rows.values import value_class

NAMED = 60  # letters of a name in a link
OF_A_KIND = 2  # tasks shown before every kind has had its turn


@value_class
class Task:
    """One thing that waits for the reader.

    `title` begins with a verb; `note` says since when or why; `due` sorts; `tone` is "", "late",
    "soon" or "asked" (the reader waits for it);
    `count` > 1 groups several of the same kind behind one list address. `is_awaited`: somebody waits for the reader to
    do it (a review, a correction, an answer), and comes before what is only late.
    """

    title: Any
    url: str
    note: Any = ""
    due: dt.date | None = None
    tone: str = ""
    count: int = 1
    room: str = ""
    is_awaited: bool = False

    @property
    def kind(self) -> tuple[str, str]:
        """What tasks of one kind share: the room, and the title before its colon (“Tinjau: …”)."""
        return self.room, str(self.title).partition(":")[0]


class Reason(str):
    """A sentence that says why something cannot be done; `url`: where it is put right, `way`: what that link says."""

    url: str
    way: Words

    def __new__(cls, words: str, url: str = "", way: Words = "") -> Self:
        found = super().__new__(cls, words)
        found.url, found.way = url, way
        return found

    @override
    def __str__(self) -> str:
        """Return it as it is: a refusal that goes through a ValidationError keeps its way out."""
        return self


def leading_to(row: object, words: str) -> Reason:
    """Return a reason that leads to the page of a record; without a way where it has none."""
    page = getattr(row, "get_absolute_url", None)
    name = str(row) if len(str(row)) <= NAMED else f"{str(row)[: NAMED - 1]}…"
    return Reason(words, page() if page else "", __("Open %(what)s") % {"what": name})


def in_order(tasks: list[Task]) -> list[Task]:
    """Return tasks: what the reader waits for, what somebody waits for of the reader, late ones, then by due date.

    Undated ones last.
    """
    rank = {"asked": -2, "late": 0, "soon": 1, "": 2}

    def place(task: Task) -> tuple[int, int, dt.date, str]:
        tone = rank.get(task.tone, 2)
        first = -1 if task.is_awaited and tone > rank["asked"] else tone
        return first, tone, task.due or dt.date.max, str(task.title)

    return sorted(tasks, key=place)


def first_of(tasks: list[Task], most: int) -> list[Task]:
    """Return so many tasks of a list `in_order` to be shown, in its order: no kind fills it while others wait.

    At most two of a kind are taken before every other kind has had its turn.
    """
    taken: list[int] = []
    seen: Counter[tuple[str, str]] = Counter()
    for place, task in enumerate(tasks):
        seen[task.kind] += 1
        if seen[task.kind] <= OF_A_KIND:
            taken.append(place)
    rest = [place for place in range(len(tasks)) if place not in set(taken)]
    return [tasks[place] for place in sorted([*taken, *rest][:most])]
