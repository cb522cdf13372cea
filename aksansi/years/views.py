from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from aksansi.overview.views import RegionPage
from aksansi.years import years
from core.access import Action, require
from core.pages import Page
from core.tools.formats import Words


class YearsPage(Page):
    """The country year by year. The first page fetches its part of it when it comes into sight."""

    template_name = "aksansi/years.html"
    is_heavy = True
    room = "home"
    title = _("Year by year")

    def get(self, request: HttpRequest) -> HttpResponse:
        require(request.user, Action.ADMINISTER)
        return self.render({"years": years.build_years(user=self.request.user, region=None)})


class RegionYearsPage(RegionPage):
    """A region year by year."""

    template_name = "aksansi/years.html"
    room = "overview"

    @override
    def get_title(self) -> Words:
        return __("Year by year: %(region)s") % {"region": self.object.name}

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        found = years.build_years(user=self.request.user, region=self.object)
        return self.render({"object": self.object, "years": found})
