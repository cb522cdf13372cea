"""A partnership of AKSANSI with a counterpart in a region, and its dated stages."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import (
    Case,
    Exists,
    F,
    OuterRef,
    Q,
    When,
)
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from agreements import pipeline
from agreements.dates import check_order, check_past
from agreements.models.reference import Stage
from agreements.models.standing import PartnershipQuerySet
from core.access import ScopedQuerySet
from core.records.records import Record
from core.tools.partial_dates import PartialDateField, not_before


class Party(models.TextChoices):
    """Who owes the next step."""

    CENTRE = "pusat", _("AKSANSI Secretariat")
    CHAPTER = "daerah", _("AKSANSI chapter")
    GOVERNMENT = "pemda", _("Regional government")
    OTHER = "lain", _("Other")


class Partnership(Record):
    """One per region and counterpart; whether a chapter exists there is a fact of its own (domain §12.12)."""

    # What records of other rooms name it by.
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    region = models.ForeignKey(
        "core.Region", models.PROTECT, related_name="partnerships", verbose_name=_("region")
    )
    counterpart = models.CharField(
        _("counterpart"),
        max_length=150,
        default="Pemerintah Daerah",
        help_text=_("The other party, e.g. Pemerintah Daerah or one office that signs by itself."),
    )
    subject = models.CharField(
        _("subject"),
        max_length=200,
        blank=True,
        help_text=_("What the cooperation is about, in one line."),
    )
    description = models.TextField(_("description"), blank=True)
    next_step = models.CharField(
        _("next step"),
        max_length=300,
        blank=True,
        help_text=_("What has to happen next, e.g. “send the revised PKS draft”."),
    )
    next_step_owner = models.CharField(
        _("who does it"), max_length=8, choices=Party.choices, blank=True
    )
    next_step_due = models.DateField(_("due"), null=True, blank=True)

    followed_up = models.BooleanField(
        _("followed up now"),
        default=True,
        help_text=_(
            "While ticked, a next step is required. Leave unticked for cooperation that has "
            "ended or is known only from an old document."
        ),
    )

    # Loaded by `with_standing`; the blockers' own module stands on this one.
    last_contact_on: str
    entered_on: str
    is_blocked: bool
    seen_on: dt.date | None = None
    quiet_text: str = ""
    open_entries: list[StageEntry]
    open_blockers: list[Any]

    objects = PartnershipQuerySet.as_manager()

    class Meta:
        ordering = ("region", "counterpart", "pk")
        verbose_name = _("partnership")
        verbose_name_plural = _("partnerships")
        constraints = [
            models.UniqueConstraint(
                "region",
                Lower("counterpart"),
                condition=Q(archived_at__isnull=True),
                name="agreements_partnership_one_per_counterpart",
                violation_error_message=_(
                    "This region has a partnership with this counterpart already."
                ),
            ),
            models.CheckConstraint(
                name="agreements_partnership_next_step_whole",
                condition=(
                    Q(next_step="", next_step_owner="", next_step_due__isnull=True)
                    | (~Q(next_step="") & ~Q(next_step_owner="") & Q(next_step_due__isnull=False))
                ),
                violation_error_message=_("A next step needs all three: what, who and until when."),
            ),
            models.CheckConstraint(
                name="agreements_partnership_next_step_while_followed",
                condition=Q(followed_up=False) | ~Q(next_step=""),
                violation_error_message=_("What is followed up needs a next step."),
            ),
        ]
        indexes = [models.Index(fields=("next_step_due",), name="agreements_partnership_due")]

    @override
    def __str__(self) -> str:
        return f"{self.region.short_name} – {self.counterpart}"

    @property
    def quiet_periods(self) -> tuple[pipeline.Period, ...]:
        """The quiet times it was loaded with (`with_standing`)."""
        return pipeline.periods_of(self.quiet_text)

    def quiet_since(self, stage: Stage, at: dt.date) -> str:
        """Return the day up to which a last sign counts as silence at a stage."""
        return pipeline.last_quiet_day(at, stage.quiet_after_days, self.quiet_periods)

    def get_absolute_url(self) -> str:
        return reverse("agreements:partnership-detail", args=[self.pk])

    @property
    def is_past(self) -> bool:
        """Whether it was loaded as of a past day, of which no next step is told."""
        return self.seen_on is not None


class ChildQuerySet(ScopedQuerySet):
    """Rows under a partnership; they leave the lists together with it."""

    scope_path = "partnership__region"

    @override
    def current(self) -> Self:
        return super().current().filter(partnership__archived_at__isnull=True)


class PartnershipOffice(Record):
    """One office that takes part in a partnership: of the region, its province, or the whole country."""

    partnership = models.ForeignKey(
        Partnership, models.CASCADE, related_name="offices", verbose_name=_("partnership")
    )
    office = models.ForeignKey(
        "chapters.Office",
        models.PROTECT,
        related_name="partnerships",
        verbose_name=_("office"),
    )
    role = models.CharField(
        _("its part"),
        max_length=200,
        blank=True,
        help_text=_("What it does or signs, e.g. signs the PKS, pays the desludging."),
    )

    objects = ChildQuerySet.as_manager()

    class Meta:
        ordering = ("partnership", "pk")
        verbose_name = _("office of a partnership")
        verbose_name_plural = _("offices of a partnership")
        constraints = [
            models.UniqueConstraint(
                fields=("partnership", "office"),
                condition=Q(archived_at__isnull=True),
                name="agreements_office_once",
                violation_error_message=_("This office is recorded already."),
            )
        ]

    @override
    def __str__(self) -> str:
        return f"{self.office} – {self.role}" if self.role else str(self.office)

    def get_absolute_url(self) -> str:
        return reverse("agreements:partnership-detail", args=[self.partnership_id])


class StageEntryQuerySet(ChildQuerySet):
    def still_open(self) -> Self:
        return self.filter(is_open=True)

    def in_order(self) -> Self:
        return self.order_by("partnership", "sequence")

    def known_by(self, day: dt.date) -> Self:
        """Return the stays begun by a day: entered, or (where that is not recorded) known as of, by then.

        A month or a year counts from its first day. What has neither date cannot be placed and is left out.
        """
        return self.alias(
            known_on=Case(When(entered_on="", then=F("as_of")), default=F("entered_on"))
        ).filter(known_on__gt="", known_on__lte=day.isoformat())

    def last_of_each(self, day: dt.date) -> Self:
        """Return (after `known_by`) the one stay of each partnership that held on that day."""
        later = type(self)(self.model).filter(archived_at__isnull=True).known_by(day)
        return self.filter(
            ~Exists(
                later.filter(partnership=OuterRef("partnership"), sequence__gt=OuterRef("sequence"))
            )
        )


class StageEntry(Record):
    """One stay at a stage; exactly one is open per partnership.

    `is_open` is kept apart from `left_on`: papers often tell that a stage was left, not when.
    """

    partnership = models.ForeignKey(
        Partnership, models.CASCADE, related_name="stage_entries", verbose_name=_("partnership")
    )
    stage = models.ForeignKey(
        "agreements.Stage", models.PROTECT, related_name="entries", verbose_name=_("stage")
    )
    sequence = models.PositiveSmallIntegerField(_("number"), editable=False)
    move = models.CharField(
        _("how it came here"), max_length=8, choices=pipeline.Move.choices, editable=False
    )
    entered_on = PartialDateField(_("entered on"))
    left_on = PartialDateField(_("left on"))
    is_open = models.BooleanField(_("present stage"), default=True, editable=False)
    evidence = models.TextField(
        _("evidence"),
        blank=True,
        help_text=_("Letter, minutes, attendance list, number of the document."),
    )
    by_whom = models.CharField(
        _("by whom"),
        max_length=200,
        blank=True,
        help_text=_("Position or office, no private names."),
    )
    reason = models.TextField(
        _("reason"),
        blank=True,
        help_text=_("Why steps were skipped, or why it went back, was held or stopped."),
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("entered by"),
        editable=False,
    )

    objects = StageEntryQuerySet.as_manager()

    class Meta:
        ordering = ("partnership", "sequence")
        verbose_name = _("stage entry")
        verbose_name_plural = _("stage entries")
        constraints = [
            models.UniqueConstraint(
                fields=("partnership",),
                condition=Q(is_open=True),
                name="agreements_stage_one_open",
                violation_error_message=_("A partnership stands at one stage at a time."),
            ),
            models.UniqueConstraint(
                fields=("partnership", "sequence"), name="agreements_stage_sequence"
            ),
            models.CheckConstraint(
                name="agreements_stage_open_not_left",
                condition=Q(is_open=False) | Q(left_on=""),
                violation_error_message=_("The present stage has not been left."),
            ),
            models.CheckConstraint(
                name="agreements_stage_reason_given",
                condition=~Q(move__in=[str(m.value) for m in pipeline.NEEDS_REASON])
                | ~Q(reason=""),
                violation_error_message=_("This move needs a reason."),
            ),
            models.CheckConstraint(
                name="agreements_stage_left_after_entered",
                condition=not_before("left_on", "entered_on"),
                violation_error_message=_("The end is before the beginning."),
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"{self.stage.label} – {self.partnership}"

    def get_absolute_url(self) -> str:
        return reverse("agreements:partnership-detail", args=[self.partnership_id])

    @override
    def clean(self) -> None:
        super().clean()
        check_past(self, "entered_on", "left_on")
        check_order(self, "entered_on", "left_on")
        if not self.entered_on and not (self.as_of or self.source or self.source_url):
            raise ValidationError(
                {
                    "entered_on": _(
                        "Give the date; if it is not known, give “as of” or the source that states it."
                    )
                }
            )
