"""The sheets of findings, and of rounds with the facilities they are to visit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models.functions import Lower
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import ScopedQuerySet
from core.importing import (
    Choice,
    Line,
    RegionCell,
    Row,
    Sheet,
    SheetField,
    Writer,
    column,
    register,
    source_columns,
)
from core.importing.cells.regions import NationalCell, stand_at_home
from core.importing.parents import Known, NamedSheet
from core.people.users import User
from ksm.resources.children import ChildSheet, facility_column, find_facilities
from monitoring.filters import FindingFilter, RoundFilter, RoundTargetFilter
from monitoring.models import Finding, Instrument, Round, RoundTarget
from monitoring.models.findings import AspectCode, Responsible, Severity
from monitoring.models.rounds import RoundKind
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
        column(Finding, "responsible", Choice(Responsible, synonyms={
                   Responsible.GROUP: ("ksm", "kpp", "pengelola"),
                   Responsible.VILLAGE: ("desa", "kelurahan", "kalurahan", "pemerintah desa", "pemdes", "lurah"),
                   Responsible.GOVERNMENT: ("pemda", "pemkab", "pemkot", "dinas", "opd"),
                   Responsible.SECRETARIAT: ("sekretariat",)}),
               required=True, synonyms=("penanggung jawab",), sample="KSM/KPP"),
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


REGION = ("kabupaten", "kota", "kabupaten/kota", "kab/kota", "wilayah", "kode wilayah", "daerah")


def _instruments(user: User) -> Iterable[Instrument]:
    """Return what may be used, the newest version first: by the bare title that one is meant."""
    return (
        Instrument.objects.visible_to(user).current().published().order_by("-published_at", "-pk")
    )


@register
class RoundSheet(Sheet[Row]):
    """Rounds; one without a region is national, and only the Secretariat enters it."""

    name = "rounds"
    model = Round
    title = capfirst(Round._meta.verbose_name_plural)
    list_url = "monitoring:round-list"
    filterset_class = RoundFilter
    natural_key = ("name", "region")
    fields = (
        column(Round, "name", required=True, synonyms=("nama", "putaran"), sample="Pemantauan 2018"),
        column(Round, "kind", Choice(RoundKind, synonyms={
                   RoundKind.ROUTINE: ("rutin",), RoundKind.PRE_MONITORING: ("pra-monitoring",)}),
               required=True, synonyms=("jenis",), sample=RoundKind.ROUTINE.label),
        column(Round, "region", NationalCell(words=""), synonyms=REGION, sample="Kab. Sleman"),
        column(Round, "instrument", Known(_instruments, lambda one: (one, one.title_id, one.title_en, one.code)),
               required=True, synonyms=("instrumen", "kuesioner"), sample="pra-monitoring-2015"),
        column(Round, "starts_on", synonyms=("dari", "mulai")),
        column(Round, "ends_on", synonyms=("sampai", "selesai")),
        column(Round, "note", synonyms=("keterangan", "catatan")),
        *source_columns(Round),
    )  # fmt: skip

    @override
    def load(self, rows: ScopedQuerySet) -> ScopedQuerySet:
        return rows.select_related("region", "instrument")

    @override
    def read(self, rows: Sequence[Row]) -> None:
        for row in rows:
            if row.id is None:
                stand_at_home(row.values, self.user)

    @override
    def candidates(self, rows: Sequence[Row]) -> ScopedQuerySet:
        names = {row.values["name"].lower() for row in rows if row.values.get("name")}
        return self.visible().alias(folded=Lower("name")).filter(folded__in=names)


@register
class RoundTargetSheet(NamedSheet):
    """Who goes where and when; the officer is chosen on the page, from the accounts there are."""

    name = "round-targets"
    model = RoundTarget
    title = capfirst(RoundTarget._meta.verbose_name_plural)
    list_url = "monitoring:round-target-list"
    filterset_class = RoundTargetFilter
    parent, named = "round", {"round": "name", "host": "region_id"}
    natural_key = ("round", "facility")
    fields = (
        column(RoundTarget, "round", Line(), required=True, fixed=True, synonyms=("putaran", "nama putaran"),
               sample="Pemantauan 2018", value=lambda one: one.round.name),
        SheetField("host", _("Region of the round"), RegionCell(with_provinces=True), fixed=True,
                   synonyms=("wilayah putaran",), value=lambda one: one.round.region_id,
                   help_text=_("Needed where several rounds bear this name.")),
        facility_column(RoundTarget),
        column(RoundTarget, "planned_on", synonyms=("tanggal", "rencana tanggal", "jadwal")),
        column(RoundTarget, "team", synonyms=("tim", "petugas")),
        column(RoundTarget, "state", synonyms=("status",)),
        column(RoundTarget, "reason", synonyms=("alasan",)),
        *source_columns(RoundTarget),
    )  # fmt: skip

    @override
    def load(self, rows: ScopedQuerySet) -> ScopedQuerySet:
        return rows.select_related("round", "facility")

    @override
    def read(self, rows: Sequence[Row]) -> None:
        find_facilities(rows, self.user)
        super().read(rows)
