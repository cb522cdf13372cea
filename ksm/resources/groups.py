"""The sheet of groups."""

from __future__ import annotations

import re

from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import ScopedQuerySet
from core.importing import Choice, Line, RegionCell, Row, column, register
from core.importing.rows import Raw
from core.tools.files.spreadsheets import plain
from ksm.choices import GroupKind, GroupStatus, Membership
from ksm.filters.groups import GroupFilter
from ksm.models import Group
from ksm.resources.cells import PlaceCell, TagsCell
from ksm.resources.places import PlacedSheet

_KINDS = (
    ("ksm/kpp", GroupKind.KSM_KPP),
    ("ksm", GroupKind.KSM),
    ("kpp", GroupKind.KPP),
    ("bps", GroupKind.BPS),
)


_DATED = re.compile(r"\s+(?:sejak|sampai|since|until)\s.*$", re.I)


def kind_of_name(name: str) -> str:
    """Return the kind of group that its name begins with, "lain" where it tells none."""
    lower = name.lower()
    return next((kind for word, kind in _KINDS if lower.startswith(f"{word} ")), GroupKind.OTHER)


class MembershipCell(Choice):
    """A membership; lists say it with its dates ("Anggota sejak 2014"), which have columns of their own."""

    @override
    def clean(self, value: Raw) -> object:
        # Blanks once: from each of a run of them the pattern would be tried again.
        return super().clean(_DATED.sub("", " ".join(plain(value).split())))


@register
class GroupSheet(PlacedSheet[Row]):
    name = "groups"
    model = Group
    title = _("Groups")
    natural_key = ("region", "village", "name")
    filterset_class = GroupFilter
    list_url = "ksm:group-list"
    fields = (
        column(Group, "name", label=_("Group"), required=True, sample="KSM Tirta Guna",
               synonyms=("name", "nama", "nama ksm", "nama kpp", "nama kelompok", "ksm", "ksm/kpp", "kelompok")),
        column(Group, "kind", Choice(GroupKind, synonyms={
                   GroupKind.KSM: ("ksm", "pokmas"), GroupKind.KPP: ("kpp",), GroupKind.BPS: ("bps",),
                   GroupKind.KSM_KPP: ("ksm/kpp", "ksm dan kpp"), GroupKind.OTHER: ("lain", "lainnya")}),
               synonyms=("jenis", "jenis kelompok", "type"), sample="KPP",
               help_text=_("Empty for a new group: as its name begins.")),
        column(Group, "region", RegionCell(), required=True, fixed=True, sample="Kab. Sleman",
               synonyms=("kabupaten", "kota", "kabupaten/kota", "kab/kota", "kode wilayah", "region code", "daerah")),
        column(Group, "village_kind", synonyms=("jenis desa/kelurahan",), sample="Kalurahan"),
        column(Group, "village", PlaceCell(("village_kind", "village", "district", "hamlet")), sample="Sumberagung",
               synonyms=("desa", "kelurahan", "kalurahan", "desa/kelurahan", "lokasi", "alamat")),
        column(Group, "district", synonyms=("kecamatan", "kapanewon", "kemantren"), sample="Moyudan"),
        column(Group, "hamlet", synonyms=("dusun", "padukuhan", "kampung")),
        column(Group, "formed_on", synonyms=("dibentuk", "tahun berdiri", "tahun terbentuk"), sample="2013"),
        column(Group, "legal_basis", synonyms=("dasar hukum", "legalitas")),
        column(Group, "decree", synonyms=("nomor sk", "no sk", "sk", "sk atau akta", "decree or deed")),
        column(Group, "status", Choice(GroupStatus), synonyms=("keaktifan",), sample="Aktif"),
        column(Group, "membership", MembershipCell(Membership, synonyms={
                   Membership.YES: ("ya", "anggota", "yes"), Membership.NO: ("belum", "tidak", "bukan anggota", "no")}),
               synonyms=("anggota aksansi", "keanggotaan", "aksansi")),
        column(Group, "member_from", synonyms=("anggota sejak",)),
        column(Group, "member_to", synonyms=("anggota sampai", "anggota hingga")),
        column(Group, "contact_name", personal=True, synonyms=("nama kontak", "narahubung", "ketua")),
        column(Group, "contact_phone", personal=True),
        column(Group, "tags", TagsCell(), synonyms=("label", "tanda", "tag"), sample="prioritas rehab"),
        column(Group, "description", synonyms=("keterangan", "catatan")),
        column(Group, "source", Line(), synonyms=("sumber", "sumber data")),
        column(Group, "source_url", synonyms=("url", "tautan")),
        column(Group, "as_of", synonyms=("per tanggal", "keadaan", "tanggal data")),
    )  # fmt: skip

    @override
    def rows(self) -> ScopedQuerySet:
        return super().rows().order_by("region", "name", "pk")

    @override
    def decide(self, row: Row) -> None:
        values = row.values
        if row.is_new:
            values.setdefault("kind", kind_of_name(values.get("name", "")))
            if values.get("member_from") or values.get("member_to"):
                values.setdefault("membership", Membership.YES)
        super().decide(row)
