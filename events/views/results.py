"""What the groups worked out, and who does what."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as __

from core.access import Action
from core.pages import ActionPage, EditPage
from events import forms, services
from events.models import GroupResult
from events.views.meetings import RowCreatePage


class GroupResultCreatePage(RowCreatePage):
    model = GroupResult
    form_class = forms.GroupResultForm


class GroupResultEditPage(EditPage):
    model = GroupResult
    form_class = forms.GroupResultForm


class RolesPage(ActionPage):
    """The role matrix of one group result: a duty after the other."""

    model = GroupResult
    action = Action.CHANGE
    checks_lock = True
    form_class = forms.RolesForm
    template_name = "events/roles.html"

    def plan(self, rows: Any) -> Any:
        return rows.select_related("event")

    def get_title(self) -> Any:
        return __("Who does what: %(group)s") % {"group": self.object.group}

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [(str(self.object.event), self.object.event.get_absolute_url())]

    def build_form(self, **kwargs: Any) -> Any:
        return self.form_class(user=self.request.user, result=self.object, **kwargs)

    def show(self, form: Any, status: int = 200) -> Any:
        self.question = __("As the group presented it. Leave out what it did not discuss.")
        self.submit_label = __("Save")
        return super().show(form, status)

    def perform(self, form: Any) -> str:
        services.set_roles(result=self.object, shares=form.shares)
        return __("Saved: %(what)s.") % {"what": self.get_title()}
