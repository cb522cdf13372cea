"""The kinds of work there are, each declared by the part of the house that does it, and what a run is handed."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.records.jobs.models import Job, JobPart, JobState
from core.tools.rows.values import value_class


class TakenOver(Exception):
    """Another run goes on with this work; this one stops."""


class Cancelled(Exception):
    """Somebody wants the work to end."""


class HandedBack(Exception):
    """The worker ends; the work waits for the next one."""


@value_class
class JobOutcome:
    """What came of a job: a sentence, and a file where there is one (`mime` its type)."""

    said: str = ""
    content: bytes = b""
    name: str = ""
    mime: str = ""


COUNTED = _("%(done)s of %(total)s")
STOPPED = _("Stopped at %(done)s of %(total)s; what is done stays done.")


@value_class
class JobKind:
    """`run` does the work and may be started again where an earlier run ended; it raises ValidationError with words.

    `counted` and `stopped` are sentences with `%(done)s` and `%(total)s`; `short`: so many units are done
    in a request where no worker is at hand. `ended` is told of work that failed or was cancelled, in the
    transaction that keeps it; `address` leads to the page of its own such work has.
    """

    name: str
    label: Any
    run: Callable[[Work], JobOutcome]
    counted: Any = COUNTED
    stopped: object = STOPPED
    short: int = 0
    ended: Callable[[Job, Exception], None] | None = None
    address: Callable[[Job], str] | None = None


_kinds: dict[str, JobKind] = {}


def register(kind: JobKind) -> JobKind:
    _kinds[kind.name] = kind
    return kind


def kind_of(job: Job) -> JobKind | None:
    """Return the kind of a job; None for one that was removed since."""
    return _kinds.get(job.kind)


def kind_named(name: str) -> JobKind:
    """Return a kind. Raises LookupError."""
    return _kinds[name]


class Work:
    """A run of a job: what it reads, and how it tells where it stands."""

    def __init__(self, job: Job, claim: uuid.UUID, *, is_ending: Callable[[], bool]) -> None:
        self.job, self.claim, self._is_ending = job, claim, is_ending
        self._done = job.done

    def rows(self) -> Any:
        """Return the job's row as long as it is this run's."""
        return Job.objects.filter(pk=self.job.pk, claim=self.claim, state=JobState.RUNNING)

    def hold(self, **told: Any) -> None:
        """Write on the job, if it still is this run's; inside a transaction nobody takes it over before it ends.

        Raises TakenOver.
        """
        if told.get("done", 0) > self._done:
            self._done, told["in_vain"] = told["done"], 0
        if not self.rows().update(beat_at=timezone.now(), **told):
            raise TakenOver

    def tell(self, done: int, total: int | None = None, *, step: str | None = None) -> None:
        """Say how far the work is. Raises TakenOver, Cancelled, HandedBack."""
        told: dict[str, Any] = {"done": done}
        if total is not None:
            told["total"] = self.job.total = total
        if step is not None:
            told["step"] = step[:200]
        self.hold(**told)
        if self.rows().filter(wants_end=True).exists():
            raise Cancelled
        if self._is_ending():
            raise HandedBack

    def finished(self) -> set[str]:
        """Return the names of the parts that are finished, by this run or an earlier one."""
        return set(JobPart.objects.filter(job=self.job).values_list("name", flat=True))

    def left(self, names: Iterable[str]) -> list[str]:
        """Return which of the named parts are to be done yet, in their order."""
        done = self.finished()
        return [name for name in names if name not in done]

    def finish(self, name: str, content: bytes = b"") -> None:
        """Keep that a part is done, with its file where it has one. Raises TakenOver."""
        with transaction.atomic():
            self.hold(in_vain=0)
            part = JobPart(job=self.job, name=name)
            if content:
                part.file.save("", ContentFile(content), save=False)
            part.save()
