"""The sharing board: good practices and problems, so that chapters learn from each other."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.records.records import Record
from core.tools.partial_dates import PartialDateField
from events.models.meetings import Event
from events.models.programme import SessionAspect
from events.querysets import OfPracticeQuerySet, PracticeQuerySet


class PracticeKind(models.TextChoices):
    GOOD = "praktik_baik", _("Good practice")
    PROBLEM = "masalah", _("Problem")


class Solution(models.TextChoices):
    """Ways out, as the regional meeting of October 2016 sorted them, and four more of the field."""

    DESLUDGING = "pengurasan", _("Desludging")
    ACCOMPANIMENT = "pendampingan", _("Post-construction support")
    REHABILITATION = "rehabilitasi", _("Rehabilitation")
    RETROFIT = "retrofitting", _("Retrofitting")
    FEES = "iuran", _("Fees and finance")
    INSTITUTION = "kelembagaan", _("Board and rules")
    COOPERATION = "kerja_sama", _("Cooperation with government or village")
    CAMPAIGN = "kampanye", _("Awareness of users")
    OTHER = "lain", _("Other")


class Practice(Record):
    """What a chapter did or met, told so that another can do it too.

    It is the own region's until the Secretariat shares it with all; a shared one names the region,
    but its facilities stay visible only to those who see them in the registry.
    """

    kind = models.CharField(_("kind"), max_length=15, choices=PracticeKind.choices)
    title = models.CharField(_("title"), max_length=200)
    region = models.ForeignKey(
        "core.Region",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="practices",
        verbose_name=_("region"),
    )
    aspect = models.CharField(_("aspect"), max_length=12, choices=SessionAspect.choices)
    solution = models.CharField(
        _("solution"),
        max_length=15,
        choices=Solution.choices,
        blank=True,
        help_text=_("Empty for a problem nobody has an answer to yet."),
    )
    happened_on = PartialDateField(_("when"), help_text=_("A year is enough."))
    situation = models.TextField(
        _("situation"), max_length=3000, help_text=_("What was the matter.")
    )
    action = models.TextField(_("what was done"), max_length=3000, blank=True)
    result = models.TextField(_("what came of it"), max_length=3000, blank=True)
    cost = models.CharField(
        _("cost and effort"), max_length=300, blank=True, help_text=_("Money, people, time.")
    )
    event = models.ForeignKey(
        Event,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="practices",
        verbose_name=_("told at the event"),
    )
    facilities: Any = models.ManyToManyField(
        "ksm.Facility", through="events.PracticeFacility", related_name="practices", blank=True
    )
    shared_on = models.DateField(_("shared with all on"), null=True, blank=True, editable=False)

    objects = PracticeQuerySet.as_manager()

    happened = ("happened_on",)

    class Meta:
        ordering = ("-happened_on", "-pk")
        verbose_name = _("practice")
        verbose_name_plural = _("practices")
        indexes = [models.Index(fields=("aspect", "solution"), name="events_practice_sorted")]

    @override
    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("events:practice-detail", args=[self.pk])

    @override
    def clean(self) -> None:
        super().clean()
        if self.kind == PracticeKind.GOOD and not self.action.strip():
            raise ValidationError({"action": _("A good practice says what was done.")})
        if self.kind == PracticeKind.GOOD and not self.solution:
            raise ValidationError(
                {"solution": _("A good practice is an answer to something: choose which.")}
            )


class PracticeFacility(Record):
    practice = models.ForeignKey(Practice, models.CASCADE, related_name="facility_links")
    facility = models.ForeignKey(
        "ksm.Facility", models.PROTECT, related_name="practice_links", verbose_name=_("facility")
    )

    objects = OfPracticeQuerySet.as_manager()

    class Meta:
        ordering = ("practice", "pk")
        verbose_name = _("facility of a practice")
        verbose_name_plural = _("facilities of practices")
        constraints = [
            models.UniqueConstraint(
                fields=("practice", "facility"), name="events_practicefacility_once"
            )
        ]

    @override
    def __str__(self) -> str:
        return str(self.facility)

    def get_absolute_url(self) -> str:
        return self.practice.get_absolute_url()
