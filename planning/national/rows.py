"""The rows of each set of data for a region and a year, as its reader may see them; a fixed number of queries each.

A row is a plain mapping of field to value; None and "" are what is not known. Regions are told by the codes of BPS
where the crosswalk knows them, always by Kemendagri's.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from django.utils import timezone

from core.land.bps import bps_code
from core.land.regions import Region
from core.people.users import User
from core.tools import partial_dates
from ksm.choices import Condition, FunctionStatus
from ksm.models import DatedFact, Facility
from ksm.reports.ladder import Series, measures, rungs
from planning.models import Activity, ProposalLine, SipdCode
from planning.national.fields import DataSet

Row = dict[str, object]


def rows_of(dataset: str, *, user: User, region: Region, year: int) -> list[Row]:
    """Return the rows of a set of data, numbered from 1. Raises KeyError for a set that is not known."""
    made = _MAKERS[dataset](user, region, year)
    return [{"id": number, "tahun": year, **row} for number, row in enumerate(made, start=1)]


def _place(region: Region) -> Row:
    """Return how a region is told; `parent` loaded. Of a province's own rows no kabupaten is told."""
    province = region if region.is_province else region.parent
    own = None if region.is_province else region
    return {
        "kode_provinsi": bps_code(province.pk if province else None),
        "nama_provinsi": province.name.upper() if province else "",
        "kode_kabupaten_kota": bps_code(own.pk if own else None),
        "nama_kabupaten_kota": own.name.upper() if own else "",
        "kode_kemendagri": region.pk,
    }


def _yes(value: bool) -> str:
    return "ya" if value else "tidak"


def _facilities(user: User, region: Region, year: int) -> list[Facility]:
    at = min(dt.date(year, 12, 31), timezone.localdate())
    rows = Facility.objects.visible_to(user).in_region(region.pk).existing(at).as_of(at)
    return list(rows.select_related("region__parent").order_by("region_id", "code"))


def _function(row: Facility) -> object:
    return FunctionStatus(getattr(row, "latest_function", None) or FunctionStatus.UNKNOWN).label


def _one_by_one(user: User, region: Region, year: int) -> Iterator[Row]:
    for row in _facilities(user, region, year):
        condition = getattr(row, "latest_condition", None)
        yield {
            **_place(row.region),
            "kecamatan": row.district,
            "desa": row.village,
            "kode_sarana": row.code,
            "nama_sarana": row.name,
            "jenis_sarana": row.get_facility_type_display(),
            "tahun_bangun": row.built_on[:4],
            "kapasitas_desain": row.design_flow_m3_day,
            "sr_desain": getattr(row, "design_sr_at", None),
            "kk_desain": getattr(row, "design_kk_at", None),
            "jiwa_desain": row.design_jiwa,
            "sr_aktif": getattr(row, "latest_active_sr", None),
            "kk_terlayani": getattr(row, "latest_kk", None),
            "jiwa_terlayani": getattr(row, "latest_jiwa", None),
            "keberfungsian": _function(row),
            "kondisi": Condition(condition).label if condition else "",
            "status_aset": row.get_asset_status_display(),
            "lintang": row.latitude,
            "bujur": row.longitude,
            "contoh": _yes(row.is_example),
        }


def _counted(user: User, region: Region, year: int) -> Iterator[Row]:
    """Made-up examples are not counted."""
    rows = [row for row in _facilities(user, region, year) if not row.is_example]
    places = {row.region_id: row.region for row in rows}
    counts = Counter(
        (row.region_id, str(row.get_facility_type_display()), str(_function(row))) for row in rows
    )
    for (code, kind, function), count in sorted(counts.items()):
        yield {
            **_place(places[code]), "jenis_sarana": kind, "keberfungsian": function,
            "jumlah_sarana": count, "satuan": "UNIT",
        }  # fmt: skip


def _stated(user: User, region: Region, year: int, series: Iterable[Series]) -> list[DatedFact]:
    """Return the newest figure of the year by region, series and unit; 1 query."""
    rows = DatedFact.objects.visible_to(user).in_region(region.pk).current().of_region_itself()
    rows = rows.filter(code__in=[one.code for one in series], area="", is_planned=False)
    rows = rows.filter(value__isnull=False).in_year(year).select_related("region__parent")
    found: dict[tuple[object, str, str], DatedFact] = {}
    for fact in rows.newest_first():
        found.setdefault((fact.region_id, fact.code, fact.unit), fact)
    return sorted(found.values(), key=lambda fact: (str(fact.region_id), fact.unit, fact.code))


def _told(fact: DatedFact) -> Row:
    assert fact.region is not None  # in a region, by the query
    return {
        **_place(fact.region),
        "satuan": fact.unit,
        "sumber": fact.source or fact.source_url,
        "keadaan": partial_dates.display(fact.as_of or fact.period_to or fact.period_from),
        "contoh": _yes(fact.is_example),
    }


def _by_rung(user: User, region: Region, year: int) -> Iterator[Row]:
    names = {one.code: one for one in rungs()}
    for fact in _stated(user, region, year, rungs()):
        one = names[fact.code]
        yield {
            **_told(fact),
            "kategori": one.label_id,
            "kelas_nasional": one.national_id,
            "jumlah": fact.value,
        }


def _by_region(user: User, region: Region, year: int) -> Iterator[Row]:
    """A row a region and unit, of one source and day; what another source states has a row of its own."""
    found: dict[tuple[object, ...], Row] = {}
    for fact in _stated(user, region, year, rungs()):
        told = _told(fact)
        key = (fact.region_id, fact.unit, told["sumber"], told["keadaan"])
        name = fact.code.removeprefix("akses-").replace("-", "_")
        found.setdefault(key, told)[name] = fact.value
    yield from found.values()


def _spm(user: User, region: Region, year: int) -> Iterator[Row]:
    names = {one.code: one.label_id for one in measures()}
    for fact in _stated(user, region, year, measures()):
        yield {
            **_told(fact),
            "indikator": names[fact.code],
            "target": fact.sample_size,
            "realisasi": fact.value,
        }


def _coded(code: SipdCode | None) -> Row:
    if code is None:
        return {}
    return {"kode_sipd": code.code, "edisi_sipd": code.edition.title, "nama_sipd": code.name}


def _activities(user: User, region: Region, year: int) -> Iterator[Row]:
    rows = Activity.objects.visible_to(user).in_region(region.pk).current()
    rows = rows.filter(plan__year=year, plan__archived_at__isnull=True).with_figures()
    rows = rows.select_related("plan__chapter__region__parent", "sipd_code__edition")
    for row in rows.order_by("plan__chapter__region_id", "field", "order", "pk"):
        yield {
            **_place(row.plan.chapter.region),
            **_coded(row.sipd_code),
            "kegiatan": row.title,
            "indikator": row.indicator,
            "target": row.target,
            "realisasi": getattr(row, "realised", None),
            "satuan": row.unit,
            "pagu": getattr(row, "budget", None),
            "realisasi_biaya": getattr(row, "spent", None),
            "status_rencana": row.plan.get_state_display(),
            "contoh": _yes(row.is_example),
        }


def _proposals(user: User, region: Region, year: int) -> Iterator[Row]:
    """The code is that of the service, else that of the whole proposal; neither is worked out."""
    rows = ProposalLine.objects.visible_to(user).in_region(region.pk).current()
    rows = rows.filter(proposal__year=year, proposal__archived_at__isnull=True).select_related(
        "proposal__region__parent", "proposal__office", "proposal__sipd_code__edition",
        "service__sipd_code__edition", "facility",
    )  # fmt: skip
    for row in rows.order_by("proposal__region_id", "proposal", "service__order", "facility__code"):
        whole = row.proposal
        yield {
            **_place(whole.region),
            **_coded(row.service.sipd_code or whole.sipd_code),
            "usulan": whole.title,
            "ditujukan_kepada": str(whole.office or whole.get_forum_display()),
            "layanan": row.service.label_id,
            "kode_sarana": row.facility.code,
            "nama_sarana": row.facility.name,
            "jumlah": row.quantity,
            "satuan": row.service.unit,
            "harga_satuan": row.unit_cost,
            "total": row.total,
            "contoh": _yes(row.is_example or whole.is_example),
        }


_MAKERS: dict[str, Callable[[User, Region, int], Iterable[Row]]] = {
    DataSet.COUNTS: _counted,
    DataSet.FACILITIES: _one_by_one,
    DataSet.LADDER: _by_region,
    DataSet.ACCESS: _by_rung,
    DataSet.SPM: _spm,
    DataSet.ACTIVITIES: _activities,
    DataSet.PROPOSALS: _proposals,
}
