"""Reviewing visits: one by one with remarks at the answers, or many from the filtered list."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext as __
from typing_extensions import override

from core.pages import ReviewPage
from core.pages.scoped_forms import ReasonForm
from core.people.users import User
from core.records.review import ReviewMove
from monitoring import services
from monitoring.entry.sheet import VisitSheet, load_sheet
from monitoring.models import Answer, AnswerRemark, Visit, VisitEdition


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


def approve(visit: Visit, *, by: User, remark: str) -> None:
    """Approve a visit of many: it is scored, and opens what its answers call for."""
    services.approve_visit(visit=visit, by=by, remark=remark)
