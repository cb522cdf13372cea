"""The sheets of long-term dreams, and of what the Secretariat found at a chapter and was promised."""

from __future__ import annotations

from django.utils.text import capfirst

from core.importing import column, register, source_columns
from core.importing.parents import ParentSheet
from planning.filters import CheckInFilter, VisionFilter
from planning.models import CheckIn, Vision
from planning.resources.years import chapter_column


@register
class VisionSheet(ParentSheet):
    name = "visions"
    model = Vision
    title = capfirst(Vision._meta.verbose_name_plural)
    list_url = "planning:vision-list"
    filterset_class = VisionFilter
    parent = "chapter"
    natural_key = ("chapter", "text")
    fields = (
        chapter_column(Vision),
        column(Vision, "text", required=True, synonyms=("mimpi", "visi", "cita-cita"),
               sample="Semua sarana dikelola warganya sendiri"),
        column(Vision, "set_on", synonyms=("disepakati", "tanggal", "tahun"), sample="2016"),
        *source_columns(Vision),
    )  # fmt: skip


@register
class CheckInSheet(ParentSheet):
    """What was found and promised; that a promise was kept is told on its page."""

    name = "check-ins"
    model = CheckIn
    title = capfirst(CheckIn._meta.verbose_name_plural)
    list_url = "planning:check-in-list"
    filterset_class = CheckInFilter
    parent = "chapter"
    natural_key = ("chapter", "checked_on", "means")
    fields = (
        chapter_column(CheckIn),
        column(CheckIn, "checked_on", required=True, synonyms=("tanggal", "dicek pada"), sample="14 Maret 2018"),
        column(CheckIn, "means", required=True, synonyms=("cara", "lewat"), sample="Telepon"),
        column(CheckIn, "found", required=True, synonyms=("temuan", "catatan", "saran"),
               sample="Rencana belum dibahas dengan Bappeda"),
        column(CheckIn, "is_released", synonyms=("juga untuk pemerintah daerah",)),
        column(CheckIn, "promise", synonyms=("janji", "kesanggupan")),
        column(CheckIn, "promise_due", synonyms=("batas waktu", "sampai")),
        *source_columns(CheckIn),
    )  # fmt: skip
