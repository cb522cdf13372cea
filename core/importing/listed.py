"""The sheet of the lists of words the Secretariat keeps."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.text import capfirst
from typing_extensions import override

from core.access import ScopedQuerySet
from core.importing.cells.choices import Choice
from core.importing.columns import column, source_columns
from core.importing.named import register
from core.importing.rows import Row
from core.importing.sheets import Sheet
from core.records.listed import ListedWord, list_names


class _Lists:
    @property
    def choices(self) -> Sequence[tuple[str, object]]:
        return list_names()


@register
class ListedWordSheet(Sheet[Row]):
    name = "listed-words"
    model = ListedWord
    title = capfirst(ListedWord._meta.verbose_name_plural)
    list_url = "core:listed-word-list"
    natural_key = ("list", "code")
    fields = (
        column(ListedWord, "list", Choice(_Lists()), required=True, fixed=True, synonyms=("daftar",), sample="fund"),
        column(ListedWord, "code", required=True, fixed=True, synonyms=("kode",), sample="baznas"),
        column(ListedWord, "label_id", required=True, synonyms=("nama", "istilah"), sample="Zakat (Baznas)"),
        column(ListedWord, "label_en", synonyms=("name",), sample="Alms (Baznas)"),
        column(ListedWord, "order", synonyms=("urutan",)),
        column(ListedWord, "valid_from", synonyms=("berlaku sejak",)),
        column(ListedWord, "valid_to", synonyms=("berlaku sampai",)),
        *source_columns(ListedWord),
    )  # fmt: skip

    @override
    def candidates(self, rows: Sequence[Row]) -> ScopedQuerySet:
        return self.visible().filter(code__in=[row.values.get("code") for row in rows])
