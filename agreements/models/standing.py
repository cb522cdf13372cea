"""Where partnerships stand, now or on a past day, and which of them stand still."""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

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
from django.db.models.functions import Coalesce

from agreements import pipeline
from agreements.models.quiet import QuietPeriod
from core.access import ScopedQuerySet
from core.tools.partial_dates import latest_day

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
            contacts = contacts.filter(held_on__lte=latest_day())  # an event may be told before it
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
        days = self._silent_since(at)
        # One day for the row's stage: a condition for each stage would look the last contact up for each.
        whens = [When(stage_code=code, then=Value(day)) for code, day in days.items()]
        quiet = Case(*whens, default=Value(""))
        silent = Q(stage_code__in=list(days), last_contact_on__lte=quiet, entered_on__lte=quiet)
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
