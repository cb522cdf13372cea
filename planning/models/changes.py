"""A target the Secretariat had agreed to, and why it is another one now."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.records.records import Record
from planning.models.activities import Activity
from planning.models.money import OfActivityQuerySet


class ChangeReason(models.TextChoices):
    """Why an agreed target changes; several may hold at once (results frameworks: Tola, Akvo RSR)."""

    MONEY = "dana", _("Money came later, less or more than planned")
    TIME = "waktu", _("Time: season, feast, delay")
    PARTNER = "mitra", _("An office or partner decided otherwise")
    PLACE = "lokasi", _("Groups or places were added or left")
    FIGURE = "data", _("The agreed figure was wrong")
    DISASTER = "bencana", _("Disaster or another force majeure")
    OTHER = "lain", _("Other")


class TargetChange(Record):
    """One change of an approved target. Written once by `services.change_target`, never edited.

    `reasons`: codes of `ChangeReason` parted by blanks, at least one.
    """

    activity = models.ForeignKey(
        Activity, models.CASCADE, related_name="target_changes", verbose_name=_("activity")
    )
    old_target = models.DecimalField(
        _("agreed target"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    old_unit = models.CharField(_("unit"), max_length=40, blank=True)
    new_target = models.DecimalField(
        _("new target"), max_digits=14, decimal_places=2, validators=[MinValueValidator(0)]
    )
    new_unit = models.CharField(_("new unit"), max_length=40, blank=True)
    reasons = models.CharField(_("reasons"), max_length=80)
    explanation = models.TextField(_("explanation"), max_length=2000)
    changed_on = models.DateField(_("changed on"))
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("changed by"),
    )

    objects = OfActivityQuerySet.as_manager()

    class Meta:
        ordering = ("activity", "-changed_on", "-pk")
        verbose_name = _("changed target")
        verbose_name_plural = _("changed targets")
        constraints = [
            models.CheckConstraint(
                name="planning_target_change_has_reason",
                condition=~Q(reasons="") & ~Q(explanation=""),
                violation_error_message=_("Tick a reason and explain it."),
            ),
            models.CheckConstraint(
                name="planning_target_change_changes",
                condition=Q(old_target__isnull=True)
                | ~Q(old_target=F("new_target"))
                | ~Q(old_unit=F("new_unit")),
                violation_error_message=_("This is the target there is already."),
            ),
            models.CheckConstraint(
                name="planning_target_change_not_negative",
                condition=Q(new_target__gte=0),
                violation_error_message=_("A target cannot be below zero."),
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.activity.title} ({self.changed_on:%Y-%m-%d})"

    def get_absolute_url(self) -> str:
        return reverse("planning:activity-detail", args=[self.activity_id])

    @property
    def reason_words(self) -> list[str]:
        words = dict(ChangeReason.choices)
        return [str(words.get(code, code)) for code in self.reasons.split()]
