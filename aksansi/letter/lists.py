"""Where the figures of a region and a year open: for each the list of exactly the records behind it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from agreements.models import AgreementKind
from agreements.pipeline import Stall
from core.tools.rows.figures import address
from ksm.choices import FunctionStatus
from ksm.filters import KNOWN, OF_UNKNOWN_YEAR, STANDS
from planning.models import Status

# The columns of the list of facilities that tell use and design, by the unit of `Served`.
USED = {"sr": "active_sr", "kk": "kk", "jiwa": "jiwa"}
DESIGNED = {"sr": "design_sr", "kk": "design_kk", "jiwa": "design_jiwa"}


@dataclass(frozen=True)
class Lists:
    """The lists behind the figures of a region ("" the whole sight of a reader) as of a day, and of its year.

    `is_open`: False on paper, where nothing can be followed: every address is "".
    """

    code: str
    at: dt.date
    year: int
    is_open: bool = True

    def to(self, name: str, **query: object) -> str:
        return address(name, region=self.code, **query) if self.is_open else ""

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

    # --- The year ---------------------------------------------------------------------

    def achievements(self, **narrow: object) -> str:
        return self.to("planning:achievement-list", own=1, year=self.year, **narrow)

    def activities(self, **narrow: object) -> str:
        return self.to("planning:activity-list", own=1, year=self.year, **narrow)

    def plans(self, **narrow: object) -> str:
        return self.to("planning:annual-plan-list", year=self.year, **narrow)

    @property
    def advice(self) -> str:
        """The advice that waits for an answer, of any year."""
        return self.to("planning:advice-list", own=1, answer="open")

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
    def changed_visits(self) -> str:
        """The visits of the year that were changed since their approval."""
        return self.to("monitoring:visit-list", year=self.year, changed="since")

    def findings(self, **narrow: object) -> str:
        return self.to("monitoring:finding-list", as_of=self.as_of, **narrow)
