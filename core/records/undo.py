"""What one action changed, across all rooms, read from the history; and taking it back.

An action is what shares a stamp: a bulk change, an import, one saved form. It is taken back row by row:
a row somebody changed since is left alone, a row the action made is archived, everything else gets the
values it had before. The undo is an action like any other, with its own place in the history.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import Max, OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as __

from core.access import Action, Key, may
from core.people.users import User
from core.records import bulk
from core.records.batches import Batch, BatchKind
from core.records.review import why_locked
from core.records.timeline import FieldChange, changes_between, fields_of, related_names
from core.tools.counting import count_each
from core.tools.formats import moment
from core.tools.rows.values import value_class

SHOWN = 200
REVIEW_FIELDS = {"state", "submitted_at", "reviewed_at", "unlocked_until"}


@value_class
class RowChange:
    """What an action did to one row. `before` is None where it made the row."""

    row: models.Model
    before: Any
    after: Any
    since: Any  # the latest later history row; None where nothing happened since

    @property
    def created(self) -> bool:
        return self.before is None

    def fields(self) -> list[models.Field]:
        """Return the columns the action changed."""
        return [
            item
            for item in fields_of(type(self.row))
            if self.before is not None
            and getattr(self.before, item.attname) != getattr(self.after, item.attname)
        ]


def models_touched(stamp: uuid.UUID) -> dict[type[models.Model], int]:
    """Return the models whose history holds the stamp, with the number of lines; one query."""
    tracked = {model._meta.label: model for model in tracked_models()}
    found = count_each(
        **{label: _history(m).objects.filter(request_stamp=stamp) for label, m in tracked.items()}
    )
    return {tracked[label]: number for label, number in found.items() if number}


def tracked_models() -> list[type[models.Model]]:
    """Return the models that keep a history, of all rooms."""
    return [model for model in apps.get_models() if _history(model) is not None]


def _history(model: type[models.Model]) -> Any:
    manager = getattr(model, "history", None)
    return getattr(manager, "model", None)


def changes_of(
    stamp: uuid.UUID, user: User, *, lock: bool = False
) -> Iterator[tuple[type[models.Model], list[RowChange]]]:
    """Yield (model, what the action did to each row of it) for the rows the user may see, by batch."""
    touched = {
        model: _batches(model, stamp)
        for model in models_touched(stamp)
        if hasattr(model._default_manager, "visible_to")
    }
    if lock:
        bulk.hold_for(touched, user)
    for model, batches in touched.items():
        for keys in batches:
            rows = {row.pk: row for row in bulk.load(model, keys, user, lock=lock)}
            if rows:
                yield model, _of_model(model, stamp, rows)


def _batches(model: type[models.Model], stamp: uuid.UUID) -> list[Sequence[Key]]:
    """Return the keys of the rows whose history holds the stamp, in order, by batch."""
    keys = (
        _history(model)
        .objects.filter(request_stamp=stamp)
        .order_by()
        .values_list(model._meta.pk.attname, flat=True)
        .distinct()
    )
    return bulk.batches_of(sorted(keys))


def _of_model(model: type[models.Model], stamp: uuid.UUID, rows: dict[Key, Any]) -> list[RowChange]:
    """Compare the history around an action for these rows; four queries whatever their number."""
    history, key = _history(model), model._meta.pk.attname
    own = list(
        history.objects.filter(request_stamp=stamp, **{f"{key}__in": list(rows)}).order_by(
            "history_id"
        )
    )
    first: dict[Key, Any] = {}
    last: dict[Key, Any] = {}
    for line in own:
        first.setdefault(getattr(line, key), line)
        last[getattr(line, key)] = line
    earlier = (
        history.objects.filter(**{key: OuterRef(key)}, history_id__lt=OuterRef("history_id"))
        .order_by("-history_id")
        .values("history_id")[:1]
    )
    pairs = dict(
        history.objects.filter(pk__in=[line.pk for line in first.values()])
        .annotate(earlier=Subquery(earlier))
        .values_list(key, "earlier")
    )
    before = history.objects.in_bulk([found for found in pairs.values() if found])
    newest = dict(
        history.objects.filter(**{f"{key}__in": list(rows)})
        .order_by()
        .values_list(key)
        .annotate(newest=Max("history_id"))
    )
    later_ids = [newest[pk] for pk, line in last.items() if newest[pk] > line.history_id]
    later = {
        getattr(line, key): line
        for line in history.objects.filter(pk__in=later_ids).select_related("history_user")
    }
    return [
        RowChange(
            row=rows[pk],
            before=None if first[pk].history_type == "+" else before.get(pairs[pk]),
            after=last[pk],
            since=later.get(pk),
        )
        for pk in rows
        if pk in first
    ]


def told(
    changes: list[RowChange], *, reader: User, personal: bool
) -> list[tuple[RowChange, list[FieldChange]]]:
    """Return each change with its fields in words for a reader; contact data only where `personal`."""
    if not changes:
        return []
    model = type(changes[0].row)
    lines = [line for one in changes for line in (one.before, one.after) if line is not None]
    names = related_names(model, lines, reader=reader)
    fields = fields_of(model, personal=personal)
    return [
        (one, changes_between(one.before, one.after, fields, names) if one.before else [])
        for one in changes
    ]


# --- Taking it back -------------------------------------------------------------


def why_not(change: RowChange, by: User) -> str:
    """Return why this row stays as the action left it; "" where it can be taken back."""
    row = change.row
    if change.since is not None:
        who = str(change.since.history_user) if change.since.history_user else __("the system")
        return __("Changed since then by %(who)s on %(date)s.") % {
            "who": who,
            "date": moment(change.since.history_date),
        }
    if not may(by, _step(change), row):
        if _step(change) == Action.RESTORE:
            return __("Only the Secretariat restores what was archived.")
        return __("Your role does not allow this step.")
    if _step(change) != Action.RESTORE and (reason := why_locked(row)):
        return reason
    if not change.created and not (fields := change.fields()):
        return __("Nothing of it changed.")
    if not change.created and any(item.name in REVIEW_FIELDS for item in fields):
        return __("A review step is not taken back here.")
    return ""


def _step(change: RowChange) -> Action:
    if change.created:
        return Action.ARCHIVE
    before = getattr(change.before, "archived_at", None)
    after = getattr(change.after, "archived_at", None)
    if bool(before) == bool(after):
        return Action.CHANGE
    return Action.ARCHIVE if before else Action.RESTORE


def undo(*, stamp: uuid.UUID, by: User, dry: bool = False) -> bulk.BulkOutcome:
    """Take an action on many rows back in one transaction and return what came of it.

    Rows that somebody took back before stay, whoever did it: in another region the action may still stand.
    Raises ValidationError where nothing of it is left to take back or it is no such action (single steps
    are changed on their own page); PermissionDenied where no row of it is in the user's sight,
    or where one would leave it.
    """
    outcome = bulk.BulkOutcome()
    reason = __("Undo")
    with transaction.atomic():
        original = Batch.objects.select_for_update(of=("self",)).filter(pk=stamp).first()
        if original is None:
            raise ValidationError(__("Only actions on many rows are taken back here."))
        seen = False
        for _model, changes in changes_of(stamp, by, lock=True):
            seen = True
            _undo_rows(changes, by, outcome, reason)
        if not seen:
            raise PermissionDenied
        if not outcome.changed and original.undone_by.exists():
            raise ValidationError(__("This was taken back already."))
        if dry:
            transaction.set_rollback(True)
        elif outcome.changed:
            bulk.remember(
                outcome=outcome,
                kind=BatchKind.UNDO,
                by=by,
                undoes=original,
                list_name=original.list_name,
                query=original.query,
            )
    return outcome


def _undo_rows(changes: list[RowChange], by: User, outcome: bulk.BulkOutcome, reason: str) -> None:
    groups: dict[tuple[str, ...], list[models.Model]] = {}
    # What the action made goes first: its place may be the one an older row takes again.
    for change in sorted(changes, key=lambda one: not one.created):
        if refusal := why_not(change, by):
            outcome.skip(change.row, refusal)
            continue
        if change.created:
            if not hasattr(change.row, "archived_at"):
                outcome.skip(change.row, __("It cannot be archived."))
                continue
            change.row.archived_at = timezone.now()
            names: tuple[str, ...] = ("archived_at",)
        else:
            fields = change.fields()
            for item in fields:
                setattr(change.row, item.attname, getattr(change.before, item.attname))
            names = tuple(item.name for item in fields)
        groups.setdefault(names, []).append(change.row)
    for names, rows in groups.items():
        written = bulk.save(rows, list(names), by, outcome, reason)
        outcome.changed += len(written)
        bulk.recheck(type(rows[0]), {row.pk for row in written}, by)
