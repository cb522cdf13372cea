"""The sheet of findings for the import wizard."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.text import capfirst
from typing_extensions import override

from core.access import ScopedQuerySet
from core.importing import Choice, Line, Row, Writer, column, register
from ksm.resources.children import ChildSheet, facility_column
from monitoring.filters import FindingFilter
from monitoring.models import Finding
from monitoring.models.findings import AspectCode, Severity
from monitoring.services.findings import number_findings


@register
class FindingSheet(ChildSheet):
    """Findings of a facility; how one is closed and verified is said on its page alone."""

    name = "findings"
    model = Finding
    title = capfirst(Finding._meta.verbose_name_plural)
    list_url = "monitoring:finding-list"
    filterset_class = FindingFilter
    natural_key = ("facility", "title", "opened_on")
    fields = (
        facility_column(Finding),
        column(Finding, "aspect", Choice(AspectCode), required=True, synonyms=("aspek",),
               sample=AspectCode.TECHNICAL.label),
        column(Finding, "title", required=True, synonyms=("temuan", "judul"), sample="Bak kontrol retak"),
        column(Finding, "description", synonyms=("uraian", "keterangan", "catatan")),
        column(Finding, "severity", required=True, synonyms=("tingkat", "kegawatan"), sample=Severity.HIGH.label),
        column(Finding, "responsible", required=True, synonyms=("penanggung jawab",), sample="KSM/KPP"),
        column(Finding, "person", synonyms=("orang", "jabatan")),
        column(Finding, "opened_on", required=True, synonyms=("tanggal", "ditemukan"), sample="14 Maret 2018"),
        column(Finding, "due_on", synonyms=("tenggat",)),
        column(Finding, "started_on", synonyms=("mulai dikerjakan",)),
        column(Finding, "action_required", required=True, synonyms=("tindakan", "rekomendasi", "saran"),
               sample="Perbaiki bak kontrol"),
        column(Finding, "source", Line(), synonyms=("sumber",)),
        column(Finding, "source_url", synonyms=("url", "tautan")),
        column(Finding, "as_of", synonyms=("per tanggal", "tanggal data")),
    )  # fmt: skip

    @override
    def read(self, rows: Sequence[Row]) -> None:
        super().read(rows)
        for row in rows:
            if row.id is None and (facility := row.values.get("facility")):
                row.values["region"] = facility.region_id

    @override
    def rows(self) -> ScopedQuerySet:
        return super().rows().filter(facility__isnull=False, closed_on__isnull=True)

    @override
    def add(self, rows: Sequence[Row], writer: Writer) -> None:
        number_findings([row.obj for row in rows])
        super().add(rows, writer)
