"""`manage.py region_report 34.04 --year 2018 --output laporan.pdf`: the report without a browser."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation
from typing_extensions import override

from aksansi.letter.report import build_region_report
from aksansi.letter.views import render_pdf, report_name
from core.land.regions import Region
from core.people.users import User
from planning.models.choices import FIRST_YEAR


class Command(BaseCommand):
    help = "Write the Laporan Capaian Daerah of a region and year as PDF."

    @override
    def add_arguments(self, parser: Any) -> None:
        parser.add_argument(
            "code", help="Kemendagri code or name of the region, e.g. 34.04 or Sleman"
        )
        parser.add_argument("--year", type=int, default=timezone.localdate().year)
        parser.add_argument("--output", help="file to write; default: named after region and year")

    @override
    def handle(self, *args: object, **options: Any) -> None:
        year, today = options["year"], timezone.localdate()
        if not FIRST_YEAR <= year <= today.year:
            raise CommandError(f"The year must lie between {FIRST_YEAR} and {today.year}.")
        region = self._region(options["code"])
        with translation.override("id"):
            report = build_region_report(user=User.system(), region=region, year=year)
        target = Path(options["output"] or f"{report_name(report).replace(' ', '-').lower()}.pdf")
        try:
            target.write_bytes(render_pdf(report))
        except OSError as error:
            raise CommandError(f"Cannot write {target}: {error.strerror}.") from error
        self.stdout.write(
            f"{target}: {region.name} {year}, {'final' if report.is_final else 'draft'}, {report.code}"
        )

    def _region(self, text: str) -> Region:
        places = Region.objects.filter(kind__in=("provinsi", "kabupaten", "kota")).select_related(
            "parent"
        )
        exact = places.filter(pk=text).first()
        if exact:
            return exact
        found = list(places.search(text)[:6])
        best = [region for region in found if region.fit == found[0].fit]  # type: ignore[attr-defined]
        if len(best) == 1:
            return best[0]
        if not found:
            raise CommandError(f"No region has the code or name “{text}”.")
        names = ", ".join(f"{region.code} {region.short_name}" for region in found)
        raise CommandError(f"“{text}” can mean several regions: {names}. Give the code.")
