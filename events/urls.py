from django.urls import path

from core.pages import record_paths
from events.models import (
    AgendaPoint,
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
    KeyDate,
    Practice,
    Session,
)
from events.views import alliances, awards, commitments, meetings, papers, people, results, sharing

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
        people.AttendanceCreatePage.as_view(),
        name="attendance-create",
    ),
    path(
        "events/<int:key>/results/add/",
        results.GroupResultCreatePage.as_view(),
        name="group-result-create",
    ),
    path(
        "events/<int:key>/results/several/",
        results.GroupResultsPage.as_view(),
        name="group-results-several",
    ),
    path(
        "events/<int:key>/agenda/several/",
        results.AgendaLinesPage.as_view(),
        name="agenda-several",
    ),
    path(
        "events/<int:key>/commitments/add/",
        commitments.CommitmentCreatePage.as_view(),
        name="commitment-create",
    ),
    path(
        "events/<int:key>/commitments/several/",
        commitments.PromisesPage.as_view(),
        name="commitments-several",
    ),
    path(
        "events/<int:key>/agenda/add/",
        meetings.AgendaPointCreatePage.as_view(),
        name="agenda-point-create",
    ),
    path(
        "events/<int:key>/attendance/paste/",
        people.AttendancePastePage.as_view(),
        name="attendance-paste",
    ),
    path(
        "events/<int:key>/attendance/counts/",
        people.AttendanceCountsPage.as_view(),
        name="attendance-counts",
    ),
    path("events/<int:key>/record/", papers.RecordPage.as_view(), name="event-record"),
    path("events/<int:key>/record/pdf/", papers.RecordPaper.as_view(), name="event-record-pdf"),
    path(
        "events/<int:key>/record/docx/",
        papers.RecordPaper.as_view(as_word=True),
        name="event-record-docx",
    ),
    path("events/<int:key>/sign-in/pdf/", papers.SignInPdf.as_view(), name="event-sign-in"),
    path(
        "events/<int:key>/certificates/pdf/",
        papers.CertificatesPdf.as_view(),
        name="event-certificates",
    ),
    path("results/<int:key>/roles/", results.RolesPage.as_view(), name="group-result-roles"),
    *record_paths(AgendaPoint, "agenda", edit=meetings.AgendaPointEditPage, journal=False),
    *record_paths(EventOffice, "offices", edit=meetings.EventOfficeEditPage, journal=False),
    *record_paths(EventDay, "days", edit=meetings.EventDayEditPage, journal=False),
    *record_paths(Session, "sessions", edit=meetings.SessionEditPage, journal=False),
    *record_paths(Attendance, "attendance", edit=people.AttendanceEditPage, journal=False),
    *record_paths(GroupResult, "results", edit=results.GroupResultEditPage, journal=False),
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
        list_page=awards.AwardListPage,
        detail=awards.AwardDetailPage,
        create=awards.AwardCreatePage,
        edit=awards.AwardEditPage,
    ),
    path(
        "awards/<int:key>/entries/add/",
        awards.AwardEntryCreatePage.as_view(),
        name="award-entry-create",
    ),
    *record_paths(AwardEntry, "entries", edit=awards.AwardEntryEditPage, journal=False),
    *record_paths(
        Practice,
        "practices",
        list_page=sharing.PracticeListPage,
        detail=sharing.PracticeDetailPage,
        create=sharing.PracticeCreatePage,
        edit=sharing.PracticeEditPage,
    ),
    path("practices/<int:key>/share/", sharing.PracticeSharePage.as_view(), name="practice-share"),
    path(
        "practices/<int:key>/withdraw/",
        sharing.PracticeWithdrawPage.as_view(),
        name="practice-withdraw",
    ),
    *record_paths(
        KeyDate,
        "key-dates",
        list_page=sharing.KeyDateListPage,
        detail=sharing.KeyDateDetailPage,
        create=sharing.KeyDateCreatePage,
        edit=sharing.KeyDateEditPage,
    ),
]
