"""Where the figures of a region and a year open: for each the list of exactly the records behind it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import field

from django.utils import timezone

from agreements.models import AgreementKind
from agreements.pipeline import Stall
from core.records.review import State
from core.tools.rows.figures import address
from core.tools.rows.values import value_class
from ksm.choices import FunctionStatus, WorksStatus
from ksm.filters.facilities import KNOWN, OF_UNKNOWN_YEAR
from ksm.filters.parts import STANDS
from monitoring.models import Responsible, SamplePoint
from monitoring.views.samples import COUNTED
from planning.filters import NO_FUND
from planning.models import Status
from planning.reports import MoneyRow

# The columns of the list of facilities that tell use and design, by the unit of `Served`.
USED = {"sr": "active_sr", "kk": "kk", "jiwa": "jiwa"}
DESIGNED = {"sr": "design_sr", "kk": "design_kk", "jiwa": "design_jiwa"}


@value_class
class Lists:
    """The lists behind the figures of a region ("" the whole sight of a reader) as of a day, and of its year.

    `is_open`: False on paper, where nothing can be followed: every address is "". `moved`: other places for some of
    the lists, by their address: what was approved and reads otherwise today opens the difference.
    """

    code: str
    at: dt.date
    year: int
    is_open: bool = True
    moved: Mapping[str, str] = field(default_factory=dict)

    def to(self, name: str, **query: object) -> str:
        if not self.is_open:
            return ""
        url = address(name, region=self.code, **query)
        return self.moved.get(url, url)

    @property
    def as_of(self) -> str:
        """The day for an address; "" for today, which a list looks at by itself."""
        return self.at.isoformat() if self.at < timezone.localdate() else ""

    # --- The registry -----------------------------------------------------------------

    def facilities(self, **narrow: object) -> str:
        """Return the list of those that stood on the day."""
        narrow = {"stage": STANDS, "as_of": self.as_of, **narrow}
        return self.to("ksm:facility-list", **narrow)

    def of_type(self, key: str) -> str:
        return self.facilities(type=key)

    def of_function(self, state: str) -> str:
        return self.facilities(function=state)

    @property
    def standing(self) -> str:
        return self.facilities()

    @property
    def working(self) -> str:
        return self.of_function(FunctionStatus.WORKING)

    @property
    def partly(self) -> str:
        return self.of_function(FunctionStatus.PARTLY)

    @property
    def known(self) -> str:
        """Those in operation whose function is known."""
        return self.facilities(function=KNOWN[0])

    @property
    def year_unknown(self) -> str:
        return self.facilities(stage=OF_UNKNOWN_YEAR)

    @property
    def without_operator(self) -> str:
        return self.facilities(operator="no")

    @property
    def run_by_nobody(self) -> str:
        return self.facilities(operator="nobody")

    def groups(self, which: str = STANDS) -> str:
        """Return the list of the groups of the day: all, or those "works" (active) or "member"."""
        return self.to("ksm:group-list", status=which, as_of=self.as_of)

    def used(self, unit: str, *, is_area: bool = False, **narrow: object) -> str:
        """Return the list that adds what is used ("sr", "kk", "jiwa") at plants of communities or of an area."""
        return self.facilities(area="yes" if is_area else "no", sum=USED[unit], **narrow)

    def designed(self, unit: str, *, is_area: bool = False, **narrow: object) -> str:
        return self.facilities(area="yes" if is_area else "no", sum=DESIGNED[unit], **narrow)

    @property
    def overdue(self) -> str:
        return self.facilities(sludge="overdue")

    @property
    def never_emptied(self) -> str:
        return self.facilities(sludge="unrecorded")

    @property
    def emptyings(self) -> str:
        return self.to("ksm:desludging-list", year=self.year)

    def works(self, **narrow: object) -> str:
        return self.to("ksm:works-list", **narrow)

    @property
    def at_work(self) -> str:
        return self.works(at_work=self.year)

    @property
    def works_done(self) -> str:
        return self.works(status=WorksStatus.DONE, done=self.year)

    @property
    def sr_added(self) -> str:
        return self.works(status=WorksStatus.DONE, done=self.year, sum="sr_added")

    @property
    def active_groups(self) -> str:
        return self.groups("works")

    @property
    def members(self) -> str:
        return self.groups("member")

    def served(self, unit: str, *, is_area: bool) -> dict[str, str]:
        """Return the lists behind a row of the table of what plants serve, by the name of the cell."""

        def used(**narrow: object) -> str:
            return self.used(unit, is_area=is_area, **narrow)

        return {
            "plants": self.facilities(area="yes" if is_area else "no"),
            "used": used(),
            "working": used(function=FunctionStatus.WORKING),
            "partly": used(function=FunctionStatus.PARTLY),
            "designed": self.designed(unit, is_area=is_area),
            "beside": used(both=unit),
            "of": self.designed(unit, is_area=is_area, both=unit),
        }

    # --- The year ---------------------------------------------------------------------

    def achievements(self, **narrow: object) -> str:
        return self.to("planning:achievement-list", own=1, year=self.year, **narrow)

    def activities(self, **narrow: object) -> str:
        return self.to("planning:activity-list", own=1, year=self.year, **narrow)

    def plans(self, **narrow: object) -> str:
        return self.to("planning:annual-plan-list", year=self.year, **narrow)

    def accounts(self, **narrow: object) -> str:
        """Return the list of the achievements handed in for the year."""
        return self.to("planning:annual-report-list", year=self.year, **narrow)

    @property
    def advice(self) -> str:
        """The advice that waits for an answer, of any year."""
        return self.to("planning:advice-list", own=1, answer="open")

    def check_ins(self, **narrow: object) -> str:
        """Return the list of what the Secretariat found when it looked in on the chapter, of any year."""
        return self.to("planning:check-in-list", own=1, **narrow)

    @property
    def done(self) -> str:
        return self.activities(situation=Status.DONE)

    @property
    def planned(self) -> str:
        """The activities of the year that were not cancelled."""
        return self.activities(situation="standing")

    @property
    def budget(self) -> str:
        return self.activities(situation="standing", sum="budget")

    @property
    def spent(self) -> str:
        return self.activities(sum="spent")

    def money(self, of: MoneyRow) -> tuple[str, str]:
        """Return the lists that add what was planned and what was spent, of one source or of all."""
        fund = NO_FUND if of.fund == "" else of.fund
        planned = self.activities(fund=fund, situation="standing", sum="budget")
        return planned, self.activities(fund=fund, sum="spent")

    def commitments(self, **narrow: object) -> str:
        return self.to("events:commitment-list", year=self.year, as_of=self.as_of, **narrow)

    @property
    def promised(self) -> str:
        return self.commitments()

    @property
    def kept_promises(self) -> str:
        return self.commitments(status="done")

    # --- Cooperation ------------------------------------------------------------------

    def partnerships(self, **narrow: object) -> str:
        return self.to("agreements:partnership-list", as_of=self.as_of, **narrow)

    @property
    def all_partnerships(self) -> str:
        return self.partnerships()

    @property
    def blocked(self) -> str:
        return self.partnerships(stall=Stall.KNOWN)

    @property
    def to_contact(self) -> str:
        return self.partnerships(stall=Stall.FORGOTTEN)

    def signed(self, kind: str) -> str:
        return self.partnerships(signed=kind)

    @property
    def mou(self) -> str:
        return self.signed(AgreementKind.MOU)

    @property
    def pks(self) -> str:
        return self.signed(AgreementKind.PKS)

    # --- Monitoring -------------------------------------------------------------------

    @property
    def visits(self) -> str:
        return self.to("monitoring:visit-list", year=self.year, standing=1, state=State.APPROVED)

    @property
    def visits_waiting(self) -> str:
        return self.to("monitoring:visit-list", year=self.year, standing=1, state=State.SUBMITTED)

    @property
    def lapsed(self) -> str:
        return self.findings(status="lapsed", responsible="government")

    def samples(self, **narrow: object) -> str:
        query = {"year": self.year, "point": SamplePoint.OUTLET, "with_results": 1, **narrow}
        return self.to("monitoring:sample-list", **query)

    @property
    def verdicts(self) -> dict[str, str]:
        """The lists of samples that add the results of each verdict, by its name in `VerdictCounts`."""
        return {name: self.samples(sum=name) for name in COUNTED}

    @property
    def changed_visits(self) -> str:
        """The visits of the year that were changed since their approval."""
        return self.to("monitoring:visit-list", year=self.year, changed="since")

    @property
    def for_government(self) -> str:
        return self.findings(status="open", responsible=Responsible.GOVERNMENT)

    def findings(self, **narrow: object) -> str:
        return self.to("monitoring:finding-list", as_of=self.as_of, **narrow)
