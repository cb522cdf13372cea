"""Writing answers: what was meant, by whoever meant it, without running over another's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import router, transaction
from django.utils import timezone
from django.utils.translation import gettext as __

from core.access import Action, require
from core.people.users import User
from core.records.review import require_unlocked
from core.records.told import follow
from core.tools.rows import history
from core.tools.rows.values import value_class
from monitoring.entry.merging import Outcome, as_text, merge
from monitoring.models import Answer, Explanation, Instrument, Question, Visit


@dataclass
class Saved:
    """What a saving did: rows changed, what stands now per question (as text), and conflicts.

    `conflicts` holds the kept row of each question that another hand changed meanwhile.
    """

    changed: int = 0
    now: dict[int, str] = field(default_factory=dict)
    conflicts: dict[int, Answer | None] = field(default_factory=dict)


@value_class
class Theirs:
    """What another hand kept meanwhile: the row (None: emptied), as text, by whom and when."""

    row: Answer | None
    text: str
    who: str
    at: Any


def save_answers(*, visit: Visit, by: User, answers: Mapping[Question, tuple[str, str]]) -> int:
    """Write (value, reason) per question, whatever stood there; return how many changed."""
    return merge_answers(visit=visit, by=by, answers=answers, bases={}).changed


@transaction.atomic
def merge_answers(
    *,
    visit: Visit,
    by: User,
    answers: Mapping[Question, tuple[str, str]],
    bases: Mapping[int, str],
) -> Saved:
    """Write (value, reason) per question; both empty: unanswered again.

    `bases` says, by question, what the writer saw when he began; a question another hand changed
    since then is left as it is and told as a conflict. Without a base the answer is overwritten.
    The first answer freezes the instrument. A constant number of queries. Raises PermissionDenied,
    Locked; ValidationError for a question of another instrument or an answer that has both or a
    false reason.
    """
    require(by, Action.CHANGE, visit)
    visit = Visit.objects.select_for_update(of=("self",)).get(pk=visit.pk)
    # Archived where the table that brought it was taken back: it counts for nothing, and its place is taken again.
    kept = {row.question_id: row for row in Answer.objects.filter(visit=visit)}
    saved = Saved()
    new: list[Answer] = []
    changed: list[Answer] = []
    emptied: list[Answer] = []
    for question, (value, reason) in answers.items():
        if question.root.pk != visit.instrument_id:
            raise ValidationError(__("This question belongs to another instrument."))
        row = kept.get(question.pk)
        mine, theirs = as_text(value, reason), _standing(row)
        if value and reason:
            raise ValidationError(__("Give an answer or the reason why there is none."))
        outcome = merge(base=bases.get(question.pk), mine=mine, theirs=theirs)
        saved.now[question.pk] = mine if outcome is Outcome.WRITE else theirs
        if outcome is Outcome.CONFLICT:
            saved.conflicts[question.pk] = row if theirs else None
        elif outcome is Outcome.WRITE and not mine:
            emptied.append(kept[question.pk])
        elif outcome is Outcome.WRITE:
            target = row or Answer(visit=visit, question=question)
            target.value, target.reason, target.archived_at = value, reason, None
            target.question = question
            target.split()
            target.clean_fields(exclude=["visit", "question"])
            (changed if row else new).append(target)
    saved.changed = len(new) + len(changed) + len(emptied)
    if saved.changed:
        # Only now: a phone that repeats what it sent before the visit was handed in changes nothing.
        require_unlocked(visit)
        _write(new, changed, emptied, by)
        freeze(instrument=visit.instrument)
        follow([visit])
    return saved


def _standing(row: Answer | None) -> str:
    return row.as_text() if row is not None and row.archived_at is None else ""


def _write(new: list[Answer], changed: list[Answer], emptied: list[Answer], by: User) -> None:
    """Write in bulk with history: an aspect of eleven answers costs what one answer costs."""
    history.add_many(new, by=by)
    history.write_many(changed, ["value", "reason", "part", "whole", "archived_at"], by=by)
    if emptied:
        history.write_history(emptied, "-", by=by)
        gone = Answer.objects.filter(pk__in=[row.pk for row in emptied])
        # Not delete(): it fetches each row and writes its history a second time, one by one.
        gone._raw_delete(router.db_for_write(Answer))


@transaction.atomic
def freeze(*, instrument: Instrument) -> Instrument:
    """Close an instrument to changes because results exist by it; the first time counts.

    Raises ValidationError for a draft: it is published before it is used.
    """
    if instrument.frozen_at is None:
        instrument = Instrument.objects.select_for_update(of=("self",)).get(pk=instrument.pk)
        if not instrument.is_published:
            raise ValidationError(
                __("This version is still a draft. Publish it before it is used.")
            )
        if instrument.frozen_at is None:
            instrument.frozen_at = timezone.now()
            instrument.save()
    return instrument


@transaction.atomic
def explain(*, visit: Visit, by: User, texts: Mapping[str, str]) -> int:
    """Keep why contradicting answers are right, by code of the check; empty takes it back.

    Returns how many changed. Raises PermissionDenied, Locked.
    """
    require(by, Action.CHANGE, visit)
    visit = Visit.objects.select_for_update(of=("self",)).get(pk=visit.pk)
    require_unlocked(visit)
    rows = Explanation.objects.filter(visit=visit).select_for_update(of=("self",))
    kept = {row.check_code: row for row in rows}
    changed = 0
    for code, text in texts.items():
        row, words = kept.get(code), text.strip()
        if (row.text if row else "") == words:
            continue
        changed += 1
        if not words:
            kept[code].delete()
            continue
        row = row or Explanation(visit=visit, check_code=code)
        row.text = words
        row.full_clean(exclude=["visit"])
        row.save()
    return changed


def told_conflicts(saved: Saved) -> dict[int, Theirs]:
    """Return per question what another hand kept meanwhile, by whom and when. One query."""
    table: Any = Answer.history.model
    pks = [row.pk for row in saved.conflicts.values() if row is not None]
    last: dict[int, Any] = {}
    for row in (
        table.objects.filter(id__in=pks).select_related("history_user").order_by("history_id")
    ):
        last[row.id] = row
    found = {}
    for question, row in saved.conflicts.items():
        kept = last.get(row.pk) if row is not None else None
        found[question] = Theirs(
            row=row,
            text=row.as_text() if row is not None else "",
            who=str(kept.history_user) if kept and kept.history_user else __("Somebody"),
            at=kept.history_date if kept else None,
        )
    return found
