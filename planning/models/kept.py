"""What a year's report said on the day it was approved."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import ScopedQuerySet
from planning.models.achievements import AnnualReport


class ApprovedFiguresQuerySet(ScopedQuerySet):
    scope_path = "annual_report__chapter__region"


class ApprovedFigures(models.Model):
    """The figures of the Laporan Capaian as the Secretariat approved them; taken anew with every approval.

    `figures` is a tree by `core.records.frozen`, `code` and `digest` are what its print carries (design §5).
    """

    annual_report = models.OneToOneField(
        AnnualReport, models.CASCADE, related_name="approved_figures", editable=False
    )
    kept_at = models.DateTimeField(_("kept at"))
    code = models.CharField(_("verification code"), max_length=40)
    digest = models.CharField(_("digest of the figures"), max_length=64)
    figures = models.JSONField(_("figures"))

    objects = ApprovedFiguresQuerySet.as_manager()

    class Meta:
        verbose_name = _("approved figures")
        verbose_name_plural = _("approved figures")

    @override
    def __str__(self) -> str:
        return f"{self.annual_report_id}: {self.code}"
