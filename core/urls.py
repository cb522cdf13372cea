"""Addresses of the ground floor: the own account, regions, people (accounts), imports, changes, files."""

from __future__ import annotations

from django.urls import URLPattern, path
from django.views.generic import View

from core.land.regions import Region
from core.pages import list_paths, record_paths
from core.people.users import User
from core.views import changes, files, import_columns, imports, me, regions, security, users

app_name = "core"


def user_step(name: str, page: type[View]) -> URLPattern:
    return path(f"people/<int:key>/{name}/", page.as_view(), name=f"user-{name}")


urlpatterns = [
    path("me/", me.MePage.as_view(), name="me"),
    path("me/calendar/", me.CalendarSwitchPage.as_view(), name="me-calendar"),
    path("me/address/", me.AddressPage.as_view(), name="me-address"),
    path(
        "me/address/<str:token>/",
        me.AddressConfirmPage.as_view(),
        name="me-address-confirm",
    ),
    path("me/sessions/", me.SessionsPage.as_view(), name="me-sessions"),
    path("me/digest/", me.DigestPage.as_view(), name="me-digest"),
    path("me/lists/", me.ListsPage.as_view(), name="me-lists"),
    *list_paths("changes/", "change-list", changes.ChangeListPage),
    path("changes/<uuid:stamp>/", changes.ChangePage.as_view(), name="change-detail"),
    *list_paths("security/", "security-event-list", security.SecurityListPage),
    *record_paths(
        Region,
        "regions",
        list_page=regions.RegionListPage,
        detail=regions.RegionDetailPage,
        create=regions.RegionCreatePage,
        edit=regions.RegionEditPage,
        key="region",
        journal=False,
        archive=False,
    ),
    *record_paths(
        User,
        "people",
        list_page=users.UserListPage,
        detail=users.UserDetailPage,
        create=users.UserCreatePage,
        edit=users.UserEditPage,
        journal=False,
        archive=False,
    ),
    *list_paths("imports/", "import-job-list", imports.ImportListPage),
    path("imports/new/<slug:sheet>/", imports.ImportStartPage.as_view(), name="import-job-create"),
    path("imports/template/<slug:sheet>/", imports.TemplateView.as_view(), name="import-template"),
    path("imports/<uuid:key>/", imports.ImportJobPage.as_view(), name="import-job-detail"),
    path(
        "imports/<uuid:key>/columns/",
        import_columns.ImportColumnsPage.as_view(),
        name="import-job-columns",
    ),
    path("imports/of/<uuid:key>/", imports.ImportOfJob.as_view(), name="import-of-job"),
    path(
        "imports/<uuid:key>/errors/",
        imports.ImportErrorsView.as_view(),
        name="import-job-errors",
    ),
    path("files/<uuid:uuid>/archive/", files.FileArchivePage.as_view(), name="attachment-archive"),
    user_step("history", users.UserHistoryPage),
    user_step("invite", users.UserInvitePage),
    user_step("extend", users.UserExtendPage),
    user_step("calendar", users.UserCalendarPage),
    user_step("factor", users.UserFactorPage),
    user_step("close", users.UserClosePage),
    user_step("reopen", users.UserReopenPage),
]
