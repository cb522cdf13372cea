from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as __

from aksansi.overview import overview
from core.land.regions import Region
from core.pages import ObjectPage


class RegionPage(ObjectPage):
    """A page about one province, kabupaten or kota."""

    model = Region

    def get_queryset(self) -> Any:
        return (
            super()
            .get_queryset()
            .filter(kind__in=("provinsi", "kabupaten", "kota"))
            .select_related("parent")
        )

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [(__("Regions"), reverse("core:region-list"))]


class OverviewPage(RegionPage):
    """What works, what does not, what was agreed, planned and achieved in a region, on one page."""

    template_name = "aksansi/overview.html"
    room = "overview"

    def get_title(self) -> Any:
        return self.object.name

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        found = overview.build_overview(
            user=request.user, region=self.object, today=timezone.localdate()
        )
        return self.render({"object": self.object, "overview": found})
