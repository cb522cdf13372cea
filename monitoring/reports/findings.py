"""Findings, visits, effluent and dated figures of a region; each computed once."""

from __future__ import annotations

import dataclasses
import datetime as dt

from django.db.models import Case, Count, Q, Value, When
from django.utils import timezone

from core.land.regions import Region
from core.people.users import User
from core.records.review import State
from core.tools.rows.values import value_class
from ksm.models import DatedFact, Facility
from ksm.querysets import closed_by
from monitoring.effluent import judgements
from monitoring.models import EffluentStandard, Finding, Result, Visit
from monitoring.reports.alike import AlikeFindings, FindingRow, alike
from monitoring.reports.scores import ScoresReport, build_scores

FACTS_SHOWN = 40
NONE = judgements.VerdictCounts()


@value_class
class EffluentSummary:
    """Results of the outlet in a calendar year: numbers of parameters, not of facilities.

    `stated`: how many of them have no number, only what the laboratory's report says.
    """

    samples: int = 0
    results: int = 0
    verdicts: judgements.VerdictCounts = NONE
    stated: int = 0


@value_class
class FactRow:
    """A figure as its source states it."""

    subject: str
    value: str
    as_of: str
    source: str
    source_url: str
    url: str
    is_example: bool


@value_class
class FindingsReport:
    """VerdictCounts are of records, `facilities_*` of facilities; the year is that of `at`.

    Visits are approved ones (decision 10); `visits_waiting` are handed in and not approved yet. `is_known`:
    somebody monitored here, so that no open finding means none was found. `lapsed`: findings for the government
    whose facility was closed before they were; nothing is asked there any more.
    """

    region_code: str
    at: dt.date
    government: tuple[FindingRow, ...]
    is_known: bool = False
    visits: int = 0
    visits_waiting: int = 0
    facilities_visited: int = 0
    facilities_total: int = 0
    effluent: EffluentSummary = EffluentSummary()
    facts: tuple[FactRow, ...] = ()
    facts_left_out: int = 0
    lapsed: int = 0
    scores: tuple[ScoresReport, ...] = ()

    @property
    def by_office(self) -> dict[str, list[FindingRow]]:
        """The findings that need the government, by the office that is to act, in the order of urgency."""
        found: dict[str, list[FindingRow]] = {}
        for row in self.government:
            found.setdefault(row.responsible, []).append(row)
        return found

    @property
    def told_by_office(self) -> dict[str, tuple[AlikeFindings, ...]]:
        """The same for paper: what was found alike at many facilities is told once."""
        return {office: alike(rows) for office, rows in self.by_office.items()}


def is_monitored(*, user: User, code: str = "", at: dt.date | None = None) -> bool:
    """Return whether somebody looked in a region (all the user sees where none) by a day: found something, or
    visited and was approved. Where nobody did, how many findings there are is not known (2 queries at most).
    """
    day = at or timezone.localdate()
    findings = Finding.objects.visible_to(user).standing().filter(opened_on__lte=day)
    visits = Visit.objects.visible_to(user).current().filter(visited_on__lte=day)
    visits = visits.filter(state=State.APPROVED, facility__archived_at__isnull=True)
    if code:
        findings, visits = findings.in_region(code), visits.in_region(code)
    return findings.exists() or visits.exists()


def build_findings(
    *,
    user: User,
    region: Region,
    at: dt.date,
    facilities_total: int | None = None,
    facts: list[DatedFact] | None = None,
    brief: bool = False,
) -> FindingsReport:
    """Return the report on a region as of a day, from what the user may see (at most 10 queries).

    `facilities_total`, `facts`: where the caller has them already. `brief`: the findings only; at most 3 queries.
    """
    findings = Finding.objects.visible_to(user).in_region(region.pk).standing()
    visited = Visit.objects.visible_to(user).in_region(region.pk).current()
    visited = visited.filter(visited_on__lte=at, facility__archived_at__isnull=True)
    unsolved = findings.unsolved(at).for_government().select_related("facility", "office", "region")
    unsolved = unsolved.annotate(
        gone=Case(When(closed_by(at, "facility"), then=Value(True)), default=Value(False))
    )
    rows = list(unsolved.by_urgency())
    found = FindingsReport(
        region_code=region.pk,
        at=at,
        government=_government([row for row in rows if not row.gone], region, at),
        lapsed=sum(row.gone for row in rows),
        is_known=bool(rows) or is_monitored(user=user, code=region.pk, at=at),
    )
    if brief:
        return found
    standing = Facility.objects.visible_to(user).in_region(region.pk).existing(at)
    approved = Q(state=State.APPROVED)
    stands = Q(facility__in=standing.order_by().values("pk"))
    visits = visited.filter(visited_on__year=at.year).aggregate(
        number=Count("pk", filter=approved),
        waiting=Count("pk", filter=Q(state=State.SUBMITTED)),
        facilities=Count("facility", filter=approved & stands, distinct=True),
    )
    if facts is None:
        facts = stated(user=user, region=region, at=at)
    if facilities_total is None:
        facilities_total = standing.count()
    return dataclasses.replace(
        found,
        visits=visits["number"],
        visits_waiting=visits["waiting"],
        facilities_visited=visits["facilities"],
        facilities_total=facilities_total,
        effluent=build_effluent(user=user, region=region, year=at.year),
        scores=build_scores(user=user, region=region, at=at),
        facts=tuple(_fact(row, region) for row in facts[:FACTS_SHOWN]),
        facts_left_out=len(facts[FACTS_SHOWN:]),
    )


def stated(*, user: User, region: Region, at: dt.date) -> list[DatedFact]:
    """Return the figures that sources state of a region and what lies in it, known by a day, the newest first."""
    rows = DatedFact.objects.visible_to(user).in_region(region.pk).current()
    return list(rows.known_by(at).with_about().newest_first())


def _government(rows: list[Finding], region: Region, at: dt.date) -> tuple[FindingRow, ...]:
    return tuple(
        FindingRow(
            number=row.numbered,
            title=row.title,
            facility=", ".join(
                filter(None, (row.facility.name if row.facility else "", region.names(row.region)))
            ),
            aspect=row.get_aspect_display(),
            severity=row.severity,
            severity_label=row.get_severity_display(),
            responsible=str(row.responsible_words),
            opened_on=row.opened_on,
            found_on=row.found_on,
            due_on=row.due_on,
            is_overdue=row.due_on is not None and row.due_on < at,
            days_open=row.days_open(at),
            reply=row.reply_words(at),
            action_required=row.action_required,
            url=row.get_absolute_url(),
            is_example=row.is_example,
        )
        for row in rows
    )


def build_effluent(*, user: User, region: Region, year: int) -> EffluentSummary:
    """Return how the results of the outlets of a year are judged (2 queries)."""
    results = list(
        Result.objects.visible_to(user)
        .in_region(region.pk)
        .current()
        .filter(
            sample__archived_at__isnull=True,
            sample__facility__archived_at__isnull=True,  # or of no facility
            sample__point="outlet",
            sample__taken_on__startswith=str(year),
        )
        .select_related("sample__facility")
    )
    if not results:
        return EffluentSummary()
    rules = EffluentStandard.objects.visible_to(user).rules()
    return EffluentSummary(
        samples=len({row.sample_id for row in results}),
        results=len(results),
        verdicts=judgements.counts(results, rules),
        stated=sum(1 for row in results if row.value is None),
    )


def _fact(row: DatedFact, region: Region) -> FactRow:
    """Return the figure with whose it is: one of a kabupaten is none of its province."""
    one = "" if row.about == row.region else str(row.about or "")
    when = "" if row.as_of else row.when_words
    whose = ", ".join(filter(None, (row.area, one, region.names(row.region), when)))
    subject = f"{row.subject} ({whose})" if whose else row.subject
    return FactRow(
        subject=subject,
        value=row.value_words,
        as_of=row.as_of,
        source=row.source,
        source_url=row.source_url,
        url=row.get_absolute_url(),
        is_example=row.is_example,
    )
