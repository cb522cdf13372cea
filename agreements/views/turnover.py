"""Changes of officials in charge of sanitation: the list, the hand-over pack, and what follows."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from agreements import services
from agreements.forms.turnover import FollowForm
from agreements.models import Partnership
from agreements.reports.handover import Handover, build_handover
from agreements.turnover import AUDIENCE_WITHIN_DAYS, Turnover, turnovers
from core.access import Action, may
from core.pages import ActionPage, Page
from core.tools import partial_dates, pdf
from core.tools.formats import day
from core.tools.tables import Badge, Column, Table


def state_badge(row: Turnover) -> Badge:
    if row.followed_on:
        date = partial_dates.display(row.followed_on)
        return Badge(__("Followed up on %(date)s") % {"date": date}, "good")
    if row.audience_by < timezone.localdate():
        return Badge(__("Overdue"), "bad")
    return Badge(__("To follow up"), "part")


COLUMNS = [
    Column("post", _("Post"), lambda row: row.official.position, link=True),
    Column("office", _("Office"), lambda row: row.official.office, note=lambda row: _region(row)),
    Column("left_on", _("In post until"), kind="date"),
    Column("successor", _("Successor"), lambda row: _successor(row)),
    Column("cooperation", _("Cooperation"), lambda row: row.partnership.counterpart),
    Column("audience_by", _("Audience until"), kind="date"),
    Column("state", _("Status"), state_badge, kind="badge"),
]


def _region(row: Turnover) -> str:
    return row.partnership.region.short_name


def _successor(row: Turnover) -> str:
    after = row.official.successor
    return (after.name or __("in post")) if after else __("not known yet")


class TurnoverListPage(Page):
    """Who in charge of sanitation left within a year, where a cooperation is under way."""

    model = Partnership
    template_name = "agreements/turnover_list.html"
    title = _("Changes of officials")

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        wanted = request.GET.get("official", "")
        official = int(wanted) if wanted.isdecimal() and len(wanted) < 12 else None
        rows = turnovers(user=self.request.user, at=timezone.localdate(), official=official)
        title = self.get_title()
        empty = (
            __("No cooperation is under way in the region of this official.")
            if official
            else __("As far as recorded, nobody in charge of sanitation left within a year.")
        )
        return self.render(
            {
                "table": Table(
                    COLUMNS, rows, title=title, caption=title, total=len(rows), empty=empty
                ),
                "lead": __(
                    "The successor of whoever was in charge of sanitation is visited within two weeks."
                ),
                "narrowed": official is not None,
            }
        )


def handover_context(pack: Handover) -> dict[str, object]:
    """Return what page and PDF show alike, in Indonesian."""
    with translation.override("id"):
        chapter = pack.chapter
        return {
            "pack": pack,
            "inner": "agreements/paper/handover.html",
            "paper": {
                "title": __("Hand-over pack: cooperation on sanitation"),
                "subtitle": pack.partnership.region.name,
                "subject": __("Cooperation with AKSANSI on sanitation"),
                "letterhead": {
                    "name": "AKSANSI",
                    "unit": f"AKSANSI Daerah {pack.partnership.region.short_name}"
                    if chapter
                    else "Sekretariat AKSANSI",
                    "address": chapter.address
                    if chapter and chapter.address
                    else "Asosiasi KSM Sanitasi Seluruh Indonesia",
                },
                "number": "………………………",
                "date": day(pack.at),
                "addressee": [pack.official.position, pack.official.office.name],
                "as_of": day(pack.at),
                "is_example": pack.is_example,
            },
        }


TURNOVERS = ((_("Changes of officials"), "agreements:turnover-list"),)


def turnover_of(page: Page) -> Turnover:
    """Return the change of officials the address of a page names. Raises Http404."""
    found = turnovers(
        user=page.request.user,
        at=timezone.localdate(),
        official=page.kwargs["official"],
        partnership=page.kwargs["key"],
    )
    if not found:
        raise Http404
    return found[0]


class HandoverPage(Page):
    """The pack for the successor on paper-like screen, with what to do beside it."""

    is_about_one = True
    model = Partnership
    above = TURNOVERS
    template_name = "agreements/handover.html"
    title = _("Hand-over pack")

    @override
    def get_queryset(self) -> object:
        return super().get_queryset().with_standing()

    @override
    def get_object(self) -> object:
        self.turnover = turnover_of(self)
        return super().get_object()

    def build(self) -> Handover:
        with translation.override("id"):
            return build_handover(
                user=self.request.user,
                partnership=self.object,
                official=self.turnover.official,
                at=timezone.localdate(),
            )

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        keys = [self.object.pk, self.turnover.official.pk]
        may_follow = may(request.user, Action.CHANGE, self.object)
        return self.render(
            {
                **handover_context(self.build()),
                "object": self.object,
                "turnover": self.turnover,
                "state": state_badge(self.turnover),
                "pdf_url": reverse("agreements:turnover-pdf", args=keys),
                "word_url": reverse("agreements:turnover-docx", args=keys),
                "follow_url": reverse("agreements:turnover-follow", args=keys)
                if may_follow
                else "",
            }
        )


@pdf.in_turn(holds="the pack of one region")
class HandoverPaperView(HandoverPage):
    as_word = False

    @override
    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        context = handover_context(self.build())
        with translation.override("id"):
            return pdf.answer(
                "pdf/document.html",
                context,
                filename=f"berkas-serah-terima-{self.object.region.short_name}",
                inline=not request.GET.get("download"),
                as_word=self.as_word,
            )


class FollowPage(ActionPage):
    """Sets the new audience as the next step, and opens B2."""

    model = Partnership
    above = TURNOVERS
    form_class = FollowForm
    title = _("Follow the change of officials")
    question = _("The audience becomes the next step of the cooperation.")
    submit_label = _("Save")

    @override
    def get_queryset(self) -> object:
        return super().get_queryset().with_standing()

    @override
    def get_object(self) -> object:
        self.turnover = turnover_of(self)
        return super().get_object()

    @override
    def get_initial(self) -> dict[str, object]:
        official = self.turnover.official
        due = max(official.ended_on or timezone.localdate(), timezone.localdate())
        return {
            "audience": True,
            "what": __("Audience with the successor: %(post)s, %(office)s")
            % {"post": official.position, "office": official.office},
            "due": due + dt.timedelta(days=AUDIENCE_WITHIN_DAYS),
        }

    @override
    def form_valid(self, form: Any) -> HttpResponse:
        data = form.cleaned_data
        step = services.NextStep(data["what"], data["owner"], data["due"])
        services.follow_turnover(
            partnership=self.object,
            official=self.turnover.official,
            by=self.request.user,
            audience=step if data["audience"] else None,
            reason=data["reason"],
            note=__("%(post)s left on %(date)s.")
            % {"post": self.turnover.official, "date": day(self.turnover.left_on)},
        )
        return self.done(__("The change of officials is followed up."))
