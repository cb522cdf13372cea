"""What was approved stays: the figures of a year as they were, and where today's records say otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from aksansi.letter.lists import Lists
from aksansi.letter.telling import HasParts, KeptLine, KeptTelling, ListOf, figures_of
from core.people.users import User
from core.records.frozen import Unreadable, freeze, speak, thaw
from core.records.review import State
from core.tools import formats
from core.tools.rows.values import value_class
from events.reports import EventsReport
from ksm.choices import FunctionStatus
from ksm.reports import Registry
from monitoring.models import GradeWord
from monitoring.reports import FindingsReport
from planning.badges import WORDS
from planning.models import ApprovedFigures, Status
from planning.reports import YearReport

Kept = dict[str, Any]  # parts of a letter by their names (PARTS)
MOST_SHOWN = 50
PARTS: dict[str, type] = {
    "registry": Registry,
    "plan_year": YearReport,
    "findings": FindingsReport,
    "events": EventsReport,
}
# The badges of kept rows: kept in Indonesian, read in the reader's language.
for labels in (State.labels, Status.labels, FunctionStatus.labels, GradeWord.labels):
    speak(labels)
speak(badge.word for badge in WORDS.values())


@value_class
class KeptRowChange:
    """One row behind a figure: what it said then and says now, "–" where it was not or is no more."""

    label: str
    url: str
    kept: str
    now: str


@value_class
class Difference:
    """One figure that reads otherwise today, in words, with the rows that make the difference.

    `list_of`: the list the letter opens behind it where it reads as today.
    """

    label: str
    kept: str
    now: str
    rows: tuple[KeptRowChange, ...]
    list_of: ListOf = None

    @property
    def shown(self) -> tuple[KeptRowChange, ...]:
        return self.rows[:MOST_SHOWN]

    @property
    def more(self) -> int:
        """How many rows there are beyond those a page shows."""
        return len(self.rows) - len(self.shown)


def parts_to_keep(report: HasParts) -> dict[str, object]:
    """Return the kept parts as plain values for JSON, in the language active now."""
    return {name: freeze(getattr(report, name)) for name in PARTS}


def kept_parts(kept: Any, names: Iterable[str] = PARTS) -> Kept | None:
    """Return the parts as they were kept; None where nothing readable was."""
    try:
        return {name: thaw(PARTS[name], kept[name]) for name in names}
    except (KeyError, TypeError, Unreadable):
        return None


def approved_years(*, user: User, year: int, codes: Iterable[str]) -> dict[str, Kept]:
    """Return registry and year (`PARTS`) as they were approved, by region; 1 query.

    What is open for correction, or was kept in a shape nobody reads any more, is told as of today.
    """
    rows = ApprovedFigures.objects.visible_to(user).filter(
        annual_report__year=year,
        annual_report__chapter__region__in=codes,
        annual_report__archived_at=None,
    )
    found = {}
    for row in rows.select_related("annual_report__chapter"):
        account = row.annual_report
        parts = kept_parts(row.figures, names=("registry", "plan_year"))
        if account.is_approved and not account.is_open() and parts is not None:
            found[account.chapter.region_id] = parts
    return found


def differences(kept: HasParts, now: HasParts) -> Iterator[Difference]:
    """Yield each figure of the letter that reads otherwise today, in the order of the letter."""
    before, after = figures_of(kept), figures_of(now)
    for label in dict.fromkeys([*before, *after]):
        old, new = before.get(label, NOTHING), after.get(label, NOTHING)
        if old.words != new.words:
            both = old.has_all_rows and new.has_all_rows
            rows = tuple(_changed(old.rows, new.rows)) if both else ()
            yield Difference(label, old.words, new.words, rows, new.list_of or old.list_of)


def moved(found: Iterable[Difference], lists: Lists) -> dict[str, str]:
    """Return where the page tells of each figure that reads otherwise today, by the list that tells today's."""
    places = enumerate(found, start=1)
    told = {one.list_of(lists): f"#difference-{n}" for n, one in places if one.list_of}
    return {url: place for url, place in told.items() if url}


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
