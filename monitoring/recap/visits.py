"""The visits a recap rests on: the latest approved one of each facility by one instrument."""

from __future__ import annotations

from django.db.models import F, Q, Window
from django.db.models.functions import RowNumber

from core.access import ScopedQuerySet
from core.land.regions import Region
from core.people.users import User
from core.records.review import State
from core.tools.rows.values import value_class
from ksm.models import Facility
from monitoring.models import Instrument, Round, Visit, VisitScore


@value_class
class Scope:
    """Whose visits a recap is about; `region` None: all the reader may see."""

    region: Region | None
    round: Round | None
    instrument: Instrument


def approved(*, user: User, region: Region | None, of: Round | None = None) -> ScopedQuerySet:
    """Return the approved visits of facilities that stand; of a round, those it saw, archived ones apart."""
    rows = counted(Visit.objects.visible_to(user), of)
    return rows.in_region(region.pk) if region else rows


def counted(visits: ScopedQuerySet, of: Round | None = None) -> ScopedQuerySet:
    """Return those of visits that are approved, of facilities as `approved` says."""
    standing = Facility.objects.current() if of else Facility.objects.existing()
    rows = visits.current().filter(state=State.APPROVED)
    return rows.filter(facility__in=standing.order_by().values("pk"))


def latest_visits(*, user: User, scope: Scope, by_round: bool = False) -> ScopedQuerySet:
    """Return the latest approved visit of each facility (of each round, with `by_round`)."""
    rows = approved(user=user, region=scope.region, of=scope.round)
    return latest_of(rows, scope.instrument, scope.round, by_round=by_round)


def latest_of(
    rows: ScopedQuerySet, instrument: Instrument, of: Round | None, *, by_round: bool = False
) -> ScopedQuerySet:
    """Return the latest of visits for each facility, by an instrument and of a round."""
    rows = rows.filter(judged_by(instrument))
    if of:
        rows = rows.filter(round=of)
    once = [F("facility"), F("round")] if by_round else [F("facility")]
    newest = [F("visited_on").desc(), F("pk").desc()]
    ranked = rows.order_by().annotate(rank=Window(RowNumber(), partition_by=once, order_by=newest))
    return Visit.objects.filter(pk__in=ranked.filter(rank=1).values("pk"))


def judged_by(instrument: Instrument) -> Q:
    """Return the visits an instrument speaks of: entered by it, or scored again by it."""
    own = Q(instrument=instrument)
    if not Instrument.objects.filter(code=instrument.code).exclude(pk=instrument.pk).exists():
        return own
    return own | Q(pk__in=VisitScore.objects.filter(instrument=instrument).values("visit"))
