"""Questionnaires as data: versions, aspects as rows, questions, options. Frozen at first use."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from chapters.records import Record
from monitoring.querysets import InstrumentQuerySet, ReferenceQuerySet

FROZEN = _(
    "This version is in use and frozen: results must stay comparable. Make a new version instead."
)


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
    frozen_at = models.DateTimeField(_("frozen since"), null=True, blank=True, editable=False)

    objects = InstrumentQuerySet.as_manager()

    class Meta:
        ordering = ("code", "-pk")
        verbose_name = _("instrument")
        verbose_name_plural = _("instruments")
        constraints = [
            models.UniqueConstraint(
                fields=("code", "edition"), name="monitoring_instrument_edition"
            )
        ]

    def __str__(self) -> str:
        return f"{in_language(self.title_id, self.title_en)} ({self.edition})"

    def get_absolute_url(self) -> str:
        return reverse("monitoring:instrument-detail", args=[self.pk])

    @property
    def is_frozen(self) -> bool:
        return self.frozen_at is not None


class OfInstrument(Record):
    """Abstract: a part of an instrument, which no longer changes once the instrument is frozen."""

    order = models.PositiveSmallIntegerField(_("order"), default=0)
    label_id = models.CharField(_("label (Indonesian)"), max_length=250)
    label_en = models.CharField(_("label (English)"), max_length=250, blank=True)

    objects = ReferenceQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return in_language(self.label_id, self.label_en)

    @property
    def root(self) -> Instrument:
        raise NotImplementedError

    def get_absolute_url(self) -> str:
        return self.root.get_absolute_url()

    def clean(self) -> None:
        super().clean()
        if self.root.is_frozen:
            raise ValidationError(FROZEN)


class Aspect(OfInstrument):
    instrument = models.ForeignKey(Instrument, models.CASCADE, related_name="aspects")
    code = models.CharField(_("code"), max_length=12)
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

    @property
    def root(self) -> Instrument:
        return self.instrument


class QuestionType(models.TextChoices):
    SINGLE = "single", _("One choice")
    MULTI = "multi", _("Several choices")
    NUMBER = "number", _("Number")
    RATIO = "ratio", _("Part of a whole (two numbers)")
    DATE = "date", _("Date")
    TEXT = "text", _("Text")
    COMPUTED = "computed", _("Taken from other records")


class Question(OfInstrument):
    aspect = models.ForeignKey(Aspect, models.CASCADE, related_name="questions")
    code = models.CharField(_("code"), max_length=12)
    kind = models.CharField(_("kind of question"), max_length=10, choices=QuestionType.choices)
    unit = models.CharField(_("unit"), max_length=40, blank=True)
    weight = models.DecimalField(
        _("weight"),
        max_digits=6,
        decimal_places=2,
        default=0,
        validators=[MinValueValidator(0)],
        help_text=_("0: information only, not scored."),
    )
    minimum = models.DecimalField(
        _("smallest value"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    maximum = models.DecimalField(
        _("largest value"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    show_if = models.CharField(
        _("asked only if"),
        max_length=120,
        blank=True,
        help_text=_("Code of a question, = or !=, and an option, e.g. “K01 != belum_dibentuk”."),
    )
    help_id = models.TextField(_("help (Indonesian)"), max_length=1000, blank=True)
    help_en = models.TextField(_("help (English)"), max_length=1000, blank=True)

    # Loaded by `with_questions`, in order.
    loaded_options: list[Option]

    class Meta:
        ordering = ("aspect", "order", "pk")
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        constraints = [
            models.UniqueConstraint(fields=("aspect", "code"), name="monitoring_question_code"),
            models.CheckConstraint(
                name="monitoring_question_weight_not_negative", condition=Q(weight__gte=0)
            ),
            models.CheckConstraint(
                name="monitoring_question_range",
                condition=Q(minimum__isnull=True)
                | Q(maximum__isnull=True)
                | Q(maximum__gte=F("minimum")),
                violation_error_message=_("The largest value is below the smallest."),
            ),
        ]

    @property
    def root(self) -> Instrument:
        return self.aspect.instrument

    @property
    def help(self) -> str:
        return in_language(self.help_id, self.help_en)

    @property
    def is_asked(self) -> bool:
        """Whether somebody in the field answers it; computed ones come from other records."""
        return self.kind != QuestionType.COMPUTED


class Option(OfInstrument):
    """An answer to choose, or a band a number or ratio falls into (`at_least`, in % for ratios)."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="options")
    value = models.SlugField(_("value"), max_length=40)
    score = models.DecimalField(
        _("score"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("0–100; empty: does not count."),
    )
    at_least = models.DecimalField(
        _("lower bound"), max_digits=10, decimal_places=2, null=True, blank=True
    )
    advice_id = models.CharField(_("advice (Indonesian)"), max_length=300, blank=True)
    advice_en = models.CharField(_("advice (English)"), max_length=300, blank=True)
    opens_finding = models.BooleanField(_("opens a finding"), default=False)

    class Meta:
        ordering = ("question", "order", "pk")
        verbose_name = _("option")
        verbose_name_plural = _("options")
        constraints = [
            models.UniqueConstraint(fields=("question", "value"), name="monitoring_option_value"),
            models.CheckConstraint(
                name="monitoring_option_score_0_to_100",
                condition=Q(score__isnull=True) | Q(score__gte=0, score__lte=100),
            ),
        ]

    @property
    def root(self) -> Instrument:
        return self.question.aspect.instrument

    @property
    def advice(self) -> Any:
        return in_language(self.advice_id, self.advice_en)
