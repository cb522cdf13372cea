"""Chapters (AKSANSI Daerah): one of a region, since when, and what is known of it."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar, Self

from django.db import models
from django.db.models import Case, Count, Max, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from chapters.models.boards import VACANT, BoardSeat, ElectionMethod
from core.access import ScopedQuerySet
from core.records.journal import PhotoMoment
from core.records.records import Record
from core.tools.partial_dates import PartialDateField, display


class ChapterStatus(models.TextChoices):
    CANDIDATE = "candidate", _("Candidate")
    FORMING = "forming", _("Being formed")
    ACTIVE = "active", _("Active")
    DORMANT = "dormant", _("Dormant")
    DISSOLVED = "dissolved", _("Dissolved")


FRESH_YEARS = 2


def fresh_since(at: dt.date) -> str:
    """Return the first day that is fresh knowledge on a day, as ISO text."""
    return (at - dt.timedelta(days=366 * FRESH_YEARS)).isoformat()


def is_fresh(told: str, at: dt.date) -> bool:
    """Return whether what is known as of a partial date still says something of a day; undated counts as entered."""
    return not told or told >= fresh_since(at)[: len(told)]


def known_for(words: str, as_of: str) -> str:
    """Return words with the date they are known for, where one is stated."""
    if not as_of:
        return words
    return __("%(what)s (known as of %(date)s)") % {"what": words, "date": display(as_of)}


EXISTED = (ChapterStatus.ACTIVE, ChapterStatus.DORMANT, ChapterStatus.DISSOLVED)


def in_year(year: int) -> Q:
    """Return the condition of `ChapterQuerySet.of_year`."""
    gone = Q(status=ChapterStatus.DISSOLVED)
    before = gone & Q(dissolved_on__gt="", dissolved_on__lt=str(year))
    if year >= timezone.localdate().year:
        before |= gone & Q(dissolved_on="")
    return Q(formed_on__lt=str(year + 1)) & ~before


class ChapterQuerySet(ScopedQuerySet):
    added_nationally = True

    def public(self) -> Self:
        """Return the chapters whose approved figures anybody may read."""
        return self.current().filter(is_public=True)

    def working(self) -> Self:
        """Return the chapters that exist: active or dormant."""
        return self.filter(status__in=(ChapterStatus.ACTIVE, ChapterStatus.DORMANT))

    def working_in(self, year: int) -> Self:
        """Return the chapters that existed in a year, those dissolved since too."""
        return self.of_year(year).filter(status__in=EXISTED)

    def fresh(self, at: dt.date) -> Self:
        """Return the chapters whose status is known for a day of the last two years (`is_fresh`)."""
        since = fresh_since(at)
        return self.filter(Q(as_of="") | Q(as_of__gte=since) | Q(as_of__in=(since[:4], since[:7])))

    def standing(self) -> Self:
        """Return the chapters that are not dissolved; at most one per region."""
        return self.exclude(status=ChapterStatus.DISSOLVED)

    def of_year(self, year: int) -> Self:
        """Return the chapters of a year, the one that stands first: not formed after it, not dissolved before it.

        Where it is not recorded when one was dissolved, it counts for the years before this one.
        """
        gone = Case(When(status=ChapterStatus.DISSOLVED, then=1), default=0)
        return self.filter(in_year(year)).order_by(gone, "-dissolved_on", "-formed_on", "-pk")

    def with_core_seats(self, day: dt.date | None = None) -> Self:
        """Add `core_filled`: how many of the core seats (CORE_SEATS) are held on a day, as far as known,
        `core_recorded`: of how many it is recorded who holds them or that nobody does, and `core_told`: the
        latest date of what is known of the held ones (partial, "" where nothing is dated).

        A seat is known for the day its source holds for, else the day its term began.
        """
        seats = BoardSeat.objects.core().filter(chapter=OuterRef("pk")).current().on(day)
        told = Case(When(as_of__gt="", then="as_of"), default="term_from")
        one = (
            seats.order_by()
            .values("chapter")
            .annotate(
                n=Count("role", distinct=True, filter=~VACANT),
                recorded=Count("role", distinct=True),
                on=Max(told, filter=~VACANT),
            )
        )
        return self.annotate(
            core_filled=Coalesce(Subquery(one.values("n")), 0),
            core_recorded=Coalesce(Subquery(one.values("recorded")), 0),
            core_told=Coalesce(Subquery(one.values("on")), Value("")),
        )


class Chapter(Record):
    """AKSANSI Daerah of one kabupaten/kota, or of a province where one exists (domain §1.1)."""

    photo_moments: ClassVar = (PhotoMoment.LOGO,)

    region = models.ForeignKey(
        "core.Region", models.PROTECT, related_name="chapters", verbose_name=_("region")
    )
    status = models.CharField(_("status"), max_length=10, choices=ChapterStatus.choices)
    formed_on = PartialDateField(_("formed on"))
    dissolved_on = PartialDateField(_("dissolved on"))
    election_method = models.CharField(
        _("how the board was chosen"),
        max_length=12,
        choices=ElectionMethod.choices,
        default=ElectionMethod.UNKNOWN,
    )
    decree = models.CharField(_("decree (SK)"), max_length=150, blank=True)
    address = models.CharField(_("address of the secretariat"), max_length=300, blank=True)
    description = models.TextField(_("remarks"), blank=True)
    # Whether anybody may read the approved figures without signing in; switched by the Secretariat.
    is_public = models.BooleanField(_("public page"), default=False, editable=False)

    # Annotated by `with_core_seats`.
    core_filled: int
    core_recorded: int
    core_told: str

    objects = ChapterQuerySet.as_manager()

    class Meta:
        ordering = ("region", "pk")
        verbose_name = _("chapter")
        verbose_name_plural = _("chapters")
        constraints = [
            models.UniqueConstraint(
                fields=("region",),
                condition=Q(archived_at__isnull=True) & ~Q(status=ChapterStatus.DISSOLVED),
                name="chapters_chapter_one_per_region",
                violation_error_message=_("This region has a chapter already."),
            ),
            models.CheckConstraint(
                condition=Q(dissolved_on="") | Q(status=ChapterStatus.DISSOLVED),
                name="chapters_chapter_dissolved_has_status",
                violation_error_message=_("A day of dissolution means that it was dissolved."),
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"AKSANSI Daerah {self.region.short_name}"

    def get_absolute_url(self) -> str:
        return reverse("chapters:chapter-detail", args=[self.pk])

    @property
    def is_fresh(self) -> bool:
        """Whether its status is known for a day of the last two years."""
        return is_fresh(self.as_of, timezone.localdate())
