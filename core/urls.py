"""Addresses of the ground floor: the own account, regions, people (accounts), imports, changes, files."""

from __future__ import annotations

from django.urls import URLPattern, path
from django.views.generic import View

from core.land.regions import Region
from core.pages import list_paths, record_paths
from core.people.users import User
from core.records.listed import ListedWord
from core.records.listed.glossary import Term
from core.records.notices.models import MailText, ReminderRule
from core.views import (
    changes,
    files,
    import_columns,
    imports,
    listed,
    mails,
    me,
    regions,
    security,
    seeing,
    terms,
    users,
)

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
    path("mails/off/<str:token>/", mails.MailOffPage.as_view(), name="mail-off"),
    *list_paths("mails/", "notice-list", mails.NoticeListPage),
    path("mails/<int:key>/", mails.NoticePage.as_view(), name="notice-detail"),
    *record_paths(
        MailText,
        "mail-texts",
        list_page=mails.MailTextListPage,
        detail=mails.MailTextDetailPage,
        edit=mails.MailTextEditPage,
        journal=False,
        archive=False,
    ),
    *record_paths(
        ReminderRule,
        "reminders",
        list_page=mails.ReminderRuleListPage,
        detail=mails.ReminderRuleDetailPage,
        create=mails.ReminderRuleCreatePage,
        edit=mails.ReminderRuleEditPage,
        journal=False,
    ),
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
    *record_paths(
        Term,
        "terms",
        list_page=terms.TermListPage,
        detail=terms.TermDetailPage,
        create=terms.TermCreatePage,
        edit=terms.TermEditPage,
    ),
    *record_paths(
        ListedWord,
        "listed-words",
        list_page=listed.ListedWordListPage,
        detail=listed.ListedWordDetailPage,
        create=listed.ListedWordCreatePage,
        edit=listed.ListedWordEditPage,
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
    user_step("see", seeing.UserSeePage),
    path("see-as/end/", seeing.SeeAsEndView.as_view(), name="see-as-end"),
    user_step("calendar", users.UserCalendarPage),
    user_step("factor", users.UserFactorPage),
    user_step("close", users.UserClosePage),
    user_step("reopen", users.UserReopenPage),
]
