"""What a table says of itself beside its rows, under the words of Satu Data: never more than is known."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from core.land import bps
from core.land.regions import Region
from planning.national.fields import field_of
from planning.national.maps import FormColumn, NationalForm
from planning.national.rows import Row

UNSETTLED = "belum ditetapkan"


def metadata_of(
    form: NationalForm,
    columns: Sequence[FormColumn],
    rows: Sequence[Row],
    *,
    region: Region,
    year: int,
) -> dict[str, object]:
    """Return the metadata of one export. What BPS or the producer has not settled yet says so, or is null."""
    sources = sorted({str(row["sumber"]) for row in rows if row.get("sumber")})
    units = sorted({str(row["satuan"]) for row in rows if row.get("satuan")})
    return {
        "judul": f"{form.title}, {region.name}, {year}",
        "produsen_data": form.producer or UNSETTLED,
        "periode": str(year),
        "dimensi_awal": str(year),
        "dimensi_akhir": str(year),
        "cakupan": region.name,
        "kode_wilayah_kemendagri": region.pk,
        "kode_wilayah_bps": bps.bps_code(region.pk) or None,
        "kode_wilayah_bps_menurut": f"tabel padanan BPS, {bps.AS_OF}",
        "pengukuran": form.measure or UNSETTLED,
        "satuan": form.unit or ", ".join(units) or UNSETTLED,
        "definisi": form.definition or UNSETTLED,
        "frekuensi": form.frequency or UNSETTLED,
        "sumber": sources or ["Catatan AKSANSI dalam sistem ini"],
        "sumber_bentuk": form.source or UNSETTLED,
        "edisi_bentuk": form.valid_from or UNSETTLED,
        "lisensi": form.licence or UNSETTLED,
        "kode_kegiatan": None,  # given by BPS, never by the producer
        "kode_indikator": None,
        "memuat_contoh": any(row.get("contoh") == "ya" for row in rows),
        "jumlah_baris": len(rows),
        "dibuat": timezone.localtime().isoformat(timespec="seconds"),
        "kolom": [_variable(form, column) for column in columns],
    }


def _variable(form: NationalForm, column: FormColumn) -> dict[str, object]:
    field = field_of(form.dataset, column.field)
    return {
        "nama": column.column,
        "alias": column.field,
        "definisi": str(column.label),
        "satuan": (field.unit if field else "") or None,
    }
