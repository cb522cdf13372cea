"""The data of one region: what is missing, old or contradictory, each with the list of exactly those records."""

from __future__ import annotations

import datetime as dt

from django.db.models import Model
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from aksansi.board.late import late_years, recent
from core.access import Action, may, rows_of
from core.land.regions import Region
from core.pages import Page
from core.pages.filters import ScopedFilterSet
from core.people.users import User
from core.tools.counting import count_each
from core.tools.formats import Words, day
from core.tools.pass_on import Message, message_of
from core.tools.rows.figures import PERCENT, Figure, address
from core.tools.rows.values import value_class
from core.tools.tables import Column, Table
from ksm.filters.facilities import FacilityFilter
from ksm.filters.groups import GroupFilter
from ksm.filters.parts import STANDS
from ksm.models import Facility, Group
from ksm.reports import Completeness, completeness_by_region
from ksm.reports.gaps import FACILITY_GAPS
from monitoring.filters import FindingFilter
from monitoring.models import Finding
from planning.models import Duty

FACILITIES = ("ksm:facility-list", Facility, FacilityFilter)
GROUPS = ("ksm:group-list", Group, GroupFilter)
FINDINGS = ("monitoring:finding-list", Finding, FindingFilter)
Source = tuple[str, type[Model], type[ScopedFilterSet]]
# Where the things of a year stand, by duty.
LISTS: dict[str, tuple[str, dict[str, object]]] = {
    Duty.PLAN: ("planning:annual-plan-list", {}),
    Duty.REPORT: ("planning:annual-report-list", {}),
    Duty.VISITS: ("monitoring:visit-list", {"standing": 1}),
    Duty.LETTER: ("planning:archived-report-list", {}),
}


@value_class
class Check:
    """One line of the clinic: a list of records and the filter that leaves those to be looked at."""

    label: Words
    source: Source
    query: dict[str, str]


def _facilities(**query: str) -> dict[str, str]:
    return {"stage": STANDS, **query}


# The headings in the order of the page.
CHECKS: tuple[tuple[Words, tuple[Check, ...]], ...] = (
    (
        _("Missing"),
        (
            *(Check(label, FACILITIES, _facilities(missing=name)) for name, label in FACILITY_GAPS),
            Check(_("Operator"), FACILITIES, _facilities(operator="no")),
            Check(_("Photo of the facility"), FACILITIES, _facilities(photo="no")),
            Check(_("Group: year formed"), GROUPS, {"status": STANDS, "missing": "formed"}),
            Check(_("Group: legal basis"), GROUPS, {"status": STANDS, "missing": "legal"}),
        ),
    ),
    (
        _("Old"),
        (
            Check(_("No status record for 12 months"), FACILITIES, {"check": "status"}),
            Check(
                _("No emptying recorded, reckoned date passed"), FACILITIES, {"check": "emptying"}
            ),
            Check(_("Findings overdue"), FINDINGS, {"status": "overdue"}),
        ),
    ),
    (
        _("Contradictory"),
        (
            Check(_("Coordinates outside the region"), FACILITIES, _facilities(position="outside")),
            Check(_("More SR in use than designed"), FACILITIES, {"check": "use"}),
        ),
    ),
)
COLUMNS = [
    Column("label", _("What to look at")),
    Column("count", _("Records"), kind="number"),
]


def build_clinic(*, user: User, code: str) -> list[Table]:
    """Return a table for each heading: every line counts what its list shows; one query for all of them."""
    rows, lines = {}, []
    for number, (title, checks) in enumerate(CHECKS):
        for place, check in enumerate(checks):
            name, model, filterset = check.source
            data = QueryDict(mutable=True)
            data.update({"region": code, **check.query})
            shown = rows_of(model).visible_to(user).current()
            key = f"c{number}_{place}"
            rows[key] = filterset(data, queryset=shown, user=user).qs.in_region(code)
            lines.append((title, check.label, key, address(name, region=code, **check.query)))
    rows["all"] = rows_of(Facility).visible_to(user).current().in_region(code)
    counts = count_each(**rows)
    tables: dict[Words, list[dict[str, object]]] = {}
    for title, label, key, url in lines:
        # Where no facility is known, that none lacks a photo says nothing.
        figure = Figure(counts[key] if counts["all"] else counts[key] or None, url=url)
        tables.setdefault(title, []).append({"label": label, "count": figure})
    return [Table(COLUMNS, found, caption=title, title=title) for title, found in tables.items()]


def completeness_of(user: User, code: str) -> Completeness:
    """Return how complete the standing facilities of a region are; one query."""
    found = completeness_by_region(user=user, codes=[code])
    return sum(found.values(), Completeness())


@value_class
class Owed:
    """What the chapter of a region is late with; `url`: where it is handed in or looked through."""

    words: str
    day: str
    url: str


def owed_by(*, user: User, code: str, today: dt.date) -> list[Owed]:
    """Return what the chapter of a region is late with, of this year and the last; 2 queries."""
    found = []
    for one in late_years(user, recent(today), today, code=code):
        for what, chapters in one.late.items():
            if chapters and what in one.due:
                name, query = LISTS[what]
                words = f"{Duty(what).label} {one.year}"
                url = address(name, **{"region": code, "year": one.year, **query})
                found.append(Owed(words, day(one.due[what]), url))
    return found


class ClinicPage(Page):
    """Where the data of a region need care; every line opens its records."""

    model = Region
    is_about_one = True
    template_name = "aksansi/clinic.html"
    room = "board"
    title = _("Data of %(what)s")
    above = ((_("Control board"), "board"),)

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        user, code = self.request.user, self.object.pk
        complete = completeness_of(user, code)
        owed = owed_by(user=user, code=code, today=timezone.localdate())
        gaps = address("ksm:facility-list", region=code, stage=STANDS, missing="any")
        return self.render(
            {
                "object": self.object,
                "tables": build_clinic(user=user, code=code),
                "complete": complete,
                "owed": owed,
                "message": self.message(owed),
                "stats": [
                    {
                        "value": Figure(complete.share, PERCENT, is_own=True, url=gaps),
                        "label": __("data complete"),
                        "note": __(
                            "%(filled)s of %(asked)s particulars of the facilities are known"
                        )
                        % {"filled": complete.filled, "asked": complete.asked},
                    }
                ],
                "may_fill": may(user, Action.CHANGE, Facility),
                "at": timezone.localdate(),
                "overview_url": reverse("region-overview", args=[code]),
            }
        )

    def message(self, owed: list[Owed]) -> Message | None:
        """Return the reminder that whoever advises the chapter passes on; None where nothing is late."""
        if not owed or not may(self.request.user, Action.ADVISE):
            return None
        lines = [
            __("AKSANSI Daerah %(region)s: these have passed their deadline.")
            % {"region": self.object.short_name},
            *(f"– {one.words} ({one.day})" for one in owed),
        ]
        return message_of(lines, self.request.path)
