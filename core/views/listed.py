"""The lists of words records choose from: everybody reads them, the Secretariat keeps them."""

from __future__ import annotations

from typing import ClassVar

from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.pages import CreatePage, DetailPage, EditPage, ListPage
from core.pages.filters import ChoiceFilter, ScopedFilterSet, SearchFilter
from core.pages.scoped_forms import RecordForm
from core.records.listed import ListedWord, list_names
from core.tools.tables import Badge, Column, Fact


class ListedWordForm(RecordForm):
    class Meta:
        model = ListedWord
        fields = (
            "list", "label_id", "label_en", "code", "order", "valid_from", "valid_to",
            "source", "source_url", "as_of",
        )  # fmt: skip

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            # Records and tables name it by these two.
            self.fields["list"].disabled = self.fields["code"].disabled = True


class ListedWordFilter(ScopedFilterSet):
    q = SearchFilter("label_id", "label_en", "code")
    list = ChoiceFilter(_("List"), list_names, all=_("All lists"))

    class Meta:
        model = ListedWord
        fields: ClassVar[tuple[str, ...]] = ()


def _standing(row: ListedWord) -> Badge:
    return Badge(_("No longer in use"), "none") if row.is_retired else Badge(_("In use"), "good")


class ListedWordListPage(ListPage):
    model = ListedWord
    filterset_class = ListedWordFilter
    lead = _("What forms offer to choose from. What is retired stays readable where it was chosen.")
    empty = _("No word fits this filter.")
    ordering = ("list", "order", "pk")
    columns = [
        Column("word", _("Word"), link=True, note=lambda row: row.get_list_display()),
        Column("code", _("Code")),
        Column("standing", _("Standing"), _standing, kind="badge"),
        Column("valid_from", _("In use from"), kind="partial", hidden=True),
        Column("valid_to", _("In use until"), kind="partial", hidden=True),
        Column("order", _("Place in the list"), kind="number", hidden=True),
    ]


class ListedWordDetailPage(DetailPage):
    model = ListedWord

    @override
    def get_facts(self) -> list[Fact]:
        row = self.object
        bound = _("The system counts by this word: it can be renamed, but stays in use.")
        return [
            Fact(_("List"), row.get_list_display()),
            Fact(_("Code"), row.code, note=bound if row.is_bound else ""),
            Fact(_("Name (Indonesian)"), row.label_id),
            Fact(_("Name (English)"), row.label_en),
            Fact(_("Place in the list"), row.order),
            Fact(_("In use from"), row.valid_from, kind="partial"),
            Fact(_("In use until"), row.valid_to, kind="partial"),
        ]


class ListedWordCreatePage(CreatePage):
    model = ListedWord
    form_class = ListedWordForm


class ListedWordEditPage(EditPage):
    model = ListedWord
    form_class = ListedWordForm
