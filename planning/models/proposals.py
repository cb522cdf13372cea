"""A budget proposal for an office or the Musrenbang: facilities that need a service, and what that costs."""

from __future__ import annotations

from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery, Sum
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import ScopedQuerySet
from core.records.records import Record
from planning.models.catalogue import Service
from planning.models.children import children
from planning.models.choices import FIRST_YEAR, LAST_YEAR
from planning.models.plans import count_of
from planning.national.codes import sipd_field


class Forum(models.TextChoices):
    OFFICE = "opd", _("Regional office (OPD)")
    VILLAGE = "musrenbang_desa", _("Musrenbang of the village")
    DISTRICT = "musrenbang_kec", _("Musrenbang of the district")
    REGION = "musrenbang_kab", _("Musrenbang of the regency or city")


class BudgetProposalQuerySet(ScopedQuerySet):
    def with_totals(self) -> Self:
        """Add `line_count` and `total` in rupiah (None without lines) of the unarchived lines."""
        lines = children(self.model, "lines").current().filter(proposal=OuterRef("pk"))
        money = lines.order_by().values("proposal").annotate(x=Sum(F("quantity") * F("unit_cost")))
        return self.annotate(
            line_count=count_of(lines, "proposal", Count("pk")),
            total=Subquery(money.values("x"), output_field=models.BigIntegerField()),
        )


class BudgetProposal(Record):
    """What the chapter asks the government to pay for in a year, facility by facility."""

    region = models.ForeignKey(
        "core.Region", models.PROTECT, related_name="proposals", verbose_name=_("region")
    )
    title = models.CharField(_("title"), max_length=200)
    year = models.PositiveSmallIntegerField(
        _("budget year"),
        validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)],
    )
    forum = models.CharField(_("put forward to"), max_length=16, choices=Forum.choices)
    office = models.ForeignKey(
        "chapters.Office",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="proposals",
        verbose_name=_("office"),
    )
    reasoning = models.TextField(
        _("why"), max_length=4000, blank=True, help_text=_("A few sentences before the table.")
    )
    sipd_code = sipd_field("proposals")

    objects = BudgetProposalQuerySet.as_manager()

    class Meta:
        ordering = ("-year", "region", "-pk")
        verbose_name = _("budget proposal")
        verbose_name_plural = _("budget proposals")
        constraints = [
            models.CheckConstraint(
                name="planning_proposal_office_named",
                condition=~Q(forum=Forum.OFFICE) | Q(office__isnull=False),
                violation_error_message=_("Choose the office the proposal goes to."),
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.title} ({self.year})"

    def get_absolute_url(self) -> str:
        return reverse("planning:budget-proposal-detail", args=[self.pk])


class ProposalLineQuerySet(ScopedQuerySet):
    scope_path = "proposal__region"


class ProposalLine(Record):
    """One facility and one service. Price and reason are kept as they were when it was picked."""

    proposal = models.ForeignKey(
        BudgetProposal, models.CASCADE, related_name="lines", verbose_name=_("budget proposal")
    )
    facility = models.ForeignKey(
        "ksm.Facility", models.PROTECT, related_name="proposal_lines", verbose_name=_("facility")
    )
    service = models.ForeignKey(
        Service, models.PROTECT, related_name="proposal_lines", verbose_name=_("service")
    )
    quantity = models.PositiveIntegerField(
        _("quantity"), default=1, validators=[MinValueValidator(1), MaxValueValidator(100_000)]
    )
    unit_cost = models.PositiveBigIntegerField(_("unit cost (Rp)"))
    cost_basis = models.CharField(_("where the unit cost comes from"), max_length=400)
    need = models.CharField(_("why this facility"), max_length=400)

    objects = ProposalLineQuerySet.as_manager()

    class Meta:
        ordering = ("proposal", "service__order", "facility__code")
        verbose_name = _("line of a proposal")
        verbose_name_plural = _("lines of a proposal")
        constraints = [
            models.UniqueConstraint(
                fields=("proposal", "facility", "service"),
                condition=Q(archived_at__isnull=True),
                name="planning_proposal_line_once",
                violation_error_message=_("This facility is in the proposal already."),
            ),
            models.CheckConstraint(
                name="planning_proposal_line_counts",
                condition=Q(quantity__gt=0, unit_cost__gt=0),
                violation_error_message=_("Quantity and unit cost are above zero."),
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.service}: {self.facility}"

    def get_absolute_url(self) -> str:
        return reverse("planning:budget-proposal-detail", args=[self.proposal_id])

    @property
    def total(self) -> int:
        return self.quantity * self.unit_cost
