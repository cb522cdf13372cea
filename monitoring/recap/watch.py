"""Facilities to look after: who runs none, who hardly pays, never emptied, passed over by two rounds."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Case, Count, Exists, FloatField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce, NullIf
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.access import ScopedQuerySet, is_national
from core.people.users import User
from core.records.review import State
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


def _payments(user: User) -> Any:
    """Return the answers of approved visits on who pays: shares by which the collection of fees is told.

    The questions are named by key: from there the database finds an answer by its index.
    """
    questions = Question.objects.filter(practice=Practised.COLLECTION, kind=QuestionType.RATIO)
    return (
        Answer.objects.visible_to(user)
        .current()
        .filter(
            question__in=list(questions.values_list("pk", flat=True)),
            visit__state=State.APPROVED,
            visit__archived_at__isnull=True,
            whole__isnull=False,
        )
    )


def _missed(user: User, today: dt.date) -> Any:
    """Return the planned visits whose day or round has passed with nothing handed in."""
    own = Visit.objects.current().filter(
        round=OuterRef("round"), facility=OuterRef("facility"), state__in=HANDED_IN
    )
    over = Q(round__ends_on__lt=today) | Q(planned_on__lt=today)
    targets = RoundTarget.objects.visible_to(user).current()
    return targets.filter(
        ~Exists(own), over, state=TargetState.PLANNED, round__archived_at__isnull=True
    ).order_by()


def conditions(user: User, today: dt.date) -> dict[str, Q]:
    """Return the test of each reason, for a queryset of `with_signs`.

    Over the whole country missed visits are found for all facilities at once, and once for all queries of a page:
    one by one costs many times as much. In one region it is the other way round.
    """
    missed = Q(missed_visits__gte=MISSED)
    if is_national(user):
        often = _missed(user, today).values("facility").annotate(n=Count("pk"))
        found = often.filter(n__gte=MISSED).values_list("facility", flat=True)
        missed = Q(pk__in=sorted(found))  # in one order: a count is kept by its very query
    running = Operation.objects.filter(facility=OuterRef("pk")).running(today)
    return {
        "operator": ~Q(Exists(running)),
        "nobody": Q(Exists(running.filter(**NOBODY))),
        "fee": Q(paying_share__lt=FEW_PAY),
        "sludge": UNRECORDED,
        "missed": missed,
    }


def with_signs(rows: Any, user: User, today: dt.date) -> ScopedQuerySet:
    """Annotate facilities with what the reasons look at, and `watch_<reason>` for each reason."""
    whole = NullIf(Cast("whole", FloatField()), Value(0.0))
    paying = Cast("part", FloatField()) * 100.0 / whole
    own = _payments(user).filter(visit__facility=OuterRef("pk")).annotate(share=paying)
    share = own.order_by("-visit__visited_on", "-visit").values("share")[:1]
    missed = _missed(user, today).filter(facility=OuterRef("pk")).values("facility")
    signs = rows.with_next_desludging(today).annotate(
        paying_share=Subquery(share, output_field=FloatField()),
        missed_visits=Coalesce(Subquery(missed.annotate(n=Count("pk")).values("n")), Value(0)),
    )
    return signs.annotate(
        **{
            f"watch_{name}": Case(When(test, then=Value(1)), default=Value(0))
            for name, test in conditions(user, today).items()
        }
    )


def looked_at(*, user: User, today: dt.date | None = None) -> object:
    """Return the standing facilities the user may see, with their signs."""
    day = today or timezone.localdate()
    return with_signs(Facility.objects.visible_to(user).existing(day), user, day)


def with_reason(rows: ScopedQuerySet) -> ScopedQuerySet:
    """Return those of `looked_at` that have at least one reason."""
    any_reason = Q()
    for name, _label in REASONS:
        any_reason |= Q(**{f"watch_{name}": 1})
    return rows.filter(any_reason)


def count_reasons(rows: ScopedQuerySet) -> dict[str, int]:
    """Return the number of facilities per reason, of rows with signs. One query."""
    counts = {name: Count("pk", filter=Q(**{f"watch_{name}": 1})) for name, _label in REASONS}
    return rows.order_by().aggregate(**counts)
