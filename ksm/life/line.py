"""The life of a facility in one line of time: what was built, seen, done, given and signed.

Rooms above add their own kinds with `add_source` (a visit, a sample); this room knows none of them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as __

from core.people.users import User
from core.records.money import ContributionKind
from core.tools import formats, partial_dates
from core.tools.formats import Words
from core.tools.rows.values import value_class
from core.tools.tables import Badge
from ksm.choices import Condition, FunctionStatus, WorksStatus, badge
from ksm.life.records import Records, of_facility, read_records
from ksm.models import Desludging, FundingContribution, Operation, Paper, StatusRecord, Works
from ksm.models.facilities import Facility
from ksm.wording import changes_text, use_text


@value_class
class LifeEvent:
    """One thing that happened. `on` is a partial date, "" where nobody knows; `kind` a fixed word."""

    on: str
    kind: str
    kind_label: Words
    title: Any
    url: str = ""
    text: Any = ""
    badges: tuple[Badge, ...] = ()
    is_example: bool = False


@dataclass
class LifeYear:
    """The events of one year, newest first; `label` is "" for those without a date."""

    label: str
    events: list[LifeEvent] = field(default_factory=list)


Source = Callable[..., Iterable[LifeEvent]]
_added: list[Source] = []


def add_source(source: Source) -> None:
    """Let a room above tell of a facility: `source(user, facility) -> events`, in few queries."""
    if source not in _added:
        _added.append(source)


def build_life(
    user: User,
    facility: Facility,
    *,
    records: Records | None = None,
    until: dt.date | None = None,
) -> list[LifeYear]:
    """Return the facility's events by year, newest first, undated ones last; 6 queries of this room.

    `records`: where they were read already, 3 fewer; `until`: nothing after that day.
    """
    known = records or read_records(user, facility)
    found = [*_milestones(facility), *_status(known.status), *_operations(known.operations)]
    found += _desludgings(known.desludgings)
    for source in (_works, _funding, _papers, *_added):
        found += source(user, facility)
    if until is not None:
        found = [event for event in found if event.on <= until.isoformat()]
    years: dict[str, LifeYear] = {}
    for event in sorted(found, key=lambda event: event.on, reverse=True):
        years.setdefault(event.on[:4], LifeYear(event.on[:4])).events.append(event)
    return list(years.values())


def _milestones(row: Facility) -> Iterable[LifeEvent]:
    for on, title in (
        (row.built_on, __("Built")),
        (row.commissioned_on, __("In use since")),
        (row.closed_on, __("Closed or dismantled")),
    ):
        if on:
            yield LifeEvent(on, "milestone", __("Life"), title)


def _seen(row: StatusRecord) -> str:
    """Return who says so: only a visit has seen it; a newspaper or a list states it."""
    if row.told_kind:
        return __("Seen on a visit")
    return __("According to the source") if row.source or row.source_url else __("As recorded")


def _status(rows: list[StatusRecord]) -> Iterable[LifeEvent]:
    for row in rows:
        badges = (
            badge(FunctionStatus, row.function_status),
            badge(Condition, row.physical_condition),
        )
        known = tuple(item for item in badges if item and item.word != __("Not known"))
        stated = "" if row.told_kind else row.source
        text = " – ".join(filter(None, (use_text(row), row.remark, stated)))
        yield LifeEvent(
            row.observed_on,
            "status",
            __("Status"),
            _seen(row),
            row.get_absolute_url(),
            text,
            known,
            row.is_example,
        )


def _operations(rows: list[Operation]) -> Iterable[LifeEvent]:
    for row in rows:
        words = {"group": row.operator_and_part}
        yield LifeEvent(
            row.started_on,
            "operation",
            __("Operator"),
            row.operator if row.is_nobody else __("%(group)s takes over") % words,
            row.get_absolute_url(),
            row.remark,
            is_example=row.is_example,
        )
        if row.ended_on:
            yield LifeEvent(
                row.ended_on,
                "operation",
                __("Operator"),
                __("No longer: %(what)s") % {"what": row.operator}
                if row.is_nobody
                else __("%(group)s ends") % words,
                row.get_absolute_url(),
                is_example=row.is_example,
            )


def _works(user: User, facility: Facility) -> Iterable[LifeEvent]:
    for row in of_facility(Works, user, facility).with_cost():
        cost = row.cost_total
        text = [
            changes_text(row),
            __("%(count)s SR added") % {"count": formats.number(row.sr_added)}
            if row.sr_added is not None
            else "",
            formats.rupiah(cost) if cost is not None else "",
            row.description,
        ]
        state = badge(WorksStatus, row.status)
        yield LifeEvent(
            row.finished_on or row.started_on,
            "works",
            __("Works"),
            row.get_kind_display(),
            row.get_absolute_url(),
            " · ".join(filter(None, text)),
            (state,) if state else (),
            row.is_example,
        )


def _funding(user: User, facility: Facility) -> Iterable[LifeEvent]:
    for row in of_facility(FundingContribution, user, facility).select_related("programme"):
        amount = formats.rupiah(row.amount) if row.amount is not None else ""
        kind = "" if row.kind == ContributionKind.MONEY else str(row.get_kind_display())
        yield LifeEvent(
            row.given_on,
            "funding",
            __("Funding"),
            row.programme or row.get_fund_source_display(),
            row.get_absolute_url(),
            " · ".join(filter(None, (amount, kind, row.remark))),
            is_example=row.is_example,
        )


def _desludgings(rows: list[Desludging]) -> Iterable[LifeEvent]:
    for row in rows:
        text = [
            f"{formats.number(row.volume_m3)} m³" if row.volume_m3 is not None else "",
            __("%(count)s trips") % {"count": row.trips} if row.trips is not None else "",
            row.provider,
            f"→ {row.destination}" if row.destination else "",
            formats.rupiah(row.cost) if row.cost is not None else "",
        ]
        yield LifeEvent(
            row.done_on,
            "desludging",
            __("Desludging"),
            __("Emptied"),
            row.get_absolute_url(),
            " · ".join(filter(None, text)),
            is_example=row.is_example,
        )


def _papers(user: User, facility: Facility) -> Iterable[LifeEvent]:
    for row in of_facility(Paper, user, facility):
        until = partial_dates.display(row.valid_until)
        text = [
            row.number,
            row.issued_by,
            __("valid until %(date)s") % {"date": until} if until else "",
        ]
        yield LifeEvent(
            row.dated_on,
            "paper",
            __("Document"),
            row.get_kind_display(),
            row.get_absolute_url(),
            " · ".join(filter(None, text)),
            is_example=row.is_example,
        )
