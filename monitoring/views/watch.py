"""The watch list: facilities to look after, each with its reasons."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import ScopedQuerySet
from core.pages import ListPage
from core.pages.filters import ChoiceFilter, RegionFilter, ScopedFilterSet, SearchFilter
from core.pages.lists import Listing
from core.tools import formats, partial_dates
from core.tools.rows.spread import Spread
from core.tools.tables import Badge, Column
from ksm.models import Facility
from monitoring.recap import watch

TONES = {"operator": "bad", "nobody": "bad", "fee": "part", "sludge": "bad", "missed": "part"}


class WatchFilter(ScopedFilterSet):
    q = SearchFilter("name", "code", "village")
    region = RegionFilter()
    reason = ChoiceFilter(_("Reason"), watch.REASONS, all=_("All reasons"), method="by_reason")

    class Meta:
        model = Facility
        fields: list[str] = []

    def by_reason(self, qs: ScopedQuerySet, name: str, value: str) -> ScopedQuerySet:
        return qs.filter(Q(**{f"watch_{value}": 1}))


def _reason(*names: str) -> Callable[[object], Badge | None]:
    """Return what shows the one of these reasons that speaks for a row."""
    labels = dict(watch.REASONS)
    return lambda row: next(
        (Badge(labels[name], TONES[name]) for name in names if getattr(row, f"watch_{name}")), None
    )


def _paying(row: Any) -> str:
    share = row.paying_share
    return "" if share is None else __("%(n)s%% pay") % {"n": formats.number(share, 0)}


def _sludge(row: Any) -> str:
    if not row.watch_sludge:
        return ""
    return __("reckoned for %(day)s") % {
        "day": partial_dates.display(row.sludge_due, is_short=True)
    }


def _missed(row: Any) -> str:
    n = row.missed_visits
    return __("%(n)s missed") % {"n": formats.number(n)} if row.watch_missed else ""


class WatchListPage(ListPage):
    """Facilities with at least one reason; a facility leaves it once nothing speaks for it."""

    model = Facility
    room = "monitoring"
    title = _("Watch list")
    template_name = "monitoring/watch.html"
    is_heavy = True
    filterset_class = WatchFilter
    # As the list of facilities: an index leads through them, so that a page costs what it shows.
    ordering = ("region_id", "code")
    lead = _(
        "Facilities that need somebody's attention first. Reasons are worked out anew each day."
    )
    empty = _("As far as recorded, no facility needs special attention.")
    columns = [
        Column("name", _("Facility"), link=True, sort="name", note="code"),
        Column("region", _("Region"), "region.short_name", sort="region_id"),
        Column("operator", _("Operation"), _reason("operator", "nobody")),
        Column("fee", _("Fee"), _reason("fee"), note=_paying),
        Column("sludge", _("Desludging"), _reason("sludge"), note=_sludge),
        Column("missed", _("Visits"), _reason("missed"), note=_missed),
        Column("village", _("Village"), hidden=True),
        Column("paying_share", _("Paying (%)"), "paying_share", kind="number", hidden=True),
        Column("missed_visits", _("Planned visits missed"), kind="number", hidden=True),
    ]

    @override
    def address(self, name: str, *args: object) -> str:
        return ""  # nothing is made, imported or archived from here

    @override
    def filter_context(self, listing: Any) -> dict[str, object]:
        return {**super().filter_context(listing), "import_url": ""}

    @cached_property
    def is_by_region(self) -> bool:
        """Whether the rows come region by region, a page of them; else perhaps most of the country is looked at."""
        given = self.request.GET
        return not any(given.get(name) for name in ("q", "format", "sum", "mean", "median")) and (
            given.get("sort", "").lstrip("-") in ("", "region")
        )

    @cached_property
    def looked_at(self) -> ScopedQuerySet:
        return watch.looked_at(user=self.request.user, at_once=not self.is_by_region)

    @override
    def get_queryset(self) -> object:
        # One reason asked for is the whole test; asking for any of them before would cost as much again.
        rows = self.looked_at if self._reason() else watch.with_reason(self.looked_at)
        return rows.select_related("region")

    @cached_property
    def by_region(self) -> dict[str, dict[str, int]] | None:
        """How many stand in each region of the filter and have each reason; None where words narrow it too."""
        form = self.filterset_class(
            self.request.GET, queryset=Facility.objects.none(), user=self.request.user
        ).form
        if not form.is_valid() or form.cleaned_data.get("q"):
            return None
        region = form.cleaned_data.get("region")
        return watch.counts_by_region(user=self.request.user, area=region.pk if region else "")

    @override
    def spread(self, listing: Listing) -> Spread | None:
        if self.by_region is None or listing.shows_archived:
            return None
        name = self._reason() or "any"
        found = {code: told[name] for code, told in self.by_region.items() if told[name]}
        return Spread("region_id", found)

    def _counts(self) -> dict[str, int]:
        if self.by_region is not None:
            told = self.by_region.values()
            return {name: sum(one[name] for one in told) for name in watch.TOLD}
        given = self.request.GET.copy()
        given.pop("reason", None)
        found = self.filterset_class(given, queryset=self.looked_at, user=self.request.user).qs
        return watch.count_reasons(found)

    @override
    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        counts = self._counts()
        return {
            **super().get_context_data(**kwargs),
            "stats": [
                {
                    "value": formats.number(counts[name]),
                    "label": label,
                    "tone": TONES[name] if counts[name] else "",
                    "url": self._url(reason=name),
                }
                for name, label in watch.REASONS
            ]
            if counts["standing"]
            else [],
            "as_of": timezone.localdate(),
        }

    def _reason(self) -> str:
        given = self.request.GET.get("reason", "")
        return given if given in dict(watch.REASONS) else ""

    def _url(self, **narrow: str) -> str:
        keep = {name: v for name in ("q", "region") if (v := self.request.GET.get(name))}
        return f"{reverse('monitoring:watch-list')}?{urlencode({**keep, **narrow})}"
