"""Questionnaires as data: versions, aspects as rows, questions, options. Frozen at first use."""

from __future__ import annotations

from operator import attrgetter
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import ReferenceQuerySet
from core.records.records import Record
from core.tools.formats import Words
from core.tools.todo import Reason
from monitoring.querysets import InstrumentQuerySet

FROZEN = _(
    "This version is in use and frozen: results must stay comparable. Make a new version instead."
)
PUBLISHED = _(
    "This version is published. Take it back to draft to change it, or make a new version."
)
CODE = RegexValidator(r"^[A-Z][A-Z0-9_]*\Z", _("Capital letters and digits, e.g. K01."))


def in_language(local: str, english: str) -> str:
    """Return the wording of a piece of data in the reader's language; Indonesian where one lacks."""
    return (english or local) if (get_language() or "id").startswith("en") else local


class Instrument(Record):
    """One version of a questionnaire. Its aspects differ by year and are rows (domain §4.1)."""

    code = models.SlugField(_("code"), max_length=40)
    edition = models.CharField(_("version"), max_length=40)
    title_id = models.CharField(_("title (Indonesian)"), max_length=200)
    title_en = models.CharField(_("title (English)"), max_length=200, blank=True)
    description = models.TextField(_("remarks"), max_length=3000, blank=True)
    is_proposal = models.BooleanField(
        _("our proposal"),
        default=False,
        help_text=_("Weights and scores were proposed with this system, not published by AKSANSI."),
    )
    weakest_caps = models.BooleanField(
        _("the weakest aspect holds the class"),
        default=False,
        help_text=_("The class of the whole is never better than that of its weakest aspect."),
    )
    based_on = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="later_versions",
        verbose_name=_("made from"),
        editable=False,
    )
    published_at = models.DateTimeField(_("published at"), null=True, blank=True, editable=False)
    frozen_at = models.DateTimeField(_("frozen since"), null=True, blank=True, editable=False)

    objects = InstrumentQuerySet.as_manager()

    class Meta:
        ordering = ("code", "-pk")
        verbose_name = _("instrument")
        verbose_name_plural = _("instruments")
        constraints = [
            models.UniqueConstraint(
                fields=("code", "edition"),
                name="monitoring_instrument_edition",
                violation_error_message=_("This version of the instrument exists already."),
            ),
            models.CheckConstraint(
                name="monitoring_instrument_published_before_use",
                condition=Q(frozen_at__isnull=True) | Q(published_at__isnull=False),
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"{in_language(self.title_id, self.title_en)} ({self.edition})"

    def get_absolute_url(self) -> str:
        return reverse("monitoring:instrument-detail", args=[self.pk])

    @property
    def is_frozen(self) -> bool:
        return self.frozen_at is not None

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    def why_closed(self) -> Words:
        """Return the sentence that says why nothing of it changes; "" while it is a draft."""
        if self.is_frozen:
            place = reverse("monitoring:instrument-version", args=[self.pk])
            return Reason(str(FROZEN), place, __("New version"))
        if self.is_published:
            place = reverse("monitoring:instrument-takeback", args=[self.pk])
            return Reason(str(PUBLISHED), place, __("Take back to draft"))
        return ""


class OfInstrument(Record):
    """Abstract: a part of an instrument. It changes only while that is a draft.

    A trigger of the database refuses any write below a frozen instrument (migration 0003).
    """

    path_to_root: ClassVar[str] = "instrument"

    order = models.PositiveSmallIntegerField(_("order"), default=0)
    label_id = models.CharField(_("label (Indonesian)"), max_length=250)
    label_en = models.CharField(_("label (English)"), max_length=250, blank=True)

    objects = ReferenceQuerySet.as_manager()

    class Meta:
        abstract = True

    @override
    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return in_language(self.label_id, self.label_en)

    @property
    def root(self) -> Instrument:
        found: Instrument = attrgetter(self.path_to_root)(self)
        return found

    def get_absolute_url(self) -> str:
        return self.root.get_absolute_url()

    @override
    def clean(self) -> None:
        super().clean()
        if why := self.root.why_closed():
            raise ValidationError(why)


class Aspect(OfInstrument):
    instrument = models.ForeignKey(Instrument, models.CASCADE, related_name="aspects")
    code = models.CharField(_("code"), max_length=12, validators=[CODE])
    weight = models.DecimalField(
        _("weight"), max_digits=6, decimal_places=2, validators=[MinValueValidator(0)]
    )

    class Meta:
        ordering = ("instrument", "order", "pk")
        verbose_name = _("aspect")
        verbose_name_plural = _("aspects")
        constraints = [
            models.UniqueConstraint(fields=("instrument", "code"), name="monitoring_aspect_code"),
            models.CheckConstraint(
                name="monitoring_aspect_weight_not_negative", condition=Q(weight__gte=0)
            ),
        ]
