"""Pages beneath a list: they stand at an address of their own and ask the list what it shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from typing_extensions import override

from core.access import Action, require
from core.pages.base import Page
from core.pages.scoped_forms import ReasonForm
from core.records.review import Reviewed, ReviewMove, State, why_not_move
from core.records.steps import move
from core.tools.formats import Words


class BeneathList(Page):
    """A page about a list. `list_page`: its class, `list_name`: its URL name; both are given with the address.

    Whoever may not open the list does not open this page. The query is the list's: filters, order, ticked rows.
    """

    list_page: Any = None
    list_name = ""
    archives = False

    @override
    def check(self) -> None:
        self.list = self.list_page(archives=self.archives)
        self.list.setup(self.request)
        self.model, self.room = self.list.model, self.list.room
        if self.list.only_for:
            require(self.request.user, self.list.only_for)
        self.list.check()

    @property
    def full_name(self) -> str:
        """The list's URL name with its room, under which things are kept for it."""
        match = self.request.resolver_match
        assert match is not None
        return ":".join([*match.namespaces, self.list_name])

    @property
    def list_url(self) -> str:
        return reverse(self.full_name)

    @override
    def get_crumbs(self) -> list[tuple[Words, str]]:
        return [(self.list.get_title(), f"{self.list_url}?all=1")]


# Approving may score and tell much of each; more would keep the browser waiting.
MOST = 100
TOLD = 20
OTHERS = (
    (State.DRAFT, _("not handed in yet")),
    (State.RETURNED, _("returned for correction")),
    (State.APPROVED, _("approved already")),
)


class ApproveManyPage(BeneathList):
    """Approve what a list's filter shows, with one remark: how many, and why the others stay behind.

    `order`: which of those that wait come first. `approve`: what approves one, where more goes with it than the step;
    both are given with the address.
    """

    template_name = "pages/approve_many.html"
    form_class = ReasonForm
    title = _("Approve what this list shows")
    order: tuple[str, ...] = ("submitted_at", "pk")
    approve: Callable[..., object] | None = None

    def back(self) -> str:
        return f"{self.list_url}?{self.request.GET.urlencode() or 'all=1'}"

    @override
    def get_crumbs(self) -> list[tuple[Words, str]]:
        return [(self.list.get_title(), self.back())]

    def split(self) -> tuple[list[Reviewed], list[tuple[Reviewed, str]], list[tuple[Words, int]]]:
        """Return what can be approved, what not and why, and how many others there are for which reason."""
        user = self.request.user
        require(user, Action.REVIEW, self.model)
        rows = self.model.objects.visible_to(user).filter(
            pk__in=self.list.listing().rows.order_by().values("pk")
        )
        # Drafts are nobody's to approve yet; they are counted, not listed one by one.
        by_state = dict(rows.order_by().values_list("state").annotate(Count("pk")))
        waiting = self.list.get_queryset().filter(pk__in=rows.values("pk"), state=State.SUBMITTED)
        good, bad = [], []
        for row in (shown := list(waiting.order_by(*self.order)[:MOST])):
            reason = why_not_move(row, ReviewMove.APPROVE, user)
            if reason:
                bad.append((row, reason))
            else:
                good.append(row)
        left: list[tuple[Words, int]] = [(words, by_state.get(state, 0)) for state, words in OTHERS]
        beyond = by_state.get(State.SUBMITTED, 0) - len(shown)
        left.append((_("beyond %(most)s at a time: come back for them") % {"most": MOST}, beyond))
        return good, bad, [(words, n) for words, n in left if n]

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._shown(self.get_form(), 200)

    def _shown(self, form: BaseForm, status: int) -> HttpResponse:
        good, bad, left = self.split()
        found = {"good": good, "bad": bad, "left": left, "back_url": self.back(), "form": form}
        return self.render(found, status)

    def post(self, request: HttpRequest) -> HttpResponseBase:
        form = self.get_form()
        if not form.is_valid():
            return self._shown(form, 422)
        good, bad, _left = self.split()
        # Only what the reader saw on the page: what was handed in since then waits for the next look.
        seen = set(request.POST.getlist("row"))
        done = 0
        for row in (row for row in good if str(row.pk) in seen):
            try:
                self._approve(row, form.cleaned_data["remark"])
                done += 1
            except ValidationError as error:
                bad.append((row, " ".join(error.messages)))
        messages.success(
            request, ngettext("%(n)s approved.", "%(n)s approved.", done) % {"n": done}
        )
        for row, reason in bad[:TOLD]:
            messages.warning(request, f"{row}: {reason}")
        if further := len(bad) - len(bad[:TOLD]):
            words = ngettext("%(n)s more was left out.", "%(n)s more were left out.", further)
            messages.warning(request, words % {"n": further})
        return HttpResponseRedirect(self.back())

    def _approve(self, row: Reviewed, remark: str) -> None:
        if self.approve is None:
            move(obj=row, move_=ReviewMove.APPROVE, by=self.request.user, remark=remark)
        else:
            self.approve(row, by=self.request.user, remark=remark)
