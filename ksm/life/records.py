"""What is recorded of one facility, read once: its page tells both its life and how it stands of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from core.people.users import User
from core.tools.rough import of_row as is_rough
from core.tools.rows.values import value_class
from ksm.choices import Condition, FunctionStatus
from ksm.models import Desludging, Operation, StatusRecord
from ksm.models.facilities import Facility
from ksm.querysets import FIGURES

# What a status record can state: the name among the latest facts, its column, and what says nothing of it.
STATED = (
    ("function", "function_status", FunctionStatus.UNKNOWN),
    ("condition", "physical_condition", Condition.UNKNOWN),
    *((name, name, None) for name in FIGURES),
)


@value_class
class Records:
    """The newest first, as far as the reader may see them."""

    status: list[StatusRecord]
    operations: list[Operation]
    desludgings: list[Desludging]


def of_facility(model: Any, user: User, facility: Facility) -> Any:
    return model.objects.visible_to(user).current().filter(facility=facility)


def read_records(user: User, facility: Facility) -> Records:
    """Return the records of a facility that say how it stands; 3 queries."""
    return Records(
        list(of_facility(StatusRecord, user, facility)),
        list(of_facility(Operation, user, facility).select_related("group", "office")),
        list(of_facility(Desludging, user, facility)),
    )


def put_standing(row: Any, records: Records, at: dt.date | None = None) -> None:
    """Put on a facility what `FacilityQuerySet` annotates by its latest status, rough use, operator and last emptying.

    Of one facility the records are few; compiling those twenty subqueries took a third of its page.
    `tests/ksm/test_life.py` holds both to the same answers.
    """
    until = at.isoformat() if at else "9999"
    seen = [
        record for record in records.status if record.observed_on and record.observed_on <= until
    ]
    for name, column, silent in STATED:
        told = next((one for one in seen if getattr(one, column) != silent), None)
        setattr(row, f"latest_{name}", getattr(told, column, None))
        setattr(row, f"latest_{name}_on", told.observed_on if told else None)
        setattr(row, f"latest_{name}_rough", is_rough(told, column) if told else None)
    runs = [one for one in records.operations if (one.runs_at(at) if at else not one.ended_on)]
    # That of the whole before those of parts, as `FacilityQuerySet.with_operator`.
    row.operators_running = sorted(runs, key=lambda one: one.part)
    running = next(iter(row.operators_running), None)
    group = running.group if running else None
    row.operator_id = group.pk if group else None
    by_name = group or (running.office if running else None)
    row.operator_name = by_name.name if by_name else running.named if running else None
    row.operator_since = running.started_on if running else None
    emptied = (one.done_on for one in records.desludgings if one.done_on <= until)
    row.last_emptied = next(emptied, None)
