"""Figures of a region for machines: as the overview shows them today, and as its report of a year tells them."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as __

from aksansi.api.records import absolute, figure
from aksansi.letter.figures import headline, served
from aksansi.letter.lists import Lists
from aksansi.letter.report import build_region_report
from aksansi.overview.overview import archived_reports, build_overview
from aksansi.overview.views import with_pages
from core.land.regions import Region
from core.people.users import User
from core.tools.rows.figures import Figure
from planning.models.choices import FIRST_YEAR


def region_of(request: HttpRequest, key: str) -> Region:
    """Return a province, kabupaten or kota of the reader's. Raises Http404."""
    region = with_pages(Region.objects.visible_to(request.user)).filter(pk=key).first()
    if not isinstance(region, Region):
        raise Http404
    return region


def _stats(stats: Iterable[dict[str, object]]) -> list[dict[str, object]]:
    return [
        figure(one["value"], one["label"], one["note"])
        for one in stats
        if isinstance(one["value"], Figure)
    ]


def of_today(*, user: User, region: Region) -> dict[str, object]:
    """Return the figures of a region as they are today."""
    found = build_overview(user=user, region=region, today=timezone.localdate())
    return {
        "region": region.pk,
        "name": str(region),
        "year": found.year,
        "as_of": found.at.isoformat(),
        "is_example": found.has_examples,
        "page": absolute(reverse("region-overview", args=[region.pk])),
        "figures": _stats(found.stats),
    }


def of_year(*, user: User, region: Region, year: int) -> dict[str, object]:
    """Return the figures of a region's report: of an approved year those that were approved, and the letters sent.

    Raises Http404 for a year there can be none of.
    """
    if not FIRST_YEAR <= year <= timezone.localdate().year:
        raise Http404
    report = build_region_report(user=user, region=region, year=year)
    lists = Lists(region.pk, report.at, year)
    stats = headline(report.registry, report.plan_year, report.findings, report.published, lists)
    units = [
        figure(added.figure(row.urls.get(part, "")), f"{row.label}: {word}")
        for row in served(report.registry, lists)
        for part, word in (("used", __("in use")), ("designed", __("designed")))
        if (added := getattr(row.served, part)) is not None
    ]
    approved = report.approved_at
    return {
        "region": region.pk,
        "name": str(region),
        "year": year,
        "as_of": report.at.isoformat(),
        "is_example": report.has_examples,
        "is_approved": report.is_final,
        "approved_at": approved.isoformat() if approved else None,
        "code": report.code,
        "page": absolute(reverse("region-report", args=[region.pk, year])),
        "figures": [*_stats(stats), *units],
        "letters": [
            {
                "number": letter.number,
                "date": letter.letter_date.isoformat(),
                "sha256": letter.sha256,
                "page": absolute(letter.get_absolute_url()),
            }
            for letter in archived_reports(user=user, region=region, year=year)
        ],
    }
