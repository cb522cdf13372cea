"""One action on many rows: change, archive, restore. Each row is asked as if it were alone.

A row that is not the user's, is locked, breaks a rule or has the value already is left out and said so;
the others are written together, with history under one stamp. Queries go by batch, not by row: rules of
a single row are asked in Python, rules the database holds by writing the batch and, where it refuses,
halving it until the row is found.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as __

from core.access import Action, Key, LeftScope, may, rows_of
from core.people.users import User
from core.records.batches import Batch, BatchKind
from core.records.review import has_root, hold, why_locked
from core.records.services import against_archiving
from core.records.told import follow
from core.tools.rows.history import write_many
from core.tools.rows.values import value_class

BULK_MOST = 5000
BATCH = 500
SKIPPED_KEPT = 300


@value_class
class Skipped:
    """A row that was left out, in words, and why."""

    what: str
    reason: str


@dataclass
class BulkOutcome:
    """What an action on many rows did, or would do."""

    stamp: uuid.UUID = field(default_factory=uuid.uuid4)
    changed: int = 0
    same: int = 0
    skipped: list[Skipped] = field(default_factory=list)

    def skip(self, row: models.Model, reason: str) -> None:
        self.skipped.append(Skipped(str(row), reason))


@value_class
class BulkTask:
    """What is to be done with every row. `steps` write what is not a column of the rows themselves: each
    gets (rows, by, stamp) and returns the rows it changed something for. `why_not(row, values)` is what
    the room has against it ("" where nothing).
    """

    kind: BatchKind
    action: Action
    values: dict[str, Any] = field(default_factory=dict)
    steps: Sequence[Callable[..., Iterable[models.Model]]] = ()
    why_not: Callable[[models.Model, dict[str, Any]], str] | None = None
    reason: str = ""


def run(
    *, task: BulkTask, model: type[models.Model], keys: Sequence[Key], by: User, dry: bool = False
) -> BulkOutcome:
    """Do the task with the rows of these primary keys that the user may see; nothing is kept where `dry`.

    Either all batches are written or (on an error nobody foresaw) none.
    """
    outcome = BulkOutcome()
    with transaction.atomic():
        batches = batches_of(keys)
        hold_for({model: batches}, by)
        for some in batches:
            _batch(task, model, some, by, outcome)
        if dry:
            transaction.set_rollback(True)
    return outcome


def remember(
    *, outcome: BulkOutcome, kind: BatchKind, by: User, reason: str = "", undoes: Batch | None = None,
    list_name: str = "", query: str = "",
) -> Batch:  # fmt: skip
    """Keep what an action on many rows came to, for its page; imports call this too."""
    return Batch.objects.create(
        stamp=outcome.stamp,
        kind=kind,
        user=by,
        list_name=list_name,
        query=query[:2000],
        changed=outcome.changed,
        same=outcome.same,
        skipped=[[one.what[:200], one.reason[:500]] for one in outcome.skipped[:SKIPPED_KEPT]],
        skipped_count=len(outcome.skipped),
        reason=reason[:300],
        undoes=undoes,
    )


def related_for_access(model: type[models.Model]) -> list[str]:
    """Return what to load with a row so that its region, its lock and its name cost no query of their own."""
    path = rows_of(model).scope_path or ""
    steps = path.split("__")[:-1]
    return ["__".join(steps)] if steps else []


def batches_of(keys: Sequence[Key]) -> list[Sequence[Key]]:
    return [keys[start : start + BATCH] for start in range(0, len(keys), BATCH)]


def hold_for(keys: dict[type[models.Model], list[Sequence[Key]]], by: User) -> None:
    """Hold the reviewed records that rows are or belong to, before any row is; keys by model and batch."""
    hold(
        row
        for model, batches in keys.items()
        if has_root(model)
        for some in batches
        for row in load(model, some, by, lock=False)
    )


def load(
    model: type[models.Model], keys: Sequence[Key], by: User, *, lock: bool = True
) -> list[Any]:
    """Return the visible rows of these keys in their order; `lock` holds them, by key, to be written."""
    rows = rows_of(model).visible_to(by).filter(pk__in=keys).order_by("pk")
    rows = rows.select_related(*related_for_access(model)) if related_for_access(model) else rows
    rows = rows.select_for_update(of=("self",)) if lock else rows
    found = {row.pk: row for row in rows}
    return [found[key] for key in keys if key in found]


def _batch(
    task: BulkTask, model: type[models.Model], keys: Sequence[Key], by: User, outcome: BulkOutcome
) -> None:
    rows = load(model, keys, by)
    missing = len(keys) - len(rows)
    outcome.skipped += [Skipped("–", __("It is not there any more."))] * missing
    against = against_archiving(model, rows) if task.kind == BatchKind.ARCHIVE else {}
    ready = [row for row in rows if not _refused(task, row, by, outcome, against.get(row.pk, ""))]
    names = list(task.values)
    fresh, same = [], []  # type: ignore[var-annotated]
    for row in ready:
        (same if _fill(row, task.values) else fresh).append(row)
    fresh = [row for row in fresh if _is_valid(row, names, outcome)]
    written = save(fresh, names, by, outcome, task.reason) if names else []
    changed = {row.pk for row in written}
    may_step = [row for row in ready if row.pk in changed or row in same]
    for step in task.steps:
        changed |= {row.pk for row in step(may_step, by, outcome.stamp)}
    outcome.changed += len(changed)
    outcome.same += len([row for row in same if row.pk not in changed])
    recheck(model, changed, by)


def _refused(
    task: BulkTask, row: models.Model, by: User, outcome: BulkOutcome, against: str
) -> bool:
    if not may(by, task.action, row):
        outcome.skip(row, __("Your role does not allow this step."))
        return True
    if task.action != Action.RESTORE and (reason := why_locked(row)):
        outcome.skip(row, reason)
        return True
    if against:
        outcome.skip(row, against)
        return True
    if task.why_not is not None and (reason := task.why_not(row, task.values)):
        outcome.skip(row, reason)
        return True
    return False


def _fill(row: models.Model, values: dict[str, object]) -> bool:
    """Put the values on the row; return whether it had them all already."""
    same = True
    for name, value in values.items():
        if getattr(row, name) != value:
            same = False
            setattr(row, name, value)
    return same


def _is_valid(row: models.Model, names: Sequence[str], outcome: BulkOutcome) -> bool:
    own = {
        f.name for f in row._meta.concrete_fields if f.name in names and not f.is_relation
    }  # a relation was chosen from what may be chosen; asking again costs a query
    try:
        row.clean_fields(exclude={f.name for f in row._meta.fields} - own)
        row.clean()
    except ValidationError as error:
        outcome.skip(row, " ".join(error.messages))
        return False
    return True


def save(
    rows: Sequence[models.Model],
    names: Sequence[str],
    by: User,
    outcome: BulkOutcome,
    reason: str = "",
) -> list[models.Model]:
    """Write the rows and return those the database took; the others are skipped with its reason."""
    if not rows:
        return []
    versions = [getattr(row, "version", None) for row in rows]
    try:
        with transaction.atomic():
            write_many(rows, names, by=by, stamp=outcome.stamp, reason=reason)
            follow(rows)
    except IntegrityError as error:
        for row, version in zip(rows, versions, strict=True):
            if version is not None:
                row.version = version  # type: ignore[attr-defined]
        if len(rows) == 1:
            outcome.skip(rows[0], why_refused(type(rows[0]), error))
            return []
        half = len(rows) // 2
        return [
            *save(rows[:half], names, by, outcome, reason),
            *save(rows[half:], names, by, outcome, reason),
        ]
    return list(rows)


def why_refused(model: type[models.Model], error: IntegrityError) -> str:
    """Return the sentence of the constraint a write broke, or a general one."""
    text = str(error)
    for constraint in model._meta.constraints:
        if constraint.name in text:
            words = constraint.violation_error_message
            stock = constraint.default_violation_error_message
            return _general() if words == stock else str(words)
    for constraint in model._meta.constraints:
        names = getattr(constraint, "fields", ())
        columns = [
            f"{model._meta.db_table}.{model._meta.get_field(n).column}"  # type: ignore[union-attr]
            for n in names
        ]
        if columns and all(column in text for column in columns):
            return str(constraint.violation_error_message)
    return _general()


def _general() -> str:
    return __("It would break a rule of the record or repeat another one.")


def recheck(model: type[models.Model], keys: set[Key], by: User) -> None:
    """Raise LeftScope where rows just written are no longer all in the user's sight (design §3)."""
    if keys and rows_of(model).visible_to(by).filter(pk__in=keys).count() != len(keys):
        raise LeftScope


# --- The three tasks ------------------------------------------------------------


def change_task(
    values: dict[str, object],
    *,
    steps: Sequence[Callable[..., Iterable[models.Model]]] = (),
    why_not: Callable[[models.Model, dict[str, object]], str] | None = None,
    reason: str = "",
) -> BulkTask:
    """Return the task "give all rows these values"."""
    return BulkTask(BatchKind.EDIT, Action.CHANGE, values, steps, why_not, reason)


def archive_task(reason: str = "") -> BulkTask:
    return BulkTask(
        BatchKind.ARCHIVE, Action.ARCHIVE, {"archived_at": timezone.now()}, reason=reason
    )


def restore_task(reason: str = "") -> BulkTask:
    return BulkTask(BatchKind.RESTORE, Action.RESTORE, {"archived_at": None}, reason=reason)


def fingerprint(rows: models.QuerySet[Any]) -> tuple[list[Key], str]:
    """Return the keys of a selection and a word that differs as soon as one of its rows did."""
    names = ["pk"]
    if any(f.name == "version" for f in rows.model._meta.concrete_fields):
        names.append("version")
    lines = list(rows.order_by("pk").values_list(*names)[: BULK_MOST + 1])
    return [line[0] for line in lines], hashlib.sha256(repr(lines).encode()).hexdigest()
