"""Where one region's cooperation stands: for its overview page and the printed report."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from agreements import pipeline
from agreements.models import Agreement, Contact, PaperState, Partnership, StageEntry
from agreements.standing import days_in_words, in_words, since_words, standing_of
from core.land.regions import Region
from core.people.users import User
from core.tools import partial_dates
from core.tools.rows.values import value_class
from core.tools.tables import Badge

WAS_SIGNED = (PaperState.SIGNED, PaperState.CANCELLED)


@value_class
class AgreementRow:
    """One agreement; `signed_on` in words ("" unknown), `ends_on` the last day in force or None."""

    kind: str
    number: str
    title: str
    signed_on: str
    ends_on: dt.date | None
    status: Badge
    url: str
    is_example: bool

    @property
    def words(self) -> str:
        """Return “MoU 12/2016 (ditandatangani, berlaku)” in the language active now."""
        word = str(self.status.word)
        return f"{self.kind} {self.number}".strip() + f" ({word[:1].lower()}{word[1:]})"


@value_class
class BlockerRow:
    """One open blocker; `since` in words, `office` and `action` "" where not given."""

    label: str
    since: str
    office: str
    action: str
    url: str
    is_example: bool


@value_class
class HistoryRow:
    """One stay at a stage, oldest first; dates in words, `days` in words ("" unknown)."""

    stage: str
    entered_on: str
    left_on: str
    days: str
    move: str
    reason: str
    evidence: str
    is_open: bool


@value_class
class ContactRow:
    kind: str
    on: str
    people: str
    outcome: str
    text: str


@value_class
class Cooperation:
    """Where a region's cooperation stands on a day.

    `days`: at the stage, None where its beginning is not known. `sentences`: the same in words.
    `next_step_due` None and `next_step` "" where none is agreed. `others`: further partnerships
    of the region with other counterparts, by name. `is_example`: made up to show a feature.
    """

    at: dt.date
    counterpart: str
    subject: str
    stage: str
    stage_badge: Badge
    entered_on: str
    days: int | None
    since: str
    sentences: tuple[str, ...]
    stall: Badge | None
    agreements: tuple[AgreementRow, ...]
    blockers: tuple[BlockerRow, ...]
    next_step: str
    next_step_owner: str
    next_step_due: dt.date | None
    is_overdue: bool
    last_contact: ContactRow | None
    history: tuple[HistoryRow, ...]
    others: tuple[str, ...]
    source: str
    source_url: str
    as_of: str
    url: str
    is_example: bool


def agreement_row(row: Agreement, at: dt.date) -> AgreementRow:
    return AgreementRow(
        row.short_kind,
        row.numbers,
        row.title,
        partial_dates.display(row.signed_on) if row.paper_on(at) in WAS_SIGNED else "",
        row.last_valid_day(),
        row.badge(at),
        row.get_absolute_url(),
        row.is_example,
    )


def history_row(row: StageEntry, at: dt.date) -> HistoryRow:
    # What was left after the day was not left yet on it.
    left_on = row.left_on if row.left_on <= at.isoformat() else ""
    is_open = row.is_open or left_on != row.left_on
    known = is_open or left_on
    days = pipeline.days_in_stage(row.entered_on, at, left_on) if known else None
    return HistoryRow(
        row.stage.label,
        partial_dates.display(row.entered_on),
        partial_dates.display(left_on),
        days_in_words(days, rough=pipeline.is_rough(row.entered_on, left_on)),
        row.get_move_display(),
        row.reason,
        row.evidence,
        is_open,
    )


@value_class
class BelowRow:
    """One partnership within a province: where it stands on the day, what is signed, what it waits for.

    `order` of its stage, so that the furthest of a region is told; `days` at it in words ("" unknown).
    """

    code: str
    name: str
    stage: Badge
    order: int
    days: str
    agreements: tuple[AgreementRow, ...]
    reasons: tuple[str, ...]
    url: str
    is_example: bool


def cooperation_below(*, user: User, region: Region, at: dt.date) -> tuple[BelowRow, ...]:
    """Return the partnerships of the kabupaten and kota of a province as of a day, by region; 4 queries."""
    past = at if at < timezone.localdate() else None
    partnerships = Partnership.objects.visible_to(user).current().in_region(region.pk)
    loaded = list(
        partnerships.exclude(region=region).with_standing(at=past).order_by("region", "pk")
    )
    papers = Agreement.objects.visible_to(user).current().filter(partnership__in=loaded)
    papers = papers.known_by(past) if past else papers
    signed: dict[int, list[AgreementRow]] = {}
    for paper in papers.with_end(at=past).order_by("kind", "-signed_on", "pk"):
        if paper.paper_on(at) in WAS_SIGNED:
            signed.setdefault(paper.partnership_id, []).append(agreement_row(paper, at))
    standing = ((row, standing_of(row, at)) for row in loaded)
    return tuple(
        BelowRow(
            code=row.region_id,
            name=row.region.short_name,
            stage=now.stage_badge,
            order=now.stage.order,
            days=now.days_text,
            agreements=tuple(signed.get(row.pk, ())),
            reasons=tuple(now.reasons),
            url=row.get_absolute_url(),
            is_example=row.is_example,
        )
        for row, now in standing
        if now
    )


def build_cooperation(
    *, user: User, region: Any, at: dt.date, brief: bool = False
) -> Cooperation | None:
    """Return the cooperation with the region's own government; None where none is recorded or visible.

    `region`: a Region or its code. Among several partnerships the one with the "Pemerintah Daerah"
    comes first, then the oldest. `at` before today: as it stood on that day, by dated facts. At most 5
    queries. `brief`: without agreements and last contact; 3 queries.
    """
    code, past = getattr(region, "pk", region), at if at < timezone.localdate() else None
    rows: list[Any] = list(
        Partnership.objects.visible_to(user)
        .current()
        .filter(region=code)
        .with_standing(at=past, history=True)
        .order_by("pk")
    )
    for row in rows:
        still = row.all_entries[-1:] if past else [e for e in row.all_entries if e.is_open]
        row.open_entries = still
    rows = [row for row in rows if row.open_entries]
    if not rows:
        return None
    default = Partnership._meta.get_field("counterpart").default
    rows.sort(key=lambda row: (row.counterpart != default, row.pk))
    found, *others = rows
    return cooperation_of(user=user, found=found, at=at, others=others, brief=brief)


def cooperation_of(
    *, user: User, found: Any, at: dt.date, others: Sequence[Any] = (), brief: bool = False
) -> Cooperation:
    """Return where one partnership stands; it brings `all_entries` and `open_entries`. 2 queries, brief none."""
    now = standing_of(found, at)
    assert now is not None
    entry, past = found.open_entries[0], at if found.is_past else None
    agreements = Agreement.objects.visible_to(user).current().filter(partnership=found)
    contacts = Contact.objects.visible_to(user).current().filter(partnership=found).latest_first()
    if past:
        agreements, contacts = agreements.known_by(past), contacts.known_by(past)
    agreements = agreements.with_end(at=past).order_by("kind", "-signed_on", "pk")
    contact = None if brief else contacts.first()
    return Cooperation(
        at=at,
        counterpart=found.counterpart,
        subject=found.subject,
        stage=now.stage.label,
        stage_badge=now.stage_badge,
        entered_on=partial_dates.display(entry.entered_on),
        days=now.days,
        since=since_words(entry),
        sentences=tuple(in_words(found, at)),
        stall=now.stall_badge,
        agreements=() if brief else tuple(agreement_row(row, at) for row in agreements),
        blockers=tuple(
            BlockerRow(
                row.reason.label,
                partial_dates.display(row.raised_on),
                str(row.office or ""),
                row.action_taken,
                row.get_absolute_url(),
                row.is_example,
            )
            for row in found.open_blockers
        ),
        # Next steps are kept for the present only; of a past day none is told.
        next_step="" if past else found.next_step,
        next_step_owner="" if past else found.get_next_step_owner_display(),
        next_step_due=None if past else found.next_step_due,
        is_overdue=now.overdue,
        last_contact=ContactRow(
            contact.get_kind_display(),
            partial_dates.display(contact.held_on or contact.as_of),
            contact.people,
            contact.get_outcome_display(),
            contact.outcome_text,
        )
        if contact
        else None,
        history=tuple(history_row(row, at) for row in found.all_entries),
        others=tuple(row.counterpart for row in others),
        source=found.source,
        source_url=found.source_url,
        as_of=found.as_of,
        url=found.get_absolute_url(),
        is_example=found.is_example,
    )
