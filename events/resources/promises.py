"""The sheets of what was promised at events, and of the last days of the budget year."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models.functions import Lower
from django.utils.text import capfirst
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from chapters.models import Office
from core.access import ScopedQuerySet
from core.importing import (
    Line,
    MonthCell,
    RegionCell,
    Row,
    Sheet,
    SheetField,
    column,
    register,
    source_columns,
)
from core.importing.cells.regions import NationalCell, stand_at_home
from core.importing.parents import Known, NamedSheet
from core.people.users import User
from core.tools.partial_dates import in_future
from events.filters import CommitmentFilter, KeyDateFilter
from events.models import Commitment, CommitmentKind, Event, KeyDate, KeyDateKind

REGION = ("kabupaten", "kota", "kabupaten/kota", "kab/kota", "wilayah", "kode wilayah", "daerah")


def _offices(user: User) -> Iterable[Office]:
    return Office.objects.visible_to(user).current().order_by("name", "pk")


@register
class CommitmentSheet(NamedSheet):
    """Promises of an event, done or not; the times of what comes again are told on its page."""

    name = "commitments"
    model = Commitment
    title = capfirst(Commitment._meta.verbose_name_plural)
    list_url = "events:commitment-list"
    filterset_class = CommitmentFilter
    parent, named = "event", {"event": "title", "held_on": "starts_on", "host": "region_id"}
    natural_key = ("event", "kind", "text")
    fields = (
        column(Commitment, "event", Line(), required=True, fixed=True, sample="Bimtek operator IPAL komunal",
               synonyms=("acara", "nama acara", "rapat", "pertemuan"), value=lambda one: one.event.title),
        SheetField("held_on", _("Day of the event"), column(Event, "starts_on").cell, fixed=True,
                   synonyms=("tanggal acara", "tanggal rapat"), value=lambda one: one.event.starts_on,
                   help_text=_("Needed where several events bear this title.")),
        SheetField("host", _("Host region"), RegionCell(with_provinces=True), fixed=True,
                   synonyms=("tuan rumah", "wilayah acara"), value=lambda one: one.event.region_id),
        column(Commitment, "kind", required=True, synonyms=("jenis",), sample=CommitmentKind.FOLLOW_UP.label),
        column(Commitment, "text", required=True, sample="Uji efluen dua kali setahun",
               synonyms=("komitmen", "kesepakatan", "rtl", "rencana tindak lanjut", "isi")),
        column(Commitment, "owner", Known(_offices, lambda one: (one.name, one.short_name)),
               synonyms=("instansi penanggung jawab", "opd", "dinas")),
        column(Commitment, "owner_text", synonyms=("penanggung jawab", "pj", "pelaksana")),
        column(Commitment, "support", synonyms=("didukung", "pendukung")),
        column(Commitment, "region", RegionCell(with_provinces=True), synonyms=REGION),
        column(Commitment, "due_on", synonyms=("tenggat", "batas waktu", "waktu")),
        column(Commitment, "rhythm", synonyms=("berulang",)),
        column(Commitment, "recurs_until", synonyms=("berulang sampai",)),
        column(Commitment, "checked_on", synonyms=("terakhir diperiksa",)),
        column(Commitment, "done_on", synonyms=("selesai", "dipenuhi pada", "dipenuhi")),
        column(Commitment, "proof", synonyms=("bukti",)),
        *source_columns(Commitment),
    )  # fmt: skip

    @override
    def load(self, rows: ScopedQuerySet) -> ScopedQuerySet:
        return rows.select_related("event__region", "owner", "region")

    @override
    def decide(self, row: Row) -> None:
        if in_future(row.values.get("done_on")):
            row.fault(__("The day is in the future."), "done_on")
        super().decide(row)


@register
class KeyDateSheet(Sheet[Row]):
    """Last days of the budget year; one without a region holds for all, and only the Secretariat enters it."""

    name = "key-dates"
    model = KeyDate
    title = capfirst(KeyDate._meta.verbose_name_plural)
    list_url = "events:key-date-list"
    filterset_class = KeyDateFilter
    natural_key = ("title", "region", "year")
    fields = (
        column(KeyDate, "title", required=True, synonyms=("apa", "judul", "kegiatan"), sample="Musrenbang desa"),
        column(KeyDate, "kind", required=True, synonyms=("jenis",), sample=KeyDateKind.VILLAGE_PLAN.label),
        column(KeyDate, "region", NationalCell(words=""), synonyms=REGION, sample="Kab. Sleman"),
        column(KeyDate, "year", synonyms=("tahun",)),
        column(KeyDate, "month", MonthCell(), required=True, synonyms=("bulan",), sample="Januari"),
        column(KeyDate, "day", synonyms=("hari", "tanggal")),
        column(KeyDate, "lead_days", synonyms=("hari persiapan",)),
        column(KeyDate, "advice", synonyms=("yang disiapkan", "persiapan")),
        *source_columns(KeyDate),
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
        titles = {row.values["title"].lower() for row in rows if row.values.get("title")}
        return self.visible().alias(folded=Lower("title")).filter(folded__in=titles)
