"""Addresses of the registry, by noun."""

from __future__ import annotations

from django.urls import path

from core.pages import list_paths, record_paths
from ksm.doubles.merging import merge_facilities, merge_groups
from ksm.feeds import DesludgingFeed
from ksm.models import (
    CashMonth,
    DatedFact,
    Desludging,
    Facility,
    FundingContribution,
    Group,
    MemberDues,
    Operation,
    Paper,
    Programme,
    StatusRecord,
    Tariff,
    Works,
    WorksCost,
)
from ksm.views import (
    cash,
    child_lists,
    children,
    facilities,
    facility_detail,
    figures,
    groups,
    ladder,
    lists,
    maps,
    members,
    paper_forms,
    schedule,
    tariffs,
    twins,
    villages,
    works,
)

app_name = "ksm"

_UNDER = "facilities/<facility:key>"

urlpatterns = [
    path("calendar/<str:token>.ics", DesludgingFeed.as_view(), name="calendar-feed"),
    path("villages/", villages.village_names, name="village-names"),
    *list_paths("desludging/schedule/", "desludging-schedule-list", schedule.SchedulePage),
    path("desludging/work-order/", schedule.WorkOrderPage.as_view(), name="desludging-work-order"),
    path("groups/twins/", twins.GroupTwinsPage.as_view(), name="group-twins"),
    path(
        "groups/<int:key>/merge/",
        twins.MergePage.as_view(model=Group, merge=merge_groups),
        name="group-merge",
    ),
    path("facilities/twins/", twins.FacilityTwinsPage.as_view(), name="facility-twins"),
    path("facilities/forms/", paper_forms.FacilityFormsPage.as_view(), name="facility-forms"),
    path(f"{_UNDER}/form/", paper_forms.FacilityFormPage.as_view(), name="facility-form"),
    path(
        f"{_UNDER}/merge/",
        twins.MergePage.as_view(model=Facility, merge=merge_facilities),
        name="facility-merge",
    ),
    path(f"{_UNDER}/photos/", facilities.FacilityPhotosPage.as_view(), name="facility-photos"),
    *record_paths(
        Group,
        "groups",
        list_page=lists.GroupListPage,
        detail=groups.GroupDetailPage,
        create=groups.GroupCreatePage,
        edit=groups.GroupEditPage,
    ),
    *list_paths("facilities/map/", "facility-map", maps.FacilityMapPage, archives=True),
    path("facilities/map/points/", maps.FacilityPoints.as_view(), name="facility-points"),
    path("facilities/map/<facility:key>/", maps.FacilityPopup.as_view(), name="facility-popup"),
    *record_paths(
        Facility,
        "facilities",
        list_page=lists.FacilityListPage,
        detail=facility_detail.FacilityDetailPage,
        create=facilities.FacilityCreatePage,
        edit=facilities.FacilityEditPage,
        key="facility",
    ),
    path(
        f"{_UNDER}/status/add/",
        children.StatusRecordCreatePage.as_view(),
        name="status-record-create",
    ),
    path(
        f"{_UNDER}/operators/add/", children.OperationCreatePage.as_view(), name="operation-create"
    ),
    path(
        f"{_UNDER}/operators/group/", children.OperatorGroupPage.as_view(), name="operation-group"
    ),
    path(f"{_UNDER}/works/add/", works.WorksCreatePage.as_view(), name="works-create"),
    path(
        f"{_UNDER}/funding/add/",
        children.FundingContributionCreatePage.as_view(),
        name="funding-contribution-create",
    ),
    path(
        f"{_UNDER}/desludging/add/",
        children.DesludgingCreatePage.as_view(),
        name="desludging-create",
    ),
    path(f"{_UNDER}/documents/add/", children.PaperCreatePage.as_view(), name="paper-create"),
    *record_paths(
        Paper,
        "documents",
        detail=children.PaperDetailPage,
        edit=children.PaperEditPage,
    ),
    *record_paths(
        StatusRecord,
        "status",
        list_page=child_lists.StatusRecordListPage,
        detail=children.StatusRecordDetailPage,
        edit=children.StatusRecordEditPage,
    ),
    *record_paths(
        Operation,
        "operators",
        detail=children.OperationDetailPage,
        edit=children.OperationEditPage,
    ),
    *record_paths(
        Works,
        "works",
        list_page=child_lists.WorksListPage,
        detail=works.WorksDetailPage,
        edit=works.WorksEditPage,
    ),
    path(
        "works/<int:key>/costs/add/",
        works.WorksCostCreatePage.as_view(),
        name="works-cost-create",
    ),
    *record_paths(
        WorksCost,
        "works-costs",
        detail=works.WorksCostDetailPage,
        edit=works.WorksCostEditPage,
    ),
    *record_paths(
        FundingContribution,
        "funding",
        detail=children.FundingContributionDetailPage,
        edit=children.FundingContributionEditPage,
    ),
    *record_paths(
        Desludging,
        "desludging",
        list_page=child_lists.DesludgingListPage,
        detail=children.DesludgingDetailPage,
        edit=children.DesludgingEditPage,
    ),
    *record_paths(
        Tariff,
        "tariffs",
        list_page=tariffs.TariffListPage,
        detail=tariffs.TariffDetailPage,
        create=tariffs.TariffCreatePage,
        edit=tariffs.TariffEditPage,
    ),
    *record_paths(
        MemberDues,
        "member-dues",
        list_page=members.MemberDuesListPage,
        detail=members.MemberDuesDetailPage,
        edit=members.MemberDuesEditPage,
    ),
    path(
        "groups/<int:key>/dues/add/",
        members.MemberDuesCreatePage.as_view(),
        name="member-dues-create",
    ),
    *record_paths(
        Programme,
        "programmes",
        list_page=members.ProgrammeListPage,
        detail=members.ProgrammeDetailPage,
        create=members.ProgrammeCreatePage,
        edit=members.ProgrammeEditPage,
    ),
    *record_paths(
        CashMonth,
        "cash",
        list_page=cash.CashMonthListPage,
        detail=cash.CashMonthDetailPage,
        edit=cash.CashMonthEditPage,
    ),
    path("groups/<int:key>/cash/", cash.GroupCashPage.as_view(), name="group-cash"),
    path(
        "groups/<int:key>/cash/add/", cash.CashMonthCreatePage.as_view(), name="cash-month-create"
    ),
    path("groups/<int:key>/fee/", cash.GroupFeePage.as_view(), name="group-fee"),
    path("groups/<int:key>/fee/pdf/", cash.GroupFeePaper.as_view(), name="group-fee-pdf"),
    path("regions/<region:key>/access/", ladder.AccessPage.as_view(), name="region-access"),
    *record_paths(
        DatedFact,
        "dated-facts",
        list_page=figures.DatedFactListPage,
        detail=figures.DatedFactDetailPage,
        create=figures.DatedFactCreatePage,
        edit=figures.DatedFactEditPage,
    ),
]
