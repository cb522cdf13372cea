"""Retrofits, rehabilitations and extensions.

Mojokerto's retrofit of an MCK Plus into a combined plant is the model case (domain §3.6).
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import ScopedQuerySet
from core.records.journal import PhotoMoment
from core.records.listed import ListedField
from core.records.money import FUNDS, ContributionKind, FundSource
from core.records.records import Record
from core.tools.formats import Words
from core.tools.partial_dates import PartialDateField, in_future, not_before
from core.tools.tables import Badge
from ksm.choices import FacilityType, WorksKind, WorksStatus, badge
from ksm.life.changes import CHANGES
from ksm.wording import changes_text


class WorksQuerySet(ScopedQuerySet):
    scope_path = "facility__region"

    def with_cost(self) -> WorksQuerySet:
        """Annotate `cost_total`: the stated cost shares in rupiah; None where none is stated."""
        lines = (
            WorksCost.objects.filter(works=models.OuterRef("pk"), archived_at__isnull=True)
            .order_by()
            .values("works")
            .annotate(total=models.Sum("amount"))
        )
        return self.annotate(cost_total=models.Subquery(lines.values("total")))


def _count(label: Words) -> Any:
    return models.PositiveIntegerField(label, null=True, blank=True)


class Works(Record):
    facility = models.ForeignKey(
        "ksm.Facility", models.CASCADE, related_name="works", verbose_name=_("facility")
    )
    kind = models.CharField(_("kind"), max_length=15, choices=WorksKind.choices)
    status = models.CharField(
        _("status"), max_length=12, choices=WorksStatus.choices, default=WorksStatus.PLANNED
    )
    started_on = PartialDateField(_("started on"))
    finished_on = PartialDateField(_("finished on"))
    type_before = models.CharField(
        _("type before"), max_length=20, choices=FacilityType.choices, blank=True
    )
    type_after = models.CharField(
        _("type after"),
        max_length=20,
        choices=FacilityType.choices,
        blank=True,
        help_text=_("Where the works change the type, e.g. MCK Plus to combined plant."),
    )
    design_sr_before = _count(_("designed SR before"))
    design_sr_after = _count(_("designed SR after"))
    design_kk_before = _count(_("designed KK before"))
    design_kk_after = _count(_("designed KK after"))
    installed_sr_before = _count(_("installed SR before"))
    installed_sr_after = _count(_("installed SR after"))
    sr_added = models.PositiveIntegerField(_("house connections added (SR)"), null=True, blank=True)
    pipe_length_m = models.DecimalField(
        _("pipe laid (m)"),
        max_digits=9,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    description = models.TextField(_("description"), blank=True)

    objects = WorksQuerySet.as_manager()
    photo_moments: ClassVar = (PhotoMoment.BEFORE, PhotoMoment.DURING, PhotoMoment.AFTER)

    class Meta:
        ordering = ("-started_on", "-pk")
        verbose_name = _("works")
        verbose_name_plural = _("works")
        indexes = [models.Index(fields=("started_on", "id"), name="ksm_works_by_date")]
        constraints = [
            models.CheckConstraint(
                condition=not_before("finished_on", "started_on"),
                name="ksm_works_in_order",
                violation_error_message=_("The works would finish before they started."),
            ),
            models.CheckConstraint(
                condition=Q(pipe_length_m__isnull=True) | Q(pipe_length_m__gte=0),
                name="ksm_works_pipe_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(finished_on="") | Q(status__in=(WorksStatus.DONE, WorksStatus.STOPPED)),
                name="ksm_works_finished_means_done",
                violation_error_message=_("Works with an end date are done or stopped."),
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.get_kind_display()} – {self.facility}"

    @override
    def clean(self) -> None:
        super().clean()
        has_ended = self.status in (WorksStatus.DONE, WorksStatus.STOPPED)
        if has_ended and in_future(self.finished_on):
            raise ValidationError({"finished_on": _("This date is in the future.")})

    def left_in_facility(self) -> str:
        """Return which values these works gave the facility and still stand there; "" where none.

        A value that other finished works gave as well is theirs.
        """
        done = type(self)._default_manager.filter(
            facility=self.facility_id, status=WorksStatus.DONE, archived_at__isnull=True
        )
        others = list(done.exclude(pk=self.pk))
        facility = type(self.facility)._default_manager.get(pk=self.facility_id)
        kept = type(self)()
        for column, (before, after) in CHANGES.items():
            given = getattr(self, after)
            is_theirs = any(getattr(other, after) == given for other in others)
            if given == getattr(facility, column) and not is_theirs:
                setattr(kept, before, getattr(self, before))
                setattr(kept, after, given)
        changes = changes_text(kept)
        if not changes:
            return ""
        return __(
            "The facility keeps what these works changed: %(changes)s. Where that is not so any more, "
            "correct it in the form of the facility %(facility)s."
        ) % {"changes": changes, "facility": facility}

    @override
    def left_by_archiving(self) -> str:
        return self.left_in_facility() if self.status == WorksStatus.DONE else ""

    def get_absolute_url(self) -> str:
        return reverse("ksm:works-detail", args=[self.pk])

    @property
    def status_badge(self) -> Badge | None:
        return badge(WorksStatus, self.status)


class WorksCostQuerySet(ScopedQuerySet):
    scope_path = "works__facility__region"


class WorksCost(Record):
    """One share of the cost: in Tangerang AKSANSI paid labour, the office gave material."""

    works = models.ForeignKey(Works, models.CASCADE, related_name="costs", verbose_name=_("works"))
    funder = models.CharField(
        _("funder"),
        max_length=120,
        blank=True,
        help_text=_("The office, programme or group by name."),
    )
    fund_source = ListedField(_("source of funds"), kept=FUNDS, default=FundSource.UNKNOWN)
    kind = models.CharField(
        _("form"), max_length=10, choices=ContributionKind.choices, default=ContributionKind.MONEY
    )
    amount = models.PositiveBigIntegerField(_("amount (rupiah)"), null=True, blank=True)

    objects = WorksCostQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        verbose_name = _("cost share")
        verbose_name_plural = _("cost shares")

    @override
    def __str__(self) -> str:
        return f"{self.funder or self.get_fund_source_display()} – {self.works}"

    def get_absolute_url(self) -> str:
        return self.works.get_absolute_url()
