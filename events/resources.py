"""The sheet of events for the import wizard."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db.models import Prefetch
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import only_region
from core.importing import (
    Choice,
    Line,
    RegionCell,
    Row,
    Several,
    Sheet,
    SheetField,
    WebAddress,
    column,
    register,
)
from core.land.regions import search_key
from core.tools.files.spreadsheets import plain
from core.tools.partial_dates import first_day
from events.filters import EventFilter
from events.models import Event, EventKind, EventOffice, EventState, OfficeRole
from events.offices import as_written, known_offices

_fits = MaxLengthValidator(EventOffice._meta.get_field("name").max_length)
_NATIONAL = re.compile(r"^(national|nasional|indonesia)\b|\(\d+ (regions|daerah|wilayah)\)$", re.I)


class HostCell(RegionCell):
    """A regency, city or province; “Nasional” stands for none, and its words are kept."""

    @override
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        text = plain(value)
        if _NATIONAL.search(text):
            return Several(region=None, place_words=text)
        return super().clean(value)

    @override
    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return super().render(value) or __("National")


class OriginCell(WebAddress):
    """An address; what is none (a document) is the source in words."""

    @override
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        text = " ".join(plain(value).split())
        return Several(source=text) if text.startswith("seed:") else super().clean(value)


def _organisers(event: Event) -> str:
    return "; ".join(row.words for row in event.loaded_offices)  # type: ignore[attr-defined]


@register
class EventSheet(Sheet):
    """Events with their organisers; days, people and results are entered on the event's page."""

    name = "events"
    model = Event
    title = _("Events")
    list_url = "events:event-list"
    filterset_class = EventFilter
    natural_key = ("title", "starts_on", "region")
    fields = (
        column(Event, "title", required=True, sample="Bimtek operator IPAL komunal",
               synonyms=("judul", "nama acara", "acara", "event")),
        column(Event, "kind", Choice(EventKind, synonyms={
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
        column(Event, "region", HostCell(with_provinces=True), sample="Kab. Sleman",
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
    def plan(self, rows: Any) -> Any:
        shown = EventOffice.objects.visible_to(self.user).current().select_related("office")
        shown = shown.filter(role=OfficeRole.ORGANISER)
        return rows.prefetch_related(Prefetch("offices", shown, to_attr="loaded_offices"))

    @override
    def rows(self) -> Any:
        return self.plan(super().rows()).order_by("-starts_on", "pk")

    @override
    def derive(self, row: Row) -> None:
        if "region" not in row.values and (own := only_region(self.user)):
            row.values["region"] = own
        row.values.setdefault("region", None)
        row.values.setdefault("starts_on", "")
        self._keep_place(row.values)

    def _keep_place(self, values: dict[str, Any]) -> None:
        """Keep “Java (16 regions)” with the participants: the host column cannot hold it."""
        words = values.pop("place_words", "")
        if "(" in words:
            known = values.get("participants", "")
            values["participants"] = f"{known} – {words}" if known else words

    @override
    def key_of(self, values: dict[str, Any]) -> tuple[Any, ...] | None:
        if not values.get("title"):
            return None
        return (
            " ".join(values["title"].lower().split()),
            values.get("starts_on", ""),
            values.get("region") or "",
        )

    @override
    def keys_of_record(self, obj: Any) -> list[tuple[Any, ...] | None]:
        return [
            self.key_of({"title": obj.title, "starts_on": obj.starts_on, "region": obj.region_id})
        ]

    @override
    def candidates(self, rows: list[Row]) -> Any:
        titles = {row.values["title"].lower() for row in rows if row.values.get("title")}
        visible = Event.objects.visible_to(self.user).order_by("pk")
        return visible.alias(folded=Lower("title")).filter(folded__in=titles)

    @override
    def adapt(self, row: Row) -> None:
        self._keep_place(row.values)
        stated = row.values.pop("organisers", None)
        if stated is not None and search_key(stated) != search_key(_organisers(row.obj)):
            row.fault(__("Organisers are changed on the page of the event."), "organisers")

    @override
    def complete(self, row: Row) -> None:
        names = row.values.pop("organisers", "").split(";")
        row.extra["organisers"] = names = [name.strip() for name in names if name.strip()]
        try:
            for name in names:
                _fits(name)
        except ValidationError as error:
            row.fault(" ".join(error.messages), "organisers")
        begins = first_day(row.values.get("starts_on", ""))
        if begins and begins > timezone.localdate():
            row.values.setdefault("state", EventState.PLANNED)

    @override
    def insert(self, rows: list[Row], bulk: Any) -> None:
        bulk.insert([row.obj for row in rows])
        offices = known_offices(self.user)
        found = []
        for row in rows:
            for name in dict.fromkeys(row.extra["organisers"]):
                office = offices.get(search_key(name))
                found.append(
                    EventOffice(
                        event=row.obj,
                        role=OfficeRole.ORGANISER,
                        office=office,
                        name=as_written(name, office),
                    )
                )
        bulk.insert(found)
