"""What the discussion groups worked out: a model of management, who does what, results by aspect."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from events.models.meetings import Event, OfEvent
from events.models.programme import EventDay, SessionAspect
from events.querysets import GroupResultQuerySet, OfGroupResultQuerySet


class Spectrum(models.IntegerChoices):
    """Who manages: from the community alone to the utility alone (domain §9.3)."""

    COMMUNITY = 1, _("1 – Managed by the community alone")
    SUPPORTED = 2, _("2 – Community with guidance")
    SHARED = 3, _("3 – Co-management")
    GOVERNMENT = 4, _("4 – Government or UPTD manages, community as partner")
    UTILITY = 5, _("5 – Managed by the regional operator alone")


class GroupResult(OfEvent):
    """What one discussion group presented."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="group_results")
    day = models.ForeignKey(
        EventDay,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="group_results",
        verbose_name=_("day"),
    )
    group = models.CharField(_("group"), max_length=100)
    topic = models.CharField(_("topic"), max_length=300, blank=True)
    members = models.TextField(
        _("members"),
        max_length=1000,
        blank=True,
        help_text=_("Institutions, not names of persons."),
    )
    spectrum = models.PositiveSmallIntegerField(
        _("chosen management model"), choices=Spectrum.choices, null=True, blank=True
    )
    reason = models.TextField(_("reason for the choice"), max_length=2000, blank=True)

    objects = GroupResultQuerySet.as_manager()

    class Meta:
        ordering = ("event", F("day__date").asc(nulls_first=True), "pk")
        verbose_name = _("group result")
        verbose_name_plural = _("group results")
        constraints = [
            models.CheckConstraint(
                name="events_groupresult_spectrum_1_to_5",
                condition=Q(spectrum__isnull=True) | Q(spectrum__gte=1, spectrum__lte=5),
            )
        ]

    @override
    def __str__(self) -> str:
        return self.group

    @override
    def clean(self) -> None:
        super().clean()
        day = self.day if self.day_id else None
        if day is not None and day.event_id != self.event_id:
            raise ValidationError({"day": _("This day belongs to another event.")})


class AspectResult(OfEvent):
    """A group's result in one aspect."""

    group_result = models.ForeignKey(GroupResult, models.CASCADE, related_name="aspect_results")
    aspect = models.CharField(_("aspect"), max_length=12, choices=SessionAspect.choices)
    text = models.TextField(_("result"), max_length=3000)

    objects = OfGroupResultQuerySet.as_manager()

    class Meta:
        ordering = ("group_result", "pk")
        verbose_name = _("result of an aspect")
        verbose_name_plural = _("results by aspect")
        constraints = [
            models.UniqueConstraint(
                fields=("group_result", "aspect"), name="events_aspectresult_once"
            )
        ]

    @override
    def __str__(self) -> str:
        return f"{self.get_aspect_display()}: {self.text[:60]}"

    @property
    def event(self) -> Event:
        return self.group_result.event


class Duty(models.TextChoices):
    """What has to be done for a facility to last (domain §9.3, rows of the role matrix)."""

    OPERATION = "operasi", _("Daily operation")
    COLLECTION = "iuran", _("Collecting the fees")
    TARIFF = "tarif", _("Setting the fee")
    SMALL_REPAIR = "perbaikan_kecil", _("Small repairs")
    DESLUDGING = "penyedotan", _("Desludging")
    LARGE_REPAIR = "perbaikan_besar", _("Large repairs")
    EFFLUENT = "uji_efluen", _("Testing the effluent")
    CONNECTIONS = "perluasan_sr", _("Extending house connections")
    MONITORING = "pemantauan", _("Data and monitoring")
    CONFLICTS = "konflik", _("Settling conflicts")


class Bearer(models.TextChoices):
    """Who can bear a duty (domain §9.3, columns of the role matrix)."""

    GROUP = "ksm", _("KSM/KPP")
    VILLAGE = "desa", _("Village (desa, kalurahan)")
    DISTRICT = "kecamatan", _("District (kecamatan, kapanewon)")
    OFFICE = "opd", _("Technical office (OPD)")
    UPTD = "uptd", _("UPTD")
    ENVIRONMENT = "dlh", _("Environment office (DLH)")
    HEALTH = "dinkes", _("Health office (Dinkes)")
    PLANNING = "bappeda", _("Bappeda")
    CHAPTER = "aksansi_daerah", _("AKSANSI chapter")
    SECRETARIAT = "sekretariat", _("AKSANSI Secretariat")


GOVERNMENT_PARTIES = frozenset(
    {
        Bearer.VILLAGE,
        Bearer.DISTRICT,
        Bearer.OFFICE,
        Bearer.UPTD,
        Bearer.ENVIRONMENT,
        Bearer.HEALTH,
        Bearer.PLANNING,
    }
)


class BearerPart(models.TextChoices):
    LEAD = "utama", _("in charge")
    SUPPORT = "pendukung", _("supports")


class RoleShare(OfEvent):
    """One party's part in one duty, as a discussion group chose it; no row means no part."""

    group_result = models.ForeignKey(GroupResult, models.CASCADE, related_name="role_shares")
    duty = models.CharField(_("duty"), max_length=20, choices=Duty.choices)
    party = models.CharField(_("party"), max_length=20, choices=Bearer.choices)
    part = models.CharField(_("part"), max_length=10, choices=BearerPart.choices)

    objects = OfGroupResultQuerySet.as_manager()

    class Meta:
        ordering = ("group_result", "pk")
        verbose_name = _("part in a duty")
        verbose_name_plural = _("parts in duties")
        constraints = [
            models.UniqueConstraint(
                fields=("group_result", "duty", "party"), name="events_roleshare_once"
            ),
            models.UniqueConstraint(
                fields=("group_result", "duty"),
                condition=Q(part="utama", archived_at__isnull=True),
                name="events_roleshare_one_in_charge",
                violation_error_message=_("One party is in charge of a duty; others support."),
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.get_duty_display()}: {self.get_party_display()} ({self.get_part_display()})"

    @property
    def event(self) -> Event:
        return self.group_result.event
