"""Measures the region report: queries of its figures, and its PDF against WeasyPrint alone on the same page.

Usage: DEMO=1 .venv/bin/python bench/measure_report.py [34.04 [2018]]
Both sides run in one process in turn, five times each; the smallest processor times are compared.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aksansi.settings")

import django

RUNS = 5


def timed(run: Callable[[], Any]) -> float:
    """Return processor seconds: other work on the machine does not count."""
    started = time.process_time()
    run()
    return time.process_time() - started


def main(code: str = "34.04", year: str = "2018") -> None:
    django.setup()
    from django.db import connection
    from django.template.loader import render_to_string
    from django.test.utils import CaptureQueriesContext
    from django.utils import translation

    from aksansi.letter.report import RegionReport, build_region_report
    from aksansi.letter.views import PDF_TEMPLATE, render_pdf, report_context
    from core.land.regions import Region
    from core.people.users import User
    from core.tools import pdf

    translation.activate("id")
    region, user = Region.objects.get(pk=code), User.system()

    def build() -> RegionReport:
        return build_region_report(user=user, region=region, year=int(year))

    with CaptureQueriesContext(connection) as captured:
        report = build()
    html = render_to_string(PDF_TEMPLATE, report_context(report, on_screen=False))
    whole, alone, figures = [], [], []
    for _run in range(RUNS):
        alone.append(timed(lambda: pdf.write(html)))
        whole.append(timed(lambda: render_pdf(build())))
        figures.append(timed(build))
    print(f"Report {code} {year}: {len(html)} characters of HTML")
    print(f"queries of the figures: {len(captured)} (at most 40)")
    print(f"figures: {min(figures) / min(alone):.3f} of WeasyPrint's time")
    print(f"figures, page and PDF: {min(whole) / min(alone):.3f} x WeasyPrint alone (at most 1.2)")


if __name__ == "__main__":
    main(*sys.argv[1:3])
