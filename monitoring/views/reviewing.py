"""Reviewing visits: one by one with remarks at the answers, or many from the filtered list."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from typing_extensions import override

from core.access import Action, require
from core.pages import Page, ReviewPage
from core.pages.scoped_forms import ReasonForm
from core.records.review import ReviewMove, State, why_not_move
from monitoring import services
from monitoring.entry.sheet import VisitSheet, load_sheet
from monitoring.filters import VisitFilter
from monitoring.models import Answer, AnswerRemark, Visit, VisitEdition

# Approving scores each visit; more would keep the browser waiting.
MOST = 100
TOLD = 20
OTHERS = (
    (State.DRAFT, _("not handed in yet")),
    (State.RETURNED, _("returned for correction")),
    (State.APPROVED, _("approved already")),
)


class ReturnForm(ReasonForm):
    """A remark on the whole, and one for each question (`r<pk>`)."""

    def __init__(self, *args: object, sheet: VisitSheet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for part in sheet.parts:
            for line in part.lines:
                self.fields[f"r{line.question.pk}"] = forms.CharField(
                    label=__("Remark on %(code)s") % {"code": line.question.code},
                    required=False,
                    max_length=1000,
                )

    def remarks(self) -> dict[int, str]:
        return {
            int(name[1:]): text
            for name, text in self.cleaned_data.items()
            if name != "remark" and text
        }


class VisitReviewPage(ReviewPage):
    """The steps of review; returning and approving show every answer beside what it was before."""

    model = Visit
    select_related = ("facility__region", "instrument")

    @override
    def get_object(self) -> Visit:
        visit: Visit = super().get_object()
        visit.loaded_sheet = load_sheet(visit)
        return visit

    @override
    def setup(self, request: HttpRequest, *args: object, **kwargs: object) -> None:
        super().setup(request, *args, **kwargs)
        wanted = request.GET.get("move") or request.POST.get("move")
        if wanted in (ReviewMove.RETURN, ReviewMove.APPROVE):
            self.template_name = "monitoring/review.html"

    @override
    def get_form(self, **kwargs: object) -> Any:
        if self.move == ReviewMove.RETURN:
            asked = {**self.get_form_kwargs(), "sheet": self.object.loaded_sheet, **kwargs}
            return ReturnForm(**asked)
        return super().get_form(**kwargs)

    def rows_of(self, form: forms.BaseForm) -> list[dict[str, Any]]:
        """Return the answers aspect by aspect with what was handed in before, and the remark field."""
        earlier, asked_for = self._earlier(), self._asked_for()
        found = []
        for part in self.object.loaded_sheet.parts:
            lines = []
            for line in part.lines:
                if not (line.asked or line.answer):
                    continue
                name = f"r{line.question.pk}"
                now = line.answer.words() if line.answer else ""
                was = earlier.get(line.question.pk)
                lines.append(
                    {
                        "line": line,
                        "now": now,
                        "was": was,
                        "changed": was is not None and was != now,
                        "asked_for": asked_for.get(line.question.pk, ""),
                        "field": form[name] if name in form.fields else None,
                    }
                )
            found.append({"aspect": part.aspect, "lines": lines})
        return found

    @cached_property
    def edition(self) -> VisitEdition | None:
        """The version handed in before this one; None for the first."""
        editions = VisitEdition.objects.visible_to(self.request.user).filter(visit=self.object)
        return editions.filter(number=self.object.submission - 1).first()

    def _asked_for(self) -> dict[int, str]:
        """Return what the reviewer wrote at the answers of the version before, by question."""
        if self.edition is None:
            return {}
        rows = AnswerRemark.objects.visible_to(self.request.user).filter(
            visit=self.object, submission=self.edition.number
        )
        return dict(rows.values_list("question", "text"))

    def head_changes(self) -> list[dict[str, Any]]:
        """Return what else of the visit was corrected since it was handed in before, in words."""
        if self.edition is None:
            return []
        rows = self.object.history.filter(history_date__lte=self.edition.made_at)
        then = rows.order_by("-history_id").first()
        if then is None:
            return []
        found = []
        for name in services.HEAD:
            was, now = (services.head_text(row, name) for row in (then, self.object))
            if was != now:
                label = Visit._meta.get_field(name).verbose_name  # type: ignore[union-attr]
                found.append({"label": label, "was": was, "now": now})
        return found

    def _earlier(self) -> dict[int, str]:
        """Return the answers of the version handed in before this one, in words; {} for the first."""
        edition = self.edition
        if edition is None:
            return {}
        found = {}
        for part in self.object.loaded_sheet.parts:
            for line in part.lines:
                value, reason = edition.answers.get(str(line.question.pk), ("", ""))
                kept = Answer(question=line.question, value=value, reason=reason)
                found[line.question.pk] = kept.words() if value or reason else ""
        return found

    @override
    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        shown = super().get_context_data(**kwargs)
        if self.template_name == "monitoring/review.html":
            shown |= {
                "parts": self.rows_of(shown["form"]),
                "sheet": self.object.loaded_sheet,
                "head_changes": self.head_changes(),
                "takes_remarks": isinstance(shown["form"], ReturnForm),
            }
        return shown

    @override
    def form_valid(self, form: Any) -> HttpResponse:
        self.object = services.take_step(
            visit=self.object,
            step=self.move,
            by=self.request.user,
            remark=form.cleaned_data["remark"],
            remarks=form.remarks() if isinstance(form, ReturnForm) else None,
        )
        return self.done(__("%(move)s: %(what)s.") % {"move": self.move.label, "what": self.object})


class VisitApproveManyPage(Page):
    """Approve what the list's filter shows: how many, and why the others stay behind."""

    model = Visit
    template_name = "monitoring/approve_many.html"
    title = _("Approve the visits of this list")

    @override
    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [(__("Monitoring visits"), self.back())]

    def back(self) -> str:
        query = self.request.GET.urlencode()
        return reverse("monitoring:visit-list") + (f"?{query}" if query else "")

    def split(self) -> tuple[list[Visit], list[tuple[Visit, str]], list[tuple[Any, int]]]:
        """Return what can be approved, what not and why, and how many others there are for which reason."""
        user = self.request.user
        require(user, Action.REVIEW, Visit)
        rows = self.get_queryset().current().select_related("facility__region", "submitted_by")
        rows = VisitFilter(self.request.GET, queryset=rows, user=user).qs
        # Drafts are nobody's to approve yet; they are counted, not listed one by one.
        by_state = dict(rows.order_by().values_list("state").annotate(Count("pk")))
        shown = list(rows.filter(state=State.SUBMITTED).order_by("visited_on", "pk")[:MOST])
        good, bad = [], []
        for visit in shown:
            reason = why_not_move(visit, ReviewMove.APPROVE, user)
            if reason:
                bad.append((visit, reason))
            else:
                good.append(visit)
        left: list[tuple[Any, int]] = [(words, by_state.get(state, 0)) for state, words in OTHERS]
        beyond = by_state.get(State.SUBMITTED, 0) - len(shown)
        left.append((_("beyond %(most)s at a time: come back for them") % {"most": MOST}, beyond))
        return good, bad, [(words, n) for words, n in left if n]

    def get(self, request: HttpRequest) -> HttpResponse:
        good, bad, left = self.split()
        return self.render({"good": good, "bad": bad, "left": left, "back_url": self.back()})

    def post(self, request: HttpRequest) -> HttpResponseBase:
        good, bad, _left = self.split()
        # Only what the reader saw on the page: what was handed in since then waits for the next look.
        seen = set(request.POST.getlist("visit"))
        chosen = [visit for visit in good if str(visit.pk) in seen]
        done, skipped = services.approve_visits(visits=chosen, by=self.request.user)
        words = ngettext("%(n)s visit approved.", "%(n)s visits approved.", done) % {"n": done}
        messages.success(request, words)
        left = [*bad, *skipped]
        for visit, reason in left[:TOLD]:
            messages.warning(request, f"{visit}: {reason}")
        if further := len(left) - len(left[:TOLD]):
            words = ngettext("%(n)s more was left out.", "%(n)s more were left out.", further)
            messages.warning(request, words % {"n": further})
        return HttpResponseRedirect(self.back())
