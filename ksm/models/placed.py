"""Where a group is at home and a facility stands: a village of one kabupaten or kota."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Left, Length
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from ksm.choices import VillageKind
from ksm.place.places import place_words


class Placed(models.Model):
    """Abstract: something with a name that stands in a village; its region and name are its own fields."""

    if TYPE_CHECKING:
        name: str

    district = models.CharField(
        _("district"),
        max_length=80,
        blank=True,
        help_text=_("Kecamatan, kapanewon or kemantren; only the name."),
    )
    village_kind = models.CharField(
        _("kind of village"), max_length=10, choices=VillageKind.choices, blank=True
    )
    village = models.CharField(
        _("village"),
        max_length=80,
        blank=True,
        help_text=_("Kelurahan, desa or kalurahan; only the name."),
    )
    village_region = models.ForeignKey(
        "core.Region",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("official code of the village"),
    )
    hamlet = models.CharField(
        _("hamlet"), max_length=80, blank=True, help_text=_("Dusun, padukuhan or kampung.")
    )

    class Meta:
        abstract = True

    @override
    def __str__(self) -> str:
        return f"{self.name} ({self.village})" if self.village else self.name

    @property
    def place(self) -> str:
        """Where it is: "RT 04 RW 02, Kel. Purwosari, Kec. Laweyan"; "" where unknown."""
        return place_words(self)


def placed_constraints(table: str) -> list[models.CheckConstraint]:
    """Return what the database holds of the place: in a kabupaten or kota, the village within it."""
    inside = Q(Exact(Length("village_region"), 13)) & Q(
        Exact(Left("village_region", 5), F("region"))
    )
    return [
        models.CheckConstraint(
            condition=Q(village_region__isnull=True) | inside,
            name=f"{table}_village_in_region",
            violation_error_message=_("This village lies in another region."),
        ),
        models.CheckConstraint(
            condition=Exact(Length("region"), 5),
            name=f"{table}_in_kab_kota",
            violation_error_message=_("Choose a kabupaten or kota."),
        ),
    ]
