from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _

from core.pages import CreatePage, EditPage, Page
from ksm.forms import FacilityForm
from ksm.models import Facility
from ksm.photos import gallery


class FacilityCreatePage(CreatePage):
    model = Facility
    form_class = FacilityForm
    repeats = True
    template_name = "ksm/registry_form.html"
    intro = _("Name, type and region are enough for a start; the rest can follow.")


class FacilityEditPage(EditPage):
    model = Facility
    form_class = FacilityForm
    template_name = "ksm/registry_form.html"


class FacilityPhotosPage(Page):
    """All pictures of a facility by day: its own, of visits, works and papers."""

    is_about_one = True
    model = Facility
    template_name = "ksm/photos.html"
    title = _("Photos: %(what)s")
    select_related = ("region",)

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        return self.render({"object": self.object, "days": gallery(self.request.user, self.object)})
