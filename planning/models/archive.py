"""The frozen copy of a report as it went to the regional government."""

from __future__ import annotations

import hashlib
import uuid
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import ScopedQuerySet
from core.records.records import Record
from planning.models.choices import FIRST_YEAR, LAST_YEAR


def private_path(instance: ArchivedReport, filename: str) -> str:
    """Return a name on disk that tells nothing and cannot be guessed."""
    name = uuid.uuid4().hex
    return f"reports/{name[:2]}/{name}.pdf"


class ArchivedReportQuerySet(ScopedQuerySet):
    def newest_first(self) -> ArchivedReportQuerySet:
        return self.order_by("-year", "-sequence", "-pk")


class ArchivedReport(Record):
    """A Laporan Capaian Daerah as issued: numbered, sealed by sha256, never changed afterwards.

    Only what happens to the paper later is added: when it was sent, when and by which office received.
    """

    FROZEN: ClassVar[tuple[str, ...]] = (
        "region_id", "year", "sequence", "number", "letter_date", "addressee", "sha256", "size",
        "verification_code", "digest", "issued_by_id", "figures",
    )  # fmt: skip

    region = models.ForeignKey(
        "core.Region", models.PROTECT, related_name="archived_reports", verbose_name=_("region")
    )
    year = models.PositiveSmallIntegerField(
        _("year"), validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]
    )
    sequence = models.PositiveSmallIntegerField(_("running number"), editable=False)
    number = models.CharField(_("letter number"), max_length=80)
    letter_date = models.DateField(_("letter date"))
    addressee = models.TextField(_("addressee"), max_length=500)
    pdf = models.FileField(_("PDF"), upload_to=private_path, editable=False)
    size = models.PositiveIntegerField(_("size"), editable=False)
    sha256 = models.CharField(_("checksum (SHA-256)"), max_length=64, editable=False)
    verification_code = models.CharField(
        _("verification code"), max_length=40, unique=True, editable=False
    )
    digest = models.CharField(_("digest of the figures"), max_length=64, blank=True, editable=False)
    figures = models.JSONField(_("figures"), default=dict, blank=True, editable=False)
    issued_by = models.ForeignKey(
        "core.User",
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("issued by"),
        editable=False,
    )
    sent_on = models.DateField(_("sent on"), null=True, blank=True)
    received_on = models.DateField(_("received on"), null=True, blank=True)
    received_by = models.CharField(
        _("received by (position)"),
        max_length=150,
        blank=True,
        help_text=_("The post, not the person's name."),
    )

    objects = ArchivedReportQuerySet.as_manager()

    class Meta:
        ordering = ("-year", "region", "-sequence")
        verbose_name = _("archived report")
        verbose_name_plural = _("archived reports")
        constraints = [
            models.UniqueConstraint(
                fields=("region", "year", "sequence"), name="planning_archive_sequence_once"
            ),
            models.UniqueConstraint(
                fields=("number",),
                name="planning_archive_number_once",
                violation_error_message=_("This letter number is taken."),
            ),
            models.CheckConstraint(
                name="planning_archive_received_after_sent",
                condition=Q(received_on__isnull=True)
                | Q(sent_on__isnull=True)
                | Q(received_on__gte=F("sent_on")),
                violation_error_message=_("It cannot be received before it was sent."),
            ),
        ]

    @override
    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("planning:archived-report-detail", args=[self.pk])

    @override
    def save(self, *args: object, **kwargs: object) -> None:
        """Write the row; raises ValidationError where a frozen column would change."""
        self.require_unchanged()
        super().save(*args, **kwargs)

    @override
    def clean(self) -> None:
        super().clean()
        self.require_unchanged()

    def require_unchanged(self) -> None:
        if self._state.adding:
            return
        kept = type(self)._default_manager.filter(pk=self.pk).values(*self.FROZEN, "pdf").first()
        if kept is None:
            return
        now = {name: getattr(self, name) for name in self.FROZEN} | {"pdf": self.pdf.name}
        if kept != now:
            raise ValidationError(
                _("An archived report is never changed; issue a new version instead.")
            )

    def is_intact(self) -> bool:
        """Return whether the kept file still has the checksum it was sealed with."""
        try:
            with self.pdf.open("rb") as file:
                return hashlib.sha256(file.read()).hexdigest() == self.sha256
        except OSError:
            return False
