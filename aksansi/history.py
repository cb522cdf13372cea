"""History tool: stamps every history row with the request (or command) that made it.

A bulk action makes many rows within one request; they share the stamp and are told as one.
The receiver only fills a column of the history row; it holds no rule.
"""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Iterator
from contextvars import ContextVar
from typing import Any

from django.db import models
from django.dispatch import receiver
from simple_history.models import HistoricalRecords
from simple_history.signals import pre_create_historical_record

_stamp: ContextVar[uuid.UUID | None] = ContextVar("history_stamp", default=None)
_actor: ContextVar[Any] = ContextVar("history_actor", default=None)


class Stamped(models.Model):
    """Base of every history table: which request wrote the row."""

    request_stamp = models.UUIDField(null=True, db_index=True, editable=False)

    class Meta:
        abstract = True


@contextlib.contextmanager
def one_action(*, by: Any = None) -> Iterator[uuid.UUID]:
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
def put_stamp(sender: Any, **kwargs: Any) -> None:
    row = kwargs["history_instance"]
    request = getattr(HistoricalRecords.context, "request", None)
    if _stamp.get() is not None:
        row.request_stamp = _stamp.get()
    elif request is not None:
        if not hasattr(request, "history_stamp"):
            request.history_stamp = uuid.uuid4()
        row.request_stamp = request.history_stamp
    if row.history_user_id is None and getattr(_actor.get(), "pk", None):
        row.history_user = _actor.get()
