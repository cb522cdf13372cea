"""What a chapter wants to reach of the shared indicators, set with its plan: its account is judged by it."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import ScopedQuerySet
from core.records.records import Record
from planning.models.achievements import Indicator
from planning.models.plans import AnnualPlan


class IndicatorTargetQuerySet(ScopedQuerySet):
    scope_path = "plan__chapter__region"


class IndicatorTarget(Record):
    """The target of one shared indicator in one plan, in the indicator's unit."""

    plan = models.ForeignKey(
        AnnualPlan, models.CASCADE, related_name="indicator_targets", verbose_name=_("plan")
    )
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="targets", verbose_name=_("indicator")
    )
    target = models.DecimalField(
        _("target"), max_digits=14, decimal_places=2, validators=[MinValueValidator(0)]
    )

    objects = IndicatorTargetQuerySet.as_manager()

    class Meta:
        ordering = ("plan", "indicator__order", "pk")
        verbose_name = _("target of an indicator")
        verbose_name_plural = _("targets of indicators")
        constraints = [
            models.UniqueConstraint(
                fields=("plan", "indicator"),
                condition=Q(archived_at__isnull=True),
                name="planning_indicator_target_once",
                violation_error_message=_("This plan has a target of this indicator already."),
            ),
            models.CheckConstraint(
                name="planning_indicator_target_not_negative",
                condition=Q(target__gte=0),
                violation_error_message=_("A target cannot be below zero."),
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.indicator} ({self.plan.year})"

    def get_absolute_url(self) -> str:
        return reverse("planning:annual-plan-detail", args=[self.plan_id])

    @property
    @override
    def review_root(self) -> AnnualPlan:
        return self.plan
