"""Deciding on visits: returned with remarks at the answers, or approved, scored and followed up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as __

from core.records.review import ReviewMove, move
from monitoring.entry.sheet import Sheet, load_sheet
from monitoring.models import (
    AnswerRemark,
    AspectScore,
    Finding,
    Option,
    Question,
    QuestionType,
    Visit,
)
from monitoring.services.scores import score_visit
from monitoring.services.visits import submit_visit


@transaction.atomic
def return_visit(*, visit: Visit, by: Any, remark: str, remarks: Mapping[int, str]) -> Visit:
    """Send a visit back with a remark, and remarks by question; one of both must be given.

    Raises PermissionDenied; ValidationError as `core.records.review.move`, or for a foreign question.
    """
    said = {question: text.strip() for question, text in remarks.items() if text.strip()}
    if said and not remark.strip():
        remark = __("See the remarks at the answers.")
    visit = move(obj=visit, move_=ReviewMove.RETURN, by=by, remark=remark)  # type: ignore[assignment]
    own = set(
        Question.objects.filter(aspect__instrument=visit.instrument_id, pk__in=said).values_list(
            "pk", flat=True
        )
    )
    if own != set(said):
        raise ValidationError(__("This question belongs to another instrument."))
    for question, text in said.items():
        AnswerRemark.objects.create(
            visit=visit, question_id=question, submission=visit.submission, text=text
        )
    return visit


@transaction.atomic
def approve_visit(*, visit: Visit, by: Any, remark: str = "") -> Visit:
    """Approve and lock a visit, score it, open what its answers call for. Raises as `move`."""
    visit = move(obj=visit, move_=ReviewMove.APPROVE, by=by, remark=remark)  # type: ignore[assignment]
    score_visit(visit=visit)
    follow_up(visit=visit)
    return visit


@transaction.atomic
def take_step(
    *,
    visit: Visit,
    step: ReviewMove,
    by: Any,
    remark: str = "",
    remarks: Mapping[int, str] | None = None,
) -> Visit:
    """Make any step of the review with what belongs to it; the one door for pages."""
    if step == ReviewMove.SUBMIT:
        return submit_visit(visit=visit, by=by, remark=remark)
    if step == ReviewMove.RETURN:
        return return_visit(visit=visit, by=by, remark=remark, remarks=remarks or {})
    if step == ReviewMove.APPROVE:
        return approve_visit(visit=visit, by=by, remark=remark)
    return move(obj=visit, move_=step, by=by, remark=remark)  # type: ignore[return-value]


@transaction.atomic
def follow_up(*, visit: Visit) -> list[Finding]:
    """Open a finding for each answer that says so, once per question and facility while one is open.

    A good answer to a question with an open finding proposes its closure; closing stays a person's
    step. Returns what was opened. The visit must be scored. Source: products §5.16.
    """
    sheet = load_sheet(visit)
    chosen = _chosen(visit, sheet)
    open_ = {
        row.question_code: row
        for row in Finding.objects.current()
        .open()
        .filter(facility=visit.facility_id)
        .exclude(question_code="")
        .select_for_update(of=("self",))
    }
    opened = []
    for aspect in sheet.instrument.loaded_aspects:  # type: ignore[attr-defined]
        for question in aspect.loaded_questions:
            option, kept = chosen.get(question.code), open_.get(question.code)
            if option is None:
                continue
            if option.opens_finding and kept is None:
                row = _open(visit, question, option)
                opened += [row] if row else []
            elif kept and kept.opened_on <= visit.visited_on:
                proposed = None if option.opens_finding else visit
                if kept.closure_proposed_by_id != (proposed.pk if proposed else None):
                    kept.closure_proposed_by = proposed
                    kept.save()
    return opened


def _chosen(visit: Visit, sheet: Sheet) -> dict[str, Option]:
    """Return the option each question came to, by code: as scored, or as chosen where not scored."""
    options = {
        (question.code, option.value): option
        for aspect in sheet.instrument.loaded_aspects  # type: ignore[attr-defined]
        for question in aspect.loaded_questions
        for option in question.loaded_options
    }
    found = {}
    for part in sheet.parts:
        for line in part.lines:
            if line.asked and line.answer and line.question.kind == QuestionType.SINGLE:
                key = (line.question.code, line.answer.value)
                if key in options:
                    found[line.question.code] = options[key]
    scored = AspectScore.objects.filter(score__visit=visit, score__instrument=visit.instrument_id)
    for lines in scored.values_list("lines", flat=True):
        for code, value, *_points in lines:
            if (code, value) in options:
                found[code] = options[code, value]
    return found


def _open(visit: Visit, question: Question, option: Option) -> Finding | None:
    """Open one finding; None where another approval opened it at this very moment."""
    due = timezone.localdate() + dt.timedelta(days=option.due_days) if option.due_days else None
    row = Finding(
        region_id=visit.facility.region_id,
        facility=visit.facility,
        visit=visit,
        question_code=question.code,
        aspect=question.aspect.code[:2],
        title=f"{question.label_id}: {option.label_id}"[:200],
        severity=option.severity,
        responsible=option.responsible,
        opened_on=visit.visited_on,
        due_on=due,
        action_required=option.advice_id or option.label_id,
        source=f"{visit}"[:300],
        is_example=visit.is_example,
    )
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        return None
    return row


def approve_visits(*, visits: Iterable[Visit], by: Any) -> tuple[int, list[tuple[Visit, str]]]:
    """Approve many visits, each for itself; return how many and the others with the reason."""
    done, skipped = 0, []
    for visit in visits:
        try:
            approve_visit(visit=visit, by=by)
            done += 1
        except ValidationError as error:
            skipped.append((visit, " ".join(error.messages)))
    return done, skipped
