"""The sheets of agreements, blockers and contacts for the import wizard; a cooperation is named by its region."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.utils.text import capfirst
from django.utils.translation import gettext as __
from typing_extensions import override

from agreements.filters import AgreementFilter, BlockerFilter, ContactFilter
from agreements.models import Agreement, Blocker, BlockerReason, Contact
from agreements.models.choices import PaperState
from agreements.models.journal import ContactKind, ContactOutcome
from agreements.resources.partnerships import PartnershipSheet, partnership_columns
from chapters.models import Office
from core.access import ScopedQuerySet
from core.importing import Line, Row, Writer, column, register, source_columns
from core.importing.parents import Known
from core.importing.sheets import folded
from core.people.users import User


@register
class AgreementSheet(PartnershipSheet):
    """An addendum, and a PKS that rests on an MoU, name the paper they rest on by its number or title."""

    name = "agreements"
    model = Agreement
    title = capfirst(Agreement._meta.verbose_name_plural)
    list_url = "agreements:agreement-list"
    filterset_class = AgreementFilter
    natural_key = ("partnership", "kind", "title")
    fields = (
        *partnership_columns(Agreement),
        column(Agreement, "kind", required=True, fixed=True, sample="MoU", synonyms=("jenis", "jenis naskah")),
        column(Agreement, "title", required=True, sample="Kerja sama pengelolaan IPAL komunal",
               synonyms=("judul", "perihal", "tentang")),
        column(Agreement, "parent", Line(), value=lambda one: (one.parent.number_ours or one.parent.title)
               if one.parent else "", synonyms=("induk", "naskah induk")),
        column(Agreement, "paper", synonyms=("status naskah", "keadaan naskah"), sample=PaperState.SIGNED.label),
        column(Agreement, "number_ours", synonyms=("nomor", "nomor aksansi")),
        column(Agreement, "number_theirs", synonyms=("nomor pemda", "nomor pemerintah daerah")),
        column(Agreement, "handed_over_on", synonyms=("diserahkan",)),
        column(Agreement, "signed_on", synonyms=("ditandatangani", "tanggal ttd"), sample="14 Maret 2018"),
        column(Agreement, "cancelled_on"),
        column(Agreement, "place", synonyms=("tempat",)),
        column(Agreement, "signatory_ours"),
        column(Agreement, "signatory_theirs"),
        column(Agreement, "legal_basis", synonyms=("dasar hukum",)),
        column(Agreement, "starts_on", synonyms=("mulai berlaku", "berlaku mulai")),
        column(Agreement, "ends_on", synonyms=("berakhir", "berlaku sampai")),
        column(Agreement, "scope", synonyms=("ruang lingkup",)),
        column(Agreement, "remarks", synonyms=("keterangan", "catatan")),
        *source_columns(Agreement),
    )  # fmt: skip

    @override
    def rows(self) -> ScopedQuerySet:
        return super().rows().order_by("partnership__region", "pk")

    @override
    def load(self, rows: ScopedQuerySet) -> ScopedQuerySet:
        return super().load(rows).select_related("parent")

    @override
    def read(self, rows: Sequence[Row]) -> None:
        super().read(rows)
        named = [row for row in rows if "parent" in row.values]
        at = [row.values["partnership"].pk for row in named if "partnership" in row.values]
        known: dict[tuple[int, str], list[Agreement]] = defaultdict(list)
        for one in self.visible().current().filter(partnership__in=at):
            for word in {folded(one.number_ours), folded(one.title)} - {""}:
                known[one.partnership_id, word].append(one)
        for row in named:
            text, partnership = row.values.pop("parent"), row.values.get("partnership")
            fits = known[partnership.pk, folded(text)] if partnership else []
            if len(fits) == 1:
                row.values["parent"] = fits[0]
            elif partnership:
                row.fault(
                    __("No agreement here has the number or title “%(name)s”.")
                    % {"name": text[:80]},
                    "parent",
                )


def _reasons(user: User) -> Iterable[BlockerReason]:
    return BlockerReason.objects.visible_to(user).current().order_by("code")


def _offices(user: User) -> Iterable[Office]:
    return Office.objects.visible_to(user).current().order_by("name", "pk")


@register
class BlockerSheet(PartnershipSheet):
    name = "blockers"
    model = Blocker
    title = capfirst(Blocker._meta.verbose_name_plural)
    list_url = "agreements:blocker-list"
    filterset_class = BlockerFilter
    natural_key = ("partnership", "reason", "raised_on")
    fields = (
        *partnership_columns(Blocker),
        column(Blocker, "reason", Known(_reasons, lambda one: (one.label_id, one.label_en, one.code, one.short_code)),
               required=True, fixed=True, synonyms=("alasan", "kendala", "sebab"), sample="B2A_PERSON_MOVED"),
        column(Blocker, "raised_on", required=True, synonyms=("sejak", "mulai", "tanggal"), sample="2018-03"),
        column(Blocker, "note", synonyms=("uraian", "keterangan", "catatan")),
        column(Blocker, "office", Known(_offices, lambda one: (one.name, one.short_name)),
               synonyms=("instansi", "opd", "dinas")),
        column(Blocker, "action_taken", synonyms=("tindakan",)),
        column(Blocker, "resolved_on", synonyms=("selesai", "teratasi pada")),
        column(Blocker, "resolution", synonyms=("cara penyelesaian",)),
        column(Blocker, "resolution_text", synonyms=("yang berhasil",)),
        *source_columns(Blocker),
    )  # fmt: skip

    @override
    def load(self, rows: ScopedQuerySet) -> ScopedQuerySet:
        return super().load(rows).select_related("reason", "office")

    @override
    def add(self, rows: Sequence[Row], writer: Writer) -> None:
        for row in rows:
            row.obj.raised_by = self.user
        super().add(rows, writer)


@register
class ContactSheet(PartnershipSheet):
    """A next step stays with its contact; that of the cooperation is set on its page."""

    name = "contacts"
    model = Contact
    title = capfirst(Contact._meta.verbose_name_plural)
    list_url = "agreements:contact-list"
    filterset_class = ContactFilter
    natural_key = ("partnership", "kind", "held_on")
    fields = (
        *partnership_columns(Contact),
        column(Contact, "kind", required=True, synonyms=("jenis", "jenis kontak"), sample=ContactKind.AUDIENCE.label),
        column(Contact, "held_on", synonyms=("tanggal", "hari"), sample="14 Maret 2018"),
        column(Contact, "people", synonyms=("hadir", "peserta", "orang")),
        column(Contact, "outcome", required=True, synonyms=("hasil",), sample=ContactOutcome.FOLLOW_UP.label),
        column(Contact, "outcome_text", synonyms=("uraian hasil", "keterangan", "catatan")),
        column(Contact, "next_step", synonyms=("tindak lanjut", "langkah berikut")),
        column(Contact, "next_step_owner", synonyms=("pelaksana tindak lanjut",)),
        column(Contact, "next_step_due", synonyms=("tenggat",)),
        *source_columns(Contact),
    )  # fmt: skip

    @override
    def add(self, rows: Sequence[Row], writer: Writer) -> None:
        for row in rows:
            row.obj.entered_by = self.user
        super().add(rows, writer)
