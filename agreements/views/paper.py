"""Legal bases and clause templates: everybody reads them, the Secretariat keeps them."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from agreements import services
from agreements.clauses import PLACEHOLDERS
from agreements.forms.paper import ClauseForm, ClauseTemplateForm, LegalBasisForm, NewVersionForm
from agreements.models import Clause, ClauseTemplate, LegalBasis
from core.access import Action, may
from core.pages import ActionPage, CreatePage, DetailPage, EditPage, ListPage
from core.pages.scoped_forms import RecordForm
from core.tools.partial_dates import last_day
from core.tools.tables import Badge, Column, Fact


def force_badge(row: LegalBasis) -> Badge:
    """Return whether a rule is in force today, in words."""
    today = timezone.localdate()
    if row.valid_from > today.isoformat():
        return Badge(__("Not yet in force"), "info")
    ended = last_day(row.valid_to)
    if ended and ended < today:
        return Badge(__("No longer in force"), "none")
    return Badge(__("In force"), "good")


BASIS_COLUMNS = [
    Column("short_name", _("Rule"), note="title", sort="short_name", link=True),
    Column("subject", _("Subject"), "get_subject_display", sort="subject"),
    Column("period", _("In force"), sort="valid_from"),
    Column("state", _("Status"), force_badge, kind="badge", note=lambda row: _replaced(row)),
    Column("checked", _("Checked"), lambda row: checked_badge(row), kind="badge"),
    Column("to_check", _("To check before signing"), lambda row: " · ".join(row.questions)),
]


def checked_badge(row: LegalBasis) -> Badge | None:
    """Return a mark for a rule nobody has read in its text yet."""
    return None if row.is_checked else Badge(__("Not checked yet"), "none")


def _replaced(row: LegalBasis) -> str:
    return __("replaced by %(rule)s") % {"rule": row.replaced_by} if row.replaced_by else ""


class LegalBasisListPage(ListPage):
    model = LegalBasis
    columns = [
        *BASIS_COLUMNS,
        Column("meaning", _("What it means for cooperation"), hidden=True),
    ]
    ordering = ("subject", "valid_from")
    lead = _(
        "The rules cooperation rests on, each with its dates; what they mean is the Secretariat's reading."
    )
    empty = _("No rule is recorded yet.")
    select_related = ("replaced_by",)


class LegalBasisDetailPage(DetailPage):
    model = LegalBasis
    select_related = ("replaced_by",)

    @override
    def get_facts(self) -> list[Fact]:
        obj = self.object
        return [
            Fact(_("Status"), force_badge(obj)),
            Fact(_("Full title"), obj.title),
            Fact(_("Subject"), obj.get_subject_display()),
            Fact(_("In force since"), obj.valid_from, "partial"),
            Fact(_("In force until"), obj.valid_to, "partial"),
            Fact(
                _("Replaced by"),
                obj.replaced_by,
                url=obj.replaced_by.get_absolute_url() if obj.replaced_by else "",
            ),
            Fact(_("What it means for cooperation"), obj.meaning),
            *[Fact(_("To check before signing"), question) for question in obj.questions],
            Fact(_("Cited in drafts"), __("yes") if obj.is_cited else __("no")),
            Fact(_("Checked"), checked_badge(obj) or __("yes")),
        ]


class LegalBasisCreatePage(CreatePage):
    model = LegalBasis
    form_class = LegalBasisForm


class LegalBasisEditPage(EditPage):
    model = LegalBasis
    form_class = LegalBasisForm


class ClauseTemplateListPage(ListPage):
    model = ClauseTemplate
    columns = [
        Column("kind", _("Kind"), "get_kind_display", sort=("kind", "-valid_from"), link=True),
        Column("valid_from", _("Used from"), kind="date", sort="valid_from"),
        Column("heading", _("Heading")),
        Column("state", _("Status"), lambda row: template_badge(row), kind="badge"),
    ]
    ordering = ("kind", "-valid_from")
    lead = _(
        "The text drafts of MoU and PKS are printed from. A new wording is a new version; older drafts keep theirs."
    )
    empty = _("No template is recorded yet.")


def template_badge(row: ClauseTemplate) -> Badge:
    """Return whether drafts of today are printed from this version; needs no query: the newest is first."""
    if row.valid_from > timezone.localdate():
        return Badge(__("To come"), "info")
    return Badge(__("Usable"), "good")


class ClauseTemplateDetailPage(DetailPage):
    model = ClauseTemplate
    template_name = "agreements/clause_template_detail.html"

    @override
    def get_facts(self) -> list[Fact]:
        obj = self.object
        return [
            Fact(_("Kind"), obj.get_kind_display()),
            Fact(_("Used from"), obj.valid_from, "date"),
            Fact(_("Heading"), obj.heading),
            Fact(_("Opening"), obj.opening),
            Fact(_("Closing"), obj.closing),
        ]

    @override
    def get_actions(self) -> list[tuple[str, str]]:
        if not may(self.request.user, Action.CHANGE, self.object):
            return []
        key = [self.object.pk]
        return [(__("New version"), reverse("agreements:clause-template-copy", args=key))]

    @override
    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        clauses = Clause.objects.visible_to(self.request.user).current()
        return {
            **super().get_context_data(**kwargs),
            "clauses": clauses.filter(template=self.object).order_by("number"),
            "placeholders": [(f"{{{name}}}", words) for name, words in PLACEHOLDERS.items()],
            "add_url": reverse("agreements:clause-create", args=[self.object.pk])
            if may(self.request.user, Action.CHANGE, self.object)
            else "",
        }


class ClauseTemplateCreatePage(CreatePage):
    model = ClauseTemplate
    form_class = ClauseTemplateForm


class ClauseTemplateEditPage(EditPage):
    model = ClauseTemplate
    form_class = ClauseTemplateForm


class ClauseTemplateCopyPage(ActionPage):
    """The next version: the same text from another day on, to be changed there."""

    model = ClauseTemplate
    form_class = NewVersionForm
    title = _("New version of the template")
    question = _(
        "All clauses are copied; older drafts keep the old version. Change the copy afterwards."
    )
    submit_label = _("Make the new version")

    @override
    def form_valid(self, form: RecordForm) -> HttpResponse:
        self.copy = services.copy_template(
            template=self.object,
            valid_from=form.cleaned_data["valid_from"],
            by=self.request.user,
        )
        return self.done(__("Made: %(what)s.") % {"what": self.copy})

    @override
    def get_success_url(self) -> str:
        return self.copy.get_absolute_url()


class ClauseCreatePage(CreatePage):
    model = Clause
    parent_model = ClauseTemplate
    form_class = ClauseForm


class ClauseEditPage(EditPage):
    model = Clause
    form_class = ClauseForm
    select_related = ("template",)
