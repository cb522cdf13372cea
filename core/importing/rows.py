"""One line of a file on its way in, and what became of it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from core.people.users import User
from core.records.sources import Changes
from core.records.told import follow
from core.tools.rows import history
from core.tools.rows.values import value_class
from core.tools.written.numbers import local_limits

# What a cell of a file can hold.
Raw = str | int | float | bool | dt.datetime | dt.date | dt.time | dt.timedelta | None
Values = dict[str, Any]
Key = tuple[object, ...]


# What a user answers of a name that may be a known one: it is not.
IS_NEW = "new"


class Kind(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    FAULTY = "faulty"


@value_class
class Reason:
    """Why a row does not go in, or how it was understood: the column it is about ("" for the whole row), a sentence."""

    column: str
    text: str


@dataclass
class Row:
    """One line; the steps of a sheet fill it in (`core.importing.sheets`). A sheet may have a richer one.

    `values`: what the file states, by attribute or column. `noted`: what the remark is to tell of
    rough numbers and of words the columns have no place for.
    `alike`: how many lines of the file have the same cells of the natural key.
    `asked`: a name that may be a known one, and those (key, name). `told`: how cells were understood, where that is
    worth a sentence.
    `mark`: what must not come twice in one file, the natural key unless a sheet says more.
    `obj`: the record it means or makes; `changed`: attribute or column → (old, new).
    """

    line: int
    cells: Sequence[Raw]
    values: Values = field(default_factory=dict)
    noted: list[str] = field(default_factory=list)
    told: list[Reason] = field(default_factory=list)
    asked: tuple[str, list[tuple[str, str]]] | None = None
    id: int | None = None
    version: int | None = None
    alike: int = 1
    key: Key | None = None
    mark: Key | None = None
    obj: Any = None
    is_new: bool = False
    changed: Changes = field(default_factory=dict)
    kind: Kind | None = None
    reasons: list[Reason] = field(default_factory=list)

    def fault(self, text: str, column: str = "") -> None:
        self.reasons.append(Reason(column, text))
        self.kind = Kind.FAULTY

    def tell(self, text: str, column: str = "") -> None:
        """Say how the row was understood."""
        if (said := Reason(column, text)) not in self.told:
            self.told.append(said)

    def ask(self, name: str, known: list[tuple[str, str]]) -> None:
        """Let the user say whether a name is one of those known."""
        self.asked = name, known

    def refuse(self, error: ValidationError, column: str = "") -> None:
        """Fault the row with what a validation said, each sentence at its own column where it names one."""
        if not hasattr(error, "error_dict"):
            error = local_limits(error)
            self.fault(" ".join(error.messages), column)
            return
        for name, errors in error.error_dict.items():
            texts = local_limits(ValidationError(errors)).messages
            self.fault(" ".join(texts), "" if name == NON_FIELD_ERRORS else name)

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


@value_class
class Writer:
    """Writes the records of one import: history tells them as one action of its user.

    `is_dry`: all is rolled back, so nothing new is told in the history; no rule is judged there.
    """

    by: User
    stamp: uuid.UUID = field(default_factory=uuid.uuid4)
    reason: str = ""
    is_dry: bool = False

    def add(self, objs: Sequence[Any]) -> None:
        """Write new records of one model; afterwards they have their keys."""
        if objs and self.is_dry:
            type(objs[0])._base_manager.bulk_create(objs)
        else:
            history.add_many(objs, by=self.by, stamp=self.stamp, reason=self.reason)
            follow(objs)

    def change(self, objs: Sequence[Any], attributes: Iterable[str]) -> None:
        """Write the named attributes of known records of one model and raise their version."""
        names = sorted(attributes)
        history.write_many(objs, names, by=self.by, stamp=self.stamp, reason=self.reason)
        follow(objs)
