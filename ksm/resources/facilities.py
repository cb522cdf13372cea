"""The sheet of facilities: columns, names of the trade for them, and how a row finds its facility."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import ScopedQuerySet, scope_of
from core.importing import Choice, Line, RegionCell, SheetField, Writer, column, register
from core.importing.rows import Key, Values
from core.people.users import User
from core.tools.rows.areas import in_scope
from ksm.choices import CoordinateSource, FacilityType, LifeStage
from ksm.doubles import former
from ksm.filters.facilities import FacilityFilter
from ksm.models import Facility
from ksm.place.nearness import distance_m
from ksm.resources import beside
from ksm.resources.beside import FacilitySheetRow
from ksm.resources.cells import (
    BuiltCell,
    CodeCell,
    CoordinateCell,
    PlaceCell,
    RoughCell,
    RtCell,
    StageCell,
    TagsCell,
    TechnologiesCell,
)
from ksm.resources.facility_names import TYPE_WORDS, name_facility
from ksm.resources.places import PlacedSheet
from ksm.services import hold_numbers, register_facilities

PLACE = ("village_kind", "village", "district", "hamlet", "rt", "rw")
# Two points of one name that lie nearer than this are the same facility, measured twice.
_SAME_PLACE_M = 50
Point = tuple[Decimal, Decimal]


@register
class FacilitySheet(PlacedSheet[FacilitySheetRow]):
    """A row is known by its system number or code; else by region, village and name, and by its
    point where a file lists several of one name (a group that built many tanks).
    """

    name = "facilities"
    model = Facility
    row_class = FacilitySheetRow
    title = _("Facilities")
    natural_key = ("region", "village", "name")
    filterset_class = FacilityFilter
    list_url = "ksm:facility-list"
    rough_note = "description"
    fields = (
        column(Facility, "code", CodeCell(), fixed=True, synonyms=("kode sarana", "facility code", "id sarana"),
               help_text=_("Given by the system; leave it empty for a new facility.")),
        column(Facility, "name", label=_("Facility"), required=True, sample="IPAL Komunal Pendulan",
               synonyms=("name", "nama", "nama sarana", "nama ipal", "nama mck", "nama instalasi",
                         "nama spald", "ksm", "nama ksm", "sarana")),
        column(Facility, "facility_type", Choice(FacilityType, synonyms=TYPE_WORDS), sample="IPAL komunal",
               help_text=_("Empty for a new facility: not known."),
               synonyms=("type", "jenis", "jenis sarana", "tipe", "jenis infrastruktur", "opsi teknologi", "sistem")),
        column(Facility, "region", RegionCell(), required=True, fixed=True, sample="Kab. Sleman",
               synonyms=("kabupaten", "kota", "kabupaten/kota", "kab/kota", "kode wilayah", "region code",
                         "kabkota", "daerah")),
        column(Facility, "village_kind", synonyms=("jenis desa/kelurahan",), sample="Kalurahan"),
        column(Facility, "village", PlaceCell(PLACE), sample="Sumberagung",
               synonyms=("desa", "kelurahan", "kalurahan", "desa/kelurahan", "kelurahan/desa", "lokasi", "alamat")),
        column(Facility, "district", synonyms=("kecamatan", "kapanewon", "kemantren"), sample="Moyudan"),
        column(Facility, "hamlet", synonyms=("dusun", "padukuhan", "kampung", "lingkungan"), sample="Pendulan"),
        column(Facility, "rt", RtCell("rt"), sample="04", synonyms=("rt/rw",)),
        column(Facility, "rw", RtCell("rw"), sample="02"),
        column(Facility, "address", synonyms=("alamat lengkap", "nama jalan", "pesantren", "pulau"),
               sample="Jl. Melati 4"),
        column(Facility, "latitude", CoordinateCell(), synonyms=("lat", "lintang", "y", "koordinat y", "koordinat",
                         "titik koordinat", "koordinat lokasi", "titik kordinat", "kordinat", "koordinat gps"),
               sample="-7,795600"),
        column(Facility, "longitude", CoordinateCell(first=False), synonyms=("lon", "long", "lng", "bujur", "x",
               "koordinat x"), sample="110,369500"),
        column(Facility, "coordinate_source"),
        column(Facility, "stage", StageCell(LifeStage), synonyms=("tahap", "status pembangunan"), sample="Terbangun",
               help_text=_("Empty for a new facility: read from the words and the year of its row, else “Not known”, "
                           "which is counted nowhere as built.")),
        column(Facility, "built_percent", synonyms=("progres", "progres fisik", "progres (%)", "realisasi fisik (%)")),
        column(Facility, "built_percent_on", synonyms=("progres per",)),
        column(Facility, "built_on", BuiltCell(),
               synonyms=("build_year", "year built", "tahun", "tahun pembangunan", "tahun konstruksi", "tahun bangun",
                         "dibangun tahun"), sample="2013"),
        column(Facility, "commissioned_on", synonyms=("tahun operasi", "mulai operasi")),
        column(Facility, "closed_on"),
        column(Facility, "design_kk", RoughCell("design_kk"), sample="±60",
               synonyms=("capacity_households", "kapasitas kk", "kapasitas (kk)", "target kk", "designed kk",
                         "desain kk", "rancangan kk", "kk desain", "kk rancangan")),
        column(Facility, "design_sr", RoughCell("design_sr"),
               synonyms=("kapasitas sr", "kapasitas (sr)", "target sr", "designed sr", "desain sr", "rancangan sr",
                         "sr desain", "sr rancangan")),
        column(Facility, "design_jiwa", RoughCell("design_jiwa"),
               synonyms=("capacity_people", "kapasitas jiwa", "kapasitas (jiwa)", "desain jiwa",
                         "designed for people")),
        column(Facility, "design_flow_m3_day", sample="12,5",
               synonyms=("debit rencana", "kapasitas desain (m3/hari)", "kapasitas m3/hari", "kapasitas (m3/hari)")),
        column(Facility, "installed_sr", RoughCell("installed_sr"), synonyms=("sr terpasang", "jumlah sr")),
        column(Facility, "mck_doors", synonyms=("pintu", "jumlah pintu", "bilik")),
        column(Facility, "is_estimate"),
        column(Facility, "technologies", TechnologiesCell(),
               synonyms=("teknologi", "unit pengolahan", "technology units")),
        column(Facility, "receiving_water", synonyms=("badan air", "pembuangan")),
        column(Facility, "receiving_water_name", synonyms=("nama badan air",)),
        column(Facility, "desludging_interval_years", synonyms=("interval penyedotan",)),
        column(Facility, "sludge_volume_m3", synonyms=("volume lumpur",)),
        column(Facility, "truck_distance_m", synonyms=("jarak truk", "jarak ke jalan")),
        column(Facility, "desludging_route", synonyms=("rute", "zona llt", "rute penyedotan")),
        column(Facility, "land_status", synonyms=("status lahan", "status tanah")),
        column(Facility, "asset_status", synonyms=("status aset",)),
        column(Facility, "tags", TagsCell(), synonyms=("label", "tanda", "tag"), sample="prioritas rehab"),
        column(Facility, "description", synonyms=("keterangan", "catatan", "technology")),
        column(Facility, "source", synonyms=("sumber", "sumber data"), cell=Line()),
        column(Facility, "source_url", synonyms=("url", "tautan")),
        column(Facility, "as_of", synonyms=("per tanggal", "keadaan", "tanggal data")),
        *beside.COLUMNS,
    )  # fmt: skip

    def __init__(self, user: User) -> None:
        super().__init__(user)
        self.beside = beside.Beside()
        # The points of rows by their key and line, to tell several of one name apart.
        self.points: dict[Key, dict[int, Point | None]] = defaultdict(dict)

    @override
    def prepare(self) -> None:
        super().prepare()
        self.beside.prepare()

    @override
    def rows(self) -> ScopedQuerySet:
        return super().rows().select_related("region").order_by("code")

    @override
    def load(self, rows: ScopedQuerySet) -> ScopedQuerySet:
        return beside.with_beside(rows)

    @override
    def read(self, rows: Sequence[FacilitySheetRow]) -> None:
        for row in rows:
            self.beside.read(row)
        nameless = [row for row in rows if row.id is None and "code" not in row.values]
        super().read(nameless)
        for row in nameless:
            if name_facility(row.values):
                row.tell(
                    __("The file gives no name: it is called after its type and its place."), "name"
                )

    @override
    def nameless(self, given: set[str]) -> list[SheetField]:
        return [] if "code" in given else super().nameless(given)

    @override
    def keys(self, values: Mapping[str, Any]) -> list[Key]:
        code = values.get("code")
        return [*([("code", code)] if code else []), *super().keys(values)]

    @override
    def meant(self, rows: Sequence[FacilitySheetRow]) -> Q:
        codes = {row.values["code"] for row in rows if "code" in row.values}
        return super().meant(rows) | Q(code__in=codes)

    @override
    def find(self, rows: Sequence[FacilitySheetRow]) -> None:
        # Two imports of one file wait for each other here, so that the second finds what the first made.
        hold_numbers({row.values["region"] for row in rows if "region" in row.values})
        super().find(rows)

    @override
    def match(self, row: FacilitySheetRow, found: list[Any]) -> Any:
        assert row.key is not None
        lines = self.points[row.key]
        point = lines[row.line] = _point(row.values)
        before = {line: other for line, other in lines.items() if line < row.line}
        for line, other in before.items():
            # Two rows of one name in a village need both their points.
            if point is None or other is None:
                raise ValidationError(
                    __("The same record stands in line %(line)s.") % {"line": line}
                )
        if row.key[0] == "code" or point is None:
            return super().match(row, found)
        same = [obj for obj in found if (obj.latitude, obj.longitude) == point]
        nth = list(before.values()).count(point) if same or row.alike > 1 else 0
        row.mark = (row.key, point, nth)
        if same:
            return same[nth] if nth < len(same) else None
        if row.alike > 1:
            return None
        fits = [obj for obj in found if obj.latitude is None or _is_near(obj, point)]
        if found and not fits:
            raise ValidationError(
                __(
                    "A facility of this name stands elsewhere in this village (%(code)s). If it is the "
                    "same one, write its code; if not, give this one a name of its own."
                )
                % {"code": found[0].code}
            )
        return super().match(row, fits)

    @override
    def decide(self, row: FacilitySheetRow) -> None:
        values = row.values
        if row.is_new:
            if "code" in values:
                row.fault(self._no_such_code(values["code"]), "code")
            values.setdefault("facility_type", FacilityType.UNKNOWN)
            self._take_stage(row)
            if values.get("latitude") is not None:
                values.setdefault("coordinate_source", CoordinateSource.DOCUMENT)
        elif row.obj.merged_into_id:
            for code, kept in former.standing_for([row.obj.code], self.user).items():
                row.fault(former.write_instead(code, kept), "code")
        self.beside.decide(row)
        super().decide(row)

    @override
    def is_elsewhere(self, row: FacilitySheetRow) -> bool:
        # Whoever states where it stands, and stands nowhere near, is no slip of the pen.
        return _point(row.values) is not None

    def _take_stage(self, row: FacilitySheetRow) -> None:
        if "stage" in row.values:
            return
        if row.doubt:
            words = __(
                "The words say “%(stage)s”, the function that it works. Write the stage in its column."
            )
            row.fault(words % {"stage": LifeStage(row.stage).label}, "stage")
        row.values["stage"] = row.stage

    def _no_such_code(self, code: str) -> str:
        region = code.partition("-")[0]
        if not in_scope(region, scope_of(self.user)):
            return __("%(region)s is outside your region.") % {"region": region}
        return __("This code does not exist. Leave it empty for a new facility.")

    @override
    def write(self, rows: Sequence[FacilitySheetRow], writer: Writer) -> None:
        # A facility that only gained something beside it counts as touched: a new version, told in its history.
        super().write(rows, writer)
        self.beside.write(rows, writer)

    @override
    def add(self, rows: Sequence[FacilitySheetRow], writer: Writer) -> None:
        register_facilities(facilities=[row.obj for row in rows], by=self.user, write=writer.add)


def _point(values: Values) -> Point | None:
    latitude, longitude = values.get("latitude"), values.get("longitude")
    return None if latitude is None or longitude is None else (latitude, longitude)


def _is_near(obj: Facility, point: Point) -> bool:
    return distance_m(obj.latitude, obj.longitude, *point) <= _SAME_PLACE_M  # type: ignore[arg-type]
