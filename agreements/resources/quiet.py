"""The sheet of the times in which nobody expects an answer."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.text import capfirst
from typing_extensions import override

from agreements.models import QuietPeriod
from core.access import ScopedQuerySet
from core.importing import Row, Sheet, column, register, source_columns


@register
class QuietPeriodSheet(Sheet[Row]):
    name = "quiet-periods"
    model = QuietPeriod
    title = capfirst(QuietPeriod._meta.verbose_name_plural)
    list_url = "agreements:quiet-period-list"
    natural_key = ("name",)
    fields = (
        column(QuietPeriod, "name", required=True, fixed=True, synonyms=("nama", "masa"), sample="Ramadan 2027"),
        column(QuietPeriod, "starts_on", required=True, synonyms=("mulai", "hari pertama"), sample="8 Februari 2027"),
        column(QuietPeriod, "ends_on", required=True, synonyms=("selesai", "hari terakhir"), sample="9 Maret 2027"),
        *source_columns(QuietPeriod),
    )  # fmt: skip

    @override
    def candidates(self, rows: Sequence[Row]) -> ScopedQuerySet:
        return self.visible().filter(name__in=[row.values.get("name") for row in rows])
