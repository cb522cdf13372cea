"""Rounds, and the facilities a round is to visit."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.records.records import Record
from core.tools.rows.areas import within
from monitoring.models.instruments import Instrument
from monitoring.querysets import RoundQuerySet, RoundTargetQuerySet


class RoundKind(models.TextChoices):
    PRE_MONITORING = "pre", _("Pre-monitoring")
    ROUTINE = "routine", _("Routine monitoring")
    AWARD = "award", _("Award")
    POST_CONSTRUCTION = "post", _("Post-construction")


class Round(Record):
    """A campaign: which questionnaire, where, when. National where the region is empty."""

    kind = models.CharField(_("kind"), max_length=10, choices=RoundKind.choices)
    name = models.CharField(_("name"), max_length=150)
    region = models.ForeignKey(
        "core.Region",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="monitoring_rounds",
        verbose_name=_("region"),
        help_text=_("Empty for a national round."),
    )
    instrument = models.ForeignKey(
        Instrument, models.PROTECT, related_name="rounds", verbose_name=_("instrument")
    )
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("to"), null=True, blank=True)
    note = models.TextField(_("remarks"), max_length=3000, blank=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = (F("starts_on").desc(nulls_last=True), "-pk")
        verbose_name = _("monitoring round")
        verbose_name_plural = _("monitoring rounds")
        constraints = [
            models.CheckConstraint(
                name="monitoring_round_ends_after_start",
                condition=Q(ends_on__isnull=True)
                | Q(starts_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("The end is before the beginning."),
            )
        ]

    @override
    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("monitoring:round-detail", args=[self.pk])


class TargetState(models.TextChoices):
    """What was decided on a target; that it was visited is told by its visit, never stored."""

    PLANNED = "planned", _("Planned")
    POSTPONED = "postponed", _("Postponed")
    RETURNED = "returned", _("Returned to the office")


class RoundTarget(Record):
    """A facility that a round is to visit: who goes, when, and why not where it is put off.

    Source: domain §4.4 (of 49 planned sites 46 were done and 3 returned to the agency).
    """

    round = models.ForeignKey(
        Round, models.CASCADE, related_name="targets", verbose_name=_("monitoring round")
    )
    facility = models.ForeignKey(
        "ksm.Facility", models.PROTECT, related_name="round_targets", verbose_name=_("facility")
    )
    state = models.CharField(
        _("decision"), max_length=10, choices=TargetState.choices, default=TargetState.PLANNED
    )
    reason = models.CharField(
        _("reason"),
        max_length=300,
        blank=True,
        help_text=_("Why it is postponed or returned, e.g. “road cut off”."),
    )
    planned_on = models.DateField(_("planned for"), null=True, blank=True)
    team = models.CharField(_("team"), max_length=120, blank=True)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("officer"),
    )

    objects = RoundTargetQuerySet.as_manager()

    class Meta:
        ordering = (F("planned_on").asc(nulls_last=True), "pk")
        verbose_name = _("target of a round")
        verbose_name_plural = _("targets of rounds")
        constraints = [
            models.UniqueConstraint(
                fields=("round", "facility"),
                name="monitoring_target_once",
                violation_error_message=_("This facility is a target of the round already."),
            ),
            models.CheckConstraint(
                name="monitoring_target_put_off_with_reason",
                condition=Q(state="planned") | ~Q(reason=""),
                violation_error_message=_("Say why it is postponed or returned."),
            ),
        ]
        indexes = [
            models.Index(fields=("assignee", "planned_on"), name="monitoring_target_assignee"),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.facility.name} · {self.round.name}"

    def get_absolute_url(self) -> str:
        return reverse("monitoring:round-target-detail", args=[self.pk])

    @override
    def clean(self) -> None:
        super().clean()
        region = self.round.region_id if self.round_id else None
        if region and self.facility_id and not within(self.facility.region_id, region):
            raise ValidationError({"facility": _("This facility lies outside the round's region.")})
