"""The score of a visit as it is told: on its page, on the facility's, and on the sheet left with the group."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from core.people.users import User
from ksm.models import Facility
from monitoring.models import AspectScore, EffluentStandard, Finding, Instrument, Visit, VisitScore
from monitoring.questionnaire.measures import (
    WITHOUT_LIMITS,
    MeasuredOption,
    MeasuredQuestion,
    Why,
    named,
)
from monitoring.scoring import facts as score_facts
from monitoring.scoring import rules as scoring

FINDINGS_SHOWN = 3


@dataclass(frozen=True)
class ScoreChange:
    """One figure against the visit before; `before` or `now` None: not scored then."""

    label: str
    now: Decimal | None
    before: Decimal | None

    @property
    def difference(self) -> Decimal | None:
        if self.now is None or self.before is None:
            return None
        return self.now - self.before


@dataclass(frozen=True)
class Before:
    """The visit before by the same version of the instrument, and what changed since."""

    visited_on: dt.date
    url: str
    total: ScoreChange
    aspects: tuple[ScoreChange, ...]
    grade: str


@dataclass(frozen=True)
class OtherNow:
    """What a visit would come to by the records of today, where that is not what was kept on its approval.

    `answers`: question, its answer as kept and as it counts now, for those that differ; "" where none counts.
    """

    total: Decimal | None
    grade: scoring.Grade
    answers: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class FindingLine:
    title: str
    action: str
    responsible: str
    due_on: dt.date | None
    is_overdue: bool


@dataclass(frozen=True)
class ScoreSheet:
    """What one visit says of one facility. No name of a person is in it.

    `is_provisional`: not approved yet, so computed now and not kept. `before` None: nothing to compare
    with; `other_version`: there is an earlier visit, scored by another version only. `without_limits`:
    the rules whose missing limits leave the judgement of the effluent provisional.
    """

    facility: str
    facility_code: str
    facility_type: str
    place: str
    group: str
    visited_on: dt.date
    day_words: str
    round: str
    instrument: str
    is_proposal: bool
    is_example: bool
    is_provisional: bool
    score: scoring.Score
    before: Before | None
    other_version: bool
    findings: tuple[FindingLine, ...]
    more_findings: int
    without_limits: str = ""
    other_now: OtherNow | None = None


def versions_of(visit: Visit) -> list[Instrument]:
    """Return the versions that scored an approved visit, its own first."""
    if not visit.is_approved:
        return []
    rows = Instrument.objects.filter(
        pk__in=VisitScore.objects.filter(visit=visit).values("instrument")
    )
    return sorted(rows, key=lambda row: (row.pk != visit.instrument_id, row.pk))


def build_score_sheet(
    *, user: User, visit: Visit, today: dt.date, by: int | None = None
) -> ScoreSheet:
    """Return the sheet of a visit the user may see; `visit` with facility, region and round loaded.

    `by`: the version that scored it, where that is another than the one it was entered by.
    """
    instrument = score_facts.load(by or visit.instrument_id)
    told = tell(user=user, visit=visit, instrument=instrument)
    rows = Finding.objects.visible_to(user).current().open().filter(facility=visit.facility_id)
    findings = list(rows.select_related("office", "facility").by_urgency())
    group = (
        Facility.objects.visible_to(user)  # type: ignore[misc]
        .filter(pk=visit.facility_id)
        .with_makeup(visit.visited_on)
        .with_operator(visit.visited_on)
        .values("operator_name", "type_at")
        .get()
    )
    facility = visit.facility
    return ScoreSheet(
        facility=facility.name,
        facility_code=facility.code,
        facility_type=str(
            dict(Facility._meta.get_field("facility_type").flatchoices)[group["type_at"]]
        ),
        place=", ".join(
            filter(None, [facility.village, facility.district, facility.region.short_name])
        ),
        group=group["operator_name"] or "",
        visited_on=visit.visited_on,
        day_words=visit.day_words,
        round=visit.round.name if visit.round else "",
        instrument=str(instrument),
        is_proposal=instrument.is_proposal,
        is_example=visit.is_example,
        is_provisional=told.is_provisional,
        score=told.score,
        before=told.before,
        other_version=told.other_version,
        findings=tuple(
            FindingLine(
                row.title,
                row.action_required,
                str(row.responsible_words),
                row.due_on,
                row.is_overdue(today),
            )
            for row in findings[:FINDINGS_SHOWN]
        ),
        more_findings=max(len(findings) - FINDINGS_SHOWN, 0),
        without_limits=told.without_limits,
        other_now=None if told.is_provisional else _other_now(visit, instrument, told.score),
    )


@dataclass(frozen=True)
class ScoreAndBefore:
    """A visit's score and the one before; fields as in `ScoreSheet`."""

    score: scoring.Score
    before: Before | None
    other_version: bool
    is_provisional: bool
    without_limits: str


def tell(*, user: User, visit: Visit, instrument: Instrument) -> ScoreAndBefore:
    """Return the kept score of an approved visit, else what it would come to now; at most eight queries.

    `instrument`: the visit's own, loaded by `with_questions`.
    """
    kept = _kept(visit, instrument)
    if kept:
        score, facts = rebuild(kept, instrument), kept.facts
    else:
        score, facts = live_score(visit, instrument)
    before, other_version = _before(user, visit, instrument, score)
    return ScoreAndBefore(score, before, other_version, kept is None, facts.get(WITHOUT_LIMITS, ""))


def _other_now(visit: Visit, instrument: Instrument, kept: scoring.Score) -> OtherNow | None:
    """Return what is different by today's records; None where total and class are the same.

    What was approved stays (design §5); an interval that was changed since makes another score.
    """
    live, _facts = live_score(visit, instrument)
    if (kept.total, kept.grade) == (live.total, live.grade):
        return None
    then, now = _counted(kept), _counted(live)
    labels = {what: then.get(what, "") for what in (*then, *now)}
    answers = (
        (label, was, is_)
        for (_code, label), was in labels.items()
        if (is_ := now.get((_code, label), "")) != was
    )
    return OtherNow(live.total, live.grade, tuple(answers))


def _counted(score: scoring.Score) -> dict[tuple[str, str], str]:
    """Return the answer that counts of each scored question, by code and label."""
    return {
        (line.code, line.label): line.option.label for part in score.aspects for line in part.lines
    }


def live_score(visit: Visit, instrument: Instrument) -> tuple[scoring.Score, dict[str, str]]:
    """Return what a visit would come to now, and by which facts; nothing is kept."""
    rules = EffluentStandard.objects.rules()
    (sheet,) = score_facts.sheets([visit.pk], rules)
    score = scoring.score(
        score_facts.aspects_of(instrument),
        sheet.answers,
        sheet.facts,
        weakest_caps=instrument.weakest_caps,
    )
    return score, sheet.facts.kept()


def _kept(visit: Visit, instrument: Instrument) -> VisitScore | None:
    if not visit.is_approved:
        return None
    rows = VisitScore.objects.filter(visit=visit, instrument=instrument)
    return rows.prefetch_related("aspects__lines").first()


def rebuild(row: VisitScore, instrument: Instrument) -> scoring.Score:
    """Return the score as it was kept; words are those of its own version, points are not reckoned again."""
    parts: dict[int, AspectScore] = {part.aspect_id: part for part in row.aspects.all()}
    aspects = score_facts.aspects_of(instrument)
    questions = {question.code: question for aspect in aspects for question in aspect.questions}
    asked, options = _by_key(instrument, questions)
    found = []
    for model, aspect in zip(instrument.loaded_aspects, aspects, strict=True):  # type: ignore[attr-defined]
        part = parts.get(model.pk)
        if part is None:
            continue
        lines, left = [], []
        for line in part.lines.all():
            question, option = asked[line.question_id], options.get(line.option_id)
            what = aspect.code, question.code, question.label
            if option is None:
                left.append(scoring.Open(*what, Why(line.why)))
                continue
            points = line.aspect_gained, line.aspect_lost, line.gained, line.lost
            lines.append(scoring.ScoredLine(*what, option, *points))
        found.append(
            scoring.ReckonedAspect(
                aspect.code,
                aspect.label,
                aspect.weight,
                part.value,
                scoring.Grade(part.grade),
                part.answered,
                part.applicable,
                tuple(lines),
                tuple(left),
            )
        )
    labels = {aspect.code: aspect.label for aspect in aspects}
    caps = tuple(
        scoring.Cap(code, questions[code].label, option, scoring.Grade(grade))
        if value
        else scoring.Cap(code, labels[code], None, scoring.Grade(grade))
        for code, value, grade in row.caps
        if not value or (option := named(questions[code].options, value))
    )
    return scoring.Score(row.total, scoring.Grade(row.grade), tuple(found), caps)


def _by_key(
    instrument: Instrument, questions: dict[str, MeasuredQuestion]
) -> tuple[dict[int, MeasuredQuestion], dict[int | None, MeasuredOption]]:
    """Return the plain questions and options by the primary keys of their rows."""
    asked: dict[int, MeasuredQuestion] = {}
    options: dict[int | None, MeasuredOption] = {}
    for aspect in instrument.loaded_aspects:  # type: ignore[attr-defined]
        for row in aspect.loaded_questions:
            asked[row.pk] = questions[row.code]
            for option in row.loaded_options:
                options[option.pk] = named(questions[row.code].options, option.value)  # type: ignore[assignment]
    return asked, options


def _before(
    user: User, visit: Visit, instrument: Instrument, score: scoring.Score
) -> tuple[Before | None, bool]:
    earlier = VisitScore.objects.visible_to(user).filter(
        visit__facility=visit.facility_id,
        visit__visited_on__lt=visit.visited_on,
        visit__archived_at__isnull=True,
    )
    rows = earlier.select_related("visit").order_by("-visit__visited_on", "-visit__pk")
    row = rows.filter(instrument=instrument).prefetch_related("aspects").first()
    if row is None:
        return None, earlier.exists()
    values = {part.aspect_id: part.value for part in row.aspects.all()}
    codes = {aspect.code: aspect.pk for aspect in instrument.loaded_aspects}  # type: ignore[attr-defined]
    return (
        Before(
            row.visit.visited_on,
            row.visit.get_absolute_url(),
            ScoreChange("", score.total, row.total),
            tuple(
                ScoreChange(one.label, one.value, values.get(codes[one.code]))
                for one in score.aspects
            ),
            row.grade,
        ),
        False,
    )


@dataclass(frozen=True)
class ScoredVisit:
    """A visit of a facility with what it came to; total None: not scored or nothing answered."""

    visit: Visit
    total: Decimal | None
    grade: str
    aspects: tuple[tuple[str, Decimal | None, str], ...]
    change: ScoreChange

    @property
    def is_example(self) -> bool:
        return self.visit.is_example


def visits_of(*, user: User, facility: Facility) -> list[ScoredVisit]:
    """Return the approved visits of a facility, newest first, each against the one before it that
    was scored by the same version. Three queries."""
    visits = (
        Visit.objects.visible_to(user)
        .current()
        .filter(facility=facility, state="approved")
        .select_related("instrument", "round", "facility")
        .order_by("-visited_on", "-pk")
    )
    found = list(visits)
    scores = {
        (row.visit_id, row.instrument_id): row
        for row in VisitScore.objects.filter(visit__in=found).prefetch_related("aspects__aspect")
    }
    rows = []
    for i, visit in enumerate(found):
        row = scores.get((visit.pk, visit.instrument_id))
        earlier = _first(scores.get((old.pk, visit.instrument_id)) for old in found[i + 1 :])
        now = row.total if row else None
        rows.append(
            ScoredVisit(
                visit,
                now,
                row.grade if row else "",
                tuple((p.aspect.label, p.value, p.grade) for p in row.aspects.all()) if row else (),
                ScoreChange("", now, earlier.total if earlier else None),
            )
        )
    return rows


def _first(rows: Iterable[VisitScore | None]) -> VisitScore | None:
    return next((row for row in rows if row is not None), None)
