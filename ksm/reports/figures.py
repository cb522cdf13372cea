"""What the registry's figures look like, on a page, in the report and in the roll-up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from core.tools.rows.figures import Figure
from core.tools.rows.values import value_class
from core.tools.tables import Badge
from ksm.choices import FunctionStatus


@value_class
class Added:
    """A sum over those that state it: heads, connections or m³. None where nobody does; as-of are partial dates.

    `is_rough`: one of its parts is a rough number ("±60"), so the sum is.
    """

    value: int | Decimal | None
    known: int
    total: int
    oldest_as_of: str = ""
    newest_as_of: str = ""
    is_rough: bool = False

    @property
    def is_complete(self) -> bool:
        return self.known == self.total

    def figure(self, url: str = "") -> Figure:
        """Return it as pages print it; `url`: the list that tells this sum."""
        return Figure(
            self.value, n=self.known, as_of=self.newest_as_of, url=url, is_rough=self.is_rough
        )


@value_class
class ToldBeside:
    """What is in use beside what was designed, both summed over the same facilities: those that state both."""

    used: int | None = None
    designed: int | None = None
    known: int = 0
    used_is_rough: bool = False
    designed_is_rough: bool = False

    @property
    def figures(self) -> tuple[Added, Added]:
        """Return both sums as such."""
        used = Added(self.used, self.known, self.known, is_rough=self.used_is_rough)
        return used, Added(self.designed, self.known, self.known, is_rough=self.designed_is_rough)


@value_class
class Served:
    """Use and design of one kind of unit (SR, KK, jiwa): never added to another.

    `by_function`: the part of `used` at facilities of each function, as far as that is known.
    """

    used: Added
    designed: Added | None = None
    beside: ToldBeside | None = None
    by_function: tuple[tuple[str, Added], ...] = ()

    @property
    def at_working(self) -> Added | None:
        """Served by facilities known to work wholly; None where nothing is known of it."""
        return dict(self.by_function).get(FunctionStatus.WORKING)

    @property
    def at_partly(self) -> Added | None:
        return dict(self.by_function).get(FunctionStatus.PARTLY)


@value_class
class Working:
    """How many work wholly, how many partly, of those in operation whose function is known.

    The one meaning of “working” on all pages: what works partly is told beside it, never in it; what is not
    in operation yet is neither working nor broken (domain §12.8).
    """

    wholly: int = 0
    partly: int = 0
    known: int = 0


# What a facility in operation whose function is known does.
OPERATES = (FunctionStatus.WORKING, FunctionStatus.PARTLY, FunctionStatus.NOT_WORKING)


def working_of(counts: Mapping[str, int]) -> Working:
    """Return what numbers of facilities by function say."""
    wholly = counts.get(FunctionStatus.WORKING, 0)
    partly = counts.get(FunctionStatus.PARTLY, 0)
    return Working(wholly, partly, sum(counts.get(state, 0) for state in OPERATES))


@value_class
class Slice:
    """One kind, type or state and how many there are of it."""

    key: str
    label: str
    count: int
    tone: str = ""


@value_class
class DesludgingFigures:
    """Facilities in operation without a recorded emptying; overdue by a recorded emptying or an agreed
    interval, never by reckoning alone; emptyings and m³ in the year.
    """

    never: int = 0
    overdue: int = 0
    done_in_year: int = 0
    volume_m3: Added = Added(None, 0, 0)


@value_class
class WorksRow:
    """Works on one facility: what, where, how far, when (words), and the stated cost in rupiah."""

    kind: str
    facility: str
    status: Badge
    when: str
    cost: int | None
    sr_added: int | None
    url: str
    is_example: bool


@value_class
class WorksFigures:
    """Works that started or finished in the year, by kind; `finished` of them in it, and the SR these added.

    `rows`: the latest WORKS_ROWS of them.
    """

    count: int = 0
    finished: int = 0
    by_kind: tuple[Slice, ...] = ()
    sr_added: Added = Added(None, 0, 0)
    rows: tuple[WorksRow, ...] = ()


@value_class
class TariffRow:
    """What one class of user pays on a day: amount and dates in words, by which rule."""

    about: str
    what: str
    amount: str
    valid: str
    rule: str
    url: str
    is_example: bool


# How many facilities the annex of a letter prints; an approved year keeps them all.
ANNEX_ROWS = 200
# How many works and tariffs a letter prints.
WORKS_ROWS = 15
TARIFF_ROWS = 15


@value_class
class FacilityRow:
    """One line of the annex; counts in words, "±60" where they are rough, "" where they are not known."""

    code: str
    name: str
    village: str
    facility_type: str
    function: Badge
    function_on: str
    active_sr: str
    kk: str
    jiwa: str
    operator: str
    is_example: bool
    url: str

    @property
    def is_only_named(self) -> bool:
        """Whether nothing is known of how it works and whom it serves."""
        return not any((self.function_on, self.active_sr, self.kk, self.jiwa))

    @property
    def beside_name(self) -> str:
        """Type, managing group and place, each where the name does not say it."""
        said = self.name.casefold()
        told = [
            "" if self.facility_type.casefold() in said else self.facility_type,
            "" if self.operator.casefold() in said else self.operator,
            self.village,
        ]
        return ", ".join(filter(None, told))


@value_class
class AreaPlants:
    """Area plants (IPAL kawasan), told apart from what communities run."""

    facilities: int
    sr: Served
    kk: Served
    jiwa: Served


@value_class
class Registry:
    """The registry of one region (and all below it) as of a day. KK, jiwa and SR never add up.

    Figures of use and design are of community facilities; those of area plants (IPAL kawasan), which a
    utility runs for thousands, stand in `area`. `without_operator`: nothing is recorded of who runs them;
    `run_by_nobody`: a source states that nobody does. `year_unknown`: facilities that stand today and of which
    nobody knows whether they stood then; they are in no other figure.
    """

    region_code: str
    at: dt.date
    groups_total: int
    groups_active: int | None
    groups_members: int | None
    facilities_total: int
    facilities_by_type: tuple[Slice, ...]
    facilities_by_function: tuple[Slice, ...]
    sr: Served
    kk: Served
    jiwa: Served
    without_operator: int
    examples: int
    area: AreaPlants | None = None
    year_unknown: int = 0
    run_by_nobody: int = 0
    desludging: DesludgingFigures = DesludgingFigures()
    works: WorksFigures = WorksFigures()
    facilities: tuple[FacilityRow, ...] = ()
    tariffs: tuple[TariffRow, ...] = ()
    tariffs_left_out: int = 0

    @property
    def working(self) -> Working:
        return working_of({part.key: part.count for part in self.facilities_by_function})

    @property
    def annex(self) -> tuple[FacilityRow, ...]:
        return self.facilities[:ANNEX_ROWS]

    @property
    def annex_told(self) -> tuple[FacilityRow, ...]:
        """The rows of the annex that have something to say in its columns."""
        return tuple(row for row in self.annex if not row.is_only_named)

    @property
    def annex_named(self) -> tuple[FacilityRow, ...]:
        """The others: a list of names says all there is."""
        return tuple(row for row in self.annex if row.is_only_named)

    @property
    def annex_holds(self) -> frozenset[str]:
        """The columns of the annex that say something of at least one facility."""
        names, rows = ("active_sr", "kk", "jiwa", "operator"), self.annex_told
        return frozenset(name for name in names if any(getattr(row, name) for row in rows))

    @property
    def facilities_left_out(self) -> int:
        """How many facilities the annex does not list."""
        return self.facilities_total - len(self.annex)

    @property
    def has_all_rows(self) -> bool:
        return len(self.facilities) == self.facilities_total


@value_class
class RegionRegistry:
    """One line of the national roll-up."""

    region_code: str
    groups: int = 0
    members: int = 0
    facilities: int = 0
    working: Working = Working()
    function_unknown: int = 0


OBSERVED = ("active_sr", "kk", "jiwa")
