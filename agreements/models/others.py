"""What others agreed or ruled in a region: regulations and agreements AKSANSI is no party to."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import ScopedQuerySet
from core.records.records import Record
from core.tools.partial_dates import PartialDateField, not_before


class RegionalPaperKind(models.TextChoices):
    LAW = "perda", _("Regional regulation (Perda)")
    HEAD = "perkada", _("Regulation of the head (Perbup, Perwali, Pergub)")
    DECREE = "sk", _("Decree (SK)")
    VILLAGE = "perdes", _("Village regulation (Perdes, Perkal)")
    AGREEMENT = "perjanjian", _("Agreement between others")
    OTHER = "lain", _("Other")


class RegionalPaper(Record):
    """A regulation, decree or agreement of others about sanitation in a region; in none of our counts."""

    region = models.ForeignKey(
        "core.Region", models.PROTECT, related_name="regional_papers", verbose_name=_("region")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=RegionalPaperKind.choices)
    number = models.CharField(
        _("number"), max_length=120, blank=True, help_text=_("As cited, e.g. “Perda 6/2015”.")
    )
    title = models.CharField(_("title"), max_length=250)
    parties = models.CharField(
        _("who ruled or agreed"),
        max_length=250,
        blank=True,
        help_text=_("Offices, bodies or posts, e.g. “PDAM and Dinas PU”; no private names."),
    )
    subject = models.TextField(_("what it says on sanitation"), max_length=3000, blank=True)
    signed_on = PartialDateField(_("signed or enacted on"))
    valid_from = PartialDateField(_("valid from"))
    valid_to = PartialDateField(_("valid to"))

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ("region", "-signed_on", "pk")
        verbose_name = _("regulation or agreement of others")
        verbose_name_plural = _("regulations and agreements of others")
        constraints = [
            models.UniqueConstraint(
                fields=("region", "kind", "number"),
                condition=~Q(number="") & Q(archived_at__isnull=True),
                name="agreements_regional_paper_once",
                violation_error_message=_("This number is recorded already."),
            ),
            models.CheckConstraint(
                condition=not_before("valid_to", "valid_from"),
                name="agreements_regional_paper_in_order",
                violation_error_message=_("The end is before the beginning."),
            ),
        ]

    @override
    def __str__(self) -> str:
        return " – ".join(filter(None, (self.number, self.title)))

    def get_absolute_url(self) -> str:
        return reverse("agreements:regional-paper-detail", args=[self.pk])
