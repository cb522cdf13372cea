from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aksansi.home import home
from core.pages import Page
from core.people.sessions import signed_in_before


class HomePage(Page):
    """Tasks first, then the figures of the role."""

    room = "home"
    template_name = "aksansi/home.html"
    title = _("Home")

    def get(self, request: HttpRequest) -> HttpResponse:
        today = timezone.localdate()
        everything = bool(request.GET.get("all"))
        return self.render(
            {
                "home": home.build_home(
                    self.request.user,
                    today=today,
                    everything=everything,
                    code=request.GET.get("region", ""),
                ),
                "everything": everything,
                "since": signed_in_before(request),
            }
        )
