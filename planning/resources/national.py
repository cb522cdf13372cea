"""The sheets of national codes, and the column of a code in other sheets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import models
from django.utils.text import capfirst
from typing_extensions import override

from core.access import ScopedQuerySet
from core.importing import Choice, Row, Sheet, SheetField, column, register, source_columns
from core.importing.parents import Known
from core.people.users import User
from planning.models import FormColumn, NationalForm, SipdCode, SipdEdition
from planning.national.fields import DataSet


def _codes(user: User) -> Iterable[SipdCode]:
    return SipdCode.objects.visible_to(user).to_choose()


def _editions(user: User) -> Iterable[SipdEdition]:
    return SipdEdition.objects.visible_to(user).current().newest_first()


def sipd_column(model: type[models.Model]) -> SheetField:
    """Return the column of a record's SIPD code: with its edition, or alone, then of the newest edition that has it."""
    return column(
        model, "sipd_code", Known(_codes, lambda one: (one.named, one.code)),
        synonyms=("kode sipd", "sub kegiatan", "kode sub kegiatan", "kode rekening"),
    )  # fmt: skip


@register
class SipdEditionSheet(Sheet[Row]):
    name = "sipd-editions"
    model = SipdEdition
    title = capfirst(SipdEdition._meta.verbose_name_plural)
    list_url = "planning:sipd-edition-list"
    natural_key = ("title",)
    fields = (
        column(SipdEdition, "title", required=True, synonyms=("edisi", "keputusan"), sample="Permendagri 90/2019"),
        column(SipdEdition, "valid_from", synonyms=("berlaku sejak", "sejak"), sample="18 Oktober 2019"),
        column(SipdEdition, "valid_to", synonyms=("berlaku sampai",)),
        column(SipdEdition, "remark", synonyms=("keterangan",)),
        *source_columns(SipdEdition),
    )  # fmt: skip

    @override
    def candidates(self, rows: Sequence[Row]) -> ScopedQuerySet:
        return self.visible().filter(title__in=[row.values.get("title") for row in rows])


@register
class SipdCodeSheet(Sheet[Row]):
    name = "sipd-codes"
    model = SipdCode
    title = capfirst(SipdCode._meta.verbose_name_plural)
    list_url = "planning:sipd-code-list"
    natural_key = ("edition", "code")
    fields = (
        column(SipdCode, "edition", Known(_editions, lambda one: (one.title,)), required=True, fixed=True,
               synonyms=("edisi", "keputusan"), sample="Permendagri 90/2019"),
        column(SipdCode, "code", required=True, fixed=True, synonyms=("kode",), sample="1.03.05.2.01.0033"),
        column(SipdCode, "name", required=True, synonyms=("nama", "uraian", "nomenklatur"),
               sample="Penyediaan Jasa Penyedotan Lumpur Tinja"),
        column(SipdCode, "indicator", synonyms=("indikator",)),
        column(SipdCode, "unit", synonyms=("satuan",), sample="Rumah Tangga"),
        *source_columns(SipdCode),
    )  # fmt: skip

    @override
    def load(self, rows: ScopedQuerySet) -> ScopedQuerySet:
        return rows.select_related("edition")

    @override
    def candidates(self, rows: Sequence[Row]) -> ScopedQuerySet:
        return self.visible().filter(code__in=[row.values.get("code") for row in rows])


def _forms(user: User) -> Iterable[NationalForm]:
    return NationalForm.objects.visible_to(user).current()


@register
class NationalFormSheet(Sheet[Row]):
    name = "national-forms"
    model = NationalForm
    title = capfirst(NationalForm._meta.verbose_name_plural)
    list_url = "planning:national-form-list"
    natural_key = ("title",)
    fields = (
        column(NationalForm, "title", required=True, synonyms=("bentuk", "judul"), sample="Lembar IPAL"),
        column(NationalForm, "dataset", Choice(DataSet), required=True, synonyms=("data",),
               sample=DataSet.FACILITIES.label),
        column(NationalForm, "definition", synonyms=("definisi",)),
        column(NationalForm, "measure", synonyms=("pengukuran",)),
        column(NationalForm, "unit", synonyms=("satuan",)),
        column(NationalForm, "producer", synonyms=("produsen", "produsen data")),
        column(NationalForm, "frequency", synonyms=("frekuensi",)),
        column(NationalForm, "licence", synonyms=("lisensi",)),
        column(NationalForm, "valid_from", synonyms=("berlaku sejak",)),
        *source_columns(NationalForm),
    )  # fmt: skip

    @override
    def candidates(self, rows: Sequence[Row]) -> ScopedQuerySet:
        return self.visible().filter(title__in=[row.values.get("title") for row in rows])


@register
class FormColumnSheet(Sheet[Row]):
    name = "form-columns"
    model = FormColumn
    title = capfirst(FormColumn._meta.verbose_name_plural)
    list_url = "planning:national-form-list"
    natural_key = ("form", "column")
    fields = (
        column(FormColumn, "form", Known(_forms, lambda one: (one.title,)), required=True, fixed=True,
               synonyms=("bentuk",), sample="Lembar IPAL"),
        column(FormColumn, "column", required=True, fixed=True, synonyms=("kolom",), sample="kode_kabupaten_kota"),
        column(FormColumn, "field", required=True, synonyms=("isian", "isian kami"), sample="kode_kabupaten_kota"),
        column(FormColumn, "order", synonyms=("urutan",)),
        *source_columns(FormColumn),
    )  # fmt: skip

    @override
    def load(self, rows: ScopedQuerySet) -> ScopedQuerySet:
        return rows.select_related("form")

    @override
    def candidates(self, rows: Sequence[Row]) -> ScopedQuerySet:
        return self.visible().filter(form__in=[row.values.get("form") for row in rows])
