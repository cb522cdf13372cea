"""Review of what chapters hand in: draft → submitted → returned / approved, which locks (design §5).

One table holds every legal move, one function (`steps.move`) makes them, one function (`why_locked`) says
in words why something cannot be edited. Author ≠ approver. Unlocking needs a reason and expires.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import Action, Key, Reader, may
from core.people.users import User
from core.records.records import Record
from core.records.told import why_told
from core.tools.rows.values import value_class
from core.tools.todo import Reason

UNLOCK_DAYS = 14


class State(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    RETURNED = "returned", _("Returned")
    APPROVED = "approved", _("Approved")


class ReviewMove(models.TextChoices):
    SUBMIT = "submit", _("Submit")
    WITHDRAW = "withdraw", _("Withdraw")
    RETURN = "return", _("Return")
    APPROVE = "approve", _("Approve")
    UNLOCK = "unlock", _("Unlock")
    RELOCK = "relock", _("Lock again")

    @property
    def done(self) -> Any:
        """The step as a thing done ("Submitted"), for messages and histories; `label` is what a button says."""
        return DONE[self]


DONE = {
    ReviewMove.SUBMIT: _("Submitted"),
    ReviewMove.WITHDRAW: _("Withdrawn"),
    ReviewMove.RETURN: _("Returned"),
    ReviewMove.APPROVE: _("Approved"),
    ReviewMove.UNLOCK: _("Unlocked"),
    ReviewMove.RELOCK: _("Locked again"),
}


@value_class
class ReviewRule:
    """A legal move: from which states, to which (None: the state stays), by whom, with a remark or not."""

    sources: tuple[State, ...]
    target: State | None
    action: Action
    needs_remark: bool = False


RULES: dict[ReviewMove, ReviewRule] = {
    ReviewMove.SUBMIT: ReviewRule((State.DRAFT, State.RETURNED), State.SUBMITTED, Action.SUBMIT),
    ReviewMove.WITHDRAW: ReviewRule((State.SUBMITTED,), State.DRAFT, Action.SUBMIT),
    ReviewMove.RETURN: ReviewRule(
        (State.SUBMITTED,), State.RETURNED, Action.REVIEW, needs_remark=True
    ),
    ReviewMove.APPROVE: ReviewRule((State.SUBMITTED,), State.APPROVED, Action.REVIEW),
    ReviewMove.UNLOCK: ReviewRule((State.APPROVED,), None, Action.UNLOCK, needs_remark=True),
    ReviewMove.RELOCK: ReviewRule((State.APPROVED,), None, Action.REVIEW),
}


class Reviewed(Record):
    """Abstract: a record that is handed in and reviewed; its lines point to it by `review_root`."""

    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.DRAFT, editable=False
    )
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True, editable=False)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )
    reviewed_at = models.DateTimeField(_("reviewed at"), null=True, blank=True, editable=False)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )
    unlocked_until = models.DateTimeField(
        _("unlocked until"), null=True, blank=True, editable=False
    )
    unlock_reason = models.TextField(_("reason for unlocking"), blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    @override
    def review_root(self) -> Reviewed:
        return self

    def is_open(self, at: dt.datetime | None = None) -> bool:
        """Return whether the author may edit: a draft, a returned one, or an unlocked approved one."""
        if self.state in (State.DRAFT, State.RETURNED):
            return True
        until = self.unlocked_until if self.state == State.APPROVED else None
        return until is not None and (at or timezone.now()) < until

    @property
    def is_approved(self) -> bool:
        return self.state == State.APPROVED

    def missing_for_submission(self) -> list[str]:
        """Return in words what is to be done before it can be handed in; overridden, or by `register_missing`.

        Each may be a `core.tools.todo.Reason`, which says where it is done.
        """
        return _missing[type(self)](self) if type(self) in _missing else []


_missing: dict[type, Callable[[object], list[str]]] = {}


def register_missing(model: type, find: Callable[[Any], list[str]]) -> None:
    """Let a module above the model tell, in words, what keeps a record of it from being handed in."""
    _missing[model] = find


class Locked(PermissionDenied):
    """An edit was refused because the record is handed in, approved or archived; str() says why."""


def why_locked(
    obj: models.Model, *, at: dt.datetime | None = None, reader: User | None = None
) -> str:
    """Return the sentence, for every page, form and action, that says why it cannot be edited now; "" where it can.

    `reader`: is led to the source of what was taken from another record.
    """
    if getattr(obj, "archived_at", None):
        return __("This record is archived. The Secretariat can restore it.")
    if told := why_told(obj, reader):
        return told
    root = getattr(obj, "review_root", None)
    if root is None or root.is_open(at):
        return ""
    # The steps stand on the page of what was handed in.
    url = root.get_absolute_url() if root is not obj else ""
    way = __("Open %(what)s") % {"what": root._meta.verbose_name}
    if root.archived_at:
        return Reason(__("This belongs to an archived record."), url, way)
    if root.state == State.SUBMITTED:
        words = __(
            "Submitted on %(date)s and waiting for the Secretariat's review. "
            "Withdraw it to go on editing, or wait until it is returned."
        ) % {"date": date_format(timezone.localtime(root.submitted_at), "DATE_FORMAT")}
        return Reason(words, url, way)
    words = __(
        "Approved by the Secretariat on %(date)s and locked. Ask the Secretariat to unlock it, giving the reason."
    ) % {"date": date_format(timezone.localtime(root.reviewed_at), "DATE_FORMAT")}
    return Reason(words, url, way)


def require_unlocked(obj: models.Model, reader: User | None = None) -> None:
    """Raise Locked with the reason unless the record can be edited now."""
    if reason := why_locked(obj, reader=reader):
        raise Locked(reason)


def has_root(model: type[models.Model]) -> bool:
    """Return whether rows of this model are reviewed records or lines of one."""
    return getattr(model, "review_root", None) not in (None, Record.review_root)


def hold(rows: Iterable[models.Model]) -> list[models.Model]:
    """Hold the reviewed records that these rows are or belong to until the end of the transaction; return them.

    Else a line could leave a plan while somebody hands that plan in, or a late write undo a review step.
    What is read after this stands as it is read. Whoever writes lines holds what they belong to first, all
    of it at once and by key, and takes the lines themselves afterwards by key: so nobody waits in a circle.
    """
    roots: dict[type, set[Key]] = {}
    for row in rows:
        root = getattr(row, "review_root", None)
        if root is not None:
            roots.setdefault(type(root), set()).add(root.pk)
    held: list[models.Model] = []
    for model in sorted(roots, key=lambda one: one._meta.label):  # type: ignore[attr-defined]
        manager: Any = model._default_manager  # type: ignore[attr-defined]
        held += manager.select_for_update(of=("self",)).filter(pk__in=roots[model]).order_by("pk")
    return held


def hold_row(obj: models.Model) -> Any:
    """Hold a row, and the reviewed record it belongs to, until the end of the transaction; return it as it is now.

    A save writes all columns, and history keeps them all: so whoever changes a row that somebody else may
    just have changed reads it again under its lock.
    """
    hold([obj])
    obj.refresh_from_db(from_queryset=type(obj)._base_manager.select_for_update(of=("self",)))
    return obj


def why_not_move(
    obj: Reviewed, move_: ReviewMove, user: Reader, *, at: dt.datetime | None = None
) -> str:
    """Return the sentence that says why this user cannot make this move now; "" where it can be made."""
    return " ".join(what_keeps_from(obj, move_, user, at=at))


def what_keeps_from(
    obj: Reviewed, move_: ReviewMove, user: Reader, *, at: dt.datetime | None = None
) -> list[str]:
    """Return what keeps this user from making this move now, a sentence each (`Reason`: with the way out)."""
    rule = RULES[move_]
    if obj.archived_at:
        return [why_locked(obj)]
    if not may(user, rule.action, obj):
        return [__("Your role does not allow this step.")]
    if obj.state not in rule.sources:
        words = __("This step is not possible while the state is “%(state)s”.")
        return [words % {"state": obj.get_state_display()}]
    if move_ in (ReviewMove.APPROVE, ReviewMove.RETURN) and obj.submitted_by_id == user.pk:
        return [__("Whoever submitted it cannot also review it.")]
    if move_ == ReviewMove.UNLOCK and obj.is_open(at):
        return [__("It is unlocked already.")]
    if move_ == ReviewMove.RELOCK and not obj.is_open(at):
        return [__("It is locked already.")]
    return obj.missing_for_submission() if move_ == ReviewMove.SUBMIT else []


def possible_moves(obj: Reviewed, user: Reader) -> list[ReviewMove]:
    """Return the moves whose role and state fit (their other conditions explain themselves when tried)."""
    return [
        move_
        for move_, rule in RULES.items()
        if may(user, rule.action, obj)
        and obj.state in rule.sources
        and not (move_ == ReviewMove.UNLOCK and obj.is_open())
        and not (move_ == ReviewMove.RELOCK and not obj.is_open())
        and not obj.archived_at
    ]
