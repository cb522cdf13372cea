"""The sheet of events for the import wizard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db.models import Prefetch
from django.db.models.functions import Lower
from django.utils import timezone, translation
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import ScopedQuerySet
from core.importing import (
    Choice,
    Line,
    Row,
    Several,
    Sheet,
    SheetField,
    WebAddress,
    Writer,
    column,
    register,
)
from core.importing.cells import choice_key
from core.importing.regions import NationalCell, stand_at_home
from core.importing.rows import Raw
from core.land.regions import search_key
from core.tools.files.spreadsheets import plain
from core.tools.partial_dates import first_day
from events.filters import EventFilter
from events.models import Event, EventKind, EventOffice, EventState, OfficeRole
from events.offices import as_written, known_offices

_fits = MaxLengthValidator(EventOffice._meta.get_field("name").max_length)


class OriginCell(WebAddress):
    """An address; what is none (a document) is the source in words."""

    @override
    def clean(self, value: Raw) -> object:
        text = " ".join(plain(value).split())
        return Several(source=text) if text.startswith("seed:") else super().clean(value)


def _organisers(event: Event) -> str:
    return "; ".join(row.words for row in event.loaded_offices)  # type: ignore[attr-defined]


class KindCell(Choice):
    """A kind of event; a word that ours do not hold, “alliance”, is told with what it was taken for."""

    @override
    def told(self, value: Raw) -> str:
        kind, key = EventKind(self.value(value)), choice_key(self.unsaid(value)[0])
        named = [kind.value]
        for language in ("id", "en"):
            with translation.override(language):
                named.append(str(kind.label))
        if any(key in choice_key(word) for word in named):
            return ""
        return __("“%(value)s” was read as “%(word)s”.") % {
            "value": plain(value)[:40], "word": kind.label,
        }  # fmt: skip


@dataclass
class EventSheetRow(Row):
    """`organisers`: who held a new event, as the file names them."""

    organisers: list[str] = field(default_factory=list)


@register
class EventSheet(Sheet[EventSheetRow]):
    """Events with their organisers; days, people and results are entered on the event's page."""

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
        SheetField("organisers", _("Organisers"), Line(), value=_organisers,
                   synonyms=("organizers", "penyelenggara", "organisers"), sample="DPUPKP; AKSANSI",
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
        shown = shown.filter(role=OfficeRole.ORGANISER)
        return rows.prefetch_related(Prefetch("offices", shown, to_attr="loaded_offices"))

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
        stated = row.values.get("organisers", "")
        if row.is_new:
            row.organisers = [name for part in stated.split(";") if (name := part.strip())]
            try:
                for name in row.organisers:
                    _fits(name)
            except ValidationError as error:
                row.refuse(error, "organisers")
            begins = first_day(row.values.get("starts_on", ""))
            if begins and begins > timezone.localdate():
                row.values.setdefault("state", EventState.PLANNED)
        elif stated and search_key(stated) != search_key(_organisers(row.obj)):
            row.fault(__("Organisers are changed on the page of the event."), "organisers")
        super().decide(row)

    @override
    def add(self, rows: Sequence[EventSheetRow], writer: Writer) -> None:
        super().add(rows, writer)
        known = known_offices(self.user)
        writer.add(
            [
                EventOffice(
                    event=row.obj,
                    role=OfficeRole.ORGANISER,
                    office=(office := known.get(search_key(name))),
                    name=as_written(name, office),
                )
                for row in rows
                for name in dict.fromkeys(row.organisers)
            ]
        )
