"""The guides inside the product: an index, a page for each passage, a card of one sheet to hang up."""

from __future__ import annotations

from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from aksansi.help.guides import GUIDES, guide_of
from aksansi.help.passages import Guide, Passage
from core.pages import Page
from core.tools import pdf


def picture_of(guide: Guide, passage: Passage) -> str:
    """Return the address of a passage's picture in the reader's language, "" where none was taken yet."""
    name = f"help/{guide.key}-{passage.key}-{get_language()}.webp"
    return static(name) if finders.find(name) else ""


class GuidePage(Page):
    """The ten things of one role; without a name in the address those of the reader's own."""

    template_name = "aksansi/help/guide.html"
    room = "help"

    @property
    def guide(self) -> Guide:
        key = self.kwargs.get("guide")
        if key is None:
            return guide_of(self.request.user)
        if key not in GUIDES:
            raise Http404
        return GUIDES[key]

    @override
    def get_title(self) -> object:
        return self.guide.title

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        guide = self.guide
        others = [one for one in GUIDES.values() if one is not guide]
        return self.render({"guide": guide, "others": others})


class PassagePage(GuidePage):
    """How one thing is done, with a picture of the page it is done on."""

    template_name = "aksansi/help/passage.html"

    @property
    def passage(self) -> Passage:
        found = self.guide.by_key.get(self.kwargs["passage"])
        if found is None:
            raise Http404
        return found

    @override
    def get_title(self) -> object:
        return self.passage.title

    @override
    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        guide, passage = self.guide, self.passage
        before, after = guide.beside(passage)
        return self.render(
            {
                "guide": guide,
                "passage": passage,
                "number": guide.passages.index(passage) + 1,
                "picture": picture_of(guide, passage),
                "before": before,
                "after": after,
                "crumbs": [(guide.title, reverse("help-guide", args=[guide.key]))],
            }
        )


@pdf.in_turn(holds="one sheet, the same for everybody")
class CardPage(GuidePage):
    """The ten things on one sheet of A4."""

    @override
    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        guide = self.guide
        paper = {
            "title": guide.title,
            "subtitle": _("Ten things on one sheet"),
        }
        context = {"guide": guide, "paper": paper}
        name = f"panduan-{guide.key}"
        return pdf.answer("aksansi/help/card.html", context, filename=name)
