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
from core.tools import formats, partial_dates
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
    # By the code of the region: sorting by its name would join all villages to a guess of two rows.
    ordering = ("region", "name")
    lead = _(
        "Facilities that need somebody's attention first. Reasons are worked out anew each day."
    )
    empty = _("As far as recorded, no facility needs special attention.")
    columns = [
        Column("name", _("Facility"), link=True, sort="name", note="code"),
        Column("region", _("Region"), "region.short_name", sort="region"),
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
    def looked_at(self) -> Any:
        return watch.looked_at(user=self.request.user)

    @override
    def get_queryset(self) -> object:
        # One reason asked for is the whole test; asking for any of them before would cost as much again.
        one = self.request.GET.get("reason") in dict(watch.REASONS)
        rows = self.looked_at if one else watch.with_reason(self.looked_at)
        return rows.select_related("region")

    @override
    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        found = self.filterset_class(
            self._without_reason(),
            queryset=self.looked_at,
            user=self.request.user,
        ).qs
        counts = watch.count_reasons(found)
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
            if found.exists()
            else [],
            "as_of": timezone.localdate(),
        }

    def _without_reason(self) -> object:
        given = self.request.GET.copy()
        given.pop("reason", None)
        return given

    def _url(self, **narrow: str) -> str:
        keep = {name: v for name in ("q", "region") if (v := self.request.GET.get(name))}
        return f"{reverse('monitoring:watch-list')}?{urlencode({**keep, **narrow})}"
