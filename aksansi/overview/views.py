from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from aksansi.overview import overview
from core.access import ScopedQuerySet
from core.land.regions import Region
from core.pages import Page
from core.tools.formats import Words

REGIONS = ((_("Regions"), "core:region-list"),)


def with_pages(regions: ScopedQuerySet) -> ScopedQuerySet:
    """Return those of the regions that have pages: provinces, kabupaten and kota."""
    rows = regions.filter(kind__in=("provinsi", "kabupaten", "kota"))
    return rows.select_related("parent")


class RegionPage(Page):
    """A page about one province, kabupaten or kota."""

    is_about_one = True
    model = Region
    above = REGIONS

    @override
    def get_queryset(self) -> object:
        return with_pages(super().get_queryset())

    @override
    def get_crumbs(self) -> list[tuple[Words, str]]:
        return self.crumbs_above()


class OverviewPage(RegionPage):
    """What works, what does not, what was agreed, planned and achieved in a region, on one page."""

    template_name = "aksansi/overview.html"
    room = "overview"

    @override
    def get_title(self) -> Words:
        return self.object.name

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        found = overview.build_overview(
            user=self.request.user, region=self.object, today=timezone.localdate()
        )
        return self.render({"object": self.object, "overview": found})
