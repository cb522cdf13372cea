"""The sheets of chapters, boards, offices and officials for the import wizard."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from django.db.models.functions import Lower
from django.utils.text import capfirst
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from chapters.models import BoardSeat, Chapter, Office, Official
from core.access import ScopedQuerySet
from core.importing import (
    Line,
    RegionCell,
    Row,
    Sheet,
    SheetField,
    column,
    register,
    source_columns,
)
from core.importing.cells.regions import stand_at_home
from core.importing.sheets import folded

_REGION = (
    "kabupaten",
    "kota",
    "kabupaten/kota",
    "kab/kota",
    "kode wilayah",
    "region code",
    "daerah",
)


class HomeSheet(Sheet[Row]):
    """A sheet of records of a region: an officer's lie at home where the file says nothing."""

    @override
    def read(self, rows: Sequence[Row]) -> None:
        for row in rows:
            if row.id is None:
                stand_at_home(row.values, self.user)


@register
class OfficeSheet(HomeSheet):
    name = "offices"
    model = Office
    title = capfirst(Office._meta.verbose_name_plural)
    list_url = "chapters:office-list"
    natural_key = ("region", "name", "valid_from")
    fields = (
        column(Office, "name", required=True, sample="Dinas Pekerjaan Umum",
               synonyms=("nama", "instansi", "nama instansi", "opd", "dinas")),
        column(Office, "short_name", sample="DPU", synonyms=("singkatan", "nama singkat")),
        column(Office, "kind", required=True, sample="OPD", synonyms=("jenis", "jenis instansi")),
        column(Office, "region", RegionCell(with_provinces=True), fixed=True,
               sample="Kab. Sleman", synonyms=_REGION, help_text=_("Empty for a national office.")),
        column(Office, "valid_from", synonyms=("berdiri sejak", "ada sejak")),
        column(Office, "valid_to", synonyms=("sampai",)),
        column(Office, "address", Line(), synonyms=("alamat", "alamat kantor")),
        *source_columns(Office, "keadaan"),
    )  # fmt: skip

    @override
    def candidates(self, rows: Sequence[Row]) -> ScopedQuerySet:
        names = {folded(row.values.get("name", "")) for row in rows}
        return self.visible().alias(folded=Lower("name")).filter(folded__in=names)


@register
class ChapterSheet(HomeSheet):
    name = "chapters"
    model = Chapter
    title = capfirst(Chapter._meta.verbose_name_plural)
    list_url = "chapters:chapter-list"
    natural_key = ("region",)
    fields = (
        column(Chapter, "region", RegionCell(with_provinces=True), required=True, fixed=True,
               sample="Kab. Sleman", synonyms=_REGION),
        column(Chapter, "status", required=True, sample="Aktif", synonyms=("keadaan",)),
        column(Chapter, "formed_on", sample="2013", synonyms=("dibentuk", "tahun terbentuk")),
        column(Chapter, "dissolved_on", synonyms=("dibubarkan",)),
        column(Chapter, "election_method", synonyms=("cara pemilihan",)),
        column(Chapter, "decree", synonyms=("sk", "nomor sk")),
        column(Chapter, "address", Line(), synonyms=("alamat", "alamat sekretariat")),
        column(Chapter, "description", synonyms=("keterangan", "catatan")),
        *source_columns(Chapter, "keadaan"),
    )  # fmt: skip

    @override
    def candidates(self, rows: Sequence[Row]) -> ScopedQuerySet:
        return self.visible().filter(region__in={row.values.get("region") for row in rows})


@register
class BoardSeatSheet(Sheet[Row]):
    name = "board-seats"
    model = BoardSeat
    title = capfirst(BoardSeat._meta.verbose_name_plural)
    list_url = "chapters:chapter-list"  # who sits on a board is shown on the chapter's page
    natural_key = ("chapter", "role", "field", "term_from")
    fields = (
        column(BoardSeat, "chapter", RegionCell(with_provinces=True), required=True, fixed=True,
               value=lambda seat: seat.chapter.region_id, sample="Kab. Sleman", synonyms=("region", *_REGION)),
        column(BoardSeat, "role", required=True, sample="Ketua", synonyms=("jabatan", "position")),
        column(BoardSeat, "field", synonyms=("bidang",)),
        column(BoardSeat, "person", sample="Budi (contoh)", synonyms=("nama", "held_by", "pemegang")),
        column(BoardSeat, "group_name", synonyms=("ksm", "kelompok", "nama ksm")),
        column(BoardSeat, "phone", personal=True),
        column(BoardSeat, "chosen_by", synonyms=("dipilih dengan", "cara pemilihan")),
        column(BoardSeat, "term_from", sample="2016", synonyms=("mulai", "sejak")),
        column(BoardSeat, "term_to", synonyms=("sampai", "hingga")),
        *source_columns(BoardSeat, "keadaan"),
    )  # fmt: skip

    @override
    def load(self, rows: ScopedQuerySet) -> ScopedQuerySet:
        return rows.select_related("chapter__region")

    @override
    def read(self, rows: Sequence[Row]) -> None:
        codes = {row.values["chapter"] for row in rows if "chapter" in row.values}
        visible = Chapter.objects.visible_to(self.user).current().filter(region__in=codes)
        known = {chapter.region_id: chapter for chapter in visible.select_related("region")}
        for row in rows:
            if code := row.values.pop("chapter", ""):
                if code in known:
                    row.values["chapter"] = known[code]
                else:
                    row.fault(__("This region has no chapter yet."), "chapter")

    @override
    def candidates(self, rows: Sequence[Row]) -> ScopedQuerySet:
        chapters = [row.values["chapter"] for row in rows if "chapter" in row.values]
        return self.visible().filter(chapter__in=chapters)


@register
class OfficialSheet(Sheet[Row]):
    name = "officials"
    model = Official
    title = capfirst(Official._meta.verbose_name_plural)
    list_url = "chapters:office-list"  # who holds a post is shown on the office's page
    natural_key = ("office", "position", "started_on")
    fields = (
        column(Official, "office", Line(), required=True, fixed=True, value=lambda one: one.office.name,
               sample="Dinas Pekerjaan Umum", synonyms=("instansi", "nama instansi", "opd", "dinas")),
        SheetField("region", _("Region of the office"), RegionCell(with_provinces=True), synonyms=_REGION,
                   value=lambda one: one.office.region_id, sample="Kab. Sleman",
                   help_text=_("Needed where offices of several regions are called alike.")),
        column(Official, "position", required=True, sample="Kepala Bidang", synonyms=("jabatan",)),
        column(Official, "name", synonyms=("nama", "nama pejabat")),
        column(Official, "phone", personal=True),
        column(Official, "email", personal=True, synonyms=("surel",)),
        column(Official, "handles_sanitation", synonyms=("menangani sanitasi",)),
        column(Official, "started_on", synonyms=("menjabat sejak", "mulai")),
        column(Official, "ended_on", synonyms=("menjabat sampai", "sampai")),
        *source_columns(Official, "keadaan"),
    )  # fmt: skip

    @override
    def load(self, rows: ScopedQuerySet) -> ScopedQuerySet:
        return rows.select_related("office__region")

    @override
    def read(self, rows: Sequence[Row]) -> None:
        names = {folded(row.values["office"]) for row in rows if "office" in row.values}
        known: dict[str, list[Office]] = defaultdict(list)
        visible = Office.objects.visible_to(self.user).current().alias(folded=Lower("name"))
        for office in visible.filter(folded__in=names).select_related("region"):
            known[folded(office.name)].append(office)
        for row in rows:
            text, region = row.values.pop("office", ""), row.values.get("region")
            fits = [one for one in known[folded(text)] if region in (None, one.region_id)]
            if len(fits) == 1:
                row.values["office"] = fits[0]
            elif fits and row.id is None:
                row.fault(__("Several offices are called so; say of which region."), "office")
            elif text and not fits:
                row.fault(__("You have no office of this name."), "office")

    @override
    def candidates(self, rows: Sequence[Row]) -> ScopedQuerySet:
        offices = [row.values["office"] for row in rows if "office" in row.values]
        return self.visible().filter(office__in=offices)
