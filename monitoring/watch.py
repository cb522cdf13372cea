"""Facilities to look after: who runs none, who hardly pays, never emptied, passed over by two rounds."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Case, Count, Exists, FloatField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce, Left, NullIf, StrIndex, Substr
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chapters.review import State
from ksm.models import Facility, Operation
from ksm.querysets import OVERDUE
from monitoring import codes
from monitoring.models import Answer, RoundTarget, TargetState, Visit
from monitoring.querysets import HANDED_IN

FEW_PAY = 50  # per cent of the connected households (domain §4.3, F03)
MISSED = 2  # planned visits that did not take place
REASONS = (
    ("operator", _("Nobody runs it")),
    ("fee", _("Fewer than half pay the fee")),
    ("sludge", _("Never desludged and due")),
    ("missed", _("Two planned visits missed")),
)
# “part/whole” with plain numbers; anything else is not read as a ratio. Asked of the newest only: SQLite
# matches in Python.
_RATIO = r"^[0-9]+(\.[0-9]+)?/[0-9]+(\.[0-9]+)?$"


def paying_share() -> Any:
    """Return the per cent that paid at the latest approved visit, for a queryset of facilities."""
    slash = StrIndex("value", Value("/"))
    part = Cast(Left("value", slash - 1), FloatField())
    whole = NullIf(Cast(Substr("value", slash + 1), FloatField()), Value(0.0))
    asked = Answer.objects.current().filter(
        visit__facility=OuterRef("pk"),
        visit__state=State.APPROVED,
        visit__archived_at__isnull=True,
        question__code=codes.PAYING,
        value__contains="/",
    )
    share = Case(When(value__regex=_RATIO, then=part * 100.0 / whole), output_field=FloatField())
    newest = asked.order_by("-visit__visited_on", "-visit").annotate(share=share)
    return Subquery(newest.values("share")[:1], output_field=FloatField())


def missed_visits(today: dt.date) -> Any:
    """Return the number of planned visits whose day or round has passed with nothing handed in."""
    own = Visit.objects.current().filter(
        round=OuterRef("round"), facility=OuterRef("facility"), state__in=HANDED_IN
    )
    over = Q(round__ends_on__lt=today) | Q(planned_on__lt=today)
    missed = RoundTarget.objects.current().filter(
        ~Exists(own), over, facility=OuterRef("pk"), state=TargetState.PLANNED
    )
    number = missed.order_by().values("facility").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(number), Value(0))


def conditions(today: dt.date) -> dict[str, Q]:
    """Return the test of each reason, for a queryset of `with_signs`."""
    running = Operation.objects.filter(facility=OuterRef("pk")).running(today)
    return {
        "operator": ~Q(Exists(running)),
        "fee": Q(paying_share__lt=FEW_PAY),
        "sludge": Q(last_emptied__isnull=True) & OVERDUE,
        "missed": Q(missed_visits__gte=MISSED),
    }


def with_signs(rows: Any, today: dt.date) -> Any:
    """Annotate facilities with what the reasons look at, and `watch_<reason>` for each reason."""
    signs = rows.with_next_desludging(today).annotate(
        paying_share=paying_share(), missed_visits=missed_visits(today)
    )
    return signs.annotate(
        **{
            f"watch_{name}": Case(When(test, then=Value(1)), default=Value(0))
            for name, test in conditions(today).items()
        }
    )


def watched(*, user: Any, today: dt.date | None = None) -> Any:
    """Return the standing facilities the user may see that have at least one reason."""
    day = today or timezone.localdate()
    rows = with_signs(Facility.objects.visible_to(user).existing(day), day)
    any_reason = Q()
    for name, _label in REASONS:
        any_reason |= Q(**{f"watch_{name}": 1})
    return rows.filter(any_reason)


def count_reasons(rows: Any) -> dict[str, int]:
    """Return the number of facilities per reason, and under "all" of those with any. One query."""
    counts = {name: Count("pk", filter=Q(**{f"watch_{name}": 1})) for name, _label in REASONS}
    return rows.order_by().aggregate(all=Count("pk"), **counts)
