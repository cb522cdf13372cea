"""One line of a file on its way in, and what became of it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    FAULTY = "faulty"


@dataclass(frozen=True)
class Reason:
    """Why a row does not go in: the column it is about ("" for the whole row) and a sentence."""

    column: str
    text: str


@dataclass
class Row:
    """`values`: attributes the file states. `changed`: attribute → (old, new) as stored."""

    line: int
    cells: list[Any]
    values: dict[str, Any] = field(default_factory=dict)
    reasons: list[Reason] = field(default_factory=list)
    # What the record's remark is to tell of numbers marked as rough.
    rough: list[str] = field(default_factory=list)
    cleared: set[str] = field(default_factory=set)
    id: int | None = None
    version: int | None = None
    key: tuple[Any, ...] | None = None
    nth: int = 0
    # How many rows of the file state this natural key.
    alike: int = 1
    obj: Any = None
    is_new: bool = False
    changed: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    kind: Kind | None = None
    # For what a sheet wants to remember of a row between its steps.
    extra: dict[str, Any] = field(default_factory=dict)

    def fault(self, text: str, column: str = "") -> None:
        self.reasons.append(Reason(column, text))
        self.kind = Kind.FAULTY

    @property
    def is_good(self) -> bool:
        return not self.reasons


@dataclass
class Counts:
    """How many rows came out as what; `read` counts all."""

    new: int = 0
    changed: int = 0
    same: int = 0
    faulty: int = 0

    @property
    def read(self) -> int:
        return self.new + self.changed + self.same + self.faulty

    def add(self, kind: Kind) -> None:
        setattr(self, kind.value, getattr(self, kind.value) + 1)

    def as_dict(self) -> dict[str, int]:
        return {kind.value: getattr(self, kind.value) for kind in Kind}


@dataclass(frozen=True)
class Action:
    """Under which the history tells the writes of one import."""

    stamp: uuid.UUID
    by: Any
    reason: str
