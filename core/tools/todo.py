"""The shape of a task: derived by query, never stored, gone when its condition is gone (design §5)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any


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


def in_order(tasks: list[Task]) -> list[Task]:
    """Return tasks: what the reader waits for, then late ones, then by due date; undated last."""
    rank = {"asked": -1, "late": 0, "soon": 1, "": 2}
    return sorted(
        tasks, key=lambda task: (rank.get(task.tone, 2), task.due or dt.date.max, str(task.title))
    )
