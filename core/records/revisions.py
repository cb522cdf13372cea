"""What was written to an approved record, and to its lines, after it was agreed to (design §5).

The steps of the review themselves are no changes. A room names the lines of its reviewed records once
(`register_lines`); counts and lists read the same rows of history.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F

from core.access import Key
from core.records.journal import ReviewEvent
from core.records.review import Reviewed, ReviewMove, State
from core.records.timeline import Entry, changes_between, entry_of, fields_of, related_names
from core.tools.rows.values import value_class


@value_class
class Lines:
    """A kind of line. `path` leads from it to the reviewed record; `named_by` is what its name needs besides."""

    model: type[models.Model]
    path: str
    named_by: tuple[str, ...] = ()


@value_class
class Revision:
    """One row of history that changed something, with the one before it (None: entered since)."""

    root: Key
    row: Any
    older: object


_lines: dict[type, tuple[Lines, ...]] = {}
_under_lock: set[type] = set()
_STEPS = {
    "state", "submitted_at", "submitted_by", "reviewed_at", "reviewed_by", "unlocked_until", "unlock_reason",
}  # fmt: skip


def register_lines(root: type[Reviewed], *lines: Lines, under_lock: bool = False) -> None:
    """Let a room say what the lines of its reviewed records are.

    `under_lock`: nothing of them changes without an unlocking, so that most are told by their steps alone.
    """
    _lines[root] = lines
    if under_lock:
        _under_lock.add(root)


def changes_since_approval(roots: Iterable[Reviewed]) -> dict[Key, int]:
    """Return how many changes history holds of each approved record of one model and its lines since then.

    Records that are not approved, or unchanged since, are left out. One query for each kind of line, and one
    more where something changed.
    """
    found: dict[Key, int] = {}
    for _kind, revision in _revisions(roots):
        found[revision.root] = found.get(revision.root, 0) + 1
    return found


def entries_since_approval(root: Reviewed, *, reader: Any, personal: bool = False) -> list[Entry]:
    """Return the same changes as lines of a timeline, newest first, each with what it was made to."""
    by_kind: dict[Lines, list[Revision]] = {}
    for kind, revision in _revisions([root]):
        by_kind.setdefault(kind, []).append(revision)
    entries = []
    for kind, revisions in by_kind.items():
        rows = [one for each in revisions for one in (each.row, each.older) if one is not None]
        names = related_names(kind.model, rows, reader=reader)
        fields = _content(kind.model, personal=personal)
        manager: Any = kind.model._default_manager
        named = manager.select_related(*kind.named_by) if kind.named_by else manager.all()
        lines = named.in_bulk({each.row.id for each in revisions})
        for each in revisions:
            line = lines.get(each.row.id)
            words = str(kind.model._meta.verbose_name)
            what = "" if kind.path == "" else f"{words}: {line}" if line else words
            changes = changes_between(each.older, each.row, fields, names) if each.older else []
            entries.append(entry_of(each.row, each.older, changes, about=what))
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


def unlocked_since(rows: models.QuerySet[Any]) -> list[Any]:
    """Return those of some reviewed records that somebody unlocked after an approval: only they can have changed."""
    model = ContentType.objects.get_for_model(rows.model)
    steps = ReviewEvent.objects.filter(content_type=model, move=ReviewMove.UNLOCK)
    keys = [int(key) for key in steps.values_list("object_id", flat=True).distinct()]
    return list(rows.filter(pk__in=keys, state=State.APPROVED)) if keys else []


def _revisions(roots: Iterable[Reviewed]) -> Iterator[tuple[Lines, Revision]]:
    approved = [root for root in roots if root.is_approved and root.reviewed_at]
    if not approved:
        return
    model = type(approved[0])
    if model in _under_lock:
        keys = [root.pk for root in approved]
        approved = unlocked_since(model._default_manager.filter(pk__in=keys))
        if not approved:
            return
    since: dict[Key, Any] = {root.pk: root.reviewed_at for root in approved}
    own = model.history.filter(id__in=since, history_date__gt=min(since.values()))
    own = own.annotate(root=F("id"))
    yield from ((Lines(model, ""), each) for each in _of_kind(model, own, since))
    for kind in _lines.get(model, ()):
        history: Any = kind.model.history  # type: ignore[attr-defined]
        rows = history.filter(
            **{f"{kind.path}__in": since}, history_date__gt=F(f"{kind.path}__reviewed_at")
        ).annotate(root=F(kind.path))
        yield from ((kind, each) for each in _of_kind(kind.model, rows, since))


def _of_kind(model: type[models.Model], rows: Any, since: Mapping[Key, Any]) -> Iterator[Revision]:
    """Yield the rows of history written after the approval of their root that changed its content."""
    root_of = {row.history_id: row.root for row in rows if row.history_date > since[row.root]}
    if not root_of:
        return
    history: Any = model.history  # type: ignore[attr-defined]
    chain = history.filter(id__in={row.id for row in rows if row.history_id in root_of})
    fields = [item.attname for item in _content(model)]
    before: dict[Key, Any] = {}
    for row in chain.select_related("history_user").order_by("id", "history_id"):
        older = before.get(row.id)
        before[row.id] = row
        if row.history_id not in root_of:
            continue
        if (
            older is None
            or row.history_type == "-"
            or any(getattr(older, name) != getattr(row, name) for name in fields)
        ):
            yield Revision(root_of[row.history_id], row, older)


def _content(model: type[models.Model], *, personal: bool = True) -> list[models.Field]:
    return [item for item in fields_of(model, personal=personal) if item.name not in _STEPS]
