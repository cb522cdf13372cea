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
    FilteredRelation,
    OuterRef,
    Prefetch,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from agreements import pipeline
from agreements.dates import check_order, check_past
from agreements.models.quiet import QuietPeriod
from agreements.models.reference import Stage
from core.access import ScopedQuerySet
from core.records.records import Record
from core.tools.partial_dates import PartialDateField, not_before


class Party(models.TextChoices):
    """Who owes the next step."""

    CENTRE = "pusat", _("AKSANSI Secretariat")
    CHAPTER = "daerah", _("AKSANSI chapter")
    GOVERNMENT = "pemda", _("Regional government")
    OTHER = "lain", _("Other")


CLOSING = [code for code, step in pipeline.STAGES.items() if step.closes]


class PartnershipQuerySet(ScopedQuerySet):
    def _related(self, name: str) -> models.QuerySet:
        related: Any = self.model._meta.get_field(name).related_model
        return related._default_manager.filter(archived_at__isnull=True)

    def with_standing(self, *, at: dt.date | None = None, history: bool = False) -> Self:
        """Return the rows with what tells where each stands now, or where it stood on a past day.

        Annotates `stage_code`, `stage_order`, `entered_on` (partial or ""), `last_contact_on`
        (partial or ""), `is_blocked` and `seen_on`; prefetches `open_entries` and `open_blockers`.
        `history`: all stays at stages instead, oldest first, as `all_entries`. With `at`, only what was so
        by that day counts (`StageEntry.known_by`), and partnerships not known then are left out; next
        steps are kept for the present only, so the past tells none.
        """
        contacts = self._related("contacts").filter(partnership=OuterRef("pk")).order_by("-held_on")
        blockers = self._related("blockers")
        entries = self._related("stage_entries").select_related("stage").order_by("sequence")
        if at is None:
            rows = self._at_open_entry()
            blockers, standing = blockers.unresolved(), entries.still_open()  # type: ignore[attr-defined]
        else:
            contacts = contacts.filter(held_on__lte=at.isoformat())
            blockers, entries = blockers.open_on(at), entries.known_by(at)  # type: ignore[attr-defined]
            rows, standing = self._at_entry_of(entries), entries.last_of_each(at)
        return (
            rows.annotate(
                last_contact_on=Coalesce(Subquery(contacts.values("held_on")[:1]), Value("")),
                is_blocked=Exists(blockers.filter(partnership=OuterRef("pk"))),
                seen_on=Value(at, output_field=models.DateField()),
                quiet_text=QuietPeriod.objects.all().as_text(),
            )
            .select_related("region")
            .prefetch_related(
                Prefetch("stage_entries", entries, to_attr="all_entries")
                if history
                else Prefetch("stage_entries", standing, to_attr="open_entries"),
                Prefetch(
                    "blockers",
                    blockers.select_related("reason", "office").order_by("reason_id", "pk"),
                    to_attr="open_blockers",
                ),
            )
        )

    def _silent_since(self, at: dt.date) -> dict[str, str]:
        """Return for each stage the day before which a last contact calls for another. One query."""
        stages: Any = self._related("stage_entries").model._meta.get_field("stage").related_model
        rows = stages._default_manager.annotate(quiet=QuietPeriod.objects.all().as_text())
        return {
            code: pipeline.last_quiet_day(at, after, pipeline.periods_of(quiet))
            for code, after, quiet in rows.values_list("pk", "quiet_after_days", "quiet")
        }

    def _at_open_entry(self) -> Self:
        opened = FilteredRelation("stage_entries", condition=Q(stage_entries__is_open=True))
        return self.alias(open_entry=opened).annotate(
            stage_code=F("open_entry__stage_id"),
            stage_order=F("open_entry__stage__order"),
            entered_on=Coalesce(F("open_entry__entered_on"), Value("")),
        )

    def _at_entry_of(self, entries: Any) -> Self:
        last = entries.filter(partnership=OuterRef("pk")).order_by("-sequence")
        return self.annotate(
            stage_code=Subquery(last.values("stage_id")[:1]),
            stage_order=Subquery(last.values("stage__order")[:1]),
            entered_on=Coalesce(Subquery(last.values("entered_on")[:1]), Value("")),
        ).filter(stage_code__isnull=False)

    def under_way(self) -> Self:
        """Return (after `with_standing`) the partnerships that have neither ended nor been stopped."""
        return self.exclude(stage_code__in=CLOSING)

    def stalled(self, kind: str, *, at: dt.date) -> Self:
        """Return (after `with_standing`) the partnerships of one kind of `pipeline.Stall`."""
        silent = Q(pk__in=[])
        for code, day in self._silent_since(at).items():
            silent |= Q(stage_code=code, last_contact_on__lte=day, entered_on__lte=day)
        if kind == pipeline.Stall.CLOSED:
            return self.filter(stage_code__in=CLOSING)
        if kind == pipeline.Stall.KNOWN:
            return self.under_way().filter(is_blocked=True)
        # Of a past day no next step is told, so none is waited for.
        agreed = Q(seen_on__isnull=True, next_step_due__isnull=False, next_step_due__gte=at)
        rows = self.under_way().filter(is_blocked=False)
        if kind == pipeline.Stall.MOVING:
            return rows.exclude(silent & ~agreed)
        is_followed = kind == pipeline.Stall.FORGOTTEN
        return rows.filter(silent & ~agreed, followed_up=is_followed)

    def overdue(self, *, at: dt.date) -> Self:
        """Return (after `with_standing`) the partnerships whose next step should have been done before `at`."""
        return self.under_way().filter(next_step_due__lt=at)


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
        if not self.entered_on and not (self.as_of or self.source):
            raise ValidationError(
                {
                    "entered_on": _(
                        "Give the date; if it is not known, give “as of” or the source that states it."
                    )
                }
            )
