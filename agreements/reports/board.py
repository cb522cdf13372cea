"""All partnerships by stage, with the figures above them: board, control board, national roll-up."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import Coalesce
from django.urls import reverse

from agreements.models import (
    Agreement,
    AgreementKind,
    Blocker,
    BlockerReason,
    Partnership,
    Stage,
    StageEntry,
)
from agreements.pipeline import Stall
from agreements.reports.rows import Pipeline, PipelineRow, ReasonCount, StageColumn
from agreements.reports.telling import reasons_note, tell
from agreements.standing import Standing, standing_of
from core.access import ScopedQuerySet
from core.people.users import User
from core.tools.rows.moment import Moment


def build_pipeline(*, user: User, at: dt.date, region: Any = None, past: bool = False) -> Pipeline:
    """Return the board's figures over what the user may see, or over one region (code) and below it.

    `past`: as it stood on the day `at`, by dated facts; else as it stands now, days counted to `at`.
    At most 8 queries, whatever the number of rows.
    """
    moment = Moment(at, at.isoformat() if past else "")
    named = list(BlockerReason.objects.visible_to(user).current().main().order_by("code"))
    partnerships: Any = Partnership.objects.visible_to(user).current()
    if region is not None:
        partnerships = partnerships.in_region(getattr(region, "pk", region))
    loaded = partnerships.with_standing(at=moment.past_day)
    rows: list[tuple[str, PipelineRow]] = []
    for found in loaded.order_by("region__name", "counterpart", "pk"):
        if now := standing_of(found, at):
            rows.append((now.stage.pk, _row(found, now, moment)))
    agreements = Agreement.objects.visible_to(user).current()
    agreements = agreements.signed_by(at) if past else agreements.signed()
    signed = _signed(agreements.filter(partnership__in=partnerships, is_example=False))
    stages = tuple(
        StageColumn(
            stage.pk,
            stage.label,
            stage.waits_for,
            tuple(row for code, row in rows if code == stage.pk),
            moment.url(reverse("agreements:partnership-list"), stage=stage.pk),
        )
        for stage in Stage.objects.visible_to(user).order_by("order")
    )
    stalls = Counter(row.standing.stall for _code, row in rows)
    open_rows = [row for _code, row in rows if row.standing.stall != Stall.CLOSED]
    return Pipeline(
        at=at,
        total=len(rows),
        stages=stages,
        mou_signed=len(signed[AgreementKind.MOU]),
        pks_signed=len(signed[AgreementKind.PKS]),
        known=stalls[Stall.KNOWN],
        forgotten=stalls[Stall.FORGOTTEN],
        moving=stalls[Stall.MOVING],
        examples=sum(row.is_example for _code, row in rows),
        overdue=sum(row.standing.overdue for row in open_rows),
        reasons=reason_counts(named, user=user, partnerships=partnerships, moment=moment),
        reasons_note=reasons_note(named, at),
        rows=tuple(row for _code, row in rows),
        telling=tell(signed, [row for _code, row in rows]),
        is_past=past,
        unplaced=_unplaced(partnerships) if past else 0,
    )


def _row(found: Any, now: Standing, moment: Moment) -> PipelineRow:
    past = moment.is_past
    return PipelineRow(
        found.pk,
        found.region.short_name,
        found.counterpart,
        now,
        "" if past else found.next_step,
        "" if past else found.get_next_step_owner_display(),
        None if past else found.next_step_due,
        moment.url(found.get_absolute_url()),
        found.is_example,
    )


def _signed(agreements: Any) -> dict[str, set[int]]:
    """Return the partnerships with a signed agreement, by its kind."""
    found: dict[str, set[int]] = {kind: set() for kind in AgreementKind.values}
    for kind, partnership in agreements.order_by().values_list("kind", "partnership").distinct():
        found[kind].add(partnership)
    return found


def _unplaced(partnerships: ScopedQuerySet) -> int:
    """Return how many partnerships no date places in time: neither entered on nor as of, at any stage."""
    dated = StageEntry.objects.filter(archived_at__isnull=True, partnership=OuterRef("pk")).filter(
        ~Q(entered_on="") | ~Q(as_of="")
    )
    return partnerships.filter(~Exists(dated)).count()


def reason_counts(
    reasons: list[BlockerReason], *, user: User, partnerships: ScopedQuerySet, moment: Moment
) -> tuple[ReasonCount, ...]:
    """Return the open blockers of the partnerships per reason, each of `reasons` named, in their order."""
    blockers = Blocker.objects.visible_to(user).current().filter(partnership__in=partnerships)
    blockers = blockers.open_on(moment.day) if moment.is_past else blockers.unresolved()
    counts = dict(
        blockers.order_by()
        .annotate(main=Coalesce("reason__parent_id", "reason_id"))
        .values("main")
        .annotate(n=Count("pk"))
        .values_list("main", "n")
    )
    address = reverse("agreements:blocker-list")
    return tuple(
        ReasonCount(
            reason.pk,
            reason.label,
            counts.get(reason.pk, 0),
            moment.url(address, state="open", reason=reason.pk),
            reason.quoted,
        )
        for reason in reasons
    )
