"""What should be known of every facility: one list for the filter, the clinic and the board, and how much is known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from decimal import Decimal

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.access import scope_of
from core.people.users import User
from core.tools.rows.areas import in_scope
from core.tools.rows.values import value_class
from ksm import kept
from ksm.choices import FunctionStatus
from ksm.filters.parts import lacks
from ksm.models import Facility, StatusRecord

# In the order of asking; the words are those of the filter "Still missing".
FACILITY_GAPS = (
    ("village", _("Village")),
    ("coordinates", _("Coordinates")),
    ("year", _("Year built")),
    ("capacity", _("Designed capacity")),
    ("status", _("Status record")),
    ("source", _("Source")),
)


def facility_gaps() -> dict[str, Q]:
    """Return for each particular of FACILITY_GAPS the condition "it is missing". Who sees it sees its records."""
    seen = StatusRecord.objects.current()
    return {
        "village": lacks("village"),
        "coordinates": Q(latitude__isnull=True),
        "year": lacks("built_on"),
        "capacity": Q(design_sr__isnull=True, design_kk__isnull=True, design_jiwa__isnull=True),
        "status": ~Q(Exists(seen.filter(facility=OuterRef("pk")))),
        "source": lacks("source"),
    }


@value_class
class Completeness:
    """`filled` of `asked` particulars of the standing facilities; each is asked for each of FACILITY_GAPS.

    `unknown`: how many facilities of which nobody stated whether they work.
    """

    filled: int = 0
    asked: int = 0
    facilities: int = 0
    unknown: int = 0

    def __add__(self, other: Completeness) -> Completeness:
        return Completeness(
            self.filled + other.filled,
            self.asked + other.asked,
            self.facilities + other.facilities,
            self.unknown + other.unknown,
        )

    @property
    def share(self) -> Decimal | None:
        """The share in per cent; None where there is no facility."""
        return Decimal(self.filled) / self.asked * 100 if self.asked else None


def completeness_by_region(*, user: User, codes: Collection[str]) -> dict[str, Completeness]:
    """Return how much is known of the standing facilities of each kab/kota of some regions, by code; two queries."""
    told = kept.read(KNOWN, reach=scope_of(user) or (), day=timezone.localdate())
    return {code: Completeness(*counts) for code, counts in told.items() if in_scope(code, codes)}


def _known(inside: kept.Inside, day: dt.date) -> dict[str, kept.Told]:
    """Return the figures of `Completeness`."""
    stated = StatusRecord.objects.current().exclude(function_status=FunctionStatus.UNKNOWN)
    unknown = Count("pk", filter=~Q(Exists(stated.filter(facility=OuterRef("pk")))))
    gaps = facility_gaps()
    lacking = {f"gap_{name}": Count("pk", filter=lacks) for name, lacks in gaps.items()}
    rows = Facility.objects.filter(inside("region")).existing(day).order_by()
    counted = rows.values("region_id").annotate(n=Count("pk"), unknown=unknown, **lacking)
    return {
        code: [n * len(gaps) - sum(missing), n * len(gaps), n, unknown]
        for code, n, unknown, *missing in counted.values_list("region_id", "n", "unknown", *lacking)
    }


KNOWN = kept.register(kept.Counted("known", _known))
