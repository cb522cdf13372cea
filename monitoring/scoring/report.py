"""The score of a visit as it is told: on its page, on the facility's, and on the sheet left with the group."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from core.people.users import User
from core.tools.rows.values import value_class
from ksm.models import Facility
from monitoring.models import Finding, Instrument, Visit, VisitScore
from monitoring.questionnaire.measures import WITHOUT_LIMITS
from monitoring.scoring import facts as score_facts
from monitoring.scoring import rules as scoring
from monitoring.scoring.kept import kept_of, live_score, rebuild

FINDINGS_SHOWN = 3


@value_class
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


@value_class
class Before:
    """The visit before by the same version of the instrument, and what changed since."""

    visited_on: dt.date
    url: str
    total: ScoreChange
    aspects: tuple[ScoreChange, ...]
    grade: str


@value_class
class OtherNow:
    """What a visit would come to by the records of today, where that is not what was kept on its approval.

    `answers`: question, its answer as kept and as it counts now, for those that differ; "" where none counts.
    """

    total: Decimal | None
    grade: scoring.Grade
    answers: tuple[tuple[str, str, str], ...]


@value_class
class FindingLine:
    title: str
    action: str
    responsible: str
    due_on: dt.date | None
    is_overdue: bool


@value_class
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


@value_class
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
    kept = kept_of(visit, instrument)
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
