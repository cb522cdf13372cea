"""Facilities to look after: who runs none, who hardly pays, never emptied, passed over by two rounds."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Case, Count, Exists, FloatField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce, NullIf
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.access import ScopedQuerySet, is_national, reach_within
from core.people.users import User
from core.records.review import State
from ksm import kept
from ksm.desludging.querysets import UNRECORDED
from ksm.models import Facility, Operation
from ksm.querysets import NOBODY
from monitoring.models import (
    Answer,
    Practised,
    Question,
    QuestionType,
    RoundTarget,
    TargetState,
    Visit,
)
from monitoring.querysets import HANDED_IN

FEW_PAY = 50  # per cent of the connected households (domain §4.3, F03)
MISSED = 2  # planned visits that did not take place
REASONS = (
    ("operator", _("Operator not recorded")),
    ("nobody", _("Nobody runs it, as the source states")),
    ("fee", _("Fewer than half pay the fee")),
    ("sludge", _("No desludging recorded, reckoned due date passed")),
    ("missed", _("Two planned visits missed")),
)


TOLD = ("standing", "any", *(name for name, _label in REASONS))  # of a region


def _payments() -> Any:
    """Return the answers of approved visits on who pays: shares by which the collection of fees is told.

    The questions are named by key: from there the database finds an answer by its index.
    """
    questions = Question.objects.filter(practice=Practised.COLLECTION, kind=QuestionType.RATIO)
    return Answer.objects.current().filter(
        question__in=list(questions.values_list("pk", flat=True)),
        visit__state=State.APPROVED,
        visit__archived_at__isnull=True,
        whole__isnull=False,
    )


def _missed(today: dt.date) -> Any:
    """Return the planned visits whose day or round has passed with nothing handed in."""
    own = Visit.objects.current().filter(
        round=OuterRef("round"), facility=OuterRef("facility"), state__in=HANDED_IN
    )
    over = Q(round__ends_on__lt=today) | Q(planned_on__lt=today)
    return (
        RoundTarget.objects.current()
        .filter(~Exists(own), over, state=TargetState.PLANNED, round__archived_at__isnull=True)
        .order_by()
    )


def _often_missed(inside: kept.Inside, today: dt.date) -> Q:
    """Return the condition of "missed", found for all facilities of some regions at once."""
    often = _missed(today).filter(inside("facility__region")).values("facility")
    found = often.annotate(n=Count("pk")).filter(n__gte=MISSED).values_list("facility", flat=True)
    return Q(pk__in=sorted(found))  # in one order: a count is kept by its very query


def conditions(today: dt.date, missed: Q | None = None) -> dict[str, Q]:
    """Return the test of each reason, for a queryset of `with_signs`; `missed`: that of "missed", found beforehand."""
    running = Operation.objects.filter(facility=OuterRef("pk")).running(today)
    return {
        "operator": ~Q(Exists(running)),
        "nobody": Q(Exists(running.filter(**NOBODY))),
        "fee": Q(paying_share__lt=FEW_PAY),
        "sludge": UNRECORDED,
        "missed": missed or Q(missed_visits__gte=MISSED),
    }


def with_signs(rows: Any, today: dt.date, missed: Q | None = None) -> ScopedQuerySet:
    """Annotate facilities with what the reasons look at, and `watch_<reason>` for each reason."""
    whole = NullIf(Cast("whole", FloatField()), Value(0.0))
    paying = Cast("part", FloatField()) * 100.0 / whole
    own = _payments().filter(visit__facility=OuterRef("pk")).annotate(share=paying)
    share = own.order_by("-visit__visited_on", "-visit").values("share")[:1]
    targets = _missed(today).filter(facility=OuterRef("pk")).values("facility")
    signs = rows.with_next_desludging(today).annotate(
        paying_share=Subquery(share, output_field=FloatField()),
        missed_visits=Coalesce(Subquery(targets.annotate(n=Count("pk")).values("n")), Value(0)),
    )
    return signs.annotate(
        **{
            f"watch_{name}": Case(When(test, then=Value(1)), default=Value(0))
            for name, test in conditions(today, missed).items()
        }
    )


def looked_at(*, user: User, today: dt.date | None = None, at_once: bool = False) -> ScopedQuerySet:
    """Return the standing facilities the user may see, with their signs.

    `at_once`: most of them are wanted, not a page. Missed visits of the whole country are found for all facilities
    together then: one by one costs many times as much. In one region it is the other way round.
    """
    day = today or timezone.localdate()
    missed = _often_missed(lambda path: Q(), day) if at_once and is_national(user) else None
    return with_signs(Facility.objects.visible_to(user).existing(day), day, missed)


def _any_reason() -> Q:
    found = Q()
    for name, _label in REASONS:
        found |= Q(**{f"watch_{name}": 1})
    return found


def with_reason(rows: ScopedQuerySet) -> ScopedQuerySet:
    """Return those of `looked_at` that have at least one reason."""
    return rows.filter(_any_reason())


def _counts() -> dict[str, Count]:
    """Return what counts rows with signs: those that stand, those with any reason, those with each."""
    tests = {f"{name}": Q(**{f"watch_{name}": 1}) for name, _label in REASONS}
    return {
        "standing": Count("pk"),
        "any": Count("pk", filter=_any_reason()),
        **{name: Count("pk", filter=test) for name, test in tests.items()},
    }


def count_reasons(rows: ScopedQuerySet) -> dict[str, int]:
    """Return the number of facilities per reason, of rows with signs. One query."""
    return rows.order_by().aggregate(**_counts())


def _count_regions(inside: kept.Inside, day: dt.date) -> dict[str, kept.Told]:
    rows = Facility.objects.filter(inside("region")).existing(day)
    signs = with_signs(rows, day, _often_missed(inside, day)).order_by().values("region")
    found = signs.annotate(**{f"n_{name}": count for name, count in _counts().items()})
    return {
        row[0]: list(row[1:])
        for row in found.values_list("region", *(f"n_{name}" for name in TOLD))
    }


COUNTED = kept.register(kept.Counted("watch", _count_regions))


def counts_by_region(
    *, user: User, area: str = "", today: dt.date | None = None
) -> dict[str, dict[str, int]]:
    """Return what `count_reasons` tells of each region within an area that the user may see, by its code."""
    reach = reach_within(user, area)
    told = kept.read(COUNTED, reach=reach, day=today or timezone.localdate())
    return {code: dict(zip(TOLD, numbers, strict=True)) for code, numbers in told.items()}
