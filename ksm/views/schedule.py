"""Doors of scheduled desludging: the calendar with its list, and the work order for a truck crew."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import cached_property
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import Action, may, reach_within
from core.land.regions import Region
from core.pages import ListPage, Page
from core.pages.lists import Listing
from core.tools import formats, partial_dates, pdf
from core.tools.rows.spread import Spread
from core.tools.tables import Badge, Column
from ksm.desludging.due import due_by_region
from ksm.desludging.filters import NO_AREA, ScheduleFilter
from ksm.desludging.intervals import TRUCK_REACH_M, due_of
from ksm.desludging.orders import MOST, build_work_order
from ksm.desludging.schedule import (
    OVERDUE,
    SOON,
    SOON_DAYS,
    UNRECORDED,
    YEAR,
    Due,
    Schedule,
    build_schedule,
    places_of,
    with_area,
)
from ksm.feeds import address_for
from ksm.forms import WorkOrderForm
from ksm.models import Facility
from ksm.views import columns as c
from ksm.views.columns import due_badge
from ksm.wording import operator_words


def due_rows(rows: Any, *, today: dt.date) -> object:
    """Return the standing facilities of `rows` with all their schedule says, as of today."""
    rows = rows.current().existing(today).with_sludge_basis(today)
    return with_area(rows.as_of(None).with_next_desludging(today)).select_related("region")


def truck_badge(row: Facility) -> Badge | None:
    """Return the distance to truck access; beyond the reach of a hose in words too."""
    if row.truck_distance_m is None:
        return None
    words = f"{formats.number(row.truck_distance_m)} m"
    if row.truck_distance_m > TRUCK_REACH_M:
        return Badge(__("%(distance)s, too far") % {"distance": words}, "bad")
    return Badge(words, "good")


def why_then(row: Facility) -> str:
    """Return on what the interval rests; "" for the one assumed for all, which the page says once."""
    interval = due_of(row).interval
    return "" if interval.is_assumption else interval.reason


WHENS = (OVERDUE, UNRECORDED, SOON, YEAR)


def _of_place(asked: QueryDict, name: str, key: str) -> str:
    """Return the other filters of the page with one region or area, for an address."""
    query = asked.copy()
    query[name] = key or NO_AREA
    return query.urlencode()


class SchedulePage(ListPage):
    """What falls due, by month, by region (of one kabupaten by route or district), and as a list with the same filters.

    A list of many regions comes region by region: a page reads one or two of them, however many there are.
    """

    model = Facility
    template_name = "ksm/schedule.html"
    is_heavy = True
    filterset_class = ScheduleFilter
    ordering = ("sludge_last", "code")
    title = _("Scheduled desludging")
    lead = _(
        "When each facility is to be emptied next, and why. A recorded emptying moves the date on. "
        "LLTT serves tanks on the spot (SPALD-S); plants with sewers join where the region says so."
    )
    empty = _("No facility with a due date fits. A due date needs a year built or an emptying.")
    columns = [
        Column("code", _("Code"), hidden=True),
        Column("name", _("Facility"), link=True, note=c.code_and_where, sort=("name", "village")),
        Column(
            "due",
            _("Due"),
            lambda row: due_badge(due_of(row), is_short=True),
            kind="badge",
            note=why_then,
            sort=("sludge_last", "code"),
        ),
        Column(
            "last",
            _("Last emptied"),
            "last_emptied",
            kind="partial",
            note=lambda row: "" if row.last_emptied else __("never recorded"),
            sort="last_emptied",
        ),
        Column("area", _("Route or district"), sort=("area", "sludge_last")),
        Column("truck", _("Truck access"), truck_badge, kind="badge", sort="truck_distance_m"),
        Column("operator", _("Operator"), operator_words),
        Column(
            "sludge_m3",
            _("Room for sludge (m³)"),
            "sludge_volume_m3",
            kind="number",
            hidden=True,
        ),
        Column("interval", _("Interval (years)"), "sludge_years", kind="number", hidden=True),
        Column("region", _("Region"), lambda row: str(row.region), hidden=True),
    ]
    above = ((_("Desludgings"), "ksm:desludging-list"),)

    @override
    def get_queryset(self) -> object:
        return due_rows(super().get_queryset(), today=timezone.localdate())

    @cached_property
    def narrowed(self) -> dict[str, object] | None:
        """What narrows the page, by name; None where it cannot be read."""
        rows = Facility.objects.none()
        form = ScheduleFilter(self.request.GET, queryset=rows, user=self.request.user).form
        read = form.cleaned_data if form.is_valid() else None
        return read and {name: value for name, value in read.items() if value}

    @property
    def area(self) -> str:
        return str(getattr((self.narrowed or {}).get("region"), "pk", ""))

    @cached_property
    def is_of_many(self) -> bool:
        """Whether it is about several kabupaten or kota, by which it is told then."""
        reach = reach_within(self.request.user, self.area)
        is_one = len(reach) == 1 and "." in reach[0]
        return not is_one and not self.request.GET.get("area")

    @cached_property
    def places(self) -> dict[str, Due] | None:
        """What falls due in each region of the filter; None where more than region and time narrow it."""
        if self.narrowed is None or not self.narrowed.keys() <= {"region", "when"}:
            return None
        if not self.is_of_many:
            return None
        return due_by_region(user=self.request.user, area=self.area, day=timezone.localdate())

    @override
    def listing(self) -> Listing:
        found = super().listing()
        order = ("region_id", *self.ordering, "pk")
        return replace(found, order=order) if self.is_of_many and not found.sort else found

    @override
    def spread(self, listing: Listing) -> Spread | None:
        if self.places is None or listing.shows_archived:
            return None
        when, today = str((self.narrowed or {}).get("when", "")), timezone.localdate()
        counts = {code: due.count(when, today) for code, due in self.places.items()}
        return Spread("region_id", {code: n for code, n in counts.items() if n})

    def schedule(self, asked: QueryDict) -> Schedule:
        today, places, names = timezone.localdate(), self.places, dict[str, str]()
        if places is None:
            every = ScheduleFilter(asked, queryset=self.get_queryset(), user=self.request.user)
            by = "region" if self.is_of_many else "area"
            places = places_of(rows=every.qs, today=today, by=by)
        if self.is_of_many:
            names = {
                one.pk: one.short_name
                for one in Region.objects.visible_to(self.request.user).filter(pk__in=places)
            }
        return build_schedule(places=places, today=today, names=names)

    @override
    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        # The calendar answers to every filter but the month: it is where the month is chosen.
        asked = self.request.GET.copy()
        for name in ("when", "page", "sort", "format", "archived"):
            asked.pop(name, None)
        schedule = self.schedule(asked)
        part = "region" if self.is_of_many else "area"
        query = self.request.GET.copy()
        query.pop("page", None)
        return {
            **super().get_context_data(**kwargs),
            "schedule": schedule,
            "is_of_many": self.is_of_many,
            "soon_days": SOON_DAYS,
            "chosen": self.request.GET.get("when", ""),
            "rest": asked.urlencode(),
            "areas": [
                (area, query, {when: f"?when={when}&{query}" for when in WHENS})
                for area in schedule.areas
                for query in [_of_place(asked, part, area.key)]
            ],
            "feed_url": address_for(self.request.user),
            "renew_url": reverse("core:me-calendar")
            if may(self.request.user, Action.ADD, Facility)
            else "",
            "order_url": f"{reverse('ksm:desludging-work-order')}?{query.urlencode()}",
            "add_url": "",
        }


class WorkOrderPage(Page):
    """A work order (SPK) for the filtered facilities: GET shows the form, `?print=1` the PDF.

    Nothing is stored: the order is a print; what was done is recorded as desludging.
    """

    paper_holds = f"one order of at most {MOST} facilities"
    model = Facility
    template_name = "ksm/work_order.html"
    title = _("Work order for desludging (SPK)")
    above = ((_("Scheduled desludging"), "ksm:desludging-schedule-list"),)

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        today = timezone.localdate()
        chosen = ScheduleFilter(
            request.GET, queryset=due_rows(self.get_queryset(), today=today), user=request.user
        ).qs.order_by("area", "sludge_last", "code")
        shown = list(chosen[: MOST + 1])
        wanted = request.GET.get("print")
        form = WorkOrderForm(
            data=request.GET if wanted else None, user=request.user, facilities=shown[:MOST]
        )
        if wanted and form.is_valid():
            return self.print(form, shown[:MOST])
        filters = [
            (name, value)
            for name, values in request.GET.lists()
            for value in values
            if name in ScheduleFilter.base_filters and value
        ]
        return self.render(
            {
                "form": form,
                "filters": filters,
                "left_out": len(shown) > MOST,
                "most": MOST,
                "count": len(shown[:MOST]),
                "cancel_url": reverse("ksm:desludging-schedule-list"),
            },
            422 if wanted else 200,
        )

    def print(self, form: Any, shown: list[Facility]) -> HttpResponse:
        with translation.override("id"):
            order = build_work_order(
                rows=[row for row in shown if row.code in form.cleaned_data["facilities"]],
                due=due_of,
                today=timezone.localdate(),
                **{name: form.cleaned_data[name] for name in form.details},
            )
            content = pdf.render("ksm/work_order_pdf.html", {"paper": order.paper, "order": order})
        name = f"spk-penyedotan-{order.number or partial_dates.display(str(order.day))}"
        return pdf.response(content, filename=name)
