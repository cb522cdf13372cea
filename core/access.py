"""The one wall: who sees which rows, and who may do what with them.

The only module that knows roles (design §3). It imports no model, so that models, querysets,
views, exports, reports and the admin can all stand on it. Everything fails closed: an anonymous,
inactive, expired or region-less account sees nothing and may do nothing.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Any, Protocol, Self, TypeAlias

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from typing_extensions import TypeIs

from core.tools.rows.areas import EVERYWHERE, Reach, in_scope, outermost, prefix_q, scope_q, within

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.contrib.auth.models import AnonymousUser


class Role(models.TextChoices):
    SECRETARIAT = "secretariat", _("Secretariat")
    CHAPTER = "chapter", _("Chapter officer")
    GOVERNMENT = "government", _("Regional government")


class Action(models.TextChoices):
    """What can be done with a record; `may` answers for each."""

    VIEW = "view", _("view")
    ADD = "add", _("add")
    CHANGE = "change", _("change")
    ARCHIVE = "archive", _("archive")
    RESTORE = "restore", _("restore")
    SUBMIT = "submit", _("submit")
    REVIEW = "review", _("review")
    UNLOCK = "unlock", _("unlock")
    ADVISE = "advise", _("advise")
    ISSUE = "issue", _("issue a report")
    SEE_CONTACTS = "see_contacts", _("see personal contact data")
    ADMINISTER = "administer", _("administer")


_ALLOWED: dict[str, frozenset[Action]] = {
    Role.SECRETARIAT: frozenset(set(Action) - {Action.SUBMIT}),
    Role.CHAPTER: frozenset(
        {
            Action.VIEW,
            Action.ADD,
            Action.CHANGE,
            Action.ARCHIVE,
            Action.SUBMIT,
            Action.ISSUE,
            Action.SEE_CONTACTS,
        }
    ),
    Role.GOVERNMENT: frozenset({Action.VIEW}),
}
_WRITING = frozenset(set(Action) - {Action.VIEW, Action.SEE_CONTACTS})

# A primary key, of whatever model.
Key: TypeAlias = int | str | uuid.UUID


class Account(Protocol):
    """What the wall asks of who is signed in; `core.people.users.User` answers."""

    @property
    def pk(self) -> Any: ...
    @property
    def is_authenticated(self) -> bool: ...
    @property
    def is_active(self) -> bool: ...
    @property
    def is_demo(self) -> bool: ...
    @property
    def valid_until(self) -> dt.date | None: ...
    @property
    def role(self) -> str: ...
    @property
    def regions(self) -> Reach: ...


Reader: TypeAlias = "Account | AnonymousUser"  # whoever a request comes from


def is_current(user: Reader, *, today: dt.date | None = None) -> TypeIs[Account]:
    """Return whether the account may be used today: active, signed in, not past `valid_until`."""
    if not _signed_in(user) or not user.is_active:
        return False
    if user.is_demo and not settings.DEMO:
        return False
    until = user.valid_until
    return until is None or (today or timezone.localdate()) <= until


def _signed_in(user: Reader) -> TypeIs[Account]:
    return user.is_authenticated


def scope_of(user: Reader) -> Reach | None:
    """Return the codes that bound the user's rows; EVERYWHERE for the Secretariat, None for nothing.

    Source: design §3, "Scope is a set of prefixes of the Kemendagri code: a province sees its kab/kota".
    """
    if not is_current(user):
        return None
    if user.role == Role.SECRETARIAT:
        return None if user.regions else EVERYWHERE
    if user.role in (Role.CHAPTER, Role.GOVERNMENT):
        return outermost(user.regions) or None
    return None


def only_region(user: Reader) -> str | None:
    """Return the kabupaten or kota of a user who sees no other region, None for whoever sees several."""
    scope = scope_of(user)
    return scope[0] if scope and len(scope) == 1 and "." in scope[0] else None


def is_national(user: Reader) -> bool:
    """Return whether the user sees the whole country."""
    return scope_of(user) == EVERYWHERE


def works_in_region(user: Reader) -> bool:
    """Return whether the user is a chapter's officer, who keeps a region's records."""
    return is_current(user) and scope_of(user) is not None and user.role == Role.CHAPTER


def reads_only(user: Reader) -> bool:
    """Return whether no request of this user may change anything (regional government)."""
    return _signed_in(user) and user.role == Role.GOVERNMENT


def has_region(role: str) -> bool:
    """Return whether accounts of this role belong to a region (all but the Secretariat's)."""
    return role in (Role.CHAPTER, Role.GOVERNMENT)


def needs_second_factor(user: Reader) -> bool:
    """Return whether the account must not work with a password alone."""
    return _signed_in(user) and user.role == Role.SECRETARIAT


def enters_admin(user: Reader) -> bool:
    """Return whether the user may open the Django admin (design §3: government never)."""
    return scope_of(user) is not None and not reads_only(user)


def reach_within(user: Reader, area: str) -> Reach:
    """Return the codes that bound what a user sees of an area ("": of everything); none for nothing."""
    scope = scope_of(user) or ()
    if in_scope(area, scope):
        return (area,)
    return tuple(code for code in scope if within(code, area))


class ScopedQuerySet(models.QuerySet):
    """A queryset that knows its way to a region; every read of a room starts at `visible_to`.

    `scope_path`: relation path to the Region, declared once per model ("region",
    "facility__region"); "" for Region itself; None where rows belong to nobody (reference rows,
    which every current account reads).
    `null_is_shared`: rows without a region belong to everybody (a ministry, a national meeting).
    `kept_nationally`: only the Secretariat writes these rows.
    `added_nationally`: only the Secretariat adds and archives them; their region edits them.
    `owner_path`: the account at this path and the Secretariat see the row, whatever the region.
    `released_path`: the regional government sees only rows where this is true.
    `made_at`: of rows that hold what their owner saw when they were made: at what moment. What was made before the
    account got its role and regions is no longer the owner's to see.
    """

    scope_path: str | None = "region"
    null_is_shared = False
    kept_nationally = False
    added_nationally = False
    owner_path = ""
    released_path = ""
    made_at = ""

    def visible_to(self, user: Reader) -> Self:
        """Return the rows the user may read; none for whoever is not a current account."""
        scope = scope_of(user)
        if scope is None:
            return self.none()
        if scope == EVERYWHERE:
            return self
        if self.owner_path:
            own = self.filter(**{self.owner_path: user})
            since = getattr(user, "rights_since", None)
            return own.filter(**{f"{self.made_at}__gte": since}) if self.made_at and since else own
        rows = self.filter(**{self.released_path: True}) if self._is_withheld(user) else self
        return rows if self.scope_path is None else rows.filter(self.scope_condition(scope))

    def _is_withheld(self, user: Reader) -> bool:
        """Return whether only what was released is for this reader (the regional government)."""
        return bool(self.released_path) and reads_only(user)

    @property
    def reaches_beyond(self) -> bool:
        """Whether a user of one region may see rows of others: shared ones, or by a second way."""
        one_way = type(self).scope_condition is ScopedQuerySet.scope_condition
        return self.null_is_shared or not one_way

    def scope_condition(self, scope: Reach) -> Q:
        """Return the condition for a scope that is not EVERYWHERE; models with two ways override it."""
        assert self.scope_path is not None
        condition = scope_q(self.scope_path, scope)
        if self.null_is_shared:
            condition |= Q(**{f"{self.scope_path}__isnull": True})
        return condition

    def in_region(self, code: str) -> Self:
        """Return the rows of one region and all below it."""
        assert self.scope_path is not None
        return self.filter(prefix_q(self.scope_path, code))

    def current(self) -> Self:
        """Return the rows that are not archived."""
        return self.filter(archived_at__isnull=True)

    def archived(self) -> Self:
        """Return the rows that were archived."""
        return self.filter(archived_at__isnull=False)


class ReferenceQuerySet(ScopedQuerySet):
    """Reference rows: read by everybody, kept by the Secretariat."""

    scope_path = None


def rows_of(model: type[models.Model]) -> ScopedQuerySet:
    """Return all rows of a model whose manager offers `visible_to`. Raises AttributeError for any other."""
    rows = model._default_manager.all()
    if not isinstance(rows, ScopedQuerySet):
        raise AttributeError(model)
    return rows


_FromScoped = models.Manager.from_queryset(ScopedQuerySet)


class ScopedManager(_FromScoped):
    """The manager of a record whose model names no queryset of its own."""


def region_code_of(obj: Any) -> str | None:
    """Return the code of the region an object belongs to, following its queryset's `scope_path`.

    None: the object belongs to no single region (national or shared). Of an account of several, the first.
    """
    path = type(obj)._default_manager.all().scope_path
    if path is None:
        return None
    code: str | None
    if path == "":
        code = obj.pk
    elif path == "regions":
        code = obj.regions[0] if obj.regions else None
    else:
        *steps, last = path.split("__")
        for step in steps:
            obj = getattr(obj, step)
            if obj is None:
                return None
        code = getattr(obj, f"{last}_id")
    return code


def roles_with(action: Action) -> list[str]:
    """Return the roles whose accounts may do this at all."""
    return [role for role, allowed in _ALLOWED.items() if action in allowed]


def may(
    user: Reader, action: Action, target: type[models.Model] | models.Model | None = None
) -> bool:
    """Return whether the user may do `action`, with `target` a model class, an object, or nothing.

    Says nothing about locks: those have words (`core.records.review.why_locked`). Sight of the object
    is decided by `visible_to`; this adds what the role allows on it.
    """
    scope = scope_of(user)
    if scope is None or not is_current(user) or action not in _ALLOWED[user.role]:
        return False
    if target is None or action not in _WRITING:
        return True
    model = target if isinstance(target, type) else type(target)
    rows = getattr(model, "_default_manager", None)
    rows = rows.all() if rows is not None else None
    if not isinstance(rows, ScopedQuerySet):
        return is_national(user)
    if rows.owner_path and not rows.kept_nationally:
        return (
            is_national(user)
            or isinstance(target, type)
            or getattr(target, rows.owner_path) == user
        )
    if rows.kept_nationally or rows.scope_path is None:
        return scope == EVERYWHERE
    if isinstance(target, type):
        # A class is asked about when a new row is to be made; an object, when something goes on it.
        return not (rows.added_nationally and action in (Action.ADD, Action.ARCHIVE)) or (
            scope == EVERYWHERE
        )
    if rows.added_nationally and action == Action.ARCHIVE and scope != EVERYWHERE:
        return False
    return scope == EVERYWHERE or in_scope(region_code_of(target), scope)


def require(
    user: Reader, action: Action, target: type[models.Model] | models.Model | None = None
) -> None:
    """Raise PermissionDenied (403) unless `may`."""
    if not may(user, action, target):
        raise PermissionDenied


class LeftScope(PermissionDenied):
    """A write would have moved a row out of the writer's sight; the transaction must roll back."""


def is_visible(obj: models.Model | None, user: Reader) -> bool:
    """Return whether an object is in the user's sight; False for none."""
    if obj is None:
        return False
    manager: Callable[..., Any] = type(obj)._default_manager.visible_to  # type: ignore[attr-defined]
    return bool(manager(user).filter(pk=obj.pk).exists())


def recheck(user: Reader, obj: models.Model) -> None:
    """Raise LeftScope unless the just written object is still in the user's sight (design §3)."""
    if not is_visible(obj, user):
        raise LeftScope
