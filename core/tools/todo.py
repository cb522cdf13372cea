"""The shape of a task: derived by query, never stored, gone when its condition is gone (design §5); and of what is
to be done before a step is open."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Self

from django.utils.translation import gettext as __
from typing_extensions import override

from core.tools.formats import Words


@dataclass(frozen=True)
class Task:
    """One thing that waits for the reader.

    `title` begins with a verb; `note` says since when or why; `due` sorts; `tone` is "", "late",
    "soon" or "asked" (the reader waits for it);
    `count` > 1 groups several of the same kind behind one list address.
    """

    title: Any
    url: str
    note: Any = ""
    due: dt.date | None = None
    tone: str = ""
    count: int = 1
    room: str = ""


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
    return Reason(words, page() if page else "", __("Open %(what)s") % {"what": str(row)[:60]})


def in_order(tasks: list[Task]) -> list[Task]:
    """Return tasks: what the reader waits for, then late ones, then by due date; undated last."""
    rank = {"asked": -1, "late": 0, "soon": 1, "": 2}
    return sorted(
        tasks, key=lambda task: (rank.get(task.tone, 2), task.due or dt.date.max, str(task.title))
    )
