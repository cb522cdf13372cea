"""What one record was told by another, higher one: a visit behind a status, an event behind a contact.

The room that is told keeps the source by kind and UUID and imports nothing of it. The room of the source
makes itself known here: what its sources are called (`register_teller`), and what must follow when one of
its records changes by whatever door (`register_follower`). Between siblings a source names what it is
about by kind and UUID too: whoever keeps such things offers them and hears what is said of them
(`register_named`).
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import models
from django.utils.translation import gettext as __

from core.people.users import User
from core.tools.rows.values import value_class
from core.tools.todo import Reason


class Told(models.Model):
    """Abstract: a record that may have been told by a source; it is corrected at the source alone."""

    told_kind = models.CharField(max_length=20, blank=True, default="", editable=False)
    told_by = models.UUIDField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True


def told_once(prefix: str) -> models.UniqueConstraint:
    """Return the rule "a source tells one record of a kind"; `prefix` is the table's name."""
    return models.UniqueConstraint(
        fields=("told_kind", "told_by"),
        condition=models.Q(told_by__isnull=False),
        name=f"{prefix}_told_once",
    )


@value_class
class Teller:
    """A source as a page names it."""

    words: str
    url: str


Find = Callable[[Any, Iterable[uuid.UUID]], dict[uuid.UUID, Teller]]
Follow = Callable[[Sequence[Any]], None]
_tellers: dict[str, Find] = {}
_followers: dict[type, list[Follow]] = defaultdict(list)


def register_teller(kind: str, find: Find) -> None:
    """Let a room name its sources: `find(user, uuids)` gives those the user may see."""
    _tellers[kind] = find


def teller_of(user: User, row: Any) -> Teller | None:
    """Return who told a record; None where nobody did or the reader may not see it."""
    find = _tellers.get(getattr(row, "told_kind", ""))
    return find(user, [row.told_by]).get(row.told_by) if find else None


@value_class
class Tale:
    """What a source of a kind says now of the thing it names; `about` None: it says nothing any more."""

    by: uuid.UUID
    about: uuid.UUID | None
    values: dict[str, Any]


Offer = Callable[[Any], dict[uuid.UUID, Teller]]
Hear = Callable[[str, Sequence[Tale]], None]
_named: dict[str, Offer] = {}
_hearers: dict[str, Hear] = {}


def register_named(kind: str, offer: Offer, hear: Hear) -> None:
    """Let a room offer what others may name (`offer(user)`, in order) and hear what is said of it."""
    _named[kind], _hearers[kind] = offer, hear


def named(user: User, kind: str) -> dict[uuid.UUID, Teller]:
    """Return the things of a kind that the user may name; none where no room keeps such."""
    return _named[kind](user) if kind in _named else {}


def say(of: str, kind: str, tales: Sequence[Tale]) -> None:
    """Let who keeps things of a kind hear what sources of another say of them."""
    if of in _hearers and tales:
        _hearers[of](kind, tales)


def why_told(row: Any, reader: User | None = None) -> str:
    """Return the sentence that says why a told record is not changed by hand; "" for any other.

    It leads a reader who may see the source there.
    """
    if getattr(row, "told_by", None) is None:
        return ""
    words = __("This was taken from %(what)s. Correct it there.") % {
        "what": row.source or __("another record")
    }
    teller = teller_of(reader, row) if reader else None
    way = __("Open %(what)s") % {"what": teller.words} if teller else ""
    return Reason(words, teller.url if teller else "", way)


def register_follower(model: type, follow: Follow) -> None:
    """Let a room say what follows once records of a model were written, one or many, by any door."""
    if follow not in _followers[model]:
        _followers[model].append(follow)


def follow(rows: Sequence[object]) -> None:
    """Do what follows from having written these rows of one model."""
    for one in _followers.get(type(rows[0]), ()) if rows else ():
        one(rows)
