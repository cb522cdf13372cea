from django.urls import path

from chapters.pages import record_paths
from events.models import (
    Alliance,
    AllianceMembership,
    Attendance,
    Award,
    AwardEntry,
    Commitment,
    Dues,
    Event,
    EventDay,
    EventOffice,
    GroupResult,
    Session,
)
from events.views import alliances, commitments, meetings

app_name = "events"
urlpatterns = [
    *record_paths(
        Event,
        "events",
        list_page=meetings.EventListPage,
        detail=meetings.EventDetailPage,
        create=meetings.EventCreatePage,
        edit=meetings.EventEditPage,
    ),
    path(
        "events/<int:key>/offices/add/",
        meetings.EventOfficeCreatePage.as_view(),
        name="event-office-create",
    ),
    path(
        "events/<int:key>/days/add/",
        meetings.EventDayCreatePage.as_view(),
        name="event-day-create",
    ),
    path(
        "days/<int:key>/sessions/add/",
        meetings.SessionCreatePage.as_view(),
        name="session-create",
    ),
    path(
        "events/<int:key>/attendance/add/",
        meetings.AttendanceCreatePage.as_view(),
        name="attendance-create",
    ),
    path(
        "events/<int:key>/results/add/",
        meetings.GroupResultCreatePage.as_view(),
        name="group-result-create",
    ),
    path(
        "events/<int:key>/commitments/add/",
        commitments.CommitmentCreatePage.as_view(),
        name="commitment-create",
    ),
    *record_paths(EventOffice, "offices", edit=meetings.EventOfficeEditPage, journal=False),
    *record_paths(EventDay, "days", edit=meetings.EventDayEditPage, journal=False),
    *record_paths(Session, "sessions", edit=meetings.SessionEditPage, journal=False),
    *record_paths(Attendance, "attendance", edit=meetings.AttendanceEditPage, journal=False),
    *record_paths(GroupResult, "results", edit=meetings.GroupResultEditPage, journal=False),
    *record_paths(
        Commitment,
        "commitments",
        list_page=commitments.CommitmentListPage,
        detail=commitments.CommitmentDetailPage,
        edit=commitments.CommitmentEditPage,
    ),
    path(
        "commitments/<int:key>/done/",
        commitments.CommitmentDonePage.as_view(),
        name="commitment-done",
    ),
    path(
        "commitments/<int:key>/reopen/",
        commitments.CommitmentReopenPage.as_view(),
        name="commitment-reopen",
    ),
    *record_paths(
        Alliance,
        "alliances",
        list_page=alliances.AllianceListPage,
        detail=alliances.AllianceDetailPage,
        create=alliances.AllianceCreatePage,
        edit=alliances.AllianceEditPage,
    ),
    path(
        "alliances/<int:key>/members/add/",
        alliances.AllianceMembershipCreatePage.as_view(),
        name="alliance-membership-create",
    ),
    path("alliances/<int:key>/dues/add/", alliances.DuesCreatePage.as_view(), name="dues-create"),
    *record_paths(
        AllianceMembership, "members", edit=alliances.AllianceMembershipEditPage, journal=False
    ),
    *record_paths(Dues, "dues", edit=alliances.DuesEditPage, journal=False),
    *record_paths(
        Award,
        "awards",
        list_page=alliances.AwardListPage,
        detail=alliances.AwardDetailPage,
        create=alliances.AwardCreatePage,
        edit=alliances.AwardEditPage,
    ),
    path(
        "awards/<int:key>/entries/add/",
        alliances.AwardEntryCreatePage.as_view(),
        name="award-entry-create",
    ),
    *record_paths(AwardEntry, "entries", edit=alliances.AwardEntryEditPage, journal=False),
]
