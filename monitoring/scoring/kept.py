"""The score of a visit as it was kept on its approval, or as it would come to now."""

from __future__ import annotations

from monitoring.models import AspectScore, EffluentStandard, Instrument, Visit, VisitScore
from monitoring.questionnaire.measures import MeasuredOption, MeasuredQuestion, Why, named
from monitoring.scoring import facts as score_facts
from monitoring.scoring import rules as scoring


def versions_of(visit: Visit) -> list[Instrument]:
    """Return the versions that scored an approved visit, its own first."""
    if not visit.is_approved:
        return []
    rows = Instrument.objects.filter(
        pk__in=VisitScore.objects.filter(visit=visit).values("instrument")
    )
    return sorted(rows, key=lambda row: (row.pk != visit.instrument_id, row.pk))


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


def kept_of(visit: Visit, instrument: Instrument) -> VisitScore | None:
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
