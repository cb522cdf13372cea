"""The sheets of alliances with their members and dues, and of awards with their entries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import Model
from django.utils.text import capfirst
from typing_extensions import override

from core.access import ScopedQuerySet, only_region
from core.importing import RegionCell, Row, Sheet, SheetField, column, register, source_columns
from core.importing.cells.regions import stand_at_home
from core.importing.parents import Known
from core.people.users import User
from events.models import Alliance, AllianceMembership, Award, AwardEntry, Dues
from ksm.resources.cells import CodeCell
from ksm.resources.children import find_facilities

_REGION = ("kabupaten", "kota", "kabupaten/kota", "kab/kota", "wilayah", "kode wilayah", "daerah")


def _alliances(user: User) -> Iterable[Alliance]:
    return Alliance.objects.visible_to(user).current()


def _awards(user: User) -> Iterable[Award]:
    return Award.objects.visible_to(user).current()


def _places(model: type[Model]) -> SheetField:
    return column(
        model, "region", RegionCell(with_provinces=True), required=True, fixed=True, synonyms=_REGION,
        sample="Kab. Sleman",
    )  # fmt: skip


def _alliance(model: type[Model]) -> SheetField:
    cell = Known(_alliances, lambda one: (one.name, one.short_name))
    return column(
        model, "alliance", cell, required=True, fixed=True, synonyms=("aliansi",), sample="AKKOPSI"
    )


class OfRegionSheet(Sheet[Row]):
    """A sheet of what regions have in something known; rows are found by their region."""

    @override
    def needed(self) -> list[SheetField]:
        has_own = only_region(self.user)
        return [field for field in super().needed() if not (has_own and field.name == "region")]

    @override
    def load(self, rows: ScopedQuerySet) -> ScopedQuerySet:
        return rows.select_related(self.natural_key[0], "region")

    @override
    def read(self, rows: Sequence[Row]) -> None:
        for row in rows:
            if row.id is None:
                stand_at_home(row.values, self.user)

    @override
    def candidates(self, rows: Sequence[Row]) -> ScopedQuerySet:
        return self.visible().filter(region__in={row.values.get("region") for row in rows})


@register
class AllianceSheet(Sheet[Row]):
    name = "alliances"
    model = Alliance
    title = capfirst(Alliance._meta.verbose_name_plural)
    list_url = "events:alliance-list"
    natural_key = ("name",)
    fields = (
        column(Alliance, "name", required=True, synonyms=("nama", "aliansi"), sample="Aliansi Kota Sehat"),
        column(Alliance, "short_name", synonyms=("singkatan",), sample="AKS"),
        column(Alliance, "founded_on", synonyms=("berdiri", "tahun berdiri")),
        column(Alliance, "description", synonyms=("keterangan", "uraian")),
        *source_columns(Alliance),
    )  # fmt: skip

    @override
    def candidates(self, rows: Sequence[Row]) -> ScopedQuerySet:
        return self.visible()


@register
class AwardSheet(Sheet[Row]):
    """Awards; one without a region is national, and only the Secretariat enters it."""

    name = "awards"
    model = Award
    title = capfirst(Award._meta.verbose_name_plural)
    list_url = "events:award-list"
    natural_key = ("name", "edition", "year")
    fields = (
        column(Award, "name", required=True, synonyms=("nama", "penghargaan", "lomba"), sample="Sanitasi Award"),
        column(Award, "edition", synonyms=("edisi",)),
        column(Award, "year", required=True, synonyms=("tahun",), sample="2019"),
        column(Award, "region", RegionCell(with_provinces=True), synonyms=_REGION, sample="Kab. Sleman"),
        column(Award, "organiser", synonyms=("penyelenggara",)),
        *source_columns(Award),
    )  # fmt: skip

    @override
    def load(self, rows: ScopedQuerySet) -> ScopedQuerySet:
        return rows.select_related("region")

    @override
    def read(self, rows: Sequence[Row]) -> None:
        for row in rows:
            if row.id is None:
                stand_at_home(row.values, self.user)

    @override
    def candidates(self, rows: Sequence[Row]) -> ScopedQuerySet:
        return self.visible().filter(year__in=[row.values.get("year") for row in rows])


@register
class MembershipSheet(OfRegionSheet):
    name = "memberships"
    model = AllianceMembership
    title = capfirst(AllianceMembership._meta.verbose_name_plural)
    list_url = "events:alliance-list"
    natural_key = ("alliance", "region", "joined_on")
    fields = (
        _alliance(AllianceMembership),
        _places(AllianceMembership),
        column(AllianceMembership, "joined_on", synonyms=("bergabung", "sejak", "tahun bergabung"), sample="2010"),
        column(AllianceMembership, "left_on", synonyms=("keluar", "sampai")),
        column(AllianceMembership, "office_held", synonyms=("jabatan",)),
        *source_columns(AllianceMembership),
    )  # fmt: skip


@register
class DuesSheet(OfRegionSheet):
    name = "dues"
    model = Dues
    title = capfirst(Dues._meta.verbose_name_plural)
    list_url = "events:alliance-list"
    natural_key = ("alliance", "region", "year")
    fields = (
        _alliance(Dues),
        _places(Dues),
        column(Dues, "year", required=True, fixed=True, synonyms=("tahun",), sample="2018"),
        column(Dues, "amount", synonyms=("jumlah", "iuran"), sample="10.000.000"),
        column(Dues, "paid_on", synonyms=("dibayar", "tanggal bayar", "lunas")),
        *source_columns(Dues),
    )


@register
class AwardEntrySheet(OfRegionSheet):
    name = "award-entries"
    model = AwardEntry
    title = capfirst(AwardEntry._meta.verbose_name_plural)
    list_url = "events:award-list"
    natural_key = ("award", "region", "entrant")
    fields = (
        column(AwardEntry, "award", Known(_awards, lambda one: (str(one),)), required=True, fixed=True,
               synonyms=("penghargaan", "lomba"), sample="Sanitasi Award 2018"),
        _places(AwardEntry),
        column(AwardEntry, "entrant", synonyms=("peserta", "ksm", "kelompok"), sample="KPP Tirta Guna"),
        column(AwardEntry, "facility", CodeCell(or_name=True), synonyms=("kode sarana", "sarana"),
               value=lambda one: one.facility.code if one.facility else ""),
        column(AwardEntry, "rank", synonyms=("juara", "urutan")),
        column(AwardEntry, "score", synonyms=("skor",)),
        column(AwardEntry, "result", synonyms=("hasil",)),
        *source_columns(AwardEntry),
    )  # fmt: skip

    @override
    def load(self, rows: ScopedQuerySet) -> ScopedQuerySet:
        return super().load(rows).select_related("facility")

    @override
    def read(self, rows: Sequence[Row]) -> None:
        super().read(rows)
        find_facilities(rows, self.user)
