"""A chapter at a glance: how far it has come, and what all rooms hold of it, each number leading to its rows."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as __

from agreements.models import Partnership
from aksansi.chapter.ladder import Ladder, build_ladder
from aksansi.letter.lists import Lists
from chapters.models import Chapter
from chapters.reports import SeatLine
from chapters.views.chapters import ChapterDetailPage
from core.access import Action, ScopedQuerySet, may, rows_of
from core.pages import beside
from core.people.users import User
from core.tools.counting import count_each
from core.tools.rows.areas import within
from core.tools.rows.figures import Figure, sentence
from core.tools.rows.values import value_class
from events.models import Commitment, Event
from ksm.reports import RegionRegistry, registry_by_region
from monitoring.models import Finding, Visit
from planning.models import Advice, AnnualPlan, AnnualReport, ArchivedReport

TEMPLATE = "aksansi/chapter/hub.html"


@value_class
class Hub:
    """The ladder, and the tiles {label, value, note, tone} of all rooms."""

    ladder: Ladder
    stats: list[dict[str, object]]


def build_hub(*, user: User, chapter: Chapter, board: list[SeatLine], today: dt.date) -> Hub:
    """Return what stands at the top of the chapter's page; at most 9 queries.

    `chapter` comes `with_core_seats`. Of a province the lists hold what lies below it too, and so do the figures.
    """
    lists = Lists(chapter.region_id, today, today.year)
    n = _counts(user, chapter.region_id, today)
    under = registry_by_region(user=user, at=today, codes=[chapter.region_id])
    registry = [line for code, line in under.items() if within(code, chapter.region_id)]
    return Hub(
        build_ladder(user=user, chapter=chapter, board=board, year=today.year),
        [
            *_of_tasks(user, lists, n),
            *_of_registry(lists, registry),
            *_of_work(user, lists, n),
        ],
    )


def _counts(user: User, code: str, today: dt.date) -> dict[str, int]:
    """Return how many records of each kind lie in the region; one query."""

    def of(model: type[models.Model]) -> ScopedQuerySet:
        return rows_of(model).visible_to(user).current().in_region(code)

    visits = of(Visit).filter(facility__archived_at__isnull=True)
    advice = Advice.objects.visible_to(user).open().filter(chapter__region=code)
    findings = Finding.objects.visible_to(user).in_region(code).standing()
    return count_each(
        plans=of(AnnualPlan),
        reports=of(AnnualReport),
        letters=of(ArchivedReport),
        partnerships=of(Partnership),
        events=of(Event),
        visits=visits,
        findings=findings.open(today),
        overdue=findings.overdue(today),
        advice=advice,
        commitments=Commitment.objects.visible_to(user).current().in_region(code).open(),
    )


def _of_tasks(user: User, lists: Lists, n: dict[str, int]) -> list[dict[str, object]]:
    """Return what waits to be done: findings, advice and commitments that are open.

    None of them is told as 0 only where something is known that they could come from.
    """
    overdue = Figure(n["overdue"], url=lists.findings(status="overdue"))
    late = sentence(__("%(n)s overdue"), n=overdue) if n["overdue"] else ""
    found: list[dict[str, object]] = [
        {
            "label": __("findings open"),
            "value": Figure(_some(n, "findings", of="visits"), url=lists.findings(status="open")),
            "note": late,
            "tone": "bad" if n["overdue"] else "",
        },
        {
            "label": __("commitments open"),
            "value": Figure(
                _some(n, "commitments", of="events"),
                url=lists.to("events:commitment-list", own=1, status="open"),
            ),
        },
    ]
    # Advice that is not answered is between the chapter and the Secretariat.
    if may(user, Action.CHANGE):
        found.append(
            {
                "label": __("advice to answer"),
                "value": Figure(_some(n, "advice", of="plans"), url=lists.advice),
            }
        )
    return found


def _some(n: dict[str, int], key: str, *, of: str) -> int | None:
    return n[key] if n[key] or n[of] else None


def _of_registry(lists: Lists, registry: list[RegionRegistry]) -> list[dict[str, object]]:
    facilities = sum(line.facilities for line in registry)
    working = sum(line.working.wholly for line in registry)
    known = sum(line.working.known for line in registry)
    return [
        {
            "label": __("groups"),
            "value": Figure(sum(line.groups for line in registry) or None, url=lists.groups()),
        },
        {
            "label": __("facilities"),
            "value": Figure(facilities or None, url=lists.standing),
            "note": sentence(__("%(n)s working"), n=Figure(working, url=lists.working))
            if known
            else "",
        },
    ]


def _of_work(user: User, lists: Lists, n: dict[str, int]) -> list[dict[str, object]]:
    every = {
        "visits": (__("visits"), lists.to("monitoring:visit-list", standing=1)),
        "plans": (__("annual plans"), lists.to("planning:annual-plan-list")),
        "reports": (__("years with achievements"), lists.to("planning:annual-report-list")),
        "letters": (__("letters issued"), lists.to("planning:archived-report-list")),
        "partnerships": (__("partnerships"), lists.to("agreements:partnership-list")),
        "events": (__("events"), lists.to("events:event-list", own=1)),
    }
    return [
        {"label": label, "value": Figure(n[key] or None, url=url)}
        for key, (label, url) in every.items()
    ]


def _parts(page: ChapterDetailPage) -> list[beside.Part]:
    hub = build_hub(
        user=page.request.user, chapter=page.object, board=page.board, today=timezone.localdate()
    )
    return [beside.Part(TEMPLATE, hub)]


def put() -> None:
    """Show the hub on the page of every chapter; called once, when the rooms are loaded."""
    beside.put(Chapter, parts=_parts)
