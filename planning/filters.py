"""Filters of the room's lists."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import django_filters as df
from django import forms
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.access import ScopedQuerySet
from core.pages.filters import (
    ChoiceFilter,
    OwnFilter,
    RegionFilter,
    ScopedFilterSet,
    SearchFilter,
)
from core.records.money import STATED_FUNDS
from core.records.review import State
from planning.badges import WORDS
from planning.models import (
    Achievement,
    Activity,
    Advice,
    AdviceAnswer,
    AnnualPlan,
    AnnualReport,
    ArchivedReport,
    BudgetProposal,
    CheckIn,
    DevelopmentPlan,
    Forum,
    Goal,
    Indicator,
    IndicatorTarget,
    ReviewMeeting,
    Service,
    ServiceKind,
    Status,
    StrategyEdition,
    StrategyStatus,
    Vision,
)
from planning.models.achievements import AchievementQuerySet
from planning.models.activities import ActivityQuerySet
from planning.models.advice import AdviceQuerySet
from planning.models.choices import FIELDS
from planning.performance import REACHED


class YearFilter(df.NumberFilter):
    def __init__(self, *args: object, **kwargs: object) -> None:
        kwargs.setdefault("label", _("Year"))
        kwargs.setdefault("min_value", 1900)
        kwargs.setdefault("max_value", 2200)
        super().__init__(*args, **kwargs)


class AnnualPlanFilter(ScopedFilterSet):
    q = SearchFilter("chapter__region__search_text", "summary")
    year = YearFilter()
    state = ChoiceFilter(_("State"), State, all=_("All states"))
    region = RegionFilter(path="chapter__region")

    class Meta:
        model = AnnualPlan
        fields: list[str] = []


class AnnualReportFilter(AnnualPlanFilter):
    class Meta:
        model = AnnualReport
        fields: list[str] = []


class IndicatorFilter(df.ModelChoiceFilter):
    def __init__(self, **kwargs: object) -> None:
        kwargs = {"label": _("Indicator"), "queryset": Indicator.objects.current(), **kwargs}
        super().__init__(empty_label=_("All indicators"), **kwargs)


class IndicatorTargetFilter(ScopedFilterSet):
    q = SearchFilter("indicator__label_id", "plan__chapter__region__search_text")
    year = YearFilter(field_name="plan__year")
    indicator = IndicatorFilter()
    region = RegionFilter(path="plan__chapter__region")
    own = OwnFilter(path="plan__chapter__region")

    class Meta:
        model = IndicatorTarget
        fields: list[str] = []


class AchievementFilter(ScopedFilterSet):
    q = SearchFilter("name", "indicator__label_id", "annual_report__chapter__region__search_text")
    year = YearFilter(field_name="annual_report__year")
    field = ChoiceFilter(_("Field"), FIELDS.pairs, all=_("All fields"))
    indicator = IndicatorFilter()
    word = ChoiceFilter(
        _("Against target"),
        [("reached", _("On target or better")), *((word.value, badge.word) for word, badge in WORDS.items())],
        method="by_word",
    )  # fmt: skip
    region = RegionFilter(path="annual_report__chapter__region")
    own = OwnFilter(path="annual_report__chapter__region")

    class Meta:
        model = Achievement
        fields: list[str] = []

    def by_word(self, qs: AchievementQuerySet, name: str, value: str) -> AchievementQuerySet:
        wanted = REACHED if value == "reached" else (value,)
        return qs.filter(pk__in=[row.pk for row in qs.judged() if row.verdict.word in wanted])


NO_FUND = "-"


class ActivityFilter(ScopedFilterSet):
    """Activities `with_figures()`; "overdue" is a situation of its own, the rest are statuses."""

    q = SearchFilter("title", "purpose", "target_group", "plan__chapter__region__search_text")
    year = YearFilter(field_name="plan__year")
    since = YearFilter(field_name="plan__year", lookup_expr="gte", label=_("Of plans since"))
    until = YearFilter(field_name="plan__year", lookup_expr="lte", label=_("Of plans until"))
    field = ChoiceFilter(_("Field"), FIELDS.pairs, all=_("All fields"))
    situation = ChoiceFilter(
        _("Status"),
        [
            ("overdue", _("Overdue")),
            ("late", _("Overdue, this year and last")),
            ("silent", _("Overdue, this year and last, nothing recorded")),
            ("standing", _("Not cancelled")),
            *Status.choices,
        ],
        all=_("All statuses"),
        method="by_situation",
    )
    fund = ChoiceFilter(
        _("Money of"),
        lambda: [*STATED_FUNDS.choices, (NO_FUND, _("Source not stated"))],
        all=_("All sources"),
        method="by_fund",
    )
    goal = ChoiceFilter(
        _("Medium-term goal"),
        [("without", _("Without a goal")), ("with", _("With a goal"))],
        method="by_goal",
    )
    of_goal = df.NumberFilter(
        label=_("Medium-term goal"), method="for_goal", widget=forms.HiddenInput
    )
    region = RegionFilter(path="plan__chapter__region")
    own = OwnFilter(path="plan__chapter__region")

    class Meta:
        model = Activity
        fields: list[str] = []

    def by_situation(self, qs: ActivityQuerySet, name: str, value: str) -> ActivityQuerySet:
        if value in ("overdue", "late", "silent"):
            return getattr(qs, value)(today=timezone.localdate())
        return qs.standing() if value == "standing" else qs.filter(status=value)

    def by_fund(self, qs: ActivityQuerySet, name: str, value: str) -> ActivityQuerySet:
        """Leave those with money of one source; budget and spending are then of that source alone."""
        rows = qs.with_figures("" if value == NO_FUND else value)
        return rows.filter(Q(budget__isnull=False) | Q(spent__isnull=False))

    def for_goal(self, qs: ScopedQuerySet, name: str, value: Decimal) -> ScopedQuerySet:
        """Leave those that serve a goal in its years."""
        since, until = F("goal__from_year"), F("goal__to_year")
        return qs.filter(goal=int(value), plan__year__gte=since, plan__year__lte=until)

    def by_goal(self, qs: ScopedQuerySet, name: str, value: str) -> ScopedQuerySet:
        return qs.filter(goal__isnull=value == "without")


class AdviceFilter(ScopedFilterSet):
    q = SearchFilter("text", "reason", "chapter__region__search_text")
    answer = ChoiceFilter(
        _("Answer"), [("open", _("Not answered yet")), *AdviceAnswer.choices], method="by_answer"
    )
    released = ChoiceFilter(
        _("Also for the regional government"),
        [("yes", _("Yes")), ("no", _("No"))],
        method="by_release",
    )
    region = RegionFilter(path="chapter__region")
    own = OwnFilter(path="chapter__region")

    class Meta:
        model = Advice
        fields: list[str] = []

    def by_answer(self, qs: Any, name: str, value: str) -> ScopedQuerySet:
        return qs.open() if value == "open" else qs.filter(answer=value)

    def by_release(self, qs: AdviceQuerySet, name: str, value: str) -> AdviceQuerySet:
        return qs.filter(is_released=value == "yes")


class GoalFilter(ScopedFilterSet):
    q = SearchFilter("title", "indicator", "chapter__region__search_text")
    year = YearFilter(method="in_year")
    field = ChoiceFilter(_("Field"), FIELDS.pairs, all=_("All fields"))
    region = RegionFilter(path="chapter__region")

    class Meta:
        model = Goal
        fields: list[str] = []

    def in_year(self, qs: Any, name: str, value: Decimal) -> ScopedQuerySet:
        return qs.in_year(int(value))


class VisionFilter(ScopedFilterSet):
    q = SearchFilter("text", "chapter__region__search_text")
    region = RegionFilter(path="chapter__region")

    class Meta:
        model = Vision
        fields: list[str] = []


class StrategyFilter(ScopedFilterSet):
    q = SearchFilter("title", "region__search_text", "working_group")
    status = ChoiceFilter(_("Status"), StrategyStatus, all=_("All statuses"))
    region = RegionFilter()

    class Meta:
        model = StrategyEdition
        fields: list[str] = []


class ArchivedReportFilter(ScopedFilterSet):
    q = SearchFilter("number", "addressee", "region__search_text")
    year = YearFilter()
    region = RegionFilter()

    class Meta:
        model = ArchivedReport
        fields: list[str] = []


class CheckInFilter(ScopedFilterSet):
    q = SearchFilter("found", "promise", "chapter__region__search_text")
    promise = ChoiceFilter(
        _("Promise"),
        [("open", _("Not kept yet")), ("overdue", _("Overdue")), ("kept", _("Kept"))],
        method="by_promise",
    )
    region = RegionFilter(path="chapter__region")
    own = OwnFilter(path="chapter__region")

    class Meta:
        model = CheckIn
        fields: list[str] = []

    def by_promise(self, qs: Any, name: str, value: str) -> ScopedQuerySet:
        if value == "overdue":
            return qs.overdue(today=timezone.localdate())
        return qs.promised() if value == "open" else qs.filter(kept_on__isnull=False)


class ReviewMeetingFilter(ScopedFilterSet):
    q = SearchFilter("plan__chapter__region__search_text", "place")
    year = YearFilter(field_name="plan__year")
    region = RegionFilter(path="plan__chapter__region")

    class Meta:
        model = ReviewMeeting
        fields: list[str] = []


class DevelopmentPlanFilter(ScopedFilterSet):
    q = SearchFilter("region__search_text", "number")
    region = RegionFilter()

    class Meta:
        model = DevelopmentPlan
        fields: list[str] = []


class ServiceFilter(ScopedFilterSet):
    q = SearchFilter("label_id", "label_en", "description")
    kind = ChoiceFilter(_("Kind"), ServiceKind, all=_("All kinds"))

    class Meta:
        model = Service
        fields: list[str] = []


class BudgetProposalFilter(ScopedFilterSet):
    q = SearchFilter("title", "region__search_text")
    year = YearFilter()
    forum = ChoiceFilter(_("Put forward to"), Forum)
    region = RegionFilter()

    class Meta:
        model = BudgetProposal
        fields: list[str] = []
