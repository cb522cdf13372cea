"""The letters of many regions in one paper, each as it stands alone."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from aksansi.letter.report import build_region_report
from aksansi.letter.views import checked_year, render_pdf
from chapters.models import Chapter
from core.land.regions import Region
from core.pages.long_papers import REPORTS, LongPaper
from core.tools.files.binding import bind
from core.tools.formats import Words


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
        read = ((name, lambda it=letter: it) for name, letter in letters)
        return bind(str(self.get_title()), read)

    def _letter(self, region: Region) -> bytes:
        with translation.override("id"):
            return render_pdf(
                build_region_report(user=self.request.user, region=region, year=self.kwargs["year"])
            )

    @override
    def bookmark(self, keys: list[str]) -> str:
        region = Region.objects.visible_to(self.request.user).filter(pk__in=keys).first()
        return region.short_name if region else keys[0]

    @override
    def paper_name(self) -> str:
        return f"laporan-capaian-{self.kwargs['year']}"
