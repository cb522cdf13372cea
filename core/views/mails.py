"""Mails at events: the switch in each mail, what may not have arrived, the Secretariat's wording and reminders."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import translation
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.csrf import csrf_exempt
from typing_extensions import override

from core.access import Action, require
from core.pages import ActionPage, CreatePage, DetailPage, EditPage, ListPage, Page
from core.records.notices import kinds, sending, switches
from core.records.notices.models import MailText, Notice, NoticeState, ReminderRule
from core.tools.pass_on import message_of
from core.tools.tables import Badge, Column, Fact
from core.views.filters import NoticeFilter
from core.views.forms import MailTextForm, NoticeForm, ReminderRuleForm

TONES = {
    NoticeState.SENT: "good",
    NoticeState.BY_HAND: "good",
    NoticeState.REFUSED: "bad",
    NoticeState.UNWANTED: "none",
}


def state_badge(row: Notice) -> Badge:
    if row.is_unsure and row.state == NoticeState.CLAIMED:
        return Badge(__("May not have arrived"), "bad")
    return Badge(row.get_state_display(), TONES.get(NoticeState(row.state), "info"))


@method_decorator([csrf_exempt, login_not_required], name="dispatch")
class MailOffPage(Page):
    """The switch in a mail: its address is the key. Programs of mail post to it (RFC 8058), people press a button."""

    room = "mail-off"
    sent_once = False
    template_name = "core/mail_off.html"
    title = _("Switch mails off")

    @override
    def enter(self) -> None:
        if (found := switches.read(self.kwargs["token"])) is None:
            raise Http404
        self.account, self.kind = found

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        return self.shown()

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        switches.switch_off(user=self.account, kind=self.kind.name)
        return self.shown()

    def shown(self) -> HttpResponse:
        is_off = self.kind.name not in switches.wanted(self.account)
        answer = self.render({"kind": self.kind, "is_off": is_off})
        answer["Referrer-Policy"] = "no-referrer"
        return answer


class NoticeListPage(ListPage):
    for_programs = False
    only_for = Action.ADMINISTER
    model = Notice
    room = "jobs"
    filterset_class = NoticeFilter
    lead = _("What people were told by mail, and what may not have arrived.")
    empty = _("Nobody was told anything by mail yet.")
    ordering = ("-created_at", "-pk")
    select_related = ("recipient",)
    may_create = False
    columns = [
        Column("line", _("What"), link=True, note="kind_words"),
        Column("recipient", _("Recipient"), lambda row: str(row.recipient)),
        Column("state", _("Status"), state_badge, kind="badge", note="failure"),
        Column("created_at", _("Noted at"), kind="moment", sort="created_at"),
        Column("sent_at", _("Sent at"), kind="moment", hidden=True),
    ]


class NoticePage(ActionPage):
    """One of them; where it may not have arrived, the text to tell by hand."""

    only_for = Action.ADMINISTER
    model = Notice
    action = Action.ADMINISTER
    template_name = "core/notice.html"
    form_class = NoticeForm
    select_related = ("recipient",)
    submit_label = _("Save")
    above = ((_("Mails at events"), "core:notice-list"),)
    success_url = "core:notice-list"

    @override
    def check(self) -> None:
        require(self.request.user, Action.ADMINISTER)

    @override
    def get_crumbs(self) -> list[tuple[Any, str]]:
        return self.crumbs_above()

    @override
    def get_context_data(self, **kwargs: object) -> dict[str, Any]:
        row = self.object
        with translation.override(row.recipient.language):
            message = message_of([row.line], row.path)
        shown = {"notice": row, "badge": state_badge(row), "message": message}
        return {**super().get_context_data(**kwargs), **shown, "cancel_url": self.get_success_url()}

    @override
    def form_valid(self, form: Any) -> HttpResponse:
        self.object = sending.settle(
            notice=self.object, again=form.cleaned_data["what"] == NoticeState.WAITING
        )
        return self.done(__("Saved: %(what)s.") % {"what": self.object})


class MailTextListPage(ListPage):
    for_programs = False
    only_for = Action.ADMINISTER
    model = MailText
    room = "jobs"
    lead = _("How the Indonesian mails are worded. What is empty stays as the system words it.")
    ordering = ("pk",)
    may_create = False
    columns = [
        Column("kind", _("Mail"), value=str, link=True),
        Column("own", _("Wording"), lambda row: __("own") if row.subject or row.body else __("of the system")),
        Column("updated_at", _("Changed"), kind="moment", hidden=True),
    ]  # fmt: skip


class MailTextDetailPage(DetailPage):
    only_for = Action.ADMINISTER
    model = MailText
    room = "jobs"

    @override
    def get_facts(self) -> list[Fact]:
        subject, body = words_of(self.object)
        return [Fact(pgettext_lazy("of a mail", "Subject"), subject), Fact(_("Text"), body)]


def words_of(row: MailText) -> tuple[str, str]:
    """Return subject and text of the Indonesian mails of a kind as they leave, names unfilled."""
    kind = kinds.KINDS.get(row.kind)
    if kind is None:  # of a version that knew more of them
        return row.subject, row.body
    with translation.override(sending.WORDED_IN):
        return row.subject or str(kind.subject), row.body or str(kind.body)


class MailTextEditPage(EditPage):
    only_for = Action.ADMINISTER
    model = MailText
    form_class = MailTextForm
    room = "jobs"


class ReminderRuleListPage(ListPage):
    for_programs = False
    only_for = Action.ADMINISTER
    model = ReminderRule
    room = "jobs"
    lead = _("How many days before something is due a mail reminds of it.")
    empty = _("Nobody is reminded of anything.")
    ordering = ("what", "-days_before")
    columns = [
        Column("what", _("Of what"), "get_what_display", link=True),
        Column("days_before", _("Days before"), kind="number"),
    ]


class ReminderRuleDetailPage(DetailPage):
    only_for = Action.ADMINISTER
    model = ReminderRule
    room = "jobs"

    @override
    def get_facts(self) -> list[Fact]:
        return [
            Fact(_("Of what"), self.object.get_what_display()),
            Fact(_("Days before"), self.object.days_before, "number"),
        ]


class ReminderRuleCreatePage(CreatePage):
    model = ReminderRule
    form_class = ReminderRuleForm
    room = "jobs"


class ReminderRuleEditPage(EditPage):
    model = ReminderRule
    form_class = ReminderRuleForm
    room = "jobs"
