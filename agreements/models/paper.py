"""What drafts are printed from, kept by the Secretariat: legal bases and clause templates, each dated."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from agreements import clauses
from agreements.dates import check_order
from agreements.models.choices import AgreementKind
from core.access import ReferenceQuerySet
from core.records.records import Record
from core.tools.formats import day
from core.tools.partial_dates import PartialDateField, display, not_before, runs_on


class LegalSubject(models.TextChoices):
    COOPERATION = "kerja_sama", _("Cooperation of regions")
    GRANTS = "hibah", _("Grants and social aid")
    SECTOR = "sektor", _("Sanitation and environment")
    ROUTE = "jalur", _("Another route for the money")
    OTHER = "lain", _("Other")


class LegalBasisQuerySet(ReferenceQuerySet):
    def in_force(self, at: dt.date) -> Self:
        """Return the rules in force on a day; one whose end is a year runs through that year."""
        return self.filter(runs_on("valid_from", "valid_to", at))

    def cited(self) -> Self:
        return self.filter(is_cited=True)


class LegalBasis(Record):
    """A rule with its dates and what it asks of us; its contents are the Secretariat's (products §4 item 10)."""

    short_name = models.CharField(
        _("short name"), max_length=60, help_text=_("As people quote it, e.g. PP 28/2018.")
    )
    title = models.CharField(_("full title"), max_length=300)
    subject = models.CharField(_("subject"), max_length=12, choices=LegalSubject.choices)
    valid_from = PartialDateField(_("in force since"), blank=False)
    valid_to = PartialDateField(_("in force until"))
    replaced_by = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replaces",
        verbose_name=_("replaced by"),
    )
    meaning = models.TextField(_("what it means for cooperation"), blank=True)
    to_check = models.TextField(
        _("to check before signing"), blank=True, help_text=_("One question per line.")
    )
    is_cited = models.BooleanField(
        _("cited in drafts"),
        default=False,
        help_text=_("Drafts of MoU and PKS name it among their bases while it is in force."),
    )
    is_checked = models.BooleanField(
        _("checked against the text of the law"),
        default=False,
        help_text=_("While this is off, the rule is marked “not checked yet”."),
    )

    objects = LegalBasisQuerySet.as_manager()

    class Meta:
        ordering = ("subject", "valid_from", "pk")
        verbose_name = _("legal basis")
        verbose_name_plural = _("legal bases")
        constraints = [
            models.UniqueConstraint(
                fields=("short_name",),
                condition=Q(archived_at__isnull=True),
                name="agreements_legal_basis_once",
                violation_error_message=_("This rule is recorded already."),
            ),
            models.CheckConstraint(
                name="agreements_legal_basis_ends_after_start",
                condition=not_before("valid_to", "valid_from"),
                violation_error_message=_("The end is before the beginning."),
            ),
            models.CheckConstraint(
                name="agreements_legal_basis_not_own_successor",
                condition=Q(replaced_by__isnull=True) | ~Q(replaced_by=F("pk")),
                violation_error_message=_("A rule cannot replace itself."),
            ),
        ]

    @override
    def __str__(self) -> str:
        return self.short_name

    def get_absolute_url(self) -> str:
        return reverse("agreements:legal-basis-detail", args=[self.pk])

    @override
    def clean(self) -> None:
        super().clean()
        check_order(self, "valid_from", "valid_to")

    @property
    def questions(self) -> list[str]:
        return [line.strip() for line in self.to_check.splitlines() if line.strip()]

    @property
    def period(self) -> str:
        """From–to in words; an open end is "…"."""
        return f"{display(self.valid_from)} – {display(self.valid_to) or '…'}"


def check_placeholders(obj: models.Model, *names: str) -> None:
    """Raise ValidationError on the columns whose text holds a mark that is no placeholder."""
    found = {}
    for name in names:
        if wrong := clauses.faults(getattr(obj, name)):
            found[name] = _("These marks are not placeholders: %(marks)s.") % {
                "marks": ", ".join(wrong)
            }
    if found:
        raise ValidationError(found)


class ClauseTemplateQuerySet(ReferenceQuerySet):
    def for_draft(self, kind: str, *, at: dt.date) -> ClauseTemplate | None:
        """Return the version drafts of a kind are printed from on a day; None where there is none yet."""
        rows = self.filter(archived_at__isnull=True, kind=kind, valid_from__lte=at)
        return rows.order_by("-valid_from").first()  # type: ignore[return-value]


class ClauseTemplate(Record):
    """One version of the text of an MoU or a PKS; older drafts keep printing from the version of their day."""

    kind = models.CharField(
        _("kind"),
        max_length=8,
        choices=[c for c in AgreementKind.choices if c[0] != AgreementKind.ADDENDUM],
    )
    valid_from = models.DateField(_("used from"))
    heading = models.CharField(
        _("heading"), max_length=150, help_text=_("The words at the top, e.g. KESEPAKATAN BERSAMA.")
    )
    opening = models.TextField(_("opening"), help_text=_("Before the legal bases: who agrees."))
    closing = models.TextField(_("closing"), blank=True, help_text=_("After the last clause."))

    objects = ClauseTemplateQuerySet.as_manager()

    class Meta:
        ordering = ("kind", "-valid_from")
        verbose_name = _("clause template")
        verbose_name_plural = _("clause templates")
        constraints = [
            models.UniqueConstraint(
                fields=("kind", "valid_from"),
                condition=Q(archived_at__isnull=True),
                name="agreements_clause_template_version",
                violation_error_message=_("There is a version of this kind from this day already."),
            )
        ]

    @override
    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {day(self.valid_from)}"

    def get_absolute_url(self) -> str:
        return reverse("agreements:clause-template-detail", args=[self.pk])

    @override
    def clean(self) -> None:
        super().clean()
        check_placeholders(self, "heading", "opening", "closing")


class Clause(Record):
    """One article (pasal) of a template."""

    template = models.ForeignKey(
        ClauseTemplate, models.PROTECT, related_name="clauses", verbose_name=_("clause template")
    )
    number = models.PositiveSmallIntegerField(
        _("number"), validators=[MinValueValidator(1), MaxValueValidator(99)]
    )
    heading = models.CharField(_("heading"), max_length=150)
    body = models.TextField(
        _("text"),
        help_text=_(
            "One paragraph per line; several are numbered. A line beginning with “- ” becomes a lettered point."
        ),
    )

    objects = ReferenceQuerySet.as_manager()

    class Meta:
        ordering = ("template", "number")
        verbose_name = _("clause")
        verbose_name_plural = _("clauses")
        constraints = [
            models.UniqueConstraint(
                fields=("template", "number"),
                condition=Q(archived_at__isnull=True),
                name="agreements_clause_number_once",
                violation_error_message=_("This template has a clause with this number already."),
            )
        ]

    @property
    def paragraphs(self) -> tuple[clauses.Paragraph, ...]:
        return clauses.paragraphs(self.body)

    @override
    def __str__(self) -> str:
        return f"Pasal {self.number} {self.heading}"

    def get_absolute_url(self) -> str:
        return reverse("agreements:clause-template-detail", args=[self.template_id])

    @override
    def clean(self) -> None:
        super().clean()
        check_placeholders(self, "heading", "body")
