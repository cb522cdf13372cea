"""Addresses of the room: regions, offices and officials, chapters and boards, accounts."""

from __future__ import annotations

from django.urls import path

from chapters.models import BoardSeat, Chapter, Office, Official
from chapters.views import affiliations, chapters, offices, validation
from core.pages import list_paths, record_paths

app_name = "chapters"


urlpatterns = [
    *list_paths("validation/", "validation", validation.ValidationPage),
    *record_paths(
        Office,
        "offices",
        list_page=offices.OfficeListPage,
        detail=offices.OfficeDetailPage,
        create=offices.OfficeCreatePage,
        edit=offices.OfficeEditPage,
    ),
    path(
        "offices/<int:key>/officials/add/",
        offices.OfficialCreatePage.as_view(),
        name="official-create",
    ),
    *record_paths(
        Official,
        "officials",
        detail=offices.OfficialDetailPage,
        edit=offices.OfficialEditPage,
    ),
    path(
        "officials/<int:key>/replace/",
        offices.OfficialReplacePage.as_view(),
        name="official-replace",
    ),
    *record_paths(
        Chapter,
        "chapters",
        list_page=chapters.ChapterListPage,
        detail=chapters.ChapterDetailPage,
        create=chapters.ChapterCreatePage,
        edit=chapters.ChapterEditPage,
    ),
    path(
        "chapters/<int:key>/seats/add/",
        chapters.BoardSeatCreatePage.as_view(),
        name="board-seat-create",
    ),
    path(
        "chapters/<int:key>/seats/lines/",
        chapters.SeatLinesPage.as_view(),
        name="chapter-seats",
    ),
    *record_paths(
        BoardSeat,
        "seats",
        detail=chapters.BoardSeatDetailPage,
        edit=chapters.BoardSeatEditPage,
    ),
    *list_paths("affiliations/", "affiliation-list", affiliations.AffiliationListPage),
    path(
        "affiliations/<int:key>/",
        affiliations.AffiliationPage.as_view(),
        name="affiliation-edit",
    ),
]
