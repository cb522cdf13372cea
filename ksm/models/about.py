"""What a stated fact is about: one facility, group, chapter or office, else the whole region."""

from __future__ import annotations

from functools import reduce
from itertools import combinations
from operator import and_
from typing import TYPE_CHECKING, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import ScopedQuerySet

if TYPE_CHECKING:
    from chapters.models import Chapter, Office
    from core.land.regions import Region
    from ksm.models.facilities import Facility
    from ksm.models.groups import Group

ABOUT = ("facility", "group", "chapter", "office")


class AboutQuerySet(ScopedQuerySet):
    null_is_shared = True

    def of_region_itself(self) -> Self:
        """Return the rows about a region as a whole: what one facility or office states is none of its region's."""
        return self.filter(**{f"{name}__isnull": True for name in ABOUT})

    def about(self, thing: models.Model) -> Self:
        """Return the rows about one facility, group, chapter or office; of a region, about it as a whole."""
        name = thing._meta.model_name
        if name == "region":
            return self.of_region_itself().filter(region=thing.pk)
        return self.filter(**{f"{name}": thing})

    def with_about(self) -> Self:
        """Return the rows with what `about` shows of each."""
        return self.select_related(*ABOUT, "region", "chapter__region")


class About(models.Model):
    """Abstract: a row about at most one thing, in the region of that thing."""

    region = models.ForeignKey(
        "core.Region",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="%(class)ss",
        verbose_name=_("region"),
        help_text=_("Empty where it holds for the whole country."),
    )
    facility = models.ForeignKey(
        "ksm.Facility",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="%(class)ss",
        verbose_name=_("facility"),
    )
    group = models.ForeignKey(
        "ksm.Group",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="%(class)ss",
        verbose_name=_("group"),
    )
    chapter = models.ForeignKey(
        "chapters.Chapter",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="%(class)ss",
        verbose_name=_("chapter"),
    )
    office = models.ForeignKey(
        "chapters.Office",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="%(class)ss",
        verbose_name=_("office"),
    )

    ABOUT: ClassVar[tuple[str, ...]] = ABOUT

    class Meta:
        abstract = True

    @property
    def about(self) -> Facility | Group | Chapter | Office | Region | None:
        """The facility, group, chapter or office it is about, else the region; None for the whole country."""
        return next((thing for name in ABOUT if (thing := getattr(self, name))), self.region)

    @override
    def clean(self) -> None:
        super().clean()
        named = [name for name in ABOUT if getattr(self, f"{name}_id")]
        if len(named) > 1:
            raise ValidationError({named[1]: _("Name one only: the one it is about.")})
        for name in named:
            if getattr(self, name).region_id != self.region_id:
                raise ValidationError({name: _("It lies in another region.")})


def about_one(prefix: str) -> models.CheckConstraint:
    """Return the rule "a row is about one thing only"; `prefix` is the table's name."""
    pairs = (
        Q(**{f"{one}__isnull": True}) | Q(**{f"{other}__isnull": True})
        for one, other in combinations(ABOUT, 2)
    )
    return models.CheckConstraint(
        condition=reduce(and_, pairs),
        name=f"{prefix}_about_one",
        violation_error_message=_("Name one only: the one it is about."),
    )
