"""The letters of many regions in one paper, each as it stands alone."""

from __future__ import annotations

from django.utils import timezone, translation
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from aksansi.letter.front import build_front
from aksansi.letter.report import build_region_report, day_of
from aksansi.letter.views import checked_year, render_pdf
from chapters.models import Chapter
from core.land.regions import Region
from core.pages.long_papers import REPORTS, LongPaper
from core.tools import formats, pdf
from core.tools.formats import Words

FRONT = "aksansi/report/book.html"


class ReportBookPage(LongPaper):
    """The letters of a year of every region with a chapter in the reader's sight; `?region=33` of one province."""

    model = Chapter
    room = "planning"
    consists_of = REPORTS
    most = 3
    at_once = 1
    none_fits = _("No region with a chapter fits; there is no report to bind.")

    @override
    def check(self) -> None:
        checked_year(self.kwargs["year"])

    @override
    def get_title(self) -> Words:
        return __("Reports of %(year)s, bound") % {"year": self.kwargs["year"]}

    @override
    def keys(self) -> list[str]:
        rows = self.get_queryset().current()
        if code := self.request.GET.get("region", ""):
            named = Region.objects.visible_to(self.request.user).of_code(code).first()
            rows = rows.in_region(named.pk) if named else rows.none()
        return sorted(set(rows.values_list("region_id", flat=True)))

    @override
    def part(self, keys: list[str], told: str = "") -> bytes:
        """Return the letters of some regions, each as it stands alone."""
        regions = Region.objects.visible_to(self.request.user).filter(pk__in=keys)
        letters = [(region.short_name, self._letter(region)) for region in regions]
        if len(letters) < 2:
            return letters[0][1] if letters else b""
        if not told:  # a short book, whole
            letters.insert(0, self.front(keys))
        read = ((name, lambda it=letter: it) for name, letter in letters)
        from core.tools.files.binding import bind  # loads a reader of 16 MB

        return bind(str(self.get_title()), read)

    def _letter(self, region: Region) -> bytes:
        with translation.override("id"):
            return render_pdf(
                build_region_report(user=self.request.user, region=region, year=self.kwargs["year"])
            )

    @override
    def front(self, keys: list[str]) -> tuple[str, bytes]:
        user, year = self.request.user, self.kwargs["year"]
        named = Region.objects.visible_to(user).of_code(self.request.GET.get("region", "")).first()
        at = day_of(year, today=timezone.localdate())
        with translation.override("id"):
            front = build_front(
                user=user, year=year, codes=keys, at=at, area=named.pk if named else ""
            )
            paper = {
                "title": __("Regional achievement reports %(year)s") % {"year": year},
                "subtitle": named.name if named else "AKSANSI",
                "letterhead": {
                    "name": "AKSANSI",
                    "unit": "Sekretariat AKSANSI",
                    "address": "Asosiasi KSM Sanitasi Seluruh Indonesia",
                },
                "as_of": formats.day(at),
                "is_example": front.has_examples,
            }
            context = {"inner": FRONT, "front": front, "year": year, "paper": paper}
            return __("All regions together"), pdf.render("pdf/document.html", context)

    @override
    def bookmark(self, keys: list[str]) -> str:
        region = Region.objects.visible_to(self.request.user).filter(pk__in=keys).first()
        return region.short_name if region else keys[0]

    @override
    def paper_name(self) -> str:
        return f"laporan-capaian-{self.kwargs['year']}"
