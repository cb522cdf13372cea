"""What was approved stays: the figures of a year as they were, and where today's records say otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from django.utils.translation import gettext as __

from aksansi.letter.figures import served
from core.records.frozen import Unreadable, freeze, thaw
from core.tools import formats
from events.reports import EventsReport
from ksm.choices import FacilityType
from ksm.reports import Registry
from monitoring.reports import FindingsReport, ScoresReport
from planning.reports import YearReport

MOST_SHOWN = 50
PARTS: dict[str, type] = {
    "registry": Registry,
    "plan_year": YearReport,
    "findings": FindingsReport,
    "events": EventsReport,
}


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


@dataclass(frozen=True)
class KeptRowChange:
    """One row behind a figure: what it said then and says now, "–" where it was not or is no more."""

    label: str
    url: str
    kept: str
    now: str


@dataclass(frozen=True)
class Difference:
    """One figure that reads otherwise today, in words, with the rows that make the difference."""

    label: str
    kept: str
    now: str
    rows: tuple[KeptRowChange, ...]

    @property
    def shown(self) -> tuple[KeptRowChange, ...]:
        return self.rows[:MOST_SHOWN]

    @property
    def more(self) -> int:
        """How many rows there are beyond those a page shows."""
        return len(self.rows) - len(self.shown)


@dataclass(frozen=True)
class KeptLine:
    """One row behind a figure: its name, where it stands, what it says itself."""

    name: str
    url: str
    words: str


@dataclass(frozen=True)
class KeptTelling:
    """A figure in words and the rows it counts or adds, where all of them are at hand."""

    words: str
    rows: tuple[KeptLine, ...] = ()
    has_all_rows: bool = True


def parts_to_keep(report: HasParts) -> dict[str, object]:
    """Return the kept parts as plain values for JSON, in the language active now."""
    return {name: freeze(getattr(report, name)) for name in PARTS}


def kept_parts(kept: Any) -> dict[str, Any] | None:
    """Return the parts as they were kept; None where nothing readable was."""
    try:
        return {name: thaw(kind, kept[name]) for name, kind in PARTS.items()}
    except (KeyError, TypeError, Unreadable):
        return None


def differences(kept: HasParts, now: HasParts) -> Iterator[Difference]:
    """Yield each figure of the letter that reads otherwise today, in the order of the letter."""
    before, after = figures_of(kept), figures_of(now)
    for label in dict.fromkeys([*before, *after]):
        old, new = before.get(label, NOTHING), after.get(label, NOTHING)
        if old.words != new.words:
            both = old.has_all_rows and new.has_all_rows
            rows = tuple(_changed(old.rows, new.rows)) if both else ()
            yield Difference(label, old.words, new.words, rows)


NOTHING = KeptTelling(formats.DASH)


def _changed(before: Iterable[KeptLine], after: Iterable[KeptLine]) -> Iterator[KeptRowChange]:
    old, new = ({row.url or row.name: row for row in rows} for rows in (before, after))
    for key in dict.fromkeys([*old, *new]):
        was, is_ = old.get(key), new.get(key)
        words = (was.words if was else formats.DASH, is_.words if is_ else formats.DASH)
        if words[0] != words[1] and (row := is_ or was):
            yield KeptRowChange(
                row.name, row.url, words[0] or formats.DASH, words[1] or formats.DASH
            )


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
            formats.recorded(registry.facilities_total), rows(lambda row: recorded), whole
        )
    }
    for part in registry.facilities_by_type:
        label = __("Facilities: %(what)s") % {"what": part.label}
        own = tuple(row for row in rows(lambda row: row.facility_type) if row.words == part.label)
        found[label] = KeptTelling(formats.number(part.count), own, whole)
    for part in registry.facilities_by_function:
        label = __("Facilities: %(what)s") % {"what": part.label}
        own = tuple(row for row in rows(lambda row: row.function) if row.words == part.label)
        found[label] = KeptTelling(formats.number(part.count), own, whole)
    area = str(FacilityType.AREA.label)
    counts: tuple[Callable[[Any], Any], ...] = (
        lambda row: row.active_sr,
        lambda row: row.kk,
        lambda row: row.jiwa,
    )
    for line, own_of in zip(served(registry), counts * 2, strict=False):
        own = tuple(
            KeptLine(row.name, row.url, str(own_of(row)))
            for row in registry.facilities
            if (row.facility_type == area) == line.is_area
        )
        found[line.label] = KeptTelling(
            formats.about(line.served.used.value, line.served.used.is_rough), own, whole
        )
    found[__("Groups recorded")] = KeptTelling(formats.recorded(registry.groups_total))
    counted: dict[str, Any] = {
        __("Active groups"): registry.groups_active,
        __("Member groups"): registry.groups_members,
        __("Facilities whose managing group is not recorded"): registry.without_operator,
        __("Emptyings in the year"): registry.desludging.done_in_year,
        __("Emptyings overdue"): registry.desludging.overdue,
        __("Facilities without a recorded emptying"): registry.desludging.never,
        __("Works in the year"): registry.works.count,
        __("Works finished"): registry.works.finished,
        __("House connections (SR) added"): registry.works.sr_added.value,
    }
    return found | _counts(counted)


def _counts(values: Mapping[str, Any]) -> dict[str, KeptTelling]:
    return {label: KeptTelling(formats.number(value)) for label, value in values.items()}


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
        found[__("Planned, %(what)s") % {"what": money.source}] = KeptTelling(
            formats.rupiah(money.planned)
        )
        found[__("Realised, %(what)s") % {"what": money.source}] = KeptTelling(
            formats.rupiah(money.realised)
        )
    for asked in year.asked:
        label = _once(__("Proposed: %(what)s") % {"what": asked.title}, found)
        found[label] = KeptTelling(formats.rupiah(asked.total))
    return found


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
        __("Findings that need the government"): KeptTelling(found, rows),
        **_of_scores(findings.scores),
        **_counts(
            {
                __("Approved visits"): findings.visits,
                __("Facilities visited"): findings.facilities_visited,
                __("Effluent samples"): findings.effluent.samples,
                __("Results of the outlet"): findings.effluent.results,
                __("Results within the limit"): verdicts.meets,
                __("Results within the limit, provisionally"): verdicts.meets_so_far,
                __("Results above the limit"): verdicts.exceeds,
                __("Results above the limit, provisionally"): verdicts.exceeds_so_far,
                __("Results that cannot be judged"): verdicts.unknown,
            }
        ),
    }


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
