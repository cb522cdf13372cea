"""Steps of a finding: closed, verified by another, opened again."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as __

from chapters.models import Office
from core.access import Action, require
from core.land.regions import Region
from core.people.users import User
from core.records.review import hold_row, require_unlocked
from core.tools.partial_dates import in_future
from monitoring.models import Finding, OfficeDuty


def number_findings(findings: Sequence[Finding]) -> None:
    """Give new findings the next numbers of their regions, whose rows are the lock; they are not saved."""
    by_region: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        by_region[finding.region_id].append(finding)
    for region in (
        Region.objects.select_for_update(no_key=True).filter(pk__in=by_region).order_by("pk")
    ):
        last = Finding.objects.filter(region=region).aggregate(n=Max("number"))["n"] or 0
        for number, finding in enumerate(by_region[region.pk], start=last + 1):
            finding.number = number


def office_for(finding: Finding) -> Office | None:
    """Return the office that the rules of today name for a finding, saved or not.

    A province's rule counts for its regions, whoever of them may see it.
    """
    key = OfficeDuty.objects.all().office_of(finding, at=timezone.localdate())
    return Office.objects.filter(pk=key).first() if key else None


def _locked(finding: Finding, by: User) -> Finding:
    finding = hold_row(finding)
    require(by, Action.CHANGE, finding)
    require_unlocked(finding)
    return finding


@transaction.atomic
def close_finding(*, finding: Finding, by: User, on: dt.date, action_taken: str) -> Finding:
    """Close a finding with what was done and when.

    Raises PermissionDenied; ValidationError where it is closed already, the day is not between
    opening and today, or nothing is said of what was done.
    """
    finding = _locked(finding, by)
    if not finding.is_open:
        raise ValidationError(__("This finding is closed already."))
    if not action_taken.strip():
        raise ValidationError(__("Say what was done."))
    if in_future(on):
        raise ValidationError(__("The day is in the future."))
    if on < finding.opened_on:
        raise ValidationError(__("The day is before the finding."))
    finding.closed_on, finding.closed_by = on, by
    finding.action_taken = action_taken.strip()
    finding.save()
    return finding


@transaction.atomic
def verify_finding(*, finding: Finding, by: User, on: dt.date) -> Finding:
    """Confirm a closed finding; another person than the one who closed it.

    Raises PermissionDenied; ValidationError where it is open, verified, or closed by the same person.
    """
    finding = _locked(finding, by)
    if finding.is_open:
        raise ValidationError(__("This finding is still open."))
    if finding.verified_by_id:
        raise ValidationError(__("This finding is verified already."))
    if finding.closed_by_id == by.pk:
        raise ValidationError(__("Whoever closed it cannot also verify it."))
    if in_future(on):
        raise ValidationError(__("The day is in the future."))
    if finding.closed_on and on < finding.closed_on:
        raise ValidationError(__("The day is before it was closed."))
    finding.verified_on, finding.verified_by = on, by
    finding.save()
    return finding


@transaction.atomic
def reopen_finding(*, finding: Finding, by: User, reason: str) -> Finding:
    """Open a finding again because it was not solved; what was done stays in its history."""
    finding = _locked(finding, by)
    if finding.is_open:
        raise ValidationError(__("This finding is open already."))
    if not reason.strip():
        raise ValidationError(__("Please give the reason."))
    finding.closed_on = finding.closed_by = finding.verified_on = finding.verified_by = None
    finding.action_taken = ""
    finding._change_reason = reason.strip()[:100]
    finding.save()
    return finding
