"""The sheet of events for the import wizard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db.models import Prefetch
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from typing_extensions import override

from core.access import ScopedQuerySet, scope_of
from core.importing import Line, RegionCell, Row, Sheet, SheetField, Text, Writer, column, register
from core.importing.cells.regions import NationalCell, stand_at_home
from core.land.regions import search_key
from core.tools.partial_dates import first_day
from core.tools.rows.areas import in_scope
from events import lines
from events.filters import EventFilter
from events.models import (
    Event,
    EventKind,
    EventOffice,
    EventPurpose,
    EventRegion,
    EventState,
    OfficeRole,
)
from events.offices import as_written, known_offices
from events.resources.invited import (
    ROLES,
    KindCell,
    OriginCell,
    RegionsCell,
    of_role,
    purposes_of,
    regions_of,
)

_fits = MaxLengthValidator(EventOffice._meta.get_field("name").max_length)
_fits_purpose = MaxLengthValidator(EventPurpose._meta.get_field("text").max_length)


@dataclass
class EventSheetRow(Row):
    """`named`: who has which part in a new event, as the file names them; `purposes`: what for."""

    named: dict[str, list[str]] = field(default_factory=dict)
    purposes: list[str] = field(default_factory=list)


@register
class EventSheet(Sheet[EventSheetRow]):
    """Events with what stands on their invitation; days, people and results are entered on the event's page."""

    name = "events"
    model = Event
    row_class = EventSheetRow
    title = _("Events")
    list_url = "events:event-list"
    filterset_class = EventFilter
    natural_key = ("title", "starts_on", "region")
    fields = (
        column(Event, "title", required=True, sample="Bimtek operator IPAL komunal",
               synonyms=("judul", "nama acara", "acara", "event")),
        column(Event, "kind", KindCell(EventKind, synonyms={
                   EventKind.TRAINING: ("bimtek", "pelatihan", "lokakarya", "workshop", "sosialisasi"),
                   EventKind.PLANNING: ("workplan", "perencanaan"),
                   EventKind.SIGNING: ("mou", "penandatanganan"),
                   EventKind.FIELD_VISIT: ("monitoring", "survei", "kunjungan"),
                   EventKind.RESULTS: ("lab result", "hasil"),
                   EventKind.COORDINATION: ("alliance", "rakor", "rapat"),
                   EventKind.GROUP_MEETING: ("pertemuan", "pertemuan ksm", "sarasehan"),
                   EventKind.AUDIENCE: ("audiensi",), EventKind.AWARD: ("penghargaan",),
                   EventKind.INAUGURATION: ("peresmian",), EventKind.FORMATION: ("pembentukan",),
                   EventKind.STRATEGY: ("ssk", "strategi sanitasi"),
                   EventKind.SUMMIT: ("city summit", "munas", "kongres"),
                   EventKind.OTHER: ("lain",)}),
               required=True, sample="Bimtek", synonyms=("jenis", "jenis acara", "type")),
        column(Event, "state", synonyms=("status", "keadaan acara")),
        column(Event, "region", NationalCell(words="place_words"), sample="Kab. Sleman",
               synonyms=("kabupaten", "kota", "kabupaten/kota", "kab/kota", "wilayah", "daerah", "kode wilayah"),
               help_text=_("“Nasional” for an event of the whole country.")),
        column(Event, "starts_on", sample="23 November 2021",
               synonyms=("date_start", "tanggal", "tanggal mulai", "mulai", "start")),
        column(Event, "ends_on", synonyms=("date_end", "tanggal selesai", "selesai", "end")),
        column(Event, "venue", synonyms=("tempat", "lokasi")),
        SheetField("organisers", _("Organisers"), Line(), value=of_role(OfficeRole.ORGANISER),
                   synonyms=("organizers", "penyelenggara", "organisers"), sample="DPUPKP; AKSANSI",
                   help_text=_("Several with a semicolon between.")),
        SheetField("hosts", pgettext_lazy("of an event", "Host"), Line(), value=of_role(OfficeRole.HOST),
                   synonyms=("tuan rumah", "hosts"), help_text=_("Several with a semicolon between.")),
        SheetField("speakers", _("Speakers"), Line(), value=of_role(OfficeRole.SPEAKER),
                   synonyms=("narasumber", "pembicara"), help_text=_("Several with a semicolon between.")),
        SheetField("funders", OfficeRole.FUNDER.label, Line(), value=of_role(OfficeRole.FUNDER),
                   synonyms=("pendana", "penyandang dana"), help_text=_("Several with a semicolon between.")),
        SheetField("taking_part", _("Participating regions"), RegionsCell(with_provinces=True), value=regions_of,
                   synonyms=("wilayah peserta", "daerah peserta", "kabupaten/kota peserta"),
                   help_text=_("Several with a semicolon between.")),
        SheetField("purposes", _("Purposes"), Text(), value=purposes_of, synonyms=("maksud", "tujuan"),
                   help_text=_("Several with a semicolon between.")),
        column(Event, "participants", synonyms=("peserta",)),
        column(Event, "description", synonyms=("topics", "topik", "materi", "isi")),
        column(Event, "outcome", synonyms=("outcomes", "hasil")),
        column(Event, "follow_up", synonyms=("follow_ups", "tindak lanjut", "rtl")),
        column(Event, "source", Line(), synonyms=("sumber", "sumber data")),
        column(Event, "source_url", OriginCell(), synonyms=("url", "tautan")),
        column(Event, "as_of", synonyms=("per tanggal", "tanggal data")),
    )  # fmt: skip

    @override
    def load(self, rows: ScopedQuerySet) -> ScopedQuerySet:
        shown = EventOffice.objects.visible_to(self.user).current().select_related("office")
        taking = EventRegion.objects.visible_to(self.user).current().order_by("region")
        purposes = EventPurpose.objects.visible_to(self.user).current()
        return rows.prefetch_related(
            Prefetch("offices", shown, to_attr="loaded_offices"),
            Prefetch("participations", taking, to_attr="loaded_regions"),
            Prefetch("purposes", purposes, to_attr="loaded_purposes"),
        )

    @override
    def rows(self) -> ScopedQuerySet:
        return super().rows().order_by("-starts_on", "pk")

    @override
    def read(self, rows: Sequence[EventSheetRow]) -> None:
        for row in rows:
            values = row.values
            # “Java (16 regions)” is kept with the participants: the host column cannot hold it.
            words = values.pop("place_words", "")
            if "(" in words:
                values["participants"] = " – ".join(
                    filter(None, (values.get("participants"), words))
                )
            if row.id is None:
                stand_at_home(values, self.user)
                values.setdefault("region", None)
                values.setdefault("starts_on", "")

    @override
    def candidates(self, rows: Sequence[EventSheetRow]) -> ScopedQuerySet:
        titles = {row.values["title"].lower() for row in rows if row.values.get("title")}
        return self.visible().alias(folded=Lower("title")).filter(folded__in=titles)

    @override
    def decide(self, row: EventSheetRow) -> None:
        if row.is_new:
            self._read_beside(row)
            begins = first_day(row.values.get("starts_on", ""))
            if begins and begins > timezone.localdate():
                row.values.setdefault("state", EventState.PLANNED)
        else:
            self._compare_beside(row)
        super().decide(row)

    def _read_beside(self, row: EventSheetRow) -> None:
        """Take what a new event gets beside itself; fault what does not fit, and regions of others."""
        for name in ROLES:
            row.named[name] = lines.whole_lines(row.values.get(name) or "")
            try:
                for one in row.named[name]:
                    _fits(one)
            except ValidationError as error:
                row.refuse(error, name)
        row.purposes = lines.whole_lines(row.values.get("purposes") or "")
        try:
            for one in row.purposes:
                _fits_purpose(one)
        except ValidationError as error:
            row.refuse(error, "purposes")
        for code in row.values.get("taking_part") or ():
            if not in_scope(code, scope_of(self.user)):
                words = __("%(region)s is outside your region.")
                row.fault(words % {"region": self._names[code]}, "taking_part")

    @cached_property
    def _names(self) -> dict[str, str]:
        column = self.column("taking_part")
        assert column is not None and isinstance(column.cell, RegionCell)
        return column.cell.names

    def _compare_beside(self, row: EventSheetRow) -> None:
        """Fault what a file says otherwise of the parts of a known event."""
        known = {name: of_role(role) for name, role in ROLES.items()} | {"purposes": purposes_of}
        for name, told in known.items():
            stated = "; ".join(lines.whole_lines(row.values.get(name) or ""))
            if stated and search_key(stated) != search_key(told(row.obj)):
                row.fault(__("This is changed on the page of the event."), name)
        taking = row.values.get("taking_part")
        if taking and set(taking) != set(regions_of(row.obj)):
            row.fault(__("This is changed on the page of the event."), "taking_part")

    @override
    def add(self, rows: Sequence[EventSheetRow], writer: Writer) -> None:
        super().add(rows, writer)
        known = known_offices(self.user)
        writer.add(
            [
                EventOffice(
                    event=row.obj,
                    role=role,
                    office=(office := known.get(search_key(name))),
                    name=as_written(name, office),
                )
                for row in rows
                for column, role in ROLES.items()
                for name in dict.fromkeys(row.named[column])
            ]
        )
        writer.add(
            [
                EventRegion(event=row.obj, region_id=code)
                for row in rows
                for code in row.values.get("taking_part") or ()
            ]
        )
        writer.add(
            [
                EventPurpose(event=row.obj, number=number, text=text)
                for row in rows
                for number, text in enumerate(row.purposes, start=1)
            ]
        )
