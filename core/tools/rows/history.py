"""History tool: stamps every history row with the request (or command) that made it.

A bulk action makes many rows within one request; they share the stamp and are told as one.
The receiver only fills a column of the history row; it holds no rule.
"""

from __future__ import annotations

import contextlib
import functools
import uuid
from collections.abc import Iterator, Sequence
from contextvars import ContextVar
from typing import Any

from django.db import models
from django.dispatch import receiver
from django.utils import timezone
from simple_history.manager import HistoryManager
from simple_history.models import HistoricalRecords
from simple_history.signals import pre_create_historical_record
from typing_extensions import override

_stamp: ContextVar[uuid.UUID | None] = ContextVar("history_stamp", default=None)
_actor: ContextVar[object] = ContextVar("history_actor", default=None)


class Stamped(models.Model):
    """Base of every history table: which request wrote the row."""

    request_stamp = models.UUIDField(null=True, db_index=True, editable=False)

    class Meta:
        abstract = True


class KeptManager(HistoryManager):  # type: ignore[misc]
    """`.history` asks for this class by its queryset each time it is read; Django would make a new one each time."""

    @classmethod
    @functools.cache
    @override
    def from_queryset(cls, queryset_class: Any, class_name: str | None = None) -> Any:
        return super().from_queryset(queryset_class, class_name)


@contextlib.contextmanager
def one_action(*, by: object = None) -> Iterator[uuid.UUID]:
    """Group all history written inside as one action, optionally in the name of a user.

    For commands and bulk services; inside a request, the request is the action already.
    """
    stamp = uuid.uuid4()
    token, actor = _stamp.set(stamp), _actor.set(by)
    try:
        yield stamp
    finally:
        _stamp.reset(token)
        _actor.reset(actor)


@receiver(pre_create_historical_record)
def put_stamp(sender: object, **kwargs: Any) -> None:
    row = kwargs["history_instance"]
    row.request_stamp = stamp_now()
    if row.history_user_id is None and getattr(_actor.get(), "pk", None):
        row.history_user = _actor.get()


def request_now() -> Any:
    """Return the request at work; None in a command or a task."""
    return getattr(HistoricalRecords.context, "request", None)


def stamp_now() -> uuid.UUID | None:
    """Return the stamp of the present action: the one given by `one_action`, else the request's."""
    if _stamp.get() is not None:
        return _stamp.get()
    request = request_now()
    if request is None:
        return None
    stamp: uuid.UUID = vars(request).setdefault("history_stamp", uuid.uuid4())
    return stamp


def write_many(
    rows: Sequence[Any],
    fields: Sequence[str],
    *,
    by: Any,
    stamp: uuid.UUID | None = None,
    reason: str = "",
) -> None:
    """Write the named columns of many rows of one model, with their history, in a few queries.

    The rows carry the new values already. Rows with the same values share one UPDATE; where the values
    differ much they go together in one CASE. The row version goes up as with a single write.
    """
    if not rows:
        return
    model = type(rows[0])
    now = timezone.now()
    names = [model._meta.get_field(name).attname for name in fields]
    groups: dict[str, list[Any]] = {}
    for row in rows:
        groups.setdefault(repr([getattr(row, name) for name in names]), []).append(row)
    has_version = hasattr(rows[0], "version")
    for row in rows:
        if has_version:
            row.version, row.updated_at = row.version + 1, now
    extra = {"version": models.F("version") + 1, "updated_at": now} if has_version else {}
    if len(groups) <= 4:
        for alike in groups.values():
            values = {name: getattr(alike[0], name) for name in names}
            keys = [row.pk for row in alike]
            model._base_manager.filter(pk__in=keys).update(**values, **extra)
    else:
        model._base_manager.bulk_update(
            rows, [*fields, *(["version", "updated_at"] if has_version else [])]
        )
    write_history(rows, "~", by=by, stamp=stamp, reason=reason)


def add_many(
    rows: Sequence[Any], *, by: object, stamp: uuid.UUID | None = None, reason: str = ""
) -> None:
    """Insert many new rows of one model, with their history, in a few queries."""
    if rows:
        type(rows[0])._base_manager.bulk_create(rows)
        write_history(rows, "+", by=by, stamp=stamp, reason=reason)


def write_history(
    rows: Sequence[Any],
    kind: str,
    *,
    by: object,
    stamp: uuid.UUID | None = None,
    reason: str = "",
) -> None:
    """Write the history of a bulk write; `kind` is "+", "~" or "-"; author and stamp default to the present ones."""
    if not rows:
        return
    history = type(rows[0]).history
    told = history.bulk_history_create(
        rows,
        batch_size=500,
        update=kind == "~",
        default_user=by or _actor.get(),
        default_change_reason=reason[:100] or None,
        default_date=timezone.now(),
        custom_historical_attrs={"request_stamp": stamp or stamp_now()},
    )
    if kind == "-":  # which the library tells of single deletions only
        history.filter(pk__in=[row.pk for row in told]).update(history_type=kind)
