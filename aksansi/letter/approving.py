"""Keeping a year's figures the moment the Secretariat approves them."""

from __future__ import annotations

from django.utils import timezone, translation

from aksansi.letter.kept import parts_to_keep
from aksansi.letter.report import build_of_today
from core.people.users import User
from core.records.review import ReviewMove
from core.records.steps import register_step
from planning.models import AnnualReport, ApprovedFigures


def register() -> None:
    register_step(AnnualReport, keep_when_approved)


def keep_when_approved(report: AnnualReport, step: ReviewMove, by: User) -> None:
    """Keep the figures of a report that was just approved, or corrected and locked again."""
    if step in (ReviewMove.APPROVE, ReviewMove.RELOCK):
        keep(report, by=by)


def keep(report: AnnualReport, *, by: User) -> ApprovedFigures:
    """Keep what the letter of this approved year says today, in the place of what was kept before."""
    with translation.override("id"):
        letter = build_of_today(user=by, region=report.chapter.region, year=report.year)
        kept, _made = ApprovedFigures.objects.update_or_create(
            annual_report=report,
            defaults={
                "kept_at": timezone.now(),
                "code": letter.code,
                "digest": letter.digest,
                "figures": parts_to_keep(letter),
            },
        )
    return kept
