"""All addresses: each room under its name, the roof's pages beside them."""

from __future__ import annotations

from typing import Any

from django.urls import include, path, re_path, register_converter
from django.views.generic import RedirectView

from aksansi import answers
from aksansi.api import pages as api_pages
from aksansi.api import views as api_views
from aksansi.awards import views as award_views
from aksansi.board import clinic as board_clinic
from aksansi.board import grid as board_grid
from aksansi.board import views as board_views
from aksansi.calendar import views as calendar_views
from aksansi.comanagement import views as comanagement_views
from aksansi.fieldwork import views as fieldwork_views
from aksansi.help import views as help_views
from aksansi.home import views as home_views
from aksansi.jobs import views as job_views
from aksansi.letter import book
from aksansi.letter import views as letter_views
from aksansi.news import views as news_views
from aksansi.overview import views as overview_views
from aksansi.public import views as public_views
from aksansi.rooms import ROOMS
from aksansi.search import views as search_views
from aksansi.verify import views as verify_views
from aksansi.watch import views as watch_views
from aksansi.years import views as year_views
from core.pages import list_paths
from core.tools import converters
from core.views.files import FileView

register_converter(converters.RegionCode, "region")
register_converter(converters.YearConverter, "year")
register_converter(converters.FacilityCode, "facility")
register_converter(api_views.LinkForm, "link")

handler400 = "aksansi.answers.bad_request"
handler403 = "aksansi.answers.forbidden"
handler404 = "aksansi.answers.not_found"
handler500 = "aksansi.answers.server_error"

WITH_ADDRESSES = ("chapters", "ksm", "monitoring", "agreements", "events", "planning")


def first_page(key: str) -> Any:
    """Return the view of a cut address: it leads to the room's first page."""
    name = next(room.url_name for room in ROOMS if room.key == key)
    return RedirectView.as_view(pattern_name=name)


report = "regions/<region:key>/report/<year:year>/"

urlpatterns = [
    # An address is compared with these in turn: what is asked most often stands first.
    path("", home_views.HomePage.as_view(), name="home"),
    path("accounts/", include("core.views.account_urls")),
    # Below the page for the field: what the worker of that page keeps (static/js/field/worker.js).
    path("monitoring/field/forms/", fieldwork_views.FieldFormsPage.as_view(), name="field-forms"),
    path(
        "chapters/chapters/<int:key>/public/",
        public_views.PublicSwitchPage.as_view(),
        name="chapter-public",
    ),
    *[path(f"{room}/", first_page(room), name=f"{room}-first") for room in WITH_ADDRESSES],
    *[path(f"{room}/", include(f"{room}.urls")) for room in WITH_ADDRESSES],
    path("healthz", watch_views.healthz, name="healthz"),
    path("readyz", watch_views.readyz, name="readyz"),
    path("language/", answers.set_language, name="set-language"),
    path("news/", news_views.NewsPage.as_view(), name="news"),
    path("search/", search_views.SearchPage.as_view(), name="search"),
    path("help/", help_views.GuidePage.as_view(), name="help"),
    path("help/<slug:guide>/", help_views.GuidePage.as_view(), name="help-guide"),
    path("help/<slug:guide>/card/", help_views.CardPage.as_view(), name="help-card"),
    path(
        "help/<slug:guide>/<slug:passage>/",
        help_views.PassagePage.as_view(),
        name="help-passage",
    ),
    path("verify/", verify_views.VerifyPage.as_view(), name="verify"),
    path("verify/<str:code>/", verify_views.VerifyPage.as_view(), name="verify-code"),
    path("files/<uuid:uuid>/", FileView.as_view(), name="file"),
    path("calendar/", calendar_views.CalendarPage.as_view(), name="calendar"),
    path("calendar/<str:token>.ics", calendar_views.CalendarFeed.as_view(), name="calendar-feed"),
    path("awards/<int:key>/scores/", award_views.AwardScoresPage.as_view(), name="award-scores"),
    path(
        "awards/<int:key>/scores/adopt/",
        award_views.AwardScoresAdoptPage.as_view(),
        name="award-scores-adopt",
    ),
    *list_paths("board/", "board", board_views.BoardPage),
    path("board/<region:key>/", board_clinic.ClinicPage.as_view(), name="board-clinic"),
    path("board/<region:key>/fill/", board_grid.GridPage.as_view(), name="board-grid"),
    path(
        "regions/<region:key>/overview/",
        overview_views.OverviewPage.as_view(),
        name="region-overview",
    ),
    path(
        "regions/<region:key>/co-management/",
        comanagement_views.CoManagementPage.as_view(),
        name="region-co-management",
    ),
    path("years/", year_views.YearsPage.as_view(), name="years"),
    path("regions/<region:key>/years/", year_views.RegionYearsPage.as_view(), name="region-years"),
    path(report, letter_views.ReportPage.as_view(), name="region-report"),
    path(f"{report}pdf/", letter_views.ReportPaperView.as_view(), name="region-report-pdf"),
    path(
        f"{report}docx/",
        letter_views.ReportPaperView.as_view(as_word=True),
        name="region-report-docx",
    ),
    path(f"{report}xlsx/", letter_views.ReportSheetsView.as_view(), name="region-report-xlsx"),
    path(
        f"{report}archive/", letter_views.ReportArchivePage.as_view(), name="region-report-archive"
    ),
    path("reports/<year:year>/book/", book.ReportBookPage.as_view(), name="report-book"),
    *list_paths("jobs/", "job-list", job_views.JobListPage),
    path("jobs/paper/", job_views.JobPaperPage.as_view(), name="job-paper"),
    path("jobs/<uuid:key>/", job_views.JobPage.as_view(), name="job-detail"),
    path("jobs/<uuid:key>/result/", job_views.JobResultView.as_view(), name="job-result"),
    path("public/", public_views.PublicIndexView.as_view(), name="public"),
    path("public/<region:key>/", public_views.PublicChapterView.as_view(), name="public-chapter"),
    path(
        "public/<region:key>/data.json",
        public_views.PublicChapterView.as_view(kind="data"),
        name="public-data",
    ),
    path(
        "public/<region:key>/card.png",
        public_views.PublicChapterView.as_view(kind="card"),
        name="public-card",
    ),
    path("api/", api_pages.HelpPage.as_view(), name="api-help"),
    path("api/v1/", api_views.IndexView.as_view(), name="api"),
    path("api/v1/openapi.json", api_views.DocumentView.as_view(), name="api-document"),
    path(
        "api/v1/regions/<region:key>/figures/",
        api_views.FiguresView.as_view(),
        name="api-figures",
    ),
    path(
        "api/v1/regions/<region:key>/figures/<year:year>/",
        api_views.FiguresView.as_view(),
        name="api-figures-year",
    ),
    # Whatever stands below is answered as programs read it, a line's end in the address too.
    re_path(r"^api/v1/(?P<place>(?s:.+))/\Z", api_views.PlaceView.as_view(), name="api-place"),
    path("data/<str:secret>/<link:form>", api_views.LinkView.as_view(), name="data-link"),
    path("me/tokens/", api_pages.TokensPage.as_view(), name="tokens"),
    path("me/tokens/add/", api_pages.TokenCreatePage.as_view(), name="token-create"),
    path("me/links/add<path:place>", api_pages.LinkCreatePage.as_view(), name="link-create"),
    path("", include("core.urls")),
    path("admin/", ("aksansi.admin_urls", "admin", "admin")),  # by name: loaded when it is opened
]
