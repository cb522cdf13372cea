"""What sources above the registry tell of a facility, kept as its dated records (design §5: one fact, one place).

The source is named by kind and UUID (`core.records.told`). All that one kind of source tells of a facility is
laid down anew each time: so order of entry does not matter, and what is withdrawn leaves nothing behind.
Latest is still decided by date: an older source never overrides a newer fact.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from core.tools.partial_dates import may_be_same
from core.tools.rows.values import value_class
from ksm.choices import Condition, FunctionStatus
from ksm.models import Desludging, Facility, Group, Operation, StatusRecord
from ksm.operators import is_nobody

STATUS = ("function_status", "physical_condition", "active_sr", "kk", "jiwa", "fee")


@value_class
class Telling:
    """What one source tells; what it does not know stays at its default. `emptied_on`: partial date.

    `told_on`: `on` as far as it is known, where that is not the day.
    """

    by: uuid.UUID
    on: dt.date
    source: str
    is_example: bool = False
    function_status: str = FunctionStatus.UNKNOWN
    physical_condition: str = Condition.UNKNOWN
    active_sr: int | None = None
    kk: int | None = None
    jiwa: int | None = None
    fee: int | None = None
    operator: str = ""
    emptied_on: str = ""
    told_on: str = ""

    @property
    def when(self) -> str:
        return self.told_on or self.on.isoformat()

    @property
    def status(self) -> dict[str, object]:
        """The facts of a status record; empty where none is known."""
        found = {name: getattr(self, name) for name in STATUS}
        silent = {None, FunctionStatus.UNKNOWN, Condition.UNKNOWN}
        return found if any(value not in silent for value in found.values()) else {}


@transaction.atomic
def record_told(*, facility: int, kind: str, told: Iterable[Telling]) -> None:
    """Make the registry hold exactly what the sources of one kind tell of a facility (primary key) now.

    An emptying that is recorded already, by hand or by an earlier source, is not recorded twice; an operator
    only where nobody recorded by hand who runs the facility. No permission is asked: the source was approved.
    """
    row = Facility.objects.select_for_update(of=("self",)).get(pk=facility)
    tellings = sorted(told, key=lambda one: (one.on, one.by))
    wanted: dict[type[Any], dict[uuid.UUID, dict[str, Any]]] = {
        StatusRecord: {},
        Desludging: {},
        Operation: {},
    }
    by_hand = Desludging.objects.current().filter(facility=row, told_by=None)
    known = list(by_hand.values_list("done_on", flat=True))
    emptied = [one for one in tellings if one.emptied_on]
    # The more precise date first: “18 March 2025” and “2025” are one emptying, told once.
    for one in sorted(emptied, key=lambda one: -len(one.emptied_on)):
        if not any(may_be_same(one.emptied_on, day) for day in known):
            known.append(one.emptied_on)
            wanted[Desludging][one.by] = {"done_on": one.emptied_on}
    for one in tellings:
        if one.status:
            wanted[StatusRecord][one.by] = {"observed_on": one.when, **one.status}
    wanted[Operation] = _operator(row, tellings)
    sources = {one.by: one for one in tellings}
    for model, values in wanted.items():
        lay_down(model, {"facility": row}, kind, sources, values)


def _operator(row: Facility, tellings: list[Telling]) -> dict[uuid.UUID, dict[str, object]]:
    """Return the operation the last naming source stands for, where none is recorded by hand.

    A name that no group of the region has, or several have, stands as it was written.
    """
    named = [one for one in tellings if one.operator]
    if not named or Operation.objects.current().filter(facility=row, told_by=None).exists():
        return {}
    # Known to run it since the first of the sources that name it without a break.
    first = named[-1]
    for one in reversed(named):
        if one.operator.casefold() != first.operator.casefold():
            break
        first = one
    who: dict[str, object] = {"group": None, "named": ""}
    if not is_nobody(first.operator):
        groups = Group.objects.existing().filter(
            region_id=row.region_id, name__iexact=first.operator
        )
        found = list(groups[:2])
        if len(found) == 1:
            who["group"] = found[0]
        else:
            who["named"] = first.operator[:150]
    return {first.by: {**who, "started_on": first.when, "ended_on": ""}}


def lay_down(
    model: type[Any],
    of: dict[str, Any],
    kind: str,
    sources: dict[uuid.UUID, Any],
    wanted: dict[uuid.UUID, dict[str, Any]],
) -> None:
    """Write the told records of one model under `of`: what differs is corrected, what is not wanted archived."""
    # Also what a source told of another facility before it was corrected.
    theirs = Q(**of) | Q(told_by__in=wanted)
    rows = model.objects.filter(theirs, told_kind=kind).select_for_update(of=("self",))
    kept = {row.told_by: row for row in rows}
    for by, row in kept.items():
        if by not in wanted and row.archived_at is None:
            row.archived_at = timezone.now()
            row.save()
    for by, values in wanted.items():
        source = sources[by]
        row = kept.get(by) or model(told_kind=kind, told_by=by)
        values = {
            **of,
            **values,
            "source": source.source,
            "is_example": source.is_example,
            "archived_at": None,
        }
        if row.pk is None or any(getattr(row, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(row, name, value)
            row.save()
