"""What the lists of groups and of their dues can be narrowed by."""

from __future__ import annotations

import django_filters as df
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from core.access import ScopedQuerySet
from core.pages.filters import AsOfFilter, ChoiceFilter, RegionFilter, ScopedFilterSet, SearchFilter
from core.tools.rows.moment import moment_of
from ksm.choices import GroupBasis, GroupKind, GroupStatus, Membership
from ksm.filters.parts import STANDS, YES_NO, SinceFilter, UntilFilter, any_of, lacks
from ksm.models import Group, MemberDues, Operation
from ksm.models.groups import GroupQuerySet
from ksm.tags import TagFilter


class GroupFilter(ScopedFilterSet):
    q = SearchFilter("name", "village", "district", "hamlet")
    as_of = AsOfFilter()
    region = RegionFilter()
    kind = ChoiceFilter(_("Kind"), GroupKind, all=_("All kinds"))
    status = ChoiceFilter(
        _("Status"),
        [
            *GroupStatus.choices, (STANDS, _("Formed, not dissolved")),
            ("works", _("Of these: active, wholly or partly")), ("member", _("Of these: member of AKSANSI")),
        ],
        all=_("All statuses"),
        method="by_status",
    )  # fmt: skip
    member = ChoiceFilter(
        _("AKSANSI"), Membership, all=_("Members and others"), field_name="membership"
    )
    legal = ChoiceFilter(_("Legal basis"), GroupBasis, field_name="legal_basis")
    runs = ChoiceFilter(_("Runs a facility"), YES_NO, all=_("With and without"), method="by_runs")
    since = SinceFilter("formed_on", label=_("Formed since"))
    until = UntilFilter("formed_on", label=_("Formed until"))
    tag = TagFilter(label=_("Tag"), max_length=200)
    missing = ChoiceFilter(
        _("Still missing"),
        [
            ("any", _("Anything of these")),
            ("village", _("Village")),
            ("formed", _("Year of formation")),
            ("legal", _("Legal basis")),
            ("status", _("Status")),
            ("source", _("Source")),
        ],
        method="by_missing",
    )

    class Meta:
        model = Group
        fields: list[str] = []

    def by_status(self, qs: GroupQuerySet, name: str, value: str) -> GroupQuerySet:
        if value in GroupStatus.values:
            return qs.filter(status=value)
        moment = moment_of(self.data or {})[0]
        rows = qs.existing(moment.past_day)
        if value == "works":
            return rows.working()
        return rows.members(moment.day) if value == "member" else rows

    def by_runs(self, qs: ScopedQuerySet, name: str, value: str) -> object:
        running = Operation.objects.visible_to(self.user).running()
        has = Exists(running.filter(group=OuterRef("pk"), facility__archived_at__isnull=True))
        return qs.filter(has if value == "yes" else ~has)

    def by_missing(self, qs: ScopedQuerySet, name: str, value: str) -> ScopedQuerySet:
        gaps = {
            "village": lacks("village"),
            "formed": lacks("formed_on"),
            "legal": Q(legal_basis=GroupBasis.UNKNOWN),
            "status": Q(status=GroupStatus.UNKNOWN),
            "source": lacks("source"),
        }
        return qs.filter(any_of(gaps.values()) if value == "any" else gaps[value])


class MemberDuesFilter(ScopedFilterSet):
    q = SearchFilter("group__name", "group__village", "remark")
    region = RegionFilter(path="group__region")
    year = df.NumberFilter(label=_("Year"), min_value=2000, max_value=2100)

    class Meta:
        model = MemberDues
        fields: list[str] = []
