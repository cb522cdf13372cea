"""What the sheets under a cooperation share: it is named by its region and, of several, by the counterpart."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from agreements.models import Partnership
from core.importing import Line, RegionCell, SheetField, column
from core.importing.parents import ParentSheet

REGION = (
    "region",
    "wilayah",
    "kabupaten",
    "kota",
    "kabupaten/kota",
    "kab/kota",
    "kode wilayah",
    "daerah",
)


def partnership_columns(model: type[models.Model]) -> tuple[SheetField, ...]:
    """Return the columns that name the cooperation of a row."""
    return (
        column(
            model, "partnership", RegionCell(with_provinces=True), label=_("Region"), required=True, fixed=True,
            synonyms=REGION, sample="Kab. Sleman", value=lambda one: one.partnership.region_id,
        ),
        column(
            Partnership, "counterpart", Line(), fixed=True, synonyms=("mitra", "pihak kedua"),
            value=lambda one: one.partnership.counterpart,
            help_text=_("Needed where AKSANSI works with several in the region."),
        ),
    )  # fmt: skip


class PartnershipSheet(ParentSheet):
    parent = "partnership"
    beside = {"counterpart": "counterpart"}
