"""The glossary: everybody reads it, the Secretariat keeps its words."""

from __future__ import annotations

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as pgettext
from typing_extensions import override

from core.pages import CreatePage, DetailPage, EditPage, ListPage
from core.pages.filters import ScopedFilterSet, SearchFilter
from core.pages.scoped_forms import RecordForm
from core.records.listed.glossary import Term
from core.tools.tables import Column, Fact


class TermForm(RecordForm):
    source_fields: ClassVar[tuple[str, ...]] = ()

    class Meta:
        model = Term
        fields = ("word_id", "meaning_id", "word_en", "meaning_en")
        widgets: ClassVar[dict[str, object]] = {
            "meaning_id": forms.Textarea(attrs={"rows": 3}),
            "meaning_en": forms.Textarea(attrs={"rows": 3}),
        }


class TermFilter(ScopedFilterSet):
    q = SearchFilter("word_id", "word_en", "meaning_id", "meaning_en")

    class Meta:
        model = Term
        fields: ClassVar[tuple[str, ...]] = ()


class TermListPage(ListPage):
    model = Term
    filterset_class = TermFilter
    title = _("Glossary")
    lead = _("What the words of sanitation, cooperation and planning mean here.")
    empty = _("No term fits this filter.")
    ordering = ("word_id",)
    columns = [
        Column("word", pgettext("of the glossary", "Term"), link=True, sort=("word_id",)),
        Column("meaning", _("Meaning")),
    ]


class TermDetailPage(DetailPage):
    model = Term

    @override
    def get_facts(self) -> list[Fact]:
        term = self.object
        return [
            Fact(_("Meaning"), term.meaning),
            Fact(_("Term in Indonesian"), term.word_id),
            Fact(_("Meaning in Indonesian"), term.meaning_id),
            Fact(_("Term in English"), term.word_en),
            Fact(_("Meaning in English"), term.meaning_en),
        ]


class TermCreatePage(CreatePage):
    model = Term
    form_class = TermForm


class TermEditPage(EditPage):
    model = Term
    form_class = TermForm
