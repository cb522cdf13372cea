"""Sealing a report: number, checksum, verification code; then only what happens to the paper."""

from __future__ import annotations

import datetime as dt
import hashlib

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as __

from core.access import Action, require
from core.land.regions import Region
from core.people.users import User
from core.tools.partial_dates import in_future
from planning.models import ArchivedReport


def next_number(*, region: Region, year: int) -> tuple[int, str]:
    """Return the next running number and letter number: (3, "003/LCD/AKSANSI-34.04/2018")."""
    rows = ArchivedReport.objects.filter(region=region, year=year)
    sequence = (rows.aggregate(last=Max("sequence"))["last"] or 0) + 1
    return sequence, f"{sequence:03d}/LCD/AKSANSI-{region.code}/{year}"


@transaction.atomic
def archive_report(
    *,
    region: Region,
    year: int,
    addressee: str,
    letter_date: dt.date,
    pdf: bytes,
    code: str,
    digest: str,
    by: User,
    figures: object = None,
    number: str | None = None,
    is_example: bool = False,
) -> ArchivedReport:
    """Freeze an issued report and return it; several versions of a year count on.

    `code` is the verification code printed in it, `digest` the digest of its figures, `figures` their tree
    (`core.records.frozen`). Raises
    PermissionDenied for whoever may not issue; ValidationError for what is no PDF, a code or a
    number that is taken.
    """
    require(by, Action.ISSUE, ArchivedReport(region=region))
    if not pdf.startswith(b"%PDF-"):
        raise ValidationError(__("This is not a PDF."))
    if in_future(letter_date):
        raise ValidationError({"letter_date": __("This day is in the future.")})
    # Two at once take their numbers one after the other.
    Region.objects.select_for_update().get(pk=region.pk)
    sequence, own_number = next_number(region=region, year=year)
    kept = ArchivedReport(
        region=region,
        year=year,
        sequence=sequence,
        number=number or own_number,
        letter_date=letter_date,
        addressee=addressee,
        size=len(pdf),
        sha256=hashlib.sha256(pdf).hexdigest(),
        verification_code=code,
        digest=digest,
        figures=figures or {},
        issued_by=by,
        is_example=is_example,
        as_of=letter_date.isoformat(),
    )
    kept.full_clean(exclude=["pdf"])
    kept.pdf.save("report.pdf", ContentFile(pdf), save=False)
    kept.save()
    return kept


@transaction.atomic
def record_delivery(
    *,
    report: ArchivedReport,
    by: User,
    sent_on: dt.date | None,
    received_on: dt.date | None = None,
    received_by: str = "",
) -> ArchivedReport:
    """Note when the paper was sent and who received it when. Raises ValidationError in words."""
    require(by, Action.CHANGE, report)
    report = ArchivedReport.objects.select_for_update(of=("self",)).get(pk=report.pk)
    if any(map(in_future, (sent_on, received_on))):
        raise ValidationError(__("This day is in the future."))
    if sent_on and sent_on < report.letter_date:
        raise ValidationError(__("It cannot be sent before the date of the letter."))
    report.sent_on, report.received_on, report.received_by = (
        sent_on,
        received_on,
        received_by.strip(),
    )
    report.full_clean(exclude=["pdf"])
    report.save()
    return report
