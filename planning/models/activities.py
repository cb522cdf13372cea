"""One line of an annual plan, with what its progress and budget add up to."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, Count, Exists, F, Max, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import ScopedQuerySet
from core.records.listed import ListedField
from core.records.records import Record
from core.records.review import State
from planning import performance
from planning.models.children import children
from planning.models.choices import FIELDS, MONTHS, Status, Stop, quantity
from planning.models.plans import AnnualPlan
from planning.national.codes import sipd_field


class ActivityQuerySet(ScopedQuerySet):
    scope_path = "plan__chapter__region"

    def with_figures(self, fund: str | None = None) -> Self:
        """Add from unarchived progress and budget lines, None where there are none:

        `realised` (in the activity's unit), `spent` and `budget` (rupiah), `last_progress_on`,
        `progress_count`, and the derived `status`. `fund`: the money of one source only.
        """
        of_row = {"activity": OuterRef("pk")}
        steps = children(self.model, "progress").current().filter(**of_row).order_by()
        steps = steps.values("activity")
        money = children(self.model, "budgets").current().filter(**of_row).order_by()
        if fund is not None:
            steps, money = steps.filter(fund=fund), money.filter(fund=fund)
        money = money.values("activity")
        return self.with_status().annotate(
            spent=Subquery(steps.annotate(x=Sum("cost")).values("x")),
            last_progress_on=Subquery(steps.annotate(x=Max("date")).values("x")),
            budget=Subquery(money.annotate(x=Sum("amount")).values("x")),
        )

    def with_status(self) -> Self:
        """Add `realised`, `progress_count` and `status` (`Status` value), the one definition of it.

        Stopped wins; then done (a progress entry says so, or the target is reached); then running
        (any progress); else not started.
        """
        steps = children(self.model, "progress").current().filter(activity=OuterRef("pk"))
        steps = steps.order_by()
        return self.annotate(
            realised=Subquery(steps.values("activity").annotate(x=Sum("volume")).values("x")),
            progress_count=Coalesce(
                Subquery(steps.values("activity").annotate(x=Count("pk")).values("x")), 0
            ),
            is_completed=Exists(steps.filter(completes=True)),
        ).annotate(
            status=Case(
                When(~Q(stop_state=""), then=F("stop_state")),
                When(is_completed=True, then=Value(Status.DONE.value)),
                When(
                    target__isnull=False, realised__gte=F("target"), then=Value(Status.DONE.value)
                ),
                When(progress_count__gt=0, then=Value(Status.RUNNING.value)),
                default=Value(Status.NOT_STARTED.value),
                output_field=models.CharField(),
            )
        )

    def standing(self) -> Self:
        """Return the rows that were not cancelled: what a plan counts and whose budgets it adds up.

        Money already spent on a cancelled row stays spent and is counted wherever spending is.
        """
        return self.exclude(stop_state=Stop.CANCELLED)

    def unfinished(self) -> Self:
        """Return the rows that are neither done nor cancelled: what a next year may carry over."""
        return self.with_status().exclude(status__in=(Status.DONE, Status.CANCELLED))

    def done(self) -> Self:
        """Return the rows whose derived status is done."""
        return self.with_status().filter(status=Status.DONE)

    def overdue(self, *, today: dt.date) -> Self:
        """Return approved plans' activities whose last month is over and that are neither done nor stopped."""
        last = Coalesce("month_to", "month_from", Value(12))
        return (
            self.with_status()
            .annotate(last_month=last)
            .filter(
                plan__state=State.APPROVED,
                plan__archived_at__isnull=True,
                status__in=(Status.NOT_STARTED, Status.RUNNING),
            )
            .filter(
                Q(plan__year__lt=today.year) | Q(plan__year=today.year, last_month__lt=today.month)
            )
        )

    def late(self, *, today: dt.date) -> Self:
        """Return the overdue rows of this year's and last year's plans; older plans are history, not tasks."""
        return self.overdue(today=today).filter(plan__year__gte=today.year - 1)

    def silent(self, *, today: dt.date) -> Self:
        """Return the late rows of which nothing is recorded yet."""
        return self.late(today=today).filter(status=Status.NOT_STARTED)


class Activity(Record):
    """One line of an annual plan (domain §8.2); what happens to it is in `Progress`."""

    plan = models.ForeignKey(
        AnnualPlan, models.CASCADE, related_name="activities", verbose_name=_("plan")
    )
    field = ListedField(_("field"), kept=FIELDS)
    title = models.CharField(_("activity"), max_length=200)
    purpose = models.CharField(_("purpose"), max_length=300, blank=True)
    target_group = models.CharField(
        _("for whom"),
        max_length=200,
        blank=True,
        help_text=_("e.g. boards of 35 KPP, users of one facility"),
    )
    indicator = models.CharField(
        _("indicator"),
        max_length=200,
        blank=True,
        help_text=_("What is counted, e.g. KPP accompanied."),
    )
    target = quantity(_("target"))
    unit = models.CharField(
        _("unit"), max_length=40, blank=True, help_text=_("e.g. KPP, SR, times, %")
    )
    place = models.CharField(_("place"), max_length=200, blank=True)
    month_from = models.PositiveSmallIntegerField(
        _("first month"), choices=MONTHS, null=True, blank=True
    )
    month_to = models.PositiveSmallIntegerField(
        _("last month"),
        choices=MONTHS,
        null=True,
        blank=True,
        help_text=_("Empty: within the first month."),
    )
    in_charge = models.CharField(
        _("in charge"),
        max_length=150,
        blank=True,
        help_text=_("The seat on the board, e.g. treasurer."),
    )
    partners = models.CharField(_("partners"), max_length=200, blank=True)
    goal = models.ForeignKey(
        "planning.Goal",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="activities",
        verbose_name=_("medium-term goal"),
    )
    order = models.PositiveSmallIntegerField(
        _("order"), default=0, blank=True, help_text=_("Small numbers stand first.")
    )
    programme = models.ForeignKey(
        "planning.StrategyProgramme",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="activities",
        verbose_name=_("programme of the strategy (SSK)"),
        help_text=_("The programme of the region's sanitation strategy this serves."),
    )
    sipd_code = sipd_field("activities")
    carried_from = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="carried_to",
        verbose_name=_("carried over from"),
        editable=False,
    )
    carry_reason = models.CharField(
        _("why it is carried over"), max_length=500, blank=True, editable=False
    )
    stop_state = models.CharField(
        _("postponed or cancelled"), max_length=8, choices=Stop.choices, blank=True, editable=False
    )
    stop_reason = models.CharField(_("reason"), max_length=500, blank=True, editable=False)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        ordering = ("plan", "field", "order", "month_from", "pk")
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        constraints = [
            models.CheckConstraint(
                name="planning_activity_target_not_negative",
                condition=Q(target__isnull=True) | Q(target__gte=0),
                violation_error_message=_("A target cannot be below zero."),
            ),
            models.CheckConstraint(
                name="planning_activity_months_in_order",
                condition=Q(month_to__isnull=True)
                | (
                    Q(month_from__isnull=False, month_from__gte=1)
                    & Q(month_to__gte=F("month_from"))
                ),
                violation_error_message=_("The last month is before the first."),
            ),
            models.CheckConstraint(
                name="planning_activity_months_exist",
                condition=(Q(month_from__isnull=True) | Q(month_from__lte=12))
                & (Q(month_to__isnull=True) | Q(month_to__lte=12)),
            ),
            models.CheckConstraint(
                name="planning_activity_stop_has_reason",
                condition=Q(stop_state="") | ~Q(stop_reason=""),
                violation_error_message=_("Please give the reason."),
            ),
            models.CheckConstraint(
                name="planning_activity_carried_has_reason",
                condition=Q(carried_from__isnull=True) | ~Q(carry_reason=""),
                violation_error_message=_("Say why it was not finished."),
            ),
            models.UniqueConstraint(
                fields=("plan", "carried_from"),
                condition=Q(archived_at__isnull=True, carried_from__isnull=False),
                name="planning_activity_carried_once",
                violation_error_message=_("This activity was carried over already."),
            ),
        ]

    @override
    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("planning:activity-detail", args=[self.pk])

    @property
    @override
    def review_root(self) -> AnnualPlan:
        return self.plan

    @property
    def months(self) -> str:
        """The time in words: "March – May"; "" where none is given."""
        names = dict(MONTHS)
        if self.month_from is None:
            return ""
        first = str(names[self.month_from])
        if self.month_to is None or self.month_to == self.month_from:
            return first
        return f"{first} – {names[self.month_to]}"

    @property
    def verdict(self) -> performance.Judged:
        """Target against progress; for rows loaded `with_status()`."""
        return performance.judge(self.realised, self.target)  # type: ignore[attr-defined]

    def runs_in(self, month: int) -> bool:
        return self.month_from is not None and self.month_from <= month <= (
            self.month_to or self.month_from
        )

    @override
    def clean(self) -> None:
        super().clean()
        if self.goal_id and self.plan_id and self.goal.chapter_id != self.plan.chapter_id:  # type: ignore[union-attr]
            raise ValidationError({"goal": _("The goal belongs to another chapter.")})
        if self.programme is not None and self.plan_id:
            here = self.plan.chapter.region_id
            if self.programme.edition.region_id != here:
                raise ValidationError({"programme": _("The strategy belongs to another region.")})
        self.require_agreed_target()

    @override
    def doubts(self) -> dict[str, str]:
        goal = self.goal
        if goal is None or goal.from_year <= self.plan.year <= goal.to_year:
            return {}
        words = __("This goal is for %(first)s–%(last)s; the plan is for %(year)s.")
        told = {"first": goal.from_year, "last": goal.to_year, "year": self.plan.year}
        return {"goal": words % told}

    def require_agreed_target(self) -> None:
        """Raise ValidationError where a target the Secretariat agreed to would change without a reason.

        `services.change_target` is the way: it keeps the old figure and asks why.
        """
        if self._state.adding or not self.plan.is_approved:
            return
        kept = type(self)._default_manager.filter(pk=self.pk).values("target", "unit").first()
        if kept and (kept["target"], kept["unit"]) != (self.target, self.unit):
            raise ValidationError(
                _("This target was approved. Use “Change the target” and give the reason.")
            )
