"""Deciding on visits: returned with remarks at the answers, or approved, scored and followed up."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from itertools import takewhile

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as __

from core.people.users import User
from core.records.review import ReviewMove, State
from core.records.steps import move
from core.tools.rows.values import value_class
from monitoring.models import (
    AnswerRemark,
    Finding,
    Instrument,
    Option,
    Question,
    QuestionType,
    ScoreLine,
    Visit,
)
from monitoring.questionnaire import showif
from monitoring.questionnaire.measures import EFFLUENT, Given, measure
from monitoring.scoring import facts as score_facts
from monitoring.services.findings import office_for
from monitoring.services.scores import score_visit
from monitoring.services.visits import submit_visit


@transaction.atomic
def return_visit(*, visit: Visit, by: User, remark: str, remarks: Mapping[int, str]) -> Visit:
    """Send a visit back with a remark, and remarks by question; one of both must be given.

    Raises PermissionDenied; ValidationError as `core.records.steps.move`, or for a foreign question.
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
def approve_visit(*, visit: Visit, by: User, remark: str = "") -> Visit:
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
    by: User,
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


@value_class
class SaidByVisit:
    """What one approved visit says to a question: the option it came to."""

    visit: Visit
    question: Question
    option: Option


@transaction.atomic
def follow_up(*, visit: Visit) -> list[Finding]:
    """Let the findings of the visit's facility follow what its approved visits say, in the order of time.

    A question stands as its latest visit left it. While that calls for a finding, one stands open since the
    first of the visits that say so without a break; what a person closed since is never revived, and an older
    visit opens nothing that a newer one found in order. A good answer proposes the closure, which stays a
    person's step; a finding whose visit no longer calls for it (corrected, archived) is withdrawn. Returns what
    was opened. Visits must be scored. Source: products §5.16; design §5.
    """
    kept: dict[str, list[Finding]] = defaultdict(list)
    rows = Finding.objects.filter(facility=visit.facility_id).exclude(question_code="")
    for row in rows.select_for_update(of=("self",)).order_by("opened_on", "pk"):
        kept[row.question_code].append(row)
    told: dict[str, list[SaidByVisit]] = defaultdict(list)
    for said in _said(visit.facility_id):
        told[said.question.code].append(said)
    opened = []
    for code in sorted(told.keys() | kept.keys()):
        fresh = _follow(told[code], kept[code])
        opened += [fresh] if fresh else []
    return opened


def _follow(told: list[SaidByVisit], kept: list[Finding]) -> Finding | None:
    """Let the findings of one question follow what visits say of it, oldest first; return one that was opened."""
    calling = {said.visit.pk for said in told if said.option.opens_finding}
    for row in kept:
        if row.is_open and not row.is_archived and row.visit_id not in {None, *calling}:
            _withdraw(row)
    run = list(reversed([*takewhile(lambda said: said.option.opens_finding, reversed(told))]))
    # What stood, and was closed or taken out by a person, covers the visits until then.
    done = [row for row in kept if not row.is_withdrawn and (row.is_archived or not row.is_open)]
    own = {row.visit_id for row in done if row.is_archived}
    until = max((row.closed_on for row in done if row.closed_on), default=dt.date.min)
    run = [said for said in run if said.visit.visited_on > until and said.visit.pk not in own]
    standing = next((row for row in kept if row.is_open and not row.is_archived), None)
    if not run:
        good = told[-1] if told and not told[-1].option.opens_finding else None
        if standing and good and good.visit.visited_on >= standing.opened_on:
            _propose(standing, good.visit)
        return None
    if standing is None:
        return _open(run[0], next((row for row in kept if row.is_withdrawn), None))
    if standing.opened_on > run[0].visit.visited_on:
        standing.opened_on, standing.visit = run[0].visit.visited_on, run[0].visit
        standing.save()
    _propose(standing, None)
    return None


def _propose(row: Finding, visit: Visit | None) -> None:
    if row.closure_proposed_by_id != (visit.pk if visit else None):
        row.closure_proposed_by = visit
        row.save()


def _withdraw(row: Finding) -> None:
    row.archived_at, row.is_withdrawn = timezone.now(), True
    row._change_reason = __("The visit no longer calls for it")
    row.save()


def _said(facility: int) -> list[SaidByVisit]:
    """Return the options that the approved visits of a facility came to, oldest first: as scored, or as chosen."""
    visits = list(
        Visit.objects.filter(
            facility=facility, state=State.APPROVED, archived_at__isnull=True
        ).select_related("facility")
    )
    visits.sort(key=lambda visit: (visit.visited_on, visit.client_uuid))
    versions = Instrument.objects.with_questions().in_bulk({v.instrument_id for v in visits})
    sheets = {sheet.visit_id: sheet for sheet in score_facts.sheets([v.pk for v in visits], ())}
    lines: dict[int, dict[str, str]] = defaultdict(dict)
    scored = ScoreLine.objects.filter(
        part__score__visit__in=visits,
        part__score__instrument=F("part__score__visit__instrument"),
        option__isnull=False,
    ).order_by()
    for key, code, value in scored.values_list(
        "part__score__visit", "question__code", "option__value"
    ):
        lines[key][code] = value
    told = []
    for visit in visits:
        sheet = sheets[visit.pk]
        values = {code: given.value for code, given in sheet.answers.items()}
        aspects = versions[visit.instrument_id].loaded_aspects  # type: ignore[attr-defined]
        questions = []
        for aspect in aspects:
            for question in aspect.loaded_questions:
                question.aspect = aspect  # the row in memory, so that nothing asks for it again
                questions.append(question)
        shown = showif.shown(
            [(q.code, q.show_if) for q in questions], values, sheet.facts.for_rules()
        )
        for question in questions:
            value = lines[visit.pk].get(question.code, "")
            if not value and question.code in shown:
                value = _chosen(question, sheet)
            option = next((one for one in question.loaded_options if one.value == value), None)
            if option is not None:
                told.append(SaidByVisit(visit, question, option))
    return told


def _chosen(question: Question, sheet: score_facts.ScoredSheet) -> str:
    """Return the option of a question that no score holds: as chosen, or what an unscored one comes to."""
    if question.kind == QuestionType.SINGLE:
        return sheet.answers.get(question.code, Given()).value
    if question.weight or question.formula == EFFLUENT:
        return ""  # scored, but not answered; or judged by rules that are not asked for here
    option, _why = measure(score_facts.plain(question), sheet.answers, sheet.facts)
    return option.value if option else ""


def _open(said: SaidByVisit, withdrawn: Finding | None) -> Finding | None:
    """Open one finding, or the withdrawn one again; None where another approval opened it at this very moment."""
    visit, question, option = said.visit, said.question, said.option
    due = timezone.localdate() + dt.timedelta(days=option.due_days) if option.due_days else None
    row = withdrawn or Finding(facility=visit.facility, question_code=question.code)
    told = {
        "region_id": visit.facility.region_id,
        "visit": visit,
        "aspect": question.aspect.code[:2],
        "title": f"{question.label_id}: {option.label_id}"[:200],
        "severity": option.severity,
        "responsible": option.responsible,
        "opened_on": visit.visited_on,
        "due_on": due,
        "action_required": option.advice_id or option.label_id,
        "source": f"{visit}"[:300],
        "is_example": visit.is_example,
        "archived_at": None,
        "is_withdrawn": False,
        "closure_proposed_by": None,
    }
    for name, value in told.items():
        setattr(row, name, value)
    if row.office_id is None:
        row.office = office_for(row)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        return None
    return row
