"""Writing answers; the first one freezes the instrument."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as __

from chapters.access import Action, require
from chapters.review import require_unlocked
from monitoring.models import Answer, Instrument, Question, Visit


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
