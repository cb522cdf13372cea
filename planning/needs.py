"""Which facilities need a service of the catalogue, and why: from findings, condition and the emptying calendar."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as __

from core.people.users import User
from core.tools import partial_dates
from core.tools.rows.values import value_class
from ksm.choices import Condition, FacilityType, FunctionStatus
from ksm.desludging.intervals import due_of
from ksm.models import Facility
from monitoring.models import Finding
from planning.models import Service, ServiceKind, ServicePrice

TECHNICAL = "T"


@value_class
class Need:
    """A facility and, in one sentence, why it needs the service."""

    facility: Facility
    why: str


def price_of(*, service: Service, region: str, user: User) -> ServicePrice | None:
    """Return the unit cost that holds today in a region, its own before the national one; None: unknown."""
    today = timezone.localdate().isoformat()
    rows = ServicePrice.objects.visible_to(user).in_force(region=region, day=today)
    return rows.filter(service=service).select_related("region").first()


def basis_of(price: ServicePrice) -> str:
    """Return where a unit cost comes from, in words: "Assumption (2026)" or its source."""
    when = partial_dates.display(price.valid_from)
    place = price.region.short_name if price.region else __("national")
    told = price.source or __("assumption")
    if price.is_assumption and price.source:
        told = __("assumption: %(source)s") % {"source": price.source}
    return f"{told} ({place}, {when})"[:400]


def needing(*, user: User, region: str, kind: str, today: dt.date) -> list[Need]:
    """Return the standing facilities of a region that need a kind of service, by code; 2 queries."""
    standing = Facility.objects.visible_to(user).in_region(region).existing(today)
    standing = standing.select_related("region").order_by("code")
    if kind == ServiceKind.DESLUDGING:
        rows: Any = standing.with_latest_status(today).desludging_passed(today)
        return [Need(row, _emptying(row)) for row in rows]
    open_ = (
        Finding.objects.visible_to(user)
        .in_region(region)
        .current()
        .filter(facility__isnull=False, closed_on__isnull=True)
    )
    technical = Q(aspect=TECHNICAL)
    open_ = open_.filter(~technical if kind == ServiceKind.ACCOMPANIMENT else technical)
    found: dict[int, list[str]] = defaultdict(list)
    for finding in open_.order_by("opened_on", "pk"):
        found[finding.facility_id or 0].append(finding.title)
    rows = standing.with_latest_status(today)
    if kind == ServiceKind.RETROFIT:
        rows = rows.filter(
            facility_type__in=(FacilityType.MCK, FacilityType.MCK_PLUS, FacilityType.MCK_PLUS_PLUS)
        )
    wanted = Q(pk__in=list(found))
    if kind == ServiceKind.REHABILITATION:
        wanted |= Q(latest_condition=Condition.HEAVY) | Q(
            latest_function=FunctionStatus.NOT_WORKING
        )
    return [Need(row, _state(row, found[row.pk], kind)) for row in rows.filter(wanted)]


def _emptying(row: object) -> str:
    due = due_of(row)
    return __("Due %(date)s. %(why)s") % {
        "date": partial_dates.display(due.due), "why": due.reason,
    }  # fmt: skip


def _state(row: Any, findings: list[str], kind: str) -> str:
    told = []
    if kind == ServiceKind.REHABILITATION:
        if row.latest_condition == Condition.HEAVY:
            told.append(
                __("Heavy damage (%(date)s)")
                % {"date": partial_dates.display(row.latest_condition_on)}
            )
        if row.latest_function == FunctionStatus.NOT_WORKING:
            told.append(
                __("Not working (%(date)s)")
                % {"date": partial_dates.display(row.latest_function_on)}
            )
    if findings:
        titles = "; ".join(findings[:4]) + (" …" if len(findings) > 4 else "")
        told.append(__("Open findings: %(titles)s") % {"titles": titles})
    return ". ".join(told)
