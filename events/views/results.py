"""What the groups worked out, and who does what."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from typing_extensions import override

from core.access import Action
from core.pages import ActionPage, CreatePage, EditPage
from events import forms, services
from events.models import Event, GroupResult
from events.views.several import told_of_met


class GroupResultCreatePage(CreatePage):
    parent_model = Event
    model = GroupResult
    form_class = forms.GroupResultForm


class GroupResultEditPage(EditPage):
    model = GroupResult
    form_class = forms.GroupResultForm


class GroupResultsPage(ActionPage):
    """What all groups presented, on one page: a line each and what belongs to it beneath."""

    model = Event
    action = Action.ADD
    checks_lock = True
    form_class = forms.GroupResultsForm
    title = _("Enter the results of several groups")
    submit_label = _("Save")

    @override
    def get_form_kwargs(self) -> dict[str, object]:
        return {**super().get_form_kwargs(), "event": self.object}

    @override
    def form_valid(self, form: forms.GroupResultsForm) -> HttpResponse:
        added, met = services.add_results(
            event=self.object, day=form.cleaned_data["day"], rows=form.rows, by=self.request.user
        )
        words = ngettext("%(n)s group result added.", "%(n)s group results added.", added)
        return self.done(words % {"n": added} + told_of_met(met))


class AgendaLinesPage(ActionPage):
    """The points of an agenda with what was decided, as minutes list them."""

    model = Event
    action = Action.ADD
    checks_lock = True
    form_class = forms.AgendaLinesForm
    title = _("Enter the agenda and its decisions")
    submit_label = _("Save")

    @override
    def get_form_kwargs(self) -> dict[str, object]:
        return {**super().get_form_kwargs(), "event": self.object}

    @override
    def form_valid(self, form: forms.AgendaLinesForm) -> HttpResponse:
        added, met = services.add_points(event=self.object, rows=form.rows, by=self.request.user)
        words = ngettext("%(n)s point added.", "%(n)s points added.", added)
        return self.done(words % {"n": added} + told_of_met(met))


class RolesPage(ActionPage):
    """The role matrix of one group result: a duty after the other."""

    model = GroupResult
    action = Action.CHANGE
    checks_lock = True
    form_class = forms.RolesForm
    template_name = "events/roles.html"
    select_related = ("event",)
    question = _("As the group presented it. Leave out what it did not discuss.")
    submit_label = _("Save")

    @override
    def get_title(self) -> Any:
        return __("Who does what: %(group)s") % {"group": self.object.group}

    @override
    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [(str(self.object.event), self.object.event.get_absolute_url())]

    @override
    def get_form_kwargs(self) -> dict[str, object]:
        return {**super().get_form_kwargs(), "result": self.object}

    @override
    def form_valid(self, form: Any) -> HttpResponse:
        services.set_roles(result=self.object, shares=form.shares)
        return self.done(__("Saved: %(what)s.") % {"what": self.get_title()})
