"""What a letter says in figures: each by its name, with the rows it counts and the list it opens."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, Protocol

from django.utils.translation import gettext as __

from aksansi.letter.figures import ServedRow, served
from aksansi.letter.lists import Lists
from core.tools import formats
from core.tools.rows.values import value_class
from events.reports import EventsReport
from ksm.choices import FacilityType
from ksm.reports import Registry
from monitoring.reports import FindingsReport, ScoresReport
from planning.reports import MoneyRow, YearReport

ListOf = Callable[[Lists], str] | None


class HasParts(Protocol):
    """The parts of a report that are kept; cooperation and chapter are told as of the year's last day anyway."""

    @property
    def registry(self) -> Registry: ...
    @property
    def plan_year(self) -> YearReport: ...
    @property
    def findings(self) -> FindingsReport: ...
    @property
    def events(self) -> EventsReport: ...


@value_class
class KeptLine:
    """One row behind a figure: its name, where it stands, what it says itself."""

    name: str
    url: str
    words: str


@value_class
class KeptTelling:
    """A figure in words and the rows it counts or adds, where all of them are at hand."""

    words: str
    rows: tuple[KeptLine, ...] = ()
    has_all_rows: bool = True
    list_of: ListOf = None


def figures_of(report: HasParts) -> dict[str, KeptTelling]:
    """Return what the letter says in figures, by its name, each with its rows."""
    return {
        **_of_registry(report.registry),
        **_of_plan(report.plan_year),
        **_of_findings(report.findings),
        **_of_events(report.events),
    }


def _of_registry(registry: Registry) -> dict[str, KeptTelling]:
    def rows(own: Callable[[Any], Any]) -> tuple[KeptLine, ...]:
        return tuple(KeptLine(row.name, row.url, str(own(row))) for row in registry.facilities)

    whole = registry.has_all_rows
    recorded = __("recorded")
    found = {
        __("Facilities recorded"): KeptTelling(
            formats.recorded(registry.facilities_total),
            rows(lambda row: recorded),
            whole,
            lambda to: to.standing,
        )
    }
    for part in registry.facilities_by_type:
        label = __("Facilities: %(what)s") % {"what": part.label}
        own = tuple(row for row in rows(lambda row: row.facility_type) if row.words == part.label)
        list_of = partial(Lists.of_type, key=part.key)
        found[label] = KeptTelling(formats.number(part.count), own, whole, list_of)
    for part in registry.facilities_by_function:
        label = __("Facilities: %(what)s") % {"what": part.label}
        own = tuple(row for row in rows(lambda row: row.function) if row.words == part.label)
        list_of = partial(Lists.of_function, state=part.key)
        found[label] = KeptTelling(formats.number(part.count), own, whole, list_of)
    area = str(FacilityType.AREA.label)
    units = (("sr", "active_sr"), ("kk", "kk"), ("jiwa", "jiwa"))
    for line, (unit, column) in zip(served(registry), units * 2, strict=False):
        own = tuple(
            KeptLine(row.name, row.url, str(getattr(row, column)))
            for row in registry.facilities
            if (row.facility_type == area) == line.is_area
        )
        found[line.label] = KeptTelling(
            formats.about(line.served.used.value, line.served.used.is_rough),
            own,
            whole,
            partial(Lists.used, unit=unit, is_area=line.is_area),
        )
        found |= _beside(line, unit)
    found[__("Groups recorded")] = KeptTelling(
        formats.recorded(registry.groups_total), list_of=lambda to: to.groups()
    )
    sludge, works = registry.desludging, registry.works
    counted: Counts = {
        __("Active groups"): (registry.groups_active, lambda to: to.active_groups),
        __("Member groups"): (registry.groups_members, lambda to: to.members),
        __("Facilities whose managing group is not recorded"): (
            registry.without_operator,
            lambda to: to.without_operator,
        ),
        __("Emptyings in the year"): (sludge.done_in_year, lambda to: to.emptyings),
        __("Emptyings overdue"): (sludge.overdue, lambda to: to.overdue),
        __("Facilities without a recorded emptying"): (sludge.never, lambda to: to.never_emptied),
        __("Facilities that nobody runs"): (registry.run_by_nobody, lambda to: to.run_by_nobody),
        __("Facilities whose function is known"): (registry.working.known, lambda to: to.known),
        __("Facilities whose year is not known"): (
            registry.year_unknown,
            lambda to: to.year_unknown,
        ),
        __("Works in the year"): (works.count, lambda to: to.at_work),
        __("Works finished"): (works.finished, lambda to: to.works_done),
        __("House connections (SR) added"): (works.sr_added.value, lambda to: to.sr_added),
    }
    return found | _counts(counted)


def _beside(line: ServedRow, unit: str) -> dict[str, KeptTelling]:
    """Return what stands beside the use of a unit: at plants that work, the design, both where both are stated."""
    told, both = line.served, line.served.beside
    used, designed = (both.figures[0], both.figures[1]) if both and both.known else (None, None)
    plants = __("Area plants (IPAL kawasan)") if line.is_area else __("Facilities of communities")
    parts = {
        "working": (__("%(unit)s, at plants that work"), told.at_working),
        "partly": (__("%(unit)s, at plants that work partly"), told.at_partly),
        "designed": (__("%(unit)s, design"), told.designed),
        "beside": (__("%(unit)s, in use where the design is stated too"), used),
        "of": (__("%(unit)s, design where the use is stated too"), designed),
    }

    def opens(name: str) -> ListOf:
        return lambda to: to.served(unit, is_area=line.is_area)[name]

    found = {plants: KeptTelling(formats.number(told.used.total), list_of=opens("plants"))}
    for name, (label, figure) in parts.items():
        value = formats.about(figure.value, figure.is_rough) if figure else formats.DASH
        found[label % {"unit": line.label}] = KeptTelling(value, list_of=opens(name))
    return found


Counts = dict[str, tuple[Any, ListOf]]


def _counts(values: Counts) -> dict[str, KeptTelling]:
    return {
        label: KeptTelling(formats.number(value), list_of=list_of)
        for label, (value, list_of) in values.items()
    }


def _of_plan(year: YearReport) -> dict[str, KeptTelling]:
    found: dict[str, KeptTelling] = {}
    for row in year.achievements:
        label = __("Achievement: %(what)s") % {"what": row.label}
        found[_once(label, found)] = KeptTelling(
            f"{formats.number(row.realised)} {row.unit}".strip()
        )
    for line in year.activities:
        label = _once(__("Activity: %(what)s") % {"what": line.title}, found)
        target = f"{formats.number(line.target)} {line.unit}".strip()
        found[label] = KeptTelling(f"{formats.number(line.realised)} / {target}")
    for money in year.money:
        planned, spent = (partial(_money, row=money, place=place) for place in (0, 1))
        found[__("Planned, %(what)s") % {"what": money.source}] = KeptTelling(
            formats.rupiah(money.planned), list_of=planned
        )
        found[__("Realised, %(what)s") % {"what": money.source}] = KeptTelling(
            formats.rupiah(money.realised), list_of=spent
        )
    for asked in year.asked:
        label = _once(__("Proposed: %(what)s") % {"what": asked.title}, found)
        found[label] = KeptTelling(formats.rupiah(asked.total))
    return found


def _money(to: Lists, *, row: MoneyRow, place: int) -> str:
    return to.money(row)[place]


def _once(label: str, found: Mapping[str, KeptTelling]) -> str:
    """Return the name of a figure, numbered where another line of the year has the same."""
    names = (label, *(f"{label} ({n})" for n in range(2, len(found) + 3)))
    return next(name for name in names if name not in found)


def _of_findings(findings: FindingsReport) -> dict[str, KeptTelling]:
    rows = tuple(
        KeptLine(f"{row.number} {row.title}", row.url, row.responsible)
        for row in findings.government
    )
    verdicts = findings.effluent.verdicts
    found = formats.number(len(rows)) if findings.is_known else formats.DASH
    return {
        __("Findings that need the government"): KeptTelling(
            found, rows, list_of=lambda to: to.for_government
        ),
        **_of_scores(findings.scores),
        **_counts(
            {
                __("Approved visits"): (findings.visits, lambda to: to.visits),
                __("Facilities visited"): (findings.facilities_visited, None),
                __("Effluent samples"): (findings.effluent.samples, lambda to: to.samples()),
                __("Results of the outlet"): (findings.effluent.results, _verdict("results_count")),
                __("Results within the limit"): (verdicts.meets, _verdict("meets")),
                __("Results within the limit, provisionally"): (
                    verdicts.meets_so_far,
                    _verdict("meets_so_far"),
                ),
                __("Results above the limit"): (verdicts.exceeds, _verdict("exceeds")),
                __("Results above the limit, provisionally"): (
                    verdicts.exceeds_so_far,
                    _verdict("exceeds_so_far"),
                ),
                __("Results that cannot be judged"): (verdicts.unknown, _verdict("unknown")),
            }
        ),
    }


def _verdict(name: str) -> ListOf:
    return lambda to: to.verdicts[name]


def _of_scores(reports: Iterable[ScoresReport]) -> dict[str, KeptTelling]:
    found: dict[str, KeptTelling] = {}
    for scores in reports:
        for place, spread in enumerate([*scores.aspects, scores.total]):
            is_total = place == len(scores.aspects)
            label = _once(
                __("Median score: %(what)s") % {"what": spread.label or __("All in all")}, found
            )
            rows = tuple(
                KeptLine(row.name, row.url, formats.number(value, 1))
                for row in scores.facilities
                if (value := row.total if is_total else row.aspects[place]) is not None
            )
            found[label] = KeptTelling(formats.number(spread.median, 1), rows)
    return found


def _of_events(events: EventsReport) -> dict[str, KeptTelling]:
    rows = tuple(
        KeptLine(row.title, row.url, formats.about(row.people.present, row.people.is_rough))
        for row in events.events
    )
    return {
        __("Events"): KeptTelling(formats.number(len(rows)), rows),
        __("People at the events hosted here"): KeptTelling(
            formats.about(events.people.present, events.people.is_rough), rows
        ),
        __("Commitments kept"): KeptTelling(
            f"{formats.number(events.commitments_done)} / {formats.number(events.commitments)}"
        ),
    }
