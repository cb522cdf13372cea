"""History as people read it: who changed what, field by field, one line per action."""

from __future__ import annotations

import datetime as dt
import heapq
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.translation import gettext as __

from core.access import Key
from core.land.reach import ReachField
from core.land.regions import Region
from core.people.users import User
from core.records.journal import Note
from core.records.review import Reviewed, ReviewMove
from core.records.steps import events_of
from core.tools import partial_dates
from core.tools.formats import DASH
from core.tools.partial_dates import PartialDateField
from core.tools.rough_days import RoughDateField
from core.tools.rows.values import value_class
from core.tools.tables import show

QUIET = {"id", "version", "created_at", "updated_at", "search_text"}


@value_class
class FieldChange:
    """One field that changed, both values in words."""

    label: str
    old: str
    new: str


@dataclass
class Entry:
    """One line of the timeline."""

    at: dt.datetime
    who: str
    verb: str
    text: str = ""
    tone: str = ""
    changes: list[FieldChange] = field(default_factory=list)
    stamp: uuid.UUID | None = None


def changes_between(
    old: object, new: object, fields: Iterable[models.Field], names: dict[tuple[type, Key], str]
) -> list[FieldChange]:
    """Return what differs between two history rows; `names` gives related rows by (model, pk)."""
    found = []
    for item in fields:
        before, after = getattr(old, item.attname, None), getattr(new, item.attname, None)
        # Two days may be the same, and one of them a year of which no more is known.
        if before != after or getattr(before, "known_to", "") != getattr(after, "known_to", ""):
            found.append(
                FieldChange(
                    __(str(item.verbose_name)),
                    in_words(item, before, names),
                    in_words(item, after, names),
                )
            )
    return found


def in_words(item: models.Field, value: Any, names: dict[tuple[type, Key], str]) -> str:
    """Return a field's value as people read it; `names` gives related rows by (model, pk)."""
    if value is None or value in ("", ()):
        return DASH
    if isinstance(item, ReachField):
        return ", ".join(names.get((Region, code), code) for code in value)
    if item.is_relation:
        return names.get((item.related_model, value), str(value))  # type: ignore[arg-type]
    if item.choices:
        return str(dict(item.flatchoices).get(value, value))
    if isinstance(value, bool):
        return __("yes") if value else __("no")
    if isinstance(item, PartialDateField):
        return partial_dates.display(value)
    return show(value, "moment" if isinstance(value, dt.datetime) else "text")


def fields_of(model: type[models.Model], *, personal: bool = True) -> list[models.Field]:
    tracked = {f.name for f in model.history.model._meta.concrete_fields}  # type: ignore[attr-defined]
    quiet = QUIET if personal else {*QUIET, *getattr(model, "personal_fields", ())}
    columns = model._meta.concrete_fields
    beside = {f.known for f in columns if isinstance(f, RoughDateField)}  # told with its date
    return [f for f in columns if f.name in tracked - beside and f.name not in quiet]


def related_names(
    model: type[models.Model], rows: list[object], *, reader: User
) -> dict[tuple[type, Key], str]:
    """Return the words for all related rows the history mentions, one query per related model.

    A record the reader does not see is told as a dash: a shared one may name those of other regions.
    """
    wanted: dict[type, set[Key]] = {}
    for item in fields_of(model):
        if isinstance(item, ReachField):
            reaches = {getattr(row, item.attname) for row in rows}
            if len(reaches) > 1:
                wanted.setdefault(Region, set()).update(*reaches)
        elif item.is_relation:
            keys = {getattr(row, item.attname) for row in rows} - {None}
            if len(keys) > 1 or (keys and len(rows) > 1):
                wanted.setdefault(item.related_model, set()).update(keys)  # type: ignore[arg-type]
    found = {(related, key): DASH for related, keys in wanted.items() for key in keys}
    for related, keys in wanted.items():
        rows_of: Any = related._default_manager  # type: ignore[attr-defined]
        is_open = related in (Region, User) or not hasattr(rows_of, "visible_to")
        seen = rows_of.all() if is_open else rows_of.visible_to(reader)
        found |= {(related, obj.pk): str(obj) for obj in seen.filter(pk__in=keys)}
    return found


def timeline_of(
    obj: Any, *, reader: Any, limit: int = 20, personal: bool = False
) -> tuple[list[Entry], bool]:
    """Return the newest entries (changes, notes, review steps) for a reader, and whether there are more.

    Changes of the model's `personal_fields` are told only where `personal` (design §3: government
    sees no contact data, not in the history either).
    """
    rows = list(obj.history.select_related("history_user").order_by("-history_id")[: limit + 1])
    names = related_names(type(obj), rows, reader=reader)
    fields = fields_of(type(obj), personal=personal)
    # Each in the order of its writing, whatever the clock said; by the clock only beside each other.
    streams = [_changes(rows, fields, names), _notes(obj, limit + 1), _steps(obj, limit + 1)]
    entries = list(heapq.merge(*streams, key=lambda entry: entry.at, reverse=True))
    return entries[:limit], len(entries) > limit


def _changes(
    rows: list[Any], fields: list[models.Field], names: dict[tuple[type, Key], str]
) -> Iterator[Entry]:
    for row, older in zip(rows, [*rows, None][1:], strict=True):
        if row.history_type == "+":
            yield entry_of(row, None, [])
        elif older is not None and (changed := changes_between(older, row, fields, names)):
            yield entry_of(row, older, changed)


def entry_of(row: Any, older: Any, changed: list[FieldChange], *, about: str = "") -> Entry:
    """Return a row of history as a line; `about`: which line of a record it is, in words."""
    who = str(row.history_user) if row.history_user else __("System")
    text = " – ".join(filter(None, [about, row.history_change_reason or ""]))
    verb = __("changed")
    if row.history_type == "+" or older is None:
        verb = __("entered this record")
    elif row.history_type == "-":
        verb = __("removed")
    elif getattr(older, "archived_at", None) != getattr(row, "archived_at", None):
        verb = __("archived") if getattr(row, "archived_at", None) else __("restored")
    return Entry(row.history_date, who, verb, text, "", changed, row.request_stamp)


def _notes(obj: models.Model, most: int) -> Iterator[Entry]:
    for note in Note.objects.of(obj).select_related("created_by").order_by("-pk")[:most]:
        who = str(note.created_by or DASH)
        tone = f"note-{note.kind}"
        yield Entry(note.created_at, who, note.get_kind_display(), note.text, tone)


def _steps(obj: models.Model, most: int) -> Iterator[Entry]:
    for step in events_of(obj)[:most] if isinstance(obj, Reviewed) else ():
        who = str(step.created_by or DASH)
        yield Entry(step.created_at, who, str(ReviewMove(step.move).done), step.remark, "review")
