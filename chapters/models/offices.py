"""Offices (OPD, UPTD, Pokja, NGO, donor …) and the officials who hold posts in them."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import ScopedQuerySet
from core.people.users import User
from core.records.records import Record, told_by
from core.tools.partial_dates import PartialDateField, lies_before, runs_on


class OfficeKind(models.TextChoices):
    REGIONAL = "opd", _("Regional office (OPD, formerly SKPD)")
    PLANNING = "bappeda", _("Planning agency (Bappeda)")
    UNIT = "uptd", _("Technical unit (UPTD/BLUD)")
    WORKING_GROUP = "pokja", _("Working group (Pokja AMPL/Sanitasi/PKP)")
    DISTRICT = "kecamatan", _("District or village government")
    MINISTRY = "kementerian", _("Ministry")
    UTILITY = "bumd", _("Utility (PDAM/Perumda)")
    NGO = "ngo", _("NGO")
    DONOR = "donor", _("Donor programme")
    LABORATORY = "lab", _("Laboratory")
    UNIVERSITY = "universitas", _("University")
    HEALTH_CENTRE = "puskesmas", _("Health centre (Puskesmas)")
    FORUM = "forum", _("Forum")
    ASSOCIATION = "aksansi", _("AKSANSI")
    OTHER = "lain", _("Other")


class OfficeQuerySet(ScopedQuerySet):
    null_is_shared = True

    def existing(self, at: dt.date | None = None) -> Self:
        """Return the offices that exist on a day (default today)."""
        return self.filter(runs_on("valid_from", "valid_to", at or timezone.localdate()))


class Office(Record):
    """An institution of a region, or of the whole country where the region is empty."""

    name = models.CharField(_("name"), max_length=200)
    short_name = models.CharField(_("short name"), max_length=40, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=OfficeKind.choices)
    region = models.ForeignKey(
        "core.Region",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="offices",
        verbose_name=_("region"),
        help_text=_("Empty for a national office, e.g. a ministry or BORDA Indonesia."),
    )
    successor_of = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="successors",
        verbose_name=_("successor of"),
        help_text=_("The office whose duties it took over, e.g. BLH → DLH."),
    )
    valid_from = PartialDateField(_("exists since"))
    valid_to = PartialDateField(_("existed until"))
    address = models.CharField(_("office address"), max_length=300, blank=True)

    objects = OfficeQuerySet.as_manager()

    class Meta:
        ordering = ("name", "pk")
        verbose_name = _("office")
        verbose_name_plural = _("offices")
        constraints = [
            models.UniqueConstraint(
                fields=("region", "name", "valid_from"), name="chapters_office_name_in_region"
            ),
            models.UniqueConstraint(
                fields=("name", "valid_from"),
                condition=Q(region__isnull=True),
                name="chapters_office_name_national",
            ),
        ]

    @override
    def __str__(self) -> str:
        return self.short_name or self.name

    def get_absolute_url(self) -> str:
        return reverse("chapters:office-detail", args=[self.pk])

    @override
    def clean(self) -> None:
        super().clean()
        if lies_before(self.valid_to, self.valid_from):
            raise ValidationError({"valid_to": _("The end is before the beginning.")})
        if self.successor_of_id and self.successor_of_id == self.pk:
            raise ValidationError({"successor_of": _("An office cannot succeed itself.")})


class OfficialQuerySet(ScopedQuerySet):
    scope_path = "office__region"
    null_is_shared = True

    def in_post(self, at: dt.date | None = None) -> Self:
        """Return the officials in post on a day (default today); since nobody knows when: since it was told."""
        day = at or timezone.localdate()
        begun = Q(started_on__lte=day) | told_by(day) & Q(started_on__isnull=True)
        return self.filter(begun, Q(ended_on__isnull=True) | Q(ended_on__gt=day))

    def former(self, at: dt.date | None = None) -> Self:
        """Return the officials whose term has ended by a day (default today), latest first."""
        return self.filter(ended_on__lte=at or timezone.localdate()).order_by("-ended_on", "pk")

    def vacated(self, at: dt.date | None = None) -> Self:
        """Return the last holders of posts that nobody holds on a day (default today)."""
        day = at or timezone.localdate()
        there = Official.objects.current().filter(
            office=OuterRef("office"), position__iexact=OuterRef("position")
        )
        later = there.filter(ended_on__gt=OuterRef("ended_on"))
        return self.filter(
            ~Exists(there.in_post(day)), ~Exists(later), ended_on__lte=day, successor__isnull=True
        )

    def posts(self, at: dt.date | None = None) -> Self:
        """Return one row per post of today: its holders, or who left it vacant."""
        held, vacant = self.in_post(at), self.vacated(at)
        return self.filter(Q(pk__in=held.values("pk")) | Q(pk__in=vacant.values("pk")))


class Official(Record):
    """The holder of a post in an office, from–to; replacing one is a dated event (mutasi).

    Public officials are named by their post; a name is optional.
    """

    office = models.ForeignKey(
        Office, models.PROTECT, related_name="officials", verbose_name=_("office")
    )
    position = models.CharField(_("position"), max_length=150)
    name = models.CharField(_("name"), max_length=150, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    handles_sanitation = models.BooleanField(
        _("in charge of the sanitation programme"), default=False
    )
    started_on = models.DateField(_("in post since"), null=True, blank=True)
    ended_on = models.DateField(_("in post until"), null=True, blank=True)
    successor = models.OneToOneField(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="predecessor",
        verbose_name=_("successor"),
        editable=False,
    )

    objects = OfficialQuerySet.as_manager()
    personal_fields = ("phone", "email")

    class Meta:
        ordering = ("office", "position", F("started_on").desc(nulls_last=True), "pk")
        verbose_name = _("official")
        verbose_name_plural = _("officials")
        constraints = [
            models.CheckConstraint(
                name="chapters_official_ends_after_start",
                condition=Q(ended_on__isnull=True)
                | Q(started_on__isnull=True)
                | Q(ended_on__gte=F("started_on")),
                violation_error_message=_("The end is before the beginning."),
            )
        ]

    @override
    def __str__(self) -> str:
        return f"{self.position}, {self.office}"

    def get_absolute_url(self) -> str:
        return reverse("chapters:official-detail", args=[self.pk])

    def is_in_post(self, at: dt.date | None = None) -> bool:
        """Return whether the post is held on a day (default today); `ended_on` is the successor's."""
        day = at or timezone.localdate()
        begun = self.started_on <= day if self.started_on else self.is_told_by(day)
        return begun and not (self.ended_on and self.ended_on <= day)


class AffiliationQuerySet(ScopedQuerySet):
    scope_path = None
    kept_nationally = True
    owner_path = "user"

    def outliving_their_term(self, today: dt.date | None = None) -> Self:
        """Return those of working accounts that go on after a term of office over by a day (default today)."""
        day = today or timezone.localdate()
        longer = Q(user__valid_until__isnull=True) | Q(
            user__valid_until__gt=F("official__ended_on")
        )
        return self.filter(
            longer, official__ended_on__lt=day, user__in=User.objects.working(day).order_by()
        )


class Affiliation(models.Model):
    """To which office and post the person of an account belongs; no row where neither is known."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        primary_key=True,
        related_name="+",
        verbose_name=_("account"),
    )
    office = models.ForeignKey(
        Office,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="affiliations",
        verbose_name=_("office"),
    )
    official = models.ForeignKey(
        Official,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="affiliations",
        verbose_name=_("post held"),
        help_text=_(
            "The account ends with this term of office, or the Secretariat is asked to end it."
        ),
    )

    objects = AffiliationQuerySet.as_manager()

    class Meta:
        ordering = ("user__username",)
        verbose_name = _("office and post")
        verbose_name_plural = _("offices and posts of accounts")
        constraints = [
            models.CheckConstraint(
                name="chapters_affiliation_not_empty",
                condition=Q(office__isnull=False) | Q(official__isnull=False),
            )
        ]

    @override
    def __str__(self) -> str:
        return str(self.user)

    def get_absolute_url(self) -> str:
        return self.user.get_absolute_url()

    @classmethod
    def none_of(cls, user: User) -> Self:
        """Return the unsaved, empty one of an account; a form takes it for a row that others may have written."""
        row = cls(user=user)
        row._state.adding = False
        return row
