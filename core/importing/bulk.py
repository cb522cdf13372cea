"""Many records written at once with their history.

Same outcome as `save()` row by row: keys, row versions, times, one history row each, under one action.
The rows must have been judged; the database's own constraints judge them once more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db import connection, models
from django.utils import timezone

from core.importing.rows import Action
from core.records.told import follow
from core.tools.rows import bulk

# Columns of these kinds are written as Python has them; others are put into the database's form.
_AS_THEY_ARE = (
    models.CharField,
    models.TextField,
    models.IntegerField,
    models.BooleanField,
    models.ForeignKey,
)


class Bulk:
    """Writer of one import."""

    def __init__(self, action: Action) -> None:
        self.action = action

    def insert(self, objs: list[Any]) -> None:
        """Write new records of one model and their history; afterwards they have their keys."""
        if not objs:
            return
        model, now = type(objs[0]), timezone.now()
        moments = [
            item.attname
            for item in model._meta.concrete_fields
            if getattr(item, "auto_now", False) or getattr(item, "auto_now_add", False)
        ]
        for obj, key in zip(objs, bulk.new_keys(model, len(objs)), strict=True):
            obj.pk = key
            for name in moments:
                setattr(obj, name, now)
        fields = model._meta.concrete_fields
        history, stated = self._history(model, "+")
        names = tuple(item.attname for item in fields)
        untracked = {item.attname for item in fields if item not in history.tracked_fields}
        bulk.insert_twice(model, names, _columns(objs, fields), history, stated, untracked)
        for obj in objs:
            obj._state.adding, obj._state.db = False, connection.alias
        follow(objs)

    def update(self, objs: list[Any], attributes: Iterable[str]) -> None:
        """Write the named attributes of existing records of one model, raise their version, keep history."""
        if not objs:
            return
        model, now = type(objs[0]), timezone.now()
        for obj in objs:
            obj.version += 1
            obj.updated_at = now
        changed = sorted({*attributes, "version", "updated_at"})
        fields = [model._meta.get_field(name) for name in changed]
        key: Any = model._meta.pk
        attnames = tuple(item.attname for item in fields)
        rows = zip(*_columns(objs, [key, *fields]), strict=True)
        bulk.update(model, attnames, rows)
        history, stated = self._history(model, "~")
        tracked = [item for item in model._meta.concrete_fields if item in history.tracked_fields]
        tail = tuple(stated.values())
        names = (*(item.attname for item in tracked), *stated)
        told = zip(*_columns(objs, tracked), strict=True)
        bulk.insert(history, names, ((*row, *tail) for row in told))
        follow(objs)

    def _history(self, model: type[models.Model], kind: str) -> tuple[Any, dict[str, Any]]:
        """Return the history table of a model and what it says of this action beside the record."""
        history: Any = model.history.model  # type: ignore[attr-defined]
        stated = {
            "history_date": timezone.now(),
            "history_type": kind,
            "history_user_id": self.action.by.pk,
            "history_change_reason": self.action.reason,
            "request_stamp": self.action.stamp,
        }
        by_name = {item.attname: item for item in history._meta.concrete_fields}
        return history, {name: _writer(by_name[name])(value) for name, value in stated.items()}


def _columns(objs: list[Any], fields: Iterable[Any]) -> list[list[Any]]:
    """Return the values of the fields as the database takes them, column by column."""
    rows = [obj.__dict__ for obj in objs]
    found = []
    for item in fields:
        name, write = item.attname, _writer(item)
        values = [row[name] for row in rows]
        found.append(values if write is _same else bulk.each(values, write))
    return found


def _writer(item: models.Field) -> Callable[[Any], Any]:
    if isinstance(item, _AS_THEY_ARE) and not isinstance(item, models.JSONField):
        return _same

    def write(value: Any) -> Any:
        if value is None:
            return None
        return bulk.plain(item.get_db_prep_save(value, connection))

    return write


def _same(value: Any) -> Any:
    return value
