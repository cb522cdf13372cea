"""Regions of Indonesia by Kemendagri code (Kepmendagri 300.2.2-2138/2025)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Case, F, IntegerField, Q, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import ScopedQuerySet
from core.tools.rows.areas import CODE_PATTERN

_CODE = re.compile(CODE_PATTERN)
_NO_LETTER = re.compile(r"[^a-z0-9]")


@lru_cache(maxsize=8192)
def search_key(text: str) -> str:
    """Return text as searches compare it: lower case, no accents, letters and digits only."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return _NO_LETTER.sub("", text.lower())


class RegionKind(models.TextChoices):
    PROVINCE = "provinsi", _("Province")
    REGENCY = "kabupaten", _("Regency (kabupaten)")
    CITY = "kota", _("City (kota)")
    DISTRICT = "kecamatan", _("District (kecamatan)")
    KAPANEWON = "kapanewon", _("District (kapanewon)")
    KEMANTREN = "kemantren", _("District (kemantren)")
    URBAN_VILLAGE = "kelurahan", _("Urban village (kelurahan)")
    VILLAGE = "desa", _("Village (desa)")
    KALURAHAN = "kalurahan", _("Village (kalurahan)")

    @classmethod
    def of_level(cls, level: int) -> tuple[RegionKind, ...]:
        """Return the kinds a code of 1 to 4 parts can have (domain §2.3)."""
        return {
            1: (cls.PROVINCE,),
            2: (cls.REGENCY, cls.CITY),
            3: (cls.DISTRICT, cls.KAPANEWON, cls.KEMANTREN),
            4: (cls.URBAN_VILLAGE, cls.VILLAGE, cls.KALURAHAN),
        }[level]


# Below kabupaten and kota the official names carry no kind; kalurahan and kelurahan differ in law.
_BELOW = {
    RegionKind.DISTRICT: "Kec.",
    RegionKind.KAPANEWON: "Kapanewon",
    RegionKind.KEMANTREN: "Kemantren",
    RegionKind.URBAN_VILLAGE: "Kel.",
    RegionKind.VILLAGE: "Desa",
    RegionKind.KALURAHAN: "Kalurahan",
}


def kind_below(code: str) -> RegionKind:
    """Return what the district or village of a code is called, by code and region alone (domain §2.3).

    Raises ValueError for the code of a province, kabupaten or kota.
    """
    if len(code) == 8:
        if code.startswith("34.71."):
            return RegionKind.KEMANTREN
        return RegionKind.KAPANEWON if code.startswith("34.") else RegionKind.DISTRICT
    if len(code) != 13:
        raise ValueError(code)
    if code[9] == "1":
        return RegionKind.URBAN_VILLAGE
    return RegionKind.KALURAHAN if code.startswith("34.") else RegionKind.VILLAGE


def short_name(name: str) -> str:
    """Return the official name of a province, kabupaten or kota as people write it: "Kab. Sleman"."""
    return re.sub(r"^Kabupaten ", "Kab. ", name)


class RegionQuerySet(ScopedQuerySet):
    scope_path = ""
    kept_nationally = True

    def provinces(self) -> Self:
        return self.filter(kind=RegionKind.PROVINCE)

    def regencies(self) -> Self:
        """Return kabupaten and kota: the level of a chapter and of its government."""
        return self.filter(kind__in=(RegionKind.REGENCY, RegionKind.CITY))

    def down_to_regencies(self) -> Self:
        """Return provinces, kabupaten and kota: what accounts, offices, chapters belong to."""
        return self.filter(kind__in=(RegionKind.PROVINCE, RegionKind.REGENCY, RegionKind.CITY))

    def districts(self) -> Self:
        """Return kecamatan, kapanewon and kemantren."""
        return self.filter(kind__in=RegionKind.of_level(3))

    def villages(self) -> Self:
        """Return kelurahan, desa and kalurahan."""
        return self.filter(kind__in=RegionKind.of_level(4))

    def of_code(self, code: str) -> Self:
        """Return the region of a code as somebody typed it: none for what cannot be one."""
        return self.filter(code=code) if _CODE.fullmatch(code) else self.none()

    def in_codes(self, codes: Iterable[str]) -> Self:
        return self.filter(code__in=list(codes))

    def search(self, text: str) -> Self:
        """Return regions whose name, alias or code holds the text; whole names first.

        Spaces, case and punctuation do not matter: "kulonprogo", "lubuklinggau" and "Solo" are
        found (domain §2.2, §12.11).
        """
        key = search_key(text)
        if not key:
            return self
        return (
            self.filter(Q(search_text__contains=key) | Q(code__startswith=text.strip()))
            .annotate(
                fit=Case(
                    When(search_text__contains=f"|{key}|", then=Value(0)),
                    When(search_text__contains=f"|{key}", then=Value(1)),
                    default=Value(2),
                    output_field=IntegerField(),
                )
            )
            .order_by("fit", "code")
        )

    @override
    def current(self) -> Self:
        """Return the regions that have not ended; those for new records."""
        return self.exclude(valid_to__lt=timezone.localdate())

    @override
    def archived(self) -> Self:
        """Return the regions that have ended; their records keep them."""
        return self.filter(valid_to__lt=timezone.localdate())


class Region(models.Model):
    code = models.CharField(
        _("Kemendagri code"),
        primary_key=True,
        max_length=13,
        validators=[RegexValidator(f"^{CODE_PATTERN}$")],
    )
    name = models.CharField(_("official name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=12, choices=RegionKind.choices)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("part of"),
    )
    aliases = models.JSONField(_("other spellings"), default=list, blank=True)
    capital = models.CharField(_("capital"), max_length=80, blank=True)
    latitude = models.DecimalField(
        _("latitude"), max_digits=9, decimal_places=6, null=True, blank=True
    )
    longitude = models.DecimalField(
        _("longitude"), max_digits=9, decimal_places=6, null=True, blank=True
    )
    # The corners of the box around a kabupaten or kota, in degrees; empty where nothing is known.
    south, west, north, east = (
        models.DecimalField(max_digits=6, decimal_places=3, null=True, blank=True, editable=False)
        for _corner in range(4)
    )
    reference_decree = models.CharField(_("reference decree"), max_length=80, blank=True)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(
        _("valid to"),
        null=True,
        blank=True,
        help_text=_("The last day; afterwards no new record is entered there."),
    )
    successor = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name=_("successor"),
        help_text=_("The region it became, e.g. under a new code after a province was divided."),
    )
    search_text = models.TextField(editable=False, default="", blank=True)

    objects = RegionQuerySet.as_manager()
    key_field: ClassVar[str] = "code"

    class Meta:
        ordering = ("code",)
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        indexes = [models.Index(fields=("kind", "code"), name="core_region_kind_code")]
        constraints = [
            # The wall compares codes by their fixed widths (`core.tools.rows.areas.prefix_q`).
            models.CheckConstraint(
                condition=Q(code__regex=f"^{CODE_PATTERN}$"), name="core_region_code_form"
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_to__isnull=True)
                | Q(valid_to__gte=F("valid_from")),
                name="core_region_ends_after_start",
                violation_error_message=_("The end is before the beginning."),
            ),
            models.CheckConstraint(
                condition=Q(successor__isnull=True)
                | (Q(valid_to__isnull=False) & ~Q(successor=F("code"))),
                name="core_region_successor_of_what_ended",
                violation_error_message=_("Only a region that ends has a successor: another one."),
            ),
        ]

    @override
    def __str__(self) -> str:
        return self.short_name

    @override
    def save(self, *args: object, **kwargs: Any) -> None:
        self.search_text = self.build_search_text()
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("core:region-detail", args=[self.code])

    @override
    def clean(self) -> None:
        super().clean()
        if not (isinstance(self.aliases, list) and all(isinstance(x, str) for x in self.aliases)):
            raise ValidationError({"aliases": _("Give a list of words.")})

    def build_search_text(self) -> str:
        """Return "|name|base name|alias|…|" in search form, kept for quick search."""
        words = [self.name, self.base_name, self.short_name, *self.aliases]
        return "|" + "|".join(dict.fromkeys(filter(None, map(search_key, words)))) + "|"

    @property
    def base_name(self) -> str:
        """The name without its kind: "Sleman"; shared by 26 pairs of a kabupaten and a kota."""
        return re.sub(r"^(Provinsi|Kabupaten|Kota)( Administrasi)? ", "", self.name)

    @property
    def short_name(self) -> str:
        """The name as people write it, with its kind: "Kab. Sleman", "Kota Surakarta", "Kel. Panularan"."""
        if word := _BELOW.get(self.kind):  # type: ignore[call-overload]
            return f"{word} {self.name}"
        return short_name(self.name)

    def names(self, other: Region | None) -> str:
        """Return the short name of another region a row is of, told under this one; "" for its own rows."""
        return other.short_name if other is not None and other.pk != self.pk else ""

    @property
    def is_province(self) -> bool:
        return self.kind == RegionKind.PROVINCE

    @property
    def is_regency(self) -> bool:
        return self.kind in (RegionKind.REGENCY, RegionKind.CITY)

    @property
    def head_title(self) -> str:
        """The title of the regional head a letter is addressed to."""
        return {
            RegionKind.REGENCY: "Bupati",
            RegionKind.CITY: "Wali Kota",
            RegionKind.PROVINCE: "Gubernur",
        }.get(RegionKind(self.kind), "")

    @property
    def key(self) -> str:
        return self.code

    @property
    def district_word(self) -> str:
        """What a district is called here.

        Kapanewon (DIY regencies), kemantren (Kota Yogyakarta), else kecamatan.
        Source: Pergub DIY 25/2019; domain §2.3.
        """
        if self.code == "34.71":
            return "kemantren"
        return "kapanewon" if self.code.startswith("34.") else "kecamatan"
