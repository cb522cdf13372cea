"""Writes of the room that touch more than one row or change a status."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as __

from chapters.access import Action, require
from chapters.review import require_unlocked
from monitoring.models import Answer, Finding, Instrument, Question, Visit


@transaction.atomic
def save_answers(*, visit: Visit, by: Any, answers: Mapping[Question, tuple[str, str]]) -> int:
    """Write (value, reason) per question and return how many changed; both empty: unanswered again.

    The first answer freezes the instrument. Raises PermissionDenied, Locked; ValidationError for a
    question of another instrument or an answer that has both or a false reason.
    """
    require(by, Action.CHANGE, visit)
    visit = Visit.objects.select_for_update(of=("self",)).get(pk=visit.pk)
    require_unlocked(visit)
    kept = {row.question_id: row for row in visit.answers.select_related("question")}
    changed = 0
    for question, (value, reason) in answers.items():
        if question.root.pk != visit.instrument_id:
            raise ValidationError(__("This question belongs to another instrument."))
        row = kept.get(question.pk)
        if not value and not reason:
            if row is not None:
                row.delete()
                changed += 1
            continue
        row = row or Answer(visit=visit, question=question)
        if row.pk is None or (row.value, row.reason) != (value, reason):
            row.value, row.reason = value, reason
            row.full_clean(exclude=["visit", "question"], validate_unique=False)
            row.save()
            changed += 1
    if changed:
        freeze(instrument=visit.instrument)
    return changed


@transaction.atomic
def freeze(*, instrument: Instrument) -> Instrument:
    """Close an instrument to changes because results exist by it; the first time counts."""
    if instrument.frozen_at is None:
        instrument = Instrument.objects.select_for_update(of=("self",)).get(pk=instrument.pk)
        if instrument.frozen_at is None:
            instrument.frozen_at = timezone.now()
            instrument.save()
    return instrument


def _locked(finding: Finding, by: Any) -> Finding:
    require(by, Action.CHANGE, finding)
    require_unlocked(finding)
    return Finding.objects.select_for_update(of=("self",)).get(pk=finding.pk)


@transaction.atomic
def close_finding(*, finding: Finding, by: Any, on: dt.date, action_taken: str) -> Finding:
    """Close a finding with what was done and when.

    Raises PermissionDenied; ValidationError where it is closed already, the day is not between
    opening and today, or nothing is said of what was done.
    """
    finding = _locked(finding, by)
    if not finding.is_open:
        raise ValidationError(__("This finding is closed already."))
    if not action_taken.strip():
        raise ValidationError(__("Say what was done."))
    if on > timezone.localdate():
        raise ValidationError(__("The day lies in the future."))
    if on < finding.opened_on:
        raise ValidationError(__("The day lies before the finding."))
    finding.closed_on, finding.closed_by = on, by
    finding.action_taken = action_taken.strip()
    finding.save()
    return finding


@transaction.atomic
def verify_finding(*, finding: Finding, by: Any, on: dt.date) -> Finding:
    """Confirm a closed finding; another person than the one who closed it.

    Raises PermissionDenied; ValidationError where it is open, verified, or closed by the same person.
    """
    finding = _locked(finding, by)
    if finding.is_open:
        raise ValidationError(__("This finding is still open."))
    if finding.verified_by_id:
        raise ValidationError(__("This finding is verified already."))
    if finding.closed_by_id == by.pk:
        raise ValidationError(__("Whoever closed it cannot also verify it."))
    if on > timezone.localdate():
        raise ValidationError(__("The day lies in the future."))
    finding.verified_on, finding.verified_by = on, by
    finding.save()
    return finding


@transaction.atomic
def reopen_finding(*, finding: Finding, by: Any, reason: str) -> Finding:
    """Open a finding again because it was not solved; what was done stays in its history."""
    finding = _locked(finding, by)
    if finding.is_open:
        raise ValidationError(__("This finding is open already."))
    if not reason.strip():
        raise ValidationError(__("Please give the reason."))
    finding.closed_on = finding.closed_by = finding.verified_on = finding.verified_by = None
    finding.action_taken = ""
    finding._change_reason = reason.strip()[:100]
    finding.save()
    return finding
