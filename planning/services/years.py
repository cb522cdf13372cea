"""A year's writes: dream, stops, advice and answers, achievements, strategies."""

from __future__ import annotations

from collections.abc import Iterable, Set
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as __

from chapters.models import Chapter
from core.access import Action, require
from core.people.users import User
from core.records.review import require_unlocked
from planning.models import (
    Achievement,
    Activity,
    Advice,
    AdviceAnswer,
    AnnualReport,
    Process,
    Stop,
    StrategyEdition,
    StrategyProcess,
    Vision,
)
from planning.services.targets import take_planned_target
from planning.telling import tell_of_advice


@transaction.atomic
def set_vision(*, vision: Vision, by: User) -> Vision:
    """Keep a long-term dream of a chapter; without a date it is today's."""
    require(by, Action.ADD, vision)
    vision.set_on = vision.set_on or timezone.localdate().isoformat()
    vision.save()
    return vision


@transaction.atomic
def stop_activity(*, activity: Activity, by: User, state: str, reason: str = "") -> Activity:
    """Postpone or cancel an activity, or let it go on (`state` ""), also under an approved plan.

    Raises PermissionDenied; ValidationError without a reason.
    """
    require(by, Action.CHANGE, activity)
    activity = Activity.objects.select_for_update(of=("self",)).get(pk=activity.pk)
    if activity.archived_at:
        require_unlocked(activity)
    if state and state not in Stop.values:
        raise ValidationError(__("Choose whether it is postponed or cancelled."))
    if state and not reason.strip():
        raise ValidationError(__("Please give the reason."))
    activity.stop_state = state
    activity.stop_reason = reason.strip() if state else ""
    activity._change_reason = reason.strip()[:100]
    activity.save()
    return activity


@transaction.atomic
def advise(
    *, line: Activity | Achievement, by: User, text: str, is_released: bool = False
) -> Advice:
    """Write the Secretariat's advice on a line, whatever the lock. Raises PermissionDenied for others.

    The regional government reads it only where it is released.
    """
    require(by, Action.ADVISE, line)
    if not text.strip():
        raise ValidationError(__("Please write the advice."))
    of = {"activity": line} if isinstance(line, Activity) else {"achievement": line}
    chapter = line.review_root.chapter_id
    advice = Advice.objects.create(
        chapter_id=chapter, text=text.strip(), is_released=is_released, given_by=by, **of
    )
    tell_of_advice(advice)
    return advice


@transaction.atomic
def release_advice(*, chapter: Chapter, shown: Iterable[int], released: Set[int], by: User) -> int:
    """Let the regional government read these pieces of the advice shown, and the others no more.

    Return how many changed. Raises PermissionDenied for whoever does not advise.
    """
    require(by, Action.ADVISE, chapter)
    rows = Advice.objects.standing().filter(chapter=chapter, pk__in=shown)
    changed = [
        row
        for row in rows.select_for_update(of=("self",)).order_by("pk")
        if row.is_released != (row.pk in released)
    ]
    for row in changed:
        row.is_released = not row.is_released
        row.save()
    return len(changed)


@transaction.atomic
def answer_advice(*, advice: Advice, by: User, answer: str, reason: str = "") -> Advice:
    """Record the chapter's answer; it can be changed until the line is handed in again.

    Raises PermissionDenied for whoever does not hand in (only the chapter answers); Locked where an
    answer stands and the plan or report is handed in or approved; ValidationError where it is refused
    without a reason.
    """
    require(by, Action.SUBMIT, advice)
    advice = Advice.objects.select_for_update(of=("self",)).get(pk=advice.pk)
    if advice.archived_at:
        require_unlocked(advice)
    if advice.answer:
        require_unlocked(advice.line)
    if answer not in AdviceAnswer.values:
        raise ValidationError(__("Choose whether the advice is accepted."))
    if answer == AdviceAnswer.DECLINED and not reason.strip():
        raise ValidationError(__("Please give the reason."))
    advice.answer, advice.reason = answer, reason.strip()
    advice.answered_by, advice.answered_at = by, timezone.now()
    advice.save()
    return advice


@transaction.atomic
def start_annual_report(
    *, chapter: Chapter, year: int, by: User, propose: bool = True, **facts: object
) -> AnnualReport:
    """Return the chapter's report of the year, made where there is none, with lines from the plan.

    Proposed per activity of the year that is not cancelled and not in the report yet: target, unit,
    the sum of its progress as realised, last year's figure of the same name. Existing lines are left
    as they are. `facts` (source, as_of, is_example) go on a report that is made here. Raises
    PermissionDenied, Locked (the report is handed in), ValidationError (a year to come).
    """
    if year > timezone.localdate().year:
        raise ValidationError(__("Achievements can be reported once the year has begun."))
    probe = AnnualReport(chapter=chapter, year=year, **facts)
    require(by, Action.ADD, probe)
    Chapter.objects.select_for_update(of=("self",)).get(pk=chapter.pk)
    report = AnnualReport.objects.current().filter(chapter=chapter, year=year).first()
    if report is None:
        probe.full_clean()
        probe.save()
        report = probe
    else:
        require_unlocked(report)
    if propose:
        propose_achievements(report=report, by=by)
    return report


@transaction.atomic
def propose_achievements(*, report: AnnualReport, by: User) -> int:
    """Add a line for each activity of the year the report does not have yet; return how many."""
    require(by, Action.CHANGE, report)
    require_unlocked(report)
    there = Achievement.objects.filter(annual_report=report, activity__isnull=False)
    taken = set(there.values_list("activity_id", flat=True))
    lines = (
        Activity.objects.current()
        .with_figures()
        .filter(
            plan__chapter=report.chapter_id, plan__year=report.year, plan__archived_at__isnull=True
        )
        .exclude(stop_state=Stop.CANCELLED)
        .exclude(pk__in=taken)
        .order_by("field", "order", "month_from", "pk")
    )
    known = last_years_figures(report)
    for place, activity in enumerate(lines, start=next_place(report)):
        line = Achievement(
            annual_report=report,
            activity=activity,
            name=activity.indicator or activity.title,
            unit=activity.unit,
            target=activity.target,
            realised=activity.realised,  # type: ignore[attr-defined]
            field=activity.field,
            order=place,
            source=activity.source,
            source_url=activity.source_url,
            is_example=activity.is_example or report.is_example,
        )
        line.last_year = known.get(name_key(line))
        line.full_clean()
        line.save()
    return len(lines)


def next_place(report: AnnualReport) -> int:
    """Return the order of a line that goes last."""
    last = Achievement.objects.filter(annual_report=report).aggregate(x=Max("order"))["x"]
    return (last or 0) + 1


def last_years_figures(report: AnnualReport) -> dict[tuple[str, str], Decimal]:
    """Return what was realised the year before, by indicator and unit (`name_key`).

    Unknown figures are left out, and so are those of two lines of one name: which is meant is not known.
    """
    rows = (
        Achievement.objects.current()
        .filter(
            annual_report__chapter=report.chapter_id,
            annual_report__year=report.year - 1,
            annual_report__archived_at__isnull=True,
            realised__isnull=False,
        )
        .order_by("pk")
    )
    found: dict[tuple[str, str], list[Decimal | None]] = {}
    for row in rows:
        found.setdefault(name_key(row), []).append(row.realised)
    return {key: one for key, (one, *more) in found.items() if one is not None and not more}


def name_key(line: Achievement) -> tuple[str, str]:
    """Return what makes two years' lines comparable: the shared indicator, else the words, and the unit.

    KK of one year are not set beside jiwa of the next.
    """
    name = f"#{line.indicator_id}" if line.indicator_id else one_spelling(line.name)
    return name, one_spelling(line.unit)


def one_spelling(text: str) -> str:
    """Return the words as they compare: case and spaces tell nothing apart."""
    return " ".join(text.lower().split())


@transaction.atomic
def keep_achievement(*, line: Achievement, by: User) -> Achievement:
    """Write a line with what its shared indicator and last year's report already say.

    Unit, field and direction come from the shared indicator, its target from the plan that set one; an empty
    last year from the report before. Raises PermissionDenied, Locked; ValidationError for another target.
    """
    require(by, Action.CHANGE, line)
    require_unlocked(line)
    if line.indicator is not None:
        line.unit = line.unit or line.indicator.unit
        line.field = line.field or line.indicator.field
        line.lower_is_better = line.indicator.lower_is_better
        take_planned_target(line)
    if line.last_year is None:
        line.last_year = last_years_figures(line.annual_report).get(name_key(line))
    if line.pk is None and not line.order:
        line.order = next_place(line.annual_report)
    line.save()
    return line


def processes_of(edition: StrategyEdition) -> list[StrategyProcess]:
    """Return the five processes of a new edition, all still open and not saved."""
    return [
        StrategyProcess(edition=edition, number=number, is_example=edition.is_example)
        for number in Process
    ]


@transaction.atomic
def start_strategy(*, edition: StrategyEdition, by: User) -> StrategyEdition:
    """Keep a new edition with its five processes, all still open."""
    require(by, Action.ADD, edition)
    edition.save()
    for process in processes_of(edition):
        process.save()
    return edition
