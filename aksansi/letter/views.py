"""Doors of the region overview, the Laporan Capaian Daerah and the Secretariat's control board."""

from __future__ import annotations

import dataclasses
from functools import cached_property
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as __
from typing_extensions import override

from aksansi.jobs.news import tell_of_letter
from aksansi.letter import figures
from aksansi.letter.charts import build_charts
from aksansi.letter.first_page import first_page
from aksansi.letter.forms import ArchiveReportForm
from aksansi.letter.kept import Difference, differences, kept_parts, moved, parts_to_keep
from aksansi.letter.lists import Lists
from aksansi.letter.photos import pictures_of
from aksansi.letter.report import RegionReport, build_region_report
from aksansi.letter.sheets import build_sheets
from aksansi.overview import overview
from aksansi.overview.views import REGIONS, RegionPage, with_pages
from core.access import Action, may, require
from core.land.regions import Region
from core.pages import ActionPage, Page
from core.tools import formats, pdf
from core.tools.drawn import qr
from core.tools.files import sheets
from core.tools.todo import Reason, leading_to
from planning.archiving import archive_report, next_number
from planning.models import AnnualReport, ArchivedReport
from planning.models.choices import FIRST_YEAR

PDF_TEMPLATE = "aksansi/report/pdf.html"


BLANK = "………………………"  # to be filled in by hand on a print that is no archived letter


def checked_year(year: int) -> int:
    """Return the year a report can be made for; raises Http404 for one before the first or to come."""
    if not FIRST_YEAR <= year <= timezone.localdate().year:
        raise Http404
    return year


def report_context(
    report: RegionReport, *, on_screen: bool, letter: dict[str, Any] | None = None
) -> dict[str, object]:
    """Return what the report's templates show; the same for page, PDF and archive."""
    letter = letter or {}
    chapter = report.profile.chapter
    verify = f"{settings.SITE_URL}{reverse('verify-code', args=[report.code])}"
    logo, photos = pictures_of(
        user=report.reader,
        region=report.region,
        chapter=chapter,
        year=report.year,
        embed=not on_screen,
    )
    lists = Lists(report.region.pk, report.at, report.year, is_open=on_screen)
    lists = dataclasses.replace(lists, moved=moved(report.differences, lists))
    return {
        "report": report,
        "first_page": first_page(report),
        "photos": photos,
        "lists": lists,
        "charts": build_charts(report.registry, report.plan_year, lists),
        "figures": figures.headline(
            report.registry,
            report.plan_year,
            report.findings,
            report.published,
            lists,
            report.regencies,
        ),
        "money": [(row, lists.money(row)) for row in report.plan_year.money],
        "served": figures.served(report.registry, lists),
        "regencies": [
            (row, dataclasses.replace(lists, code=row.code)) for row in report.regencies.lines
        ],
        "on_screen": on_screen,
        "verify_url": verify,
        "verify_qr": qr.svg(verify, label=__("Address of the check")),
        "inner": "aksansi/report/body.html",
        "paper": {
            "title": __("Regional achievement report %(year)s") % {"year": report.year},
            "subtitle": report.region.name,
            "subject": __("Regional achievement report %(year)s") % {"year": report.year},
            "letterhead": {
                "logo": logo,
                "name": "AKSANSI",
                "unit": f"AKSANSI Daerah {report.region.short_name}"
                if chapter
                else "Sekretariat AKSANSI",
                "address": chapter.address
                if chapter and chapter.address
                else "Asosiasi KSM Sanitasi Seluruh Indonesia",
            },
            "number": letter.get("number") or BLANK,
            "date": formats.day(letter["date"]) if letter.get("date") else BLANK,
            "addressee": letter.get("addressee", report.addressee).splitlines(),
            "as_of": formats.day(report.at),
            "code": report.code,
            "address": f"{settings.SITE_URL}{reverse('verify')}",
            "draft": "" if report.is_final else __("DRAFT"),
            "is_example": report.has_examples,
        },
    }


def render_pdf(report: RegionReport, *, letter: dict[str, object] | None = None) -> bytes:
    """Return the report as a tagged A4 PDF in Indonesian, whatever the reader's language."""
    with translation.override("id"):
        return pdf.render(PDF_TEMPLATE, report_context(report, on_screen=False, letter=letter))


def report_name(report: RegionReport) -> str:
    return f"laporan-capaian-{report.region.short_name}-{report.year}"


def report_of(page: Page) -> RegionReport:
    """Return the report of the region and year of a page. Raises Http404 for a year there can be none of."""
    year = checked_year(page.kwargs["year"])
    with translation.override("id"):
        return build_region_report(user=page.request.user, region=page.object, year=year)


def since_letter(letter: ArchivedReport, report: RegionReport) -> list[Difference]:
    """Return where the report reads otherwise than the letter that was sent."""
    parts = kept_parts(letter.figures)
    return [] if parts is None else list(differences(dataclasses.replace(report, **parts), report))


class ReportPage(RegionPage):
    """The report on paper-like screen; the letter is Indonesian in every language of the frame."""

    template_name = "aksansi/report/page.html"
    is_heavy = True
    room = "planning"

    @override
    def get_title(self) -> Any:
        return __("Regional achievement report %(year)s") % {"year": self.kwargs["year"]}

    @override
    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [(self.object.short_name, reverse("region-overview", args=[self.object.pk]))]

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        report = report_of(self)
        with translation.override("id"):
            body = report_context(report, on_screen=True)
            hint = (
                __("Part 11 leads to where it is entered.")
                if may(request.user, Action.ADD, AnnualReport)
                else ""
            )
        key = [self.object.pk, report.year]
        may_issue = report.is_final and may(
            request.user, Action.ISSUE, ArchivedReport(region=self.object)
        )
        return self.render(
            {
                **body,
                "hint": hint,
                "object": self.object,
                "pdf_url": reverse("region-report-pdf", args=key),
                "word_url": reverse("region-report-docx", args=key),
                "xlsx_url": reverse("region-report-xlsx", args=key),
                "archive_url": reverse("region-report-archive", args=key) if may_issue else "",
                "years": range(
                    max(FIRST_YEAR, report.year - 2),
                    min(timezone.localdate().year, report.year + 2) + 1,
                ),
                "archived": [
                    (letter, since_letter(letter, report))
                    for letter in overview.archived_reports(
                        user=self.request.user, region=self.object, year=report.year
                    )
                ],
            }
        )


@pdf.in_turn(holds="the letter of one region")
class ReportPaperView(RegionPage):
    """The same report as a PDF (`?download=1` as an attachment), or as a Word file."""

    as_word = False

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        report = report_of(self)
        with translation.override("id"):
            return pdf.answer(
                PDF_TEMPLATE,
                report_context(report, on_screen=False),
                filename=report_name(report),
                inline=not request.GET.get("download"),
                as_word=self.as_word,
            )


class ReportSheetsView(RegionPage):
    """The figures of the report as a workbook, a sheet a part; Indonesian like the letter it belongs to."""

    is_heavy = True

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        report = report_of(self)
        with translation.override("id"):
            name = f"lampiran-{report_name(report)}"
            return sheets.response(build_sheets(report), name=name)


class ReportArchivePage(ActionPage):
    """Freeze the approved report as a numbered letter."""

    model = Region
    paper_holds = "the letter of one region"
    above = REGIONS
    action = Action.ISSUE
    form_class = ArchiveReportForm
    room = "planning"

    @override
    def get_queryset(self) -> object:
        return with_pages(super().get_queryset())

    @override
    def check(self) -> None:
        # A region is kept by the Secretariat; the letter of a region is issued by its chapter too.
        require(self.request.user, self.action, ArchivedReport(region=self.object))
        checked_year(self.kwargs["year"])

    @override
    def get_title(self) -> Any:
        return __("Archive the report of %(year)s") % {"year": self.kwargs["year"]}

    @override
    def get_success_url(self) -> str:
        return self.archived.get_absolute_url()

    @override
    def get_initial(self) -> dict[str, object]:
        return {"addressee": self.shown.addressee, "letter_date": timezone.localdate()}

    @override
    def ahead(self) -> tuple[RegionReport, dict[str, Any], bytes] | None:
        """Return the report, what its letter says, and the paper; None where there is none to be archived."""
        form = self.get_form()
        if not form.is_valid():
            return None
        try:
            report, letter = self._letter(form)
        except ValidationError:
            return None  # said by `form_valid`
        return report, letter, render_pdf(report, letter=letter)

    @cached_property
    def shown(self) -> RegionReport:
        """The report as the page shows it; what is written is read again."""
        return report_of(self)

    @override
    def hindrances(self) -> list[str]:
        return self._why_not(self.shown)

    def _why_not(self, report: RegionReport) -> list[str]:
        """Return why the report cannot be archived as it is, with the way to what stands against it."""
        if not report.is_final:
            words = __(
                "Only a report whose achievements the Secretariat has approved can be archived."
            )
            account = report.plan_year.annual_report
            way = __("Open %(what)s") % {"what": AnnualReport._meta.verbose_name}
            return [Reason(words, account.url if account else "", way)]
        archived = ArchivedReport.objects.visible_to(self.request.user)
        twin = archived.filter(verification_code=report.code).first()
        words = __("These very figures were archived already, under number %(number)s.")
        return [leading_to(twin, words % {"number": twin.number})] if twin else []

    def _letter(self, form: forms.BaseForm) -> tuple[RegionReport, dict[str, Any]]:
        """Return the report as it is now and what its letter says. Raises ValidationError in words."""
        report = report_of(self)
        if reasons := self._why_not(report):
            raise ValidationError(reasons)
        data = form.cleaned_data
        number = data["number"] or next_number(region=self.object, year=report.year)[1]
        return report, {
            "number": number,
            "date": data["letter_date"],
            "addressee": data["addressee"],
        }

    @override
    def form_valid(self, form: Any) -> HttpResponse:
        report, letter = self._letter(form)
        laid_out = self.request.ahead
        if laid_out is None or (laid_out[0].code, laid_out[1]) != (report.code, letter):
            raise ValidationError(
                __("The report changed while its paper was being made. Send the form again.")
            )
        self.archived = archive_report(
            region=self.object,
            year=report.year,
            number=letter["number"],
            addressee=letter["addressee"],
            letter_date=letter["date"],
            pdf=laid_out[2],
            code=report.code,
            digest=report.digest,
            figures=parts_to_keep(report),
            by=self.request.user,
            is_example=report.has_examples,
        )
        tell_of_letter(self.archived)
        return self.done(__("Archived under number %(number)s.") % {"number": self.archived.number})
