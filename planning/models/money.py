"""What an activity shall cost and by whom, and what then happened: volume, money, proof, obstacles."""

from __future__ import annotations

from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import ScopedQuerySet
from core.records.listed import ListedField
from core.records.money import STATED_FUNDS
from core.records.records import Record
from core.records.review import why_locked
from core.tools.formats import day, rupiah
from core.tools.partial_dates import in_future
from planning.models.activities import Activity
from planning.models.choices import Stop, quantity
from planning.models.plans import AnnualPlan


class OfActivityQuerySet(ScopedQuerySet):
    scope_path = "activity__plan__chapter__region"

    def planned(self) -> Self:
        """Return the rows of activities that stand: neither archived nor cancelled."""
        return self.filter(activity__archived_at__isnull=True).exclude(
            activity__stop_state=Stop.CANCELLED
        )


class ActivityBudget(Record):
    """Planned money of an activity from one source, in whole rupiah."""

    activity = models.ForeignKey(
        Activity, models.CASCADE, related_name="budgets", verbose_name=_("activity")
    )
    fund = ListedField(_("source of money"), kept=STATED_FUNDS)
    amount = models.PositiveBigIntegerField(_("amount (Rp)"))

    objects = OfActivityQuerySet.as_manager()

    class Meta:
        ordering = ("activity", "fund", "pk")
        verbose_name = _("budget line")
        verbose_name_plural = _("budget lines")

    @override
    def __str__(self) -> str:
        return f"{self.get_fund_display()}: {rupiah(self.amount)}"

    def get_absolute_url(self) -> str:
        return reverse("planning:activity-detail", args=[self.activity_id])

    @property
    @override
    def review_root(self) -> AnnualPlan:
        return self.activity.plan


def why_no_progress(activity: Activity) -> str:
    """Return the sentence that says why no progress can be recorded on an activity; "" where it can."""
    if activity.archived_at:
        return why_locked(activity)
    if activity.plan.archived_at:
        return __("This belongs to an archived record.")
    if not activity.plan.is_approved:
        return __(
            "Progress is recorded once the Secretariat has approved the plan of %(year)s."
        ) % {"year": activity.plan.year}
    return ""


class Progress(Record):
    """What was done on a day. It happens after the plan was agreed, so the plan's lock does not cover it."""

    activity = models.ForeignKey(
        Activity, models.CASCADE, related_name="progress", verbose_name=_("activity")
    )
    date = models.DateField(_("date"))
    volume = quantity(
        _("volume"),
        help_text=_("How much was done since the last entry, in the unit of the activity."),
    )
    cost = models.PositiveBigIntegerField(_("cost (Rp)"), null=True, blank=True)
    fund = ListedField(_("paid from"), kept=STATED_FUNDS, blank=True)
    evidence = models.TextField(
        _("evidence"),
        max_length=2000,
        blank=True,
        help_text=_("Minutes, attendance list, photo, receipt …"),
    )
    obstacle = models.TextField(_("obstacle"), max_length=2000, blank=True)
    follow_up = models.TextField(_("follow-up"), max_length=2000, blank=True)
    completes = models.BooleanField(
        _("the activity is finished with this"),
        default=False,
        help_text=_("It counts as finished by itself once the target is reached."),
    )

    objects = OfActivityQuerySet.as_manager()

    class Meta:
        ordering = ("-date", "-pk")
        verbose_name = _("progress")
        verbose_name_plural = _("progress")
        constraints = [
            models.CheckConstraint(
                name="planning_progress_volume_not_negative",
                condition=Q(volume__isnull=True) | Q(volume__gte=0),
                violation_error_message=_("A volume cannot be below zero."),
            ),
            models.CheckConstraint(
                name="planning_progress_cost_has_fund",
                condition=Q(cost__isnull=True) | Q(cost=0) | ~Q(fund=""),
                violation_error_message=_("Say which source of money the cost was paid from."),
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.activity.title}, {day(self.date)}"

    def get_absolute_url(self) -> str:
        return reverse("planning:progress-detail", args=[self.pk])

    @override
    def doubts(self) -> dict[str, str]:
        """Late in the year after is possible, too; but a year of the date is mistyped more often than that."""
        year = self.activity.plan.year
        if self.date.year == year:
            return {}
        words = __("The plan is for %(year)s; %(day)s is another year.")
        return {"date": words % {"year": year, "day": day(self.date)}}

    @override
    def clean(self) -> None:
        super().clean()
        if in_future(self.date):
            raise ValidationError({"date": _("Progress cannot be in the future.")})
        if self.volume is None and self.cost is None and not (self.evidence or self.obstacle):
            raise ValidationError(
                _("Give at least a volume, a cost, some evidence or an obstacle.")
            )
