"""The fields of ours a national form may ask for, by set of data: the vocabulary of the maps."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.tools.rows.values import value_class


class DataSet(models.TextChoices):
    COUNTS = "counts", _("Facilities counted by type and function")
    FACILITIES = "facilities", _("Facilities one by one")
    LADDER = "ladder", _("Access ladder, a row a region")
    ACCESS = "access", _("Access ladder, a row a rung")
    SPM = "spm", _("Minimum service (SPM)")
    ACTIVITIES = "activities", _("Activities of annual plans")
    PROPOSALS = "proposals", _("Lines of budget proposals")


@value_class
class DataField:
    """One field: its name in a map, what it holds, and its unit where it is a number."""

    name: str
    label: object
    unit: str = ""


_F = DataField
_REGION = (
    _F("id", _("Number of the row")),
    _F("kode_provinsi", _("BPS code of the province")),
    _F("nama_provinsi", _("Name of the province, in capitals")),
    _F("kode_kabupaten_kota", _("BPS code of the kabupaten or kota")),
    _F("kode_kemendagri", _("Kemendagri code of the region")),
    _F("nama_kabupaten_kota", _("Name of the kabupaten or kota, in capitals")),
    _F("tahun", _("Year")),
)
_SIPD = (
    _F("kode_sipd", _("SIPD code")),
    _F("edisi_sipd", _("Edition of the SIPD code")),
    _F("nama_sipd", _("Name of the SIPD code")),
)
_EXAMPLE = _F("contoh", _("Whether a made-up example"))
_STATED = (
    _F("satuan", _("Unit the source counts in")),
    _F("sumber", _("Source")),
    _F("keadaan", _("As of")),
    _EXAMPLE,
)
_FIELDS: dict[str, tuple[DataField, ...]] = {
    DataSet.COUNTS: (
        *_REGION,
        _F("jenis_sarana", _("Type")),
        _F("keberfungsian", _("Function")),
        _F("jumlah_sarana", _("Number of facilities"), "UNIT"),
        _F("satuan", _("Unit")),
    ),
    DataSet.FACILITIES: (
        *_REGION,
        _F("kecamatan", _("District")),
        _F("desa", _("Village")),
        _F("kode_sarana", _("Code")),
        _F("nama_sarana", _("Facility")),
        _F("jenis_sarana", _("Type")),
        _F("tahun_bangun", _("Year built")),
        _F("kapasitas_desain", _("Design flow (m³/day)"), "m³/hari"),
        _F("sr_desain", _("Designed SR"), "SR"),
        _F("kk_desain", _("Designed KK"), "KK"),
        _F("jiwa_desain", _("Designed for people"), "jiwa"),
        _F("sr_aktif", _("Active SR"), "SR"),
        _F("kk_terlayani", _("KK served"), "KK"),
        _F("jiwa_terlayani", _("People served"), "jiwa"),
        _F("keberfungsian", _("Function")),
        _F("kondisi", _("Condition")),
        _F("status_aset", _("Asset status")),
        _F("lintang", _("Latitude")),
        _F("bujur", _("Longitude")),
        _EXAMPLE,
    ),
    DataSet.LADDER: (
        *_REGION,
        _F("aman_terpusat", _("Access: safely managed (piped)")),
        _F("aman_setempat", _("Access: safely managed (on site)")),
        _F("layak_sendiri", _("Access: improved, own facility")),
        _F("layak_bersama", _("Access: improved, shared facility")),
        _F("belum_layak", _("Access: unimproved")),
        _F("babs_tertutup", _("Access: closed open defecation")),
        _F("babs_terbuka", _("Access: open defecation")),
        *_STATED,
    ),
    DataSet.ACCESS: (
        *_REGION,
        _F("kategori", _("Rung")),
        _F("kelas_nasional", _("National class")),
        _F("jumlah", _("Number")),
        *_STATED,
    ),
    DataSet.SPM: (
        *_REGION,
        _F("indikator", _("Indicator")),
        _F("target", _("Entitled to the service, or needed")),
        _F("realisasi", _("Served, or provided")),
        *_STATED,
    ),
    DataSet.ACTIVITIES: (
        *_REGION,
        *_SIPD,
        _F("kegiatan", _("Activity")),
        _F("indikator", _("Indicator")),
        _F("target", _("Target")),
        _F("realisasi", _("Realised")),
        _F("satuan", _("Unit")),
        _F("pagu", _("Budget"), "Rp"),
        _F("realisasi_biaya", _("Money realised"), "Rp"),
        _F("status_rencana", _("Status of the plan")),
        _EXAMPLE,
    ),
    DataSet.PROPOSALS: (
        *_REGION,
        *_SIPD,
        _F("usulan", _("Proposal")),
        _F("ditujukan_kepada", _("Put forward to")),
        _F("layanan", _("Service")),
        _F("kode_sarana", _("Code")),
        _F("nama_sarana", _("Facility")),
        _F("jumlah", _("Quantity")),
        _F("satuan", _("Unit")),
        _F("harga_satuan", _("Unit cost"), "Rp"),
        _F("total", _("Total"), "Rp"),
        _EXAMPLE,
    ),
}


def fields_of(dataset: str) -> tuple[DataField, ...]:
    """Return the fields of a set of data; none of a set that is not known."""
    return _FIELDS.get(dataset, ())


def field_of(dataset: str, name: str) -> DataField | None:
    return next((one for one in fields_of(dataset) if one.name == name), None)
