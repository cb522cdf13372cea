"""The sheet of who pays what of works."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import ScopedQuerySet
from core.importing import Choice, Row, SheetField, column, register, source_columns
from core.importing.parents import NamedSheet
from ksm.choices import WorksKind
from ksm.models import Works, WorksCost
from ksm.resources.cells import CodeCell
from ksm.resources.children import FACILITY, find_facilities


@register
class WorksCostSheet(NamedSheet):
    """Works are named by their facility, and where it saw several by their kind and beginning."""

    name = "works-costs"
    model = WorksCost
    title = capfirst(WorksCost._meta.verbose_name_plural)
    list_url = "ksm:works-list"
    parent = "works"
    named = {"facility": "facility__code", "works": "kind", "started_on": "started_on"}
    natural_key = ("works", "funder", "fund_source", "kind")
    fields = (
        SheetField("facility", _("Facility"), CodeCell(or_name=True), required=True, fixed=True, synonyms=FACILITY,
                   sample="34.04-0001", value=lambda one: one.works.facility.code,
                   help_text=_("Its code, or its name where no other facility bears it.")),
        column(WorksCost, "works", Choice(WorksKind), required=True, fixed=True, sample=WorksKind.REHABILITATION.label,
               synonyms=("pekerjaan", "jenis pekerjaan"), value=lambda one: one.works.kind),
        column(Works, "started_on", fixed=True, synonyms=("mulai", "tahun"), value=lambda one: one.works.started_on,
               help_text=_("Needed where a facility saw several of this kind.")),
        column(WorksCost, "funder", synonyms=("pemberi dana", "pendana", "donor"), sample="DPU"),
        column(WorksCost, "fund_source", synonyms=("sumber dana", "sumber pendanaan")),
        column(WorksCost, "kind", label=_("Form of the contribution"), synonyms=("wujud", "bentuk")),
        column(WorksCost, "amount", synonyms=("jumlah", "nilai", "biaya", "anggaran"), sample="25.000.000"),
        *source_columns(WorksCost),
    )  # fmt: skip

    @override
    def load(self, rows: ScopedQuerySet) -> ScopedQuerySet:
        return rows.select_related("works__facility")

    @override
    def read(self, rows: Sequence[Row]) -> None:
        find_facilities(rows, self.user)
        for row in rows:
            if facility := row.values.get("facility"):
                row.values["facility"] = facility.code
        super().read(rows)
