"""Addresses of the planning room, by noun."""

from django.urls import path

from chapters.pages import record_paths
from planning.models import (
    Achievement,
    Activity,
    ActivityBudget,
    AnnualPlan,
    AnnualReport,
    ArchivedReport,
    Goal,
    Progress,
    StrategyEdition,
    StrategyProcess,
    Vision,
)
from planning.views import achievements, activities, advice, archive, horizons, plans, strategies

app_name = "planning"
urlpatterns = [
    *record_paths(
        AnnualPlan,
        "plans",
        list_page=plans.AnnualPlanListPage,
        detail=plans.AnnualPlanDetailPage,
        create=plans.AnnualPlanCreatePage,
        edit=plans.AnnualPlanEditPage,
        review=True,
    ),
    path(
        "plans/<int:key>/activities/add/",
        activities.ActivityCreatePage.as_view(),
        name="activity-create",
    ),
    *record_paths(
        Activity,
        "activities",
        list_page=activities.ActivityListPage,
        detail=activities.ActivityDetailPage,
        edit=activities.ActivityEditPage,
    ),
    path("activities/<int:key>/stop/", activities.ActivityStopPage.as_view(), name="activity-stop"),
    path(
        "activities/<int:key>/advise/", advice.ActivityAdvisePage.as_view(), name="activity-advise"
    ),
    path(
        "activities/<int:key>/budgets/add/",
        activities.ActivityBudgetCreatePage.as_view(),
        name="activity-budget-create",
    ),
    path(
        "activities/<int:key>/progress/add/",
        activities.ProgressCreatePage.as_view(),
        name="progress-create",
    ),
    *record_paths(ActivityBudget, "budgets", edit=activities.ActivityBudgetEditPage, journal=False),
    *record_paths(
        Progress,
        "progress",
        detail=activities.ProgressDetailPage,
        edit=activities.ProgressEditPage,
    ),
    path("advice/", advice.AdviceListPage.as_view(), name="advice-list"),
    path("advice/<int:key>/answer/", advice.AdviceAnswerPage.as_view(), name="advice-answer"),
    *record_paths(
        AnnualReport,
        "reports",
        list_page=achievements.AnnualReportListPage,
        detail=achievements.AnnualReportDetailPage,
        create=achievements.AnnualReportCreatePage,
        edit=achievements.AnnualReportEditPage,
        review=True,
    ),
    path(
        "reports/<int:key>/propose/",
        achievements.AnnualReportProposePage.as_view(),
        name="annual-report-propose",
    ),
    path(
        "reports/<int:key>/achievements/add/",
        achievements.AchievementCreatePage.as_view(),
        name="achievement-create",
    ),
    *record_paths(
        Achievement,
        "achievements",
        detail=achievements.AchievementDetailPage,
        edit=achievements.AchievementEditPage,
    ),
    path(
        "achievements/<int:key>/advise/",
        advice.AchievementAdvisePage.as_view(),
        name="achievement-advise",
    ),
    *record_paths(
        Vision,
        "visions",
        list_page=horizons.VisionListPage,
        detail=horizons.VisionDetailPage,
        create=horizons.VisionCreatePage,
        edit=horizons.VisionEditPage,
    ),
    *record_paths(
        Goal,
        "goals",
        list_page=horizons.GoalListPage,
        detail=horizons.GoalDetailPage,
        create=horizons.GoalCreatePage,
        edit=horizons.GoalEditPage,
    ),
    *record_paths(
        StrategyEdition,
        "strategies",
        list_page=strategies.StrategyListPage,
        detail=strategies.StrategyDetailPage,
        create=strategies.StrategyCreatePage,
        edit=strategies.StrategyEditPage,
    ),
    *record_paths(
        StrategyProcess,
        "strategy-processes",
        edit=strategies.StrategyProcessEditPage,
        journal=False,
        archive=False,
    ),
    *record_paths(
        ArchivedReport,
        "archived-reports",
        list_page=archive.ArchivedReportListPage,
        detail=archive.ArchivedReportDetailPage,
        archive=False,
    ),
    path(
        "archived-reports/<int:key>/pdf/",
        archive.ArchivedReportPdfView.as_view(),
        name="archived-report-pdf",
    ),
    path(
        "archived-reports/<int:key>/delivery/",
        archive.ArchivedReportDeliveryPage.as_view(),
        name="archived-report-delivery",
    ),
]
