"""The sheet of facilities: columns, names of the trade for them, and how a row finds its facility."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import in_scope, only_region, scope_of
from core.importing import Choice, Line, RegionCell, Row, column, register
from ksm.choices import CoordinateSource, FacilityType
from ksm.filters import FacilityFilter
from ksm.models import Facility
from ksm.resources import beside
from ksm.resources.cells import CoordinateCell, PlaceCell, RoughCell, TagsCell, TechnologiesCell
from ksm.resources.places import PlacedSheet
from ksm.services import hold_numbers, register_facilities

TYPE_WORDS = {
    FacilityType.COMMUNAL: (
        "ipal komunal",
        "ipal",
        "sewerage",
        "simplified sewerage",
        "shallow sewerage",
        "perpipaan",
        "perpipaan komunal",
        "spald-t permukiman",
        "communal ipal",
        "communal wwtp",
    ),
    FacilityType.AREA: ("ipal kawasan", "ipal terpusat", "ipal perkotaan", "spald-t kawasan"),
    FacilityType.COMBINED: (
        "ipal kombinasi",
        "kombinasi",
        "mck kombinasi",
        "combination mck and house connections",
        "mck dan sambungan rumah",
    ),
    FacilityType.MCK: ("mck umum", "mck biasa", "public toilet", "toilet umum"),
    FacilityType.MCK_PLUS: ("mck plus", "mck+", "mck dengan ipal"),
    FacilityType.MCK_PLUS_PLUS: ("mck++", "mck plus plus", "mck biodigester"),
    FacilityType.SHARED_TANK: (
        "tangki septik komunal",
        "septik tank komunal",
        "septic tank komunal",
        "tangki septik",
        "communal septic tank",
        "tsk",
    ),
}
PLACE = ("village_kind", "village", "district", "hamlet", "rt", "rw")
# How a facility is named that has no name of its own; stored text, so not in the reader's language.
_NAMES: dict[str, str] = {
    FacilityType.COMMUNAL: "IPAL komunal",
    FacilityType.AREA: "IPAL kawasan",
    FacilityType.COMBINED: "IPAL kombinasi",
    FacilityType.MCK: "MCK",
    FacilityType.MCK_PLUS: "MCK Plus",
    FacilityType.MCK_PLUS_PLUS: "MCK Plus++",
    FacilityType.SHARED_TANK: "Tangki septik komunal",
}
_GROUP_NAME = re.compile(r"^(KSM|KPP|KSM/KPP|BPS)\s", re.I)
# Two points of one name that lie nearer than this are the same facility, measured twice.
_SAME_PLACE_M = 50
_METRES_PER_DEGREE = 111_320


@register
class FacilitySheet(PlacedSheet):
    """A row is known by its system number or code; else by region, village and name, and by its
    point where a file lists several of one name (a group that built many tanks).
    """

    name = "facilities"
    model = Facility
    title = _("Facilities")
    natural_key = ("region", "village", "name")
    filterset_class = FacilityFilter
    list_url = "ksm:facility-list"
    rough_note = "description"
    judged_later = ("ksm_facility_code_form",)
    fields = (
        column(Facility, "code", fixed=True, synonyms=("kode sarana", "facility code", "id sarana"),
               help_text=_("Given by the system; leave it empty for a new facility.")),
        column(Facility, "name", label=_("Facility"), required=True, sample="IPAL Komunal Pendulan",
               synonyms=("name", "nama", "nama sarana", "nama ipal", "nama mck", "ksm", "nama ksm", "sarana")),
        column(Facility, "facility_type", Choice(FacilityType, synonyms=TYPE_WORDS), sample="IPAL komunal",  # type: ignore[arg-type]
               help_text=_("Empty for a new facility: “Other facility”."),
               synonyms=("type", "jenis", "jenis sarana", "tipe", "jenis infrastruktur", "opsi teknologi", "sistem")),
        column(Facility, "region", RegionCell(), required=True, fixed=True, sample="Kab. Sleman",
               synonyms=("kabupaten", "kota", "kabupaten/kota", "kab/kota", "kode wilayah", "region code",
                         "kabkota", "daerah")),
        column(Facility, "village_kind", synonyms=("jenis desa/kelurahan",), sample="Kalurahan"),
        column(Facility, "village", PlaceCell(PLACE), sample="Sumberagung",
               synonyms=("desa", "kelurahan", "kalurahan", "desa/kelurahan", "kelurahan/desa", "lokasi", "alamat")),
        column(Facility, "district", synonyms=("kecamatan", "kapanewon", "kemantren"), sample="Moyudan"),
        column(Facility, "hamlet", synonyms=("dusun", "padukuhan", "kampung", "lingkungan"), sample="Pendulan"),
        column(Facility, "rt", sample="04"),
        column(Facility, "rw", sample="02"),
        column(Facility, "latitude", CoordinateCell(), synonyms=("lat", "lintang", "y", "koordinat"),
               sample="-7,795600"),
        column(Facility, "longitude", CoordinateCell(first=False), synonyms=("lon", "long", "lng", "bujur", "x"),
               sample="110,369500"),
        column(Facility, "coordinate_source"),
        column(Facility, "stage", synonyms=("tahap", "status pembangunan"), sample="Terbangun"),
        column(Facility, "built_on", synonyms=("build_year", "year built", "tahun", "tahun pembangunan", "tahun bangun",
                                               "dibangun tahun"), sample="2013"),
        column(Facility, "commissioned_on", synonyms=("tahun operasi", "mulai operasi")),
        column(Facility, "closed_on"),
        column(Facility, "design_kk", RoughCell("design_kk"), sample="±60",
               synonyms=("capacity_households", "kapasitas kk", "kapasitas (kk)", "target kk", "designed kk",
                         "rancangan kk")),
        column(Facility, "design_sr", RoughCell("design_sr"),
               synonyms=("kapasitas sr", "kapasitas (sr)", "target sr", "designed sr", "rancangan sr")),
        column(Facility, "design_jiwa", RoughCell("design_jiwa"),
               synonyms=("capacity_people", "kapasitas jiwa", "kapasitas (jiwa)")),
        column(Facility, "design_flow_m3_day", sample="12,5",
               synonyms=("debit rencana", "kapasitas m3/hari", "kapasitas (m3/hari)")),
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

    def __init__(self, user: Any) -> None:
        super().__init__(user)
        self.beside = beside.Beside()

    @override
    def prepare(self) -> None:
        super().prepare()
        self.beside.prepare()

    @override
    def rows(self) -> Any:
        return beside.with_beside(super().rows().select_related("region").order_by("code"))

    @override
    def plan(self, rows: Any) -> Any:
        return beside.with_beside(rows)

    @override
    def lookup(self, rows: list[Row]) -> None:
        for row in rows:
            self.beside.take(row)

    @override
    def adapt(self, row: Row) -> None:
        super().adapt(row)
        self.beside.meet(row)

    @override
    def derive(self, row: Row) -> None:
        values = row.values
        if "code" in values:
            return
        if "region" not in values and (own := only_region(self.user)):
            values["region"] = own
        if "region" in values:
            self.place(values, values["region"])
        words = _type_words(values.get("facility_type", ""))
        name = values.get("name", "")
        if not name and (values.get("village") or values.get("hamlet")):
            values["name"] = " ".join(
                filter(None, (words, values.get("village") or values["hamlet"]))
            )
        elif _GROUP_NAME.match(name):
            # The file names the group; the facility is called after it.
            longer = f"{words} {name}"
            if len(longer) <= (Facility._meta.get_field("name").max_length or 0):
                values["name"] = longer

    @override
    def complete(self, row: Row) -> None:
        values = row.values
        if "code" in values:
            row.fault(self._no_such_code(values["code"]), "code")
        self.beside.judge(row)
        values.setdefault("facility_type", FacilityType.OTHER)
        if values.get("latitude") is not None:
            values.setdefault("coordinate_source", CoordinateSource.DOCUMENT)

    def _no_such_code(self, code: str) -> str:
        region = code.partition("-")[0]
        if not in_scope(region, scope_of(self.user)):
            return __("%(region)s is outside your region.") % {"region": region}
        return __("This code does not exist. Leave it empty for a new facility.")

    @override
    def key_of(self, values: dict[str, Any]) -> tuple[Any, ...] | None:
        if values.get("code"):
            return ("code", values["code"])
        return super().key_of(values) if values.get("name") else None

    @override
    def keys_of_record(self, obj: Any) -> list[tuple[Any, ...] | None]:
        return [("code", obj.code), *super().keys_of_record(obj)]

    @override
    def hold(self, rows: list[Row]) -> None:
        hold_numbers({row.values["region"] for row in rows if "region" in row.values})

    @override
    def candidates(self, rows: list[Row]) -> Any:
        codes = {row.values["code"] for row in rows if "code" in row.values}
        names = {row.values["name"].lower() for row in rows if row.values.get("name")}
        regions = {row.values["region"] for row in rows if "region" in row.values}
        visible = Facility.objects.visible_to(self.user).order_by("pk")
        return visible.alias(folded=Lower("name")).filter(
            Q(code__in=codes) | Q(region__in=regions, folded__in=names)
        )

    @override
    def match(self, row: Row, found: list[Any]) -> Any:
        self._tell_apart(row)
        point = (row.values.get("latitude"), row.values.get("longitude"))
        if (row.key and row.key[0] == "code") or None in point:
            return super().match(row, found)
        same = [obj for obj in found if (obj.latitude, obj.longitude) == point]
        if same:
            taken = self._nth(row, point)
            return same[taken] if taken < len(same) else None
        if row.alike > 1:
            self._nth(row, point)
            return None
        without = [obj for obj in found if obj.latitude is None]
        near = [
            obj
            for obj in found
            if obj.latitude is not None and _metres(obj, point) <= _SAME_PLACE_M
        ]
        if fits := without + near:
            return super().match(row, fits)
        if found:
            raise ValidationError(
                __(
                    "A facility of this name stands elsewhere in this village (%(code)s). If it is the "
                    "same one, write its code; if not, give this one a name of its own."
                )
                % {"code": found[0].code}
            )
        return None

    def _tell_apart(self, row: Row) -> None:
        """Refuse a second row of one name in a village unless both have their points."""
        has_point = row.values.get("latitude") is not None
        named = self.__dict__.setdefault("_named", {}).setdefault(row.key, {})
        named[row.line] = has_point
        for line, other_has in named.items():
            if line < row.line and not (has_point and other_has):
                raise ValidationError(
                    __("The same record stands in line %(line)s.") % {"line": line}
                )

    def _nth(self, row: Row, point: tuple[Any, Any]) -> int:
        """Return how many rows before this one have its name and its very point."""
        times = self.__dict__.setdefault("_times", {})
        mark = (row.key, point)
        lines = times.setdefault(mark, [])
        if row.line not in lines:
            lines.append(row.line)
        row.nth = lines.index(row.line)
        return row.nth

    @override
    def identity(self, row: Row) -> tuple[Any, ...] | None:
        latitude = row.values.get("latitude")
        return (row.key, latitude, row.values.get("longitude"), row.nth) if row.key else None

    @override
    def insert(self, rows: list[Row], bulk: Any) -> None:
        facilities = [row.obj for row in rows]
        register_facilities(facilities=facilities, by=self.user, write=bulk.insert)
        self.beside.write(rows, bulk)

    @override
    def update(self, rows: list[Row], bulk: Any) -> None:
        # A facility that only gained something beside it counts as touched: a new version, told in its history.
        own = {name for row in rows for name in row.changed} - {beside.PROGRAMMES, beside.SEEN_ON}
        bulk.update([row.obj for row in rows], own)
        self.beside.write(rows, bulk)


def _type_words(value: str) -> str:
    return _NAMES.get(value, "Sarana")


def _metres(obj: Any, point: tuple[Any, Any]) -> float:
    """Return the distance to a point, good enough for tens of metres near the equator."""
    north = float(obj.latitude - point[0]) * _METRES_PER_DEGREE
    east = float(obj.longitude - point[1]) * _METRES_PER_DEGREE
    return (north * north + east * east) ** 0.5
