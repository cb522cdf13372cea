"""Answers of an instrument that contradict each other, as rows of the instrument."""

from __future__ import annotations

from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from monitoring.models.instruments import Instrument, OfInstrument
from monitoring.questionnaire import contradictions
from monitoring.questionnaire.showif import LONGEST

WITH_MARGIN = (contradictions.Relation.DIFFERS.value, contradictions.Relation.CHANGED.value)


class RelationWord(models.TextChoices):
    MORE = contradictions.Relation.MORE.value, _("is more than")
    LESS = contradictions.Relation.LESS.value, _("is less than")
    EQUAL = contradictions.Relation.EQUAL.value, _("is as much as")
    DIFFERS = contradictions.Relation.DIFFERS.value, _("differs by more than the margin (%) from")
    CHANGED = contradictions.Relation.CHANGED.value, _("is beyond the margin (times) of")
    AFTER = contradictions.Relation.AFTER.value, _("is a date after")


class CrossCheck(OfInstrument):
    """Where it applies and both sides stand in the relation, the visit is to be mended or explained.

    The label is the sentence that says so, with `{kiri}`, `{kanan}` and names in braces.
    """

    instrument = models.ForeignKey(Instrument, models.CASCADE, related_name="checks")
    code = models.CharField(
        _("code"),
        max_length=40,
        validators=[RegexValidator(r"^[a-z][a-z0-9_]*\Z", _("Small letters and digits."))],
    )
    applies_if = models.CharField(
        _("applies only if"),
        max_length=LONGEST,
        blank=True,
        help_text=_("A rule as that of a question, e.g. “T01 = berfungsi”; empty: always."),
    )
    left = models.CharField(
        _("first side"),
        max_length=120,
        help_text=_(
            "Codes and numbers, multiplied by *; F03_bagian and F03_dari are part and whole of a ratio, "
            "T02_lalu the answer of the last visit; SR_DESAIN, SR_TERPASANG, KUNJUNGAN are known."
        ),
    )
    relation = models.CharField(_("relation"), max_length=8, choices=RelationWord.choices)
    right = models.CharField(_("second side"), max_length=120)
    margin = models.DecimalField(
        _("margin"),
        max_digits=6,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )

    class Meta:
        ordering = ("instrument", "order", "pk")
        verbose_name = _("check of answers")
        verbose_name_plural = _("checks of answers")
        constraints = [
            models.UniqueConstraint(
                fields=("instrument", "code"), name="monitoring_crosscheck_code"
            ),
            models.CheckConstraint(
                name="monitoring_crosscheck_margin",
                condition=~Q(relation__in=WITH_MARGIN) | Q(margin__isnull=False),
                violation_error_message=_("This relation needs a margin."),
            ),
        ]

    @property
    def plain(self) -> contradictions.Check:
        """The row as plain values, its sentence in the reader's language."""
        return contradictions.Check(
            code=self.code,
            sentence=self.label,
            left=self.left,
            relation=self.relation,
            right=self.right,
            margin=self.margin,
            applies_if=self.applies_if,
        )
