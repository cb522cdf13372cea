from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core.pages import CreatePage, EditPage
from ksm.forms import FacilityForm
from ksm.models import Facility


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
