"""The letters of the demonstration's working years: laid out as papers are, so outside any transaction."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone, translation

from aksansi.demo.accounts import who_enters
from aksansi.demo.entering import tree
from aksansi.demo.relative import resolved, working_year
from aksansi.letter.kept import parts_to_keep
from aksansi.letter.report import build_region_report
from aksansi.letter.views import render_pdf
from core.land.regions import Region
from core.people.users import User
from planning.archiving import archive_report, next_number, record_delivery
from planning.models import ArchivedReport


def issue() -> None:
    """Issue the letters that are missing of the years whose achievements are approved."""
    today = timezone.localdate()
    data = resolved(tree("living.json"), today=today)
    officer = who_enters(username=data["officer"])
    if officer is None:
        return
    for part in data["plans"]:
        if letter := part.get("letter"):
            year = working_year(today) - part["back"]
            _letter(officer, Region.objects.get(pk=data["region"]), year, letter)


def _letter(officer: User, region: Region, year: int, about: dict[str, str]) -> None:
    """Issue the letter of a year whose achievements are approved, and note that it was received.

    It is dated `on`, `received` some days later; neither before the day of the approval, which is that of loading.
    """
    today = timezone.localdate()
    day = dt.date.fromisoformat(about["on"])
    known = ArchivedReport.objects.filter(region=region, year=year).exists()
    if known or day > today:
        return
    with translation.override("id"):
        report = build_region_report(user=officer, region=region, year=year)
        if not report.is_final:
            return
        if report.approved_at is not None:
            day = max(day, timezone.localdate(report.approved_at))
        number = next_number(region=region, year=year)[1]
        told = {"number": number, "date": day, "addressee": report.addressee}
        letter = archive_report(
            region=region,
            year=year,
            number=number,
            addressee=report.addressee,
            letter_date=day,
            pdf=render_pdf(report, letter=told),
            code=report.code,
            digest=report.digest,
            figures=parts_to_keep(report),
            by=officer,
            is_example=report.has_examples,
        )
    received = max(day, dt.date.fromisoformat(about["received"]))
    record_delivery(
        report=letter,
        by=officer,
        sent_on=day,
        received_on=received if received <= today else None,
        received_by="Sekretariat Bappeda",
    )
