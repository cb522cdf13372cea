"""Sheets of what hangs on a facility: status records, operators, desludgings, works.

The facility is named by its code, or by its name where one facility only bears it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import Model, Q
from django.db.models.functions import Lower
from django.utils.text import capfirst
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from chapters.models import Office
from core.access import ScopedQuerySet
from core.importing import Choice, Line, Row, Sheet, SheetField, column, register, source_columns
from core.importing.cells.choices import choice_key
from core.importing.parents import Known
from core.importing.rows import Raw
from core.importing.sheets import folded
from core.people.users import User
from ksm.choices import Condition, FunctionStatus, Payer, ProviderKind
from ksm.doubles import former
from ksm.filters.children import DesludgingFilter, StatusRecordFilter, WorksFilter
from ksm.models import Desludging, Facility, Group, Operation, StatusRecord, Works
from ksm.operators import NOBODY, is_nobody
from ksm.resources.cells import CodeCell, GroupCell, RoughCell

FACILITY = ("kode sarana", "kode", "facility code", "code", "sarana", "nama sarana", "ipal")


def facility_column(model: type[Model]) -> SheetField:
    """Return the column that names the facility of a row."""
    return column(
        model, "facility", CodeCell(or_name=True), label=_("Facility"), required=True, fixed=True,
        synonyms=FACILITY, sample="34.04-0001", value=lambda obj: obj.facility.code,
        help_text=_("Its code, or its name where no other facility bears it."),
    )  # fmt: skip


def find_facilities(rows: Sequence[Row], user: User) -> None:
    """Make facilities of the codes and names that rows hold; fault those that name none, or several."""
    stated = {row.values["facility"] for row in rows if "facility" in row.values}
    names = {folded(text) for text in stated}
    found = (
        Facility.objects.visible_to(user)
        .current()
        .alias(folded=Lower("name"))
        .filter(Q(code__in=stated) | Q(folded__in=names))
    )
    known: dict[str, list[Facility]] = defaultdict(list)
    for facility in found:
        known[facility.code].append(facility)
        known[folded(facility.name)].append(facility)
    merged = former.standing_for(stated - set(known), user)
    known |= {code: [kept] for code, kept in merged.items()}
    for row in rows:
        if "facility" not in row.values:
            continue
        text = row.values.pop("facility")
        fits = known.get(text) or known.get(folded(text), [])
        if len(fits) == 1:
            row.values["facility"] = fits[0]
            if text in merged:
                row.tell(former.words(text, fits[0]), "facility")
        elif fits and row.id is not None:
            pass  # a list taken along names it; the record itself is known by its number
        elif fits:
            row.fault(__("Several facilities are called so; write the code."), "facility")
        else:
            row.fault(__("You have no facility of this code or name."), "facility")


class ChildSheet(Sheet[Row]):
    """A sheet of records under a facility; `natural_key` begins with it."""

    @override
    def rows(self) -> ScopedQuerySet:
        return super().rows().order_by("facility__code", "pk")

    @override
    def load(self, rows: ScopedQuerySet) -> ScopedQuerySet:
        return rows.select_related("facility")

    @override
    def read(self, rows: Sequence[Row]) -> None:
        find_facilities(rows, self.user)

    @override
    def candidates(self, rows: Sequence[Row]) -> ScopedQuerySet:
        facilities = {row.values["facility"].pk for row in rows if row.values.get("facility")}
        return self.visible().filter(facility__in=facilities)


@register
class StatusRecordSheet(ChildSheet):
    name = "status-records"
    model = StatusRecord
    title = capfirst(StatusRecord._meta.verbose_name_plural)
    natural_key = ("facility", "observed_on")
    filterset_class = StatusRecordFilter
    list_url = "ksm:status-record-list"
    fields = (
        facility_column(StatusRecord),
        column(StatusRecord, "observed_on", required=True, sample="Maret 2018",
               synonyms=("tanggal", "diamati", "tanggal pengamatan", "keadaan per")),
        column(StatusRecord, "function_status", Choice(FunctionStatus, synonyms={
                   FunctionStatus.WORKING: ("ya", "functioning", "jalan"),
                   FunctionStatus.PARTLY: ("sebagian",),
                   FunctionStatus.NOT_WORKING: ("tidak", "mati", "not functioning")}),
               synonyms=("fungsi", "status fungsi", "berfungsi"), sample="Berfungsi"),
        column(StatusRecord, "physical_condition", Choice(Condition),
               synonyms=("kondisi", "kondisi fisik", "condition")),
        column(StatusRecord, "active_sr", RoughCell("active_sr"), synonyms=("sr aktif", "sr", "sambungan aktif")),
        column(StatusRecord, "kk", RoughCell("kk"), synonyms=("kk terlayani", "served_households", "kk")),
        column(StatusRecord, "jiwa", RoughCell("jiwa"), synonyms=("jiwa terlayani", "served_people", "jiwa")),
        column(StatusRecord, "fee", synonyms=("iuran", "iuran per kk", "iuran per bulan")),
        column(StatusRecord, "is_estimate"),
        column(StatusRecord, "remark", synonyms=("keterangan", "catatan")),
        *source_columns(StatusRecord),
    )  # fmt: skip


class ProviderCell(Line):
    """Who emptied; where a list knows only the kind it says that, which has a column of its own."""

    @override
    def text(self, value: Raw) -> str:
        text = super().text(value)
        return "" if choice_key(text) in Choice(ProviderKind).words() else text


@register
class DesludgingSheet(ChildSheet):
    name = "desludgings"
    model = Desludging
    title = capfirst(Desludging._meta.verbose_name_plural)
    natural_key = ("facility", "done_on")
    filterset_class = DesludgingFilter
    list_url = "ksm:desludging-list"
    rough_note = "remark"
    fields = (
        facility_column(Desludging),
        column(Desludging, "done_on", required=True, sample="14 Maret 2018",
               synonyms=("tanggal", "tanggal sedot", "tanggal penyedotan", "disedot")),
        column(Desludging, "volume_m3", synonyms=("volume", "m3"), sample="4,5"),
        column(Desludging, "trips", synonyms=("rit", "jumlah rit", "ritasi")),
        column(Desludging, "provider_kind", Choice(ProviderKind), synonyms=("jenis penyedia",)),
        column(Desludging, "provider", ProviderCell(), synonyms=("penyedia", "truk", "operator")),
        column(Desludging, "destination", synonyms=("tujuan", "iplt", "dibuang ke")),
        column(Desludging, "cost", synonyms=("biaya", "ongkos"), sample="350.000"),
        column(Desludging, "payer", Choice(Payer), synonyms=("dibayar oleh", "pembayar")),
        column(Desludging, "manifest", synonyms=("nomor manifes", "manifes")),
        column(Desludging, "remark", synonyms=("keterangan", "catatan")),
        *source_columns(Desludging),
    )  # fmt: skip


@register
class WorksSheet(ChildSheet):
    name = "works"
    model = Works
    title = capfirst(Works._meta.verbose_name_plural)
    natural_key = ("facility", "kind", "started_on")
    filterset_class = WorksFilter
    list_url = "ksm:works-list"
    rough_note = "description"
    fields = (
        facility_column(Works),
        column(Works, "kind", required=True, sample="Retrofit",
               synonyms=("jenis", "jenis pekerjaan", "pekerjaan", "works")),
        column(Works, "status", synonyms=("keadaan",)),
        column(Works, "started_on", synonyms=("mulai", "tahun"), sample="2018"),
        column(Works, "finished_on", synonyms=("selesai",)),
        column(Works, "sr_added", synonyms=("tambahan sr", "sr tambahan")),
        column(Works, "pipe_length_m", synonyms=("panjang pipa", "pipa (m)")),
        column(Works, "description", synonyms=("uraian", "keterangan", "catatan")),
        *source_columns(Works),
    )  # fmt: skip


def _offices(user: User) -> Iterable[Office]:
    return Office.objects.visible_to(user).current().order_by("name", "pk")


def _group_words(row: Operation) -> str:
    return row.group.name if row.group else NOBODY[0] if row.is_nobody else ""


@register
class OperationSheet(ChildSheet):
    """Who ran a facility from when until when; a group must be in the registry already.

    "Tidak ada" in the column of the group is what a source states; who is no group has a column of its own.
    """

    name = "operations"
    model = Operation
    title = capfirst(Operation._meta.verbose_name_plural)
    natural_key = ("facility", "group", "office", "named", "part", "started_on")
    list_url = (
        "ksm:facility-list"  # who runs what is shown there; operations have no list of their own
    )
    fields = (
        facility_column(Operation),
        column(Operation, "group", GroupCell(), label=_("Group"), fixed=True,
               synonyms=("kelompok", "ksm", "kpp", "ksm/kpp", "pengelola", "nama ksm"),
               sample="KPP Tirta Guna", value=_group_words,
               help_text=_("“Tidak ada” where a source states that nobody runs it.")),
        column(Operation, "named", fixed=True, synonyms=("pengelola lain", "badan pengelola", "uptd", "pdam")),
        column(Operation, "office", Known(_offices, lambda one: (one.name, one.short_name)),
               label=_("Office"), fixed=True, synonyms=("instansi", "opd pengelola")),
        column(Operation, "part", synonyms=("bagian", "bagian sarana")),
        column(Operation, "started_on", synonyms=("dari", "mulai", "sejak"), sample="2015"),
        column(Operation, "ended_on", synonyms=("sampai", "hingga", "selesai")),
        column(Operation, "remark", synonyms=("keterangan", "catatan")),
        *source_columns(Operation),
    )  # fmt: skip

    @override
    def load(self, rows: ScopedQuerySet) -> ScopedQuerySet:
        return rows.select_related("facility", "group", "office")

    @override
    def read(self, rows: Sequence[Row]) -> None:
        super().read(rows)
        named = [row for row in rows if row.is_good and "group" in row.values]
        regions = {row.values["facility"].region_id for row in named if "facility" in row.values}
        names = {folded(row.values["group"] or "") for row in named}
        groups: dict[tuple[str, str], list[Group]] = defaultdict(list)
        visible = Group.objects.visible_to(self.user).current().alias(folded=Lower("name"))
        for group in visible.filter(region__in=regions, folded__in=names):
            groups[group.region_id, folded(group.name)].append(group)
        for row in rows:
            said = any(row.values.get(name) for name in ("group", "office", "named"))
            if row.id is None and row.is_good and not said:
                row.fault(__("This is missing."), "group")
        for row in named:
            text = row.values.pop("group")
            if not text or is_nobody(text):
                row.values["group"] = None
                continue
            if "facility" not in row.values:
                continue
            fits = groups[row.values["facility"].region_id, folded(text)]
            if len(fits) == 1:
                row.values["group"] = fits[0]
            elif fits:
                row.fault(__("Several groups of this region are called so."), "group")
            else:
                row.fault(__("No group of this region is called so."), "group")
