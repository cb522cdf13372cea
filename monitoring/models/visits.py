"""Visits to facilities and the answers written down there."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.records.records import Record
from core.records.review import Reviewed, State
from core.tools import formats, partial_dates
from core.tools.partial_dates import in_future
from core.tools.rough_days import RoughDateField, known_beside, partial_of
from core.tools.rows.areas import within
from monitoring.entry.merging import as_text
from monitoring.models.instruments import Instrument
from monitoring.models.questions import Question, QuestionType
from monitoring.models.rounds import Round
from monitoring.querysets import AnswerQuerySet, VisitQuerySet
from monitoring.questionnaire.rule_text import ratio


class Visit(Reviewed):
    """One visit to a facility with its questionnaire. The day of the visit is not the day of entry."""

    facility = models.ForeignKey(
        "ksm.Facility", models.PROTECT, related_name="visits", verbose_name=_("facility")
    )
    round = models.ForeignKey(
        Round,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="visits",
        verbose_name=_("monitoring round"),
    )
    instrument = models.ForeignKey(
        Instrument, models.PROTECT, related_name="visits", verbose_name=_("instrument")
    )
    visited_on = RoughDateField(_("visited on"))
    visited_on_known = known_beside()
    team = models.CharField(
        _("team"), max_length=250, blank=True, help_text=_("Institutions or positions who went.")
    )
    respondent = models.CharField(
        _("respondent"),
        max_length=150,
        blank=True,
        help_text=_("Who answered, by function, e.g. treasurer of the KPP."),
    )
    women = models.PositiveSmallIntegerField(_("women present"), null=True, blank=True)
    men = models.PositiveSmallIntegerField(_("men present"), null=True, blank=True)
    narrative = models.TextField(_("what was seen"), max_length=6000, blank=True)
    client_uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    submission = models.PositiveSmallIntegerField(_("times submitted"), default=0, editable=False)

    objects = VisitQuerySet.as_manager()

    # A page that has loaded the questionnaire leaves it here (`monitoring.entry.sheet.load_sheet`).
    loaded_sheet: Any = None

    class Meta:
        ordering = ("-visited_on", "-pk")
        verbose_name = _("monitoring visit")
        verbose_name_plural = _("monitoring visits")
        constraints = [
            models.UniqueConstraint(
                fields=("facility", "round", "visited_on"),
                condition=Q(archived_at__isnull=True),
                name="monitoring_visit_once_a_day",
                violation_error_message=_("This visit is entered already."),
            ),
            models.UniqueConstraint(
                # The panel of an award and the routine team may come on one day, each with its own questions.
                fields=("facility", "instrument", "visited_on"),
                condition=Q(archived_at__isnull=True, round__isnull=True),
                name="monitoring_visit_once_a_day_alone",
                violation_error_message=_("This visit is entered already."),
            ),
        ]
        indexes = [
            models.Index(fields=("facility", "-visited_on"), name="monitoring_visit_facility"),
            models.Index(fields=("visited_on",), name="monitoring_visit_day"),
            # What waits for somebody is a fraction of all visits.
            models.Index(
                fields=("state", "visited_on"),
                condition=~Q(state=State.APPROVED) & Q(archived_at__isnull=True),
                name="monitoring_visit_waiting",
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.facility.name}, {self.day_words}"

    @property
    def partial(self) -> str:
        """The day as far as it is known, as a partial date: "2014-05" where a paper names only the month."""
        return partial_of(self.visited_on, self.visited_on_known)

    @property
    def day_words(self) -> str:
        return partial_dates.display(self.partial)

    def get_absolute_url(self) -> str:
        return reverse("monitoring:visit-detail", args=[self.pk])

    @override
    def clean(self) -> None:
        super().clean()
        if in_future(self.visited_on):
            raise ValidationError({"visited_on": _("The visit is in the future.")})
        round_ = self.round if self.round_id else None
        if round_ is not None and self.instrument_id and round_.instrument_id != self.instrument_id:
            raise ValidationError({"instrument": _("This round uses another instrument.")})
        region = round_.region_id if round_ is not None else None
        if region and self.facility_id and not within(self.facility.region_id, region):
            raise ValidationError({"facility": _("This facility lies outside the round's region.")})


class NoAnswer(models.TextChoices):
    """Why there is no value; none of them is zero (domain §4.2)."""

    NOT_APPLICABLE = "na", _("not applicable")
    UNKNOWN = "dk", _("unknown")
    REFUSED = "refused", _("refused")


class Answer(Record):
    """The raw value of one question, or the reason why there is none; never both.

    Value: an option's value; several joined by a blank; a number with decimal point; “part/whole”
    for a ratio, kept as two numbers beside it (`split`); an ISO date; text.
    """

    # `monitoring_answer_once` begins with the visit; an index of the visit alone leads the planner astray.
    visit = models.ForeignKey(Visit, models.CASCADE, related_name="answers", db_index=False)
    question = models.ForeignKey(Question, models.PROTECT, related_name="answers")
    value = models.TextField(_("answer"), max_length=2000, blank=True)
    reason = models.CharField(
        _("no answer because"), max_length=8, choices=NoAnswer.choices, blank=True
    )

    part = models.DecimalField(
        _("part"), max_digits=18, decimal_places=4, null=True, blank=True, editable=False
    )
    whole = models.DecimalField(
        _("whole"), max_digits=18, decimal_places=4, null=True, blank=True, editable=False
    )

    objects = AnswerQuerySet.as_manager()

    class Meta:
        ordering = ("visit", "question")
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        indexes = [
            # Ratios (who pays of how many) are few among the answers, and asked for over the whole country: with the
            # figures themselves in it the millions of answers need not be opened.
            models.Index(
                fields=("question", "visit", "part", "whole"),
                condition=Q(archived_at__isnull=True, whole__isnull=False),
                name="monitoring_answer_ratio",
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=("visit", "question"), name="monitoring_answer_once"),
            models.CheckConstraint(
                name="monitoring_answer_value_or_reason",
                condition=(Q(value="") & ~Q(reason="")) | (~Q(value="") & Q(reason="")),
                violation_error_message=_("Give an answer or the reason why there is none."),
            ),
            models.CheckConstraint(
                name="monitoring_answer_known_reason",
                condition=Q(reason="")
                | Q(reason__in=[choice for choice, _label in NoAnswer.choices]),
            ),
            models.CheckConstraint(
                name="monitoring_answer_part_of_whole",
                condition=Q(part__isnull=True, whole__isnull=True)
                | Q(part__isnull=False, whole__isnull=False) & ~Q(value=""),
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.question.code}: {self.value or self.reason}"

    @override
    def save(self, *args: Any, **kwargs: Any) -> None:
        self.split()
        super().save(*args, **kwargs)

    def split(self) -> None:
        """Keep part and whole of a ratio as numbers; whoever writes without `save` calls it first."""
        is_ratio = "/" in self.value and self.question.kind == QuestionType.RATIO
        self.part, self.whole = (ratio(self.value) if is_ratio else None) or (None, None)

    def get_absolute_url(self) -> str:
        return self.visit.get_absolute_url()

    @property
    @override
    def review_root(self) -> models.Model:
        return self.visit

    def as_text(self) -> str:
        """Return value or reason as one text, the way devices keep and compare it."""
        return as_text(self.value, self.reason)

    def words(self) -> str:
        """Return the answer as people read it; needs the question's `loaded_options`."""
        question = self.question
        if self.reason:
            return str(NoAnswer(self.reason).label)
        if question.kind in (QuestionType.SINGLE, QuestionType.MULTI):
            labels = {option.value: option.label for option in question.loaded_options}
            return ", ".join(labels.get(part, part) for part in self.value.split())
        if question.kind == QuestionType.RATIO and "/" in self.value:
            part, whole = (formats.number(n) for n in ratio(self.value) or (None, None))
            return __("%(part)s of %(whole)s") % {"part": part, "whole": whole}
        text = self.value
        if question.kind == QuestionType.NUMBER:
            text = formats.number(Decimal(self.value))
        elif question.kind == QuestionType.DATE:
            said = {option.value: option.label for option in question.said_options}
            text = said.get(self.value) or partial_dates.display(self.value)
        return f"{text} {question.unit}".strip()
