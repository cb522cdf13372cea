"""The draft of an MoU or PKS on paper-like screen, as a PDF and as a Word file."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from agreements.forms.agreements import SIGNABLE
from agreements.models import Agreement
from agreements.reports.draft import PRINTED, Draft, build_draft
from core.pages import Page
from core.tools import pdf
from core.tools.formats import day


def draft_context(draft: Draft) -> dict[str, object]:
    """Return what page and PDF show alike; the letter is Indonesian in every language of the frame."""
    with translation.override("id"):
        return {
            "draft": draft,
            "inner": "agreements/paper/draft.html",
            "paper": {
                "title": f"{draft.heading}: {draft.agreement.title}",
                "subject": draft.agreement.title,
                "as_of": day(draft.day),
                "draft": __("DRAFT"),
                "is_example": draft.is_example,
            },
        }


class DraftPage(Page):
    is_about_one = True
    model = Agreement
    template_name = "agreements/draft.html"
    title = _("Draft on paper")

    @override
    def get_queryset(self) -> object:
        return (
            super()
            .get_queryset()
            .filter(kind__in=PRINTED, paper__in=SIGNABLE)
            .select_related("partnership__region", "parent")
        )

    def build(self) -> Draft | None:
        with translation.override("id"):
            today = timezone.localdate()
            return build_draft(user=self.request.user, agreement=self.object, at=today)

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        draft, key = self.build(), [self.object.pk]
        shown = draft_context(draft) if draft else {"draft": None, "paper": {"title": __("Draft")}}
        return self.render(
            {
                **shown,
                "object": self.object,
                "pdf_url": reverse("agreements:agreement-draft-pdf", args=key) if draft else "",
                "word_url": reverse("agreements:agreement-draft-docx", args=key) if draft else "",
            }
        )


@pdf.in_turn(holds="one agreement")
class DraftPaperView(DraftPage):
    """The same as a PDF or a Word file; 404 where there is no template to print from."""

    as_word = False

    @override
    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        draft = self.build()
        if draft is None:
            raise Http404
        with translation.override("id"):
            return pdf.answer(
                "agreements/paper/draft_pdf.html",
                draft_context(draft),
                filename=f"draf-{self.object.kind}-{self.object.partnership.region.short_name}",
                inline=not request.GET.get("download"),
                as_word=self.as_word,
            )
