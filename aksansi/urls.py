"""All addresses: each room under its name, the roof's pages beside them."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path, register_converter

from aksansi import (
    award_views,
    calendar_views,
    comanagement_views,
    converters,
    report_views,
    views,
)
from chapters.views.files import FileView

register_converter(converters.RegionCode, "region")
register_converter(converters.Year, "year")
register_converter(converters.FacilityCode, "facility")

handler400 = "aksansi.views.bad_request"
handler403 = "aksansi.views.forbidden"
handler404 = "aksansi.views.not_found"
handler500 = "aksansi.views.server_error"

report = "regions/<region:key>/report/<year:year>/"

urlpatterns = [
    path("", views.HomePage.as_view(), name="home"),
    path("healthz", views.healthz, name="healthz"),
    path("language/", views.set_language, name="set-language"),
    path("search/", views.SearchPage.as_view(), name="search"),
    path("verify/", views.VerifyPage.as_view(), name="verify"),
    path("verify/<str:code>/", views.VerifyPage.as_view(), name="verify-code"),
    path("files/<uuid:uuid>/", FileView.as_view(), name="file"),
    path("calendar/", calendar_views.CalendarPage.as_view(), name="calendar"),
    path("calendar/<str:token>.ics", calendar_views.CalendarFeed.as_view(), name="calendar-feed"),
    path("awards/<int:key>/scores/", award_views.AwardScoresPage.as_view(), name="award-scores"),
    path(
        "awards/<int:key>/scores/adopt/",
        award_views.AwardScoresAdoptPage.as_view(),
        name="award-scores-adopt",
    ),
    path("board/", report_views.BoardPage.as_view(), name="board"),
    path("regions/<region:key>/", report_views.OverviewPage.as_view(), name="region-overview"),
    path(
        "regions/<region:key>/co-management/",
        comanagement_views.CoManagementPage.as_view(),
        name="region-co-management",
    ),
    path(report, report_views.ReportPage.as_view(), name="region-report"),
    path(f"{report}pdf/", report_views.ReportPdfView.as_view(), name="region-report-pdf"),
    path(
        f"{report}archive/", report_views.ReportArchivePage.as_view(), name="region-report-archive"
    ),
    path("chapters/", include("chapters.urls")),
    path("ksm/", include("ksm.urls")),
    path("monitoring/", include("monitoring.urls")),
    path("agreements/", include("agreements.urls")),
    path("events/", include("events.urls")),
    path("planning/", include("planning.urls")),
    path("accounts/", include("chapters.account_urls")),
    path("admin/", admin.site.urls),
]
