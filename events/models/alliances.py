"""Alliances of governments (AKKOPSI) with their members and dues, and awards with their entries."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import ReferenceQuerySet, ScopedQuerySet
from core.records.records import Record
from core.tools.partial_dates import PartialDateField, not_before
from events.querysets import AwardQuerySet, MembershipQuerySet


class Alliance(Record):
    """An alliance of regional governments; AKSANSI's members are groups (domain §12.27)."""

    name = models.CharField(_("name"), max_length=200, unique=True)
    short_name = models.CharField(_("short name"), max_length=40, blank=True)
    founded_on = PartialDateField(_("founded"))
    fact_code = models.SlugField(
        _("series of published member counts"),
        max_length=60,
        blank=True,
        help_text=_("The series of dated figures that belongs to it, e.g. “akkopsi-members”."),
    )
    description = models.TextField(_("description"), max_length=4000, blank=True)

    objects = ReferenceQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        verbose_name = _("alliance")
        verbose_name_plural = _("alliances")

    @override
    def __str__(self) -> str:
        return self.short_name or self.name

    def get_absolute_url(self) -> str:
        return reverse("events:alliance-detail", args=[self.pk])


class AllianceMembership(Record):
    """A region's membership, from–to, kept apart from the counts others publish."""

    alliance = models.ForeignKey(
        Alliance, models.PROTECT, related_name="memberships", verbose_name=_("alliance")
    )
    region = models.ForeignKey(
        "core.Region",
        models.PROTECT,
        related_name="alliance_memberships",
        verbose_name=_("region"),
    )
    joined_on = PartialDateField(_("member since"))
    left_on = PartialDateField(_("member until"))
    office_held = models.CharField(
        _("office held"), max_length=150, blank=True, help_text=_("e.g. Bendahara Umum")
    )

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ("region", "pk")
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(
                fields=("alliance", "region"),
                condition=Q(left_on="", archived_at__isnull=True),
                name="events_membership_one_running",
                violation_error_message=_("This region is a member already."),
            ),
            models.CheckConstraint(
                name="events_membership_ends_after_start",
                condition=not_before("left_on", "joined_on"),
                violation_error_message=_("The end is before the beginning."),
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.alliance}: {self.region}"

    def get_absolute_url(self) -> str:
        return self.alliance.get_absolute_url()


class DuesQuerySet(ScopedQuerySet):
    kept_nationally = True


class Dues(Record):
    """A member's dues of one year; unpaid while `paid_on` is empty."""

    alliance = models.ForeignKey(
        Alliance, models.PROTECT, related_name="dues", verbose_name=_("alliance")
    )
    region = models.ForeignKey(
        "core.Region", models.PROTECT, related_name="alliance_dues", verbose_name=_("region")
    )
    year = models.PositiveSmallIntegerField(
        _("year"), validators=[MinValueValidator(2000), MaxValueValidator(2100)]
    )
    amount = models.PositiveBigIntegerField(_("amount (Rp)"), null=True, blank=True)
    paid_on = models.DateField(_("paid on"), null=True, blank=True)

    objects = DuesQuerySet.as_manager()

    happened = ("paid_on",)

    class Meta:
        ordering = ("-year", "region")
        verbose_name = _("dues")
        verbose_name_plural = _("dues")
        constraints = [
            models.UniqueConstraint(
                fields=("alliance", "region", "year"),
                condition=Q(archived_at__isnull=True),
                name="events_dues_once_a_year",
                violation_error_message=_("The dues of this year are entered already."),
            )
        ]

    @override
    def __str__(self) -> str:
        return f"{self.alliance} {self.year}: {self.region}"

    def get_absolute_url(self) -> str:
        return self.alliance.get_absolute_url()


class Award(Record):
    """One edition of a prize; the list of prizes is open (Sanitasi Award, Sanipura …)."""

    name = models.CharField(_("name"), max_length=200)
    edition = models.CharField(_("edition"), max_length=60, blank=True)
    year = models.PositiveSmallIntegerField(
        _("year"), validators=[MinValueValidator(2000), MaxValueValidator(2100)]
    )
    region = models.ForeignKey(
        "core.Region",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="awards",
        verbose_name=_("region"),
        help_text=_("The region that holds it. Empty for a national prize."),
    )
    alliance = models.ForeignKey(
        Alliance,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="awards",
        verbose_name=_("alliance"),
    )
    organiser = models.CharField(_("organisers"), max_length=250, blank=True)
    event = models.ForeignKey(
        "events.Event",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="awards",
        verbose_name=_("event"),
    )
    criteria = models.TextField(_("how it is judged"), max_length=3000, blank=True)
    instrument = models.SlugField(
        _("monitoring instrument"),
        max_length=60,
        blank=True,
        help_text=_(
            "Code of the instrument the entries are scored with; empty where another way is used."
        ),
    )
    scored_from = models.DateField(
        _("visits from"), null=True, blank=True, help_text=_("Visits that count for the scoring.")
    )
    scored_until = models.DateField(_("visits until"), null=True, blank=True)

    objects = AwardQuerySet.as_manager()

    class Meta:
        ordering = ("-year", "name", "pk")
        verbose_name = _("award")
        verbose_name_plural = _("awards")
        constraints = [
            models.UniqueConstraint(
                fields=("name", "year", "region"),
                condition=Q(archived_at__isnull=True),
                name="events_award_once_a_year",
                violation_error_message=_("This edition is entered already."),
            ),
            models.UniqueConstraint(
                fields=("name", "year"),
                condition=Q(archived_at__isnull=True, region__isnull=True),
                name="events_award_national_once_a_year",
                violation_error_message=_("This edition is entered already."),
            ),
            models.CheckConstraint(
                name="events_award_scored_in_order",
                condition=Q(scored_from__isnull=True)
                | Q(scored_until__isnull=True)
                | Q(scored_until__gte=F("scored_from")),
                violation_error_message=_("The end is before the beginning."),
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.name} {self.year}"

    def get_absolute_url(self) -> str:
        return reverse("events:award-detail", args=[self.pk])


class AwardEntry(Record):
    """Who took part or won: a region's government, or a group or facility in it."""

    award = models.ForeignKey(
        Award, models.PROTECT, related_name="entries", verbose_name=_("award")
    )
    region = models.ForeignKey(
        "core.Region", models.PROTECT, related_name="award_entries", verbose_name=_("region")
    )
    entrant = models.CharField(
        _("group or facility"),
        max_length=200,
        blank=True,
        help_text=_("Empty where the region itself is judged."),
    )
    facility = models.ForeignKey(
        "ksm.Facility",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="award_entries",
        verbose_name=_("facility of the registry"),
        help_text=_("Write its code; its visits can then be scored."),
    )
    rank = models.PositiveSmallIntegerField(
        _("rank"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    score = models.DecimalField(_("score"), max_digits=7, decimal_places=2, null=True, blank=True)
    result = models.CharField(
        _("result as written"), max_length=200, blank=True, help_text=_("e.g. winner of a category")
    )

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = (F("rank").asc(nulls_last=True), "pk")
        verbose_name = _("award entry")
        verbose_name_plural = _("award entries")
        constraints = [
            models.CheckConstraint(
                name="events_awardentry_rank_from_1",
                condition=Q(rank__isnull=True) | Q(rank__gte=1),
                violation_error_message=_("Ranks begin at 1."),
            )
        ]

    @override
    def __str__(self) -> str:
        return f"{self.award}: {self.entrant or self.region}"

    def get_absolute_url(self) -> str:
        return self.award.get_absolute_url()
