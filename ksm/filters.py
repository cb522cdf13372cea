"""What lists of the registry can be narrowed by; every state is in the URL."""

from __future__ import annotations

import datetime as dt

import django_filters as df
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from core.access import ScopedQuerySet
from core.pages.filters import (
    AsOfFilter,
    BordersFilter,
    ChoiceFilter,
    RegionFilter,
    ScopedFilterSet,
    SearchFilter,
)
from core.records.journal import Attachment, FileKind
from core.records.money import FUNDS
from core.tools.rows.moment import Moment, moment_of
from ksm.choices import (
    AssetStatus,
    Condition,
    FacilityType,
    FunctionStatus,
    GroupBasis,
    GroupKind,
    GroupStatus,
    LandStatus,
    LifeStage,
    Membership,
    Payer,
    ProviderKind,
    WorksKind,
    WorksStatus,
)
from ksm.desludging.intervals import a_year_before
from ksm.filter_parts import (
    YEAR,
    BandFilter,
    CodeSearch,
    PartialYearFilter,
    SinceFilter,
    UntilFilter,
    any_of,
    lacks,
)
from ksm.models import (
    Desludging,
    Facility,
    FundingContribution,
    Group,
    MemberDues,
    Operation,
    Programme,
    StatusRecord,
    Works,
    WorksCost,
)
from ksm.models.groups import GroupQuerySet
from ksm.querysets import FacilityQuerySet
from ksm.reports.figures import OPERATES
from ksm.reports.gaps import FACILITY_GAPS, facility_gaps
from ksm.tags import TagFilter

# Outside the box around the region's villages, or of a region of which no box is known: not outside.
OUTSIDE = (
    Q(latitude__lt=F("region__south"))
    | Q(latitude__gt=F("region__north"))
    | Q(longitude__lt=F("region__west"))
    | Q(longitude__gt=F("region__east"))
)
YES_NO = [("yes", _("Yes")), ("no", _("No"))]


# No stage or status anybody states: what counts as built, as formed.
STANDS = "berdiri"


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


OF_UNKNOWN_YEAR = "tahun-tak-diketahui"
# In operation, and whether it works is known: what a share of those that work is of.
KNOWN = ("known", _("In operation, known"))
OPERATOR = [
    ("yes", _("Recorded")),
    ("no", _("Operator not recorded")),
    ("nobody", _("Stated: nobody")),
]


class FacilityFilter(ScopedFilterSet):
    q = CodeSearch("name", "code", "village", "district", "hamlet")
    region = RegionFilter()
    borders = BordersFilter()
    as_of = AsOfFilter()
    type = ChoiceFilter(_("Type"), FacilityType, all=_("All types"), method="by_type")
    area = ChoiceFilter(
        _("Run for"),
        [("no", _("Communities")), ("yes", _("A whole area (IPAL kawasan)"))],
        method="by_area",
    )
    function = ChoiceFilter(
        _("Function"), [*FunctionStatus.choices, KNOWN], all=_("All states"), method="by_function"
    )
    both = ChoiceFilter(
        _("States use and design"), [("sr", "SR"), ("kk", "KK"), ("jiwa", _("Jiwa"))],
        method="by_both",
    )  # fmt: skip
    operator = ChoiceFilter(
        _("Operator"), OPERATOR, all=_("With and without"), method="by_operator"
    )
    programme = df.ModelChoiceFilter(
        label=_("Programme"),
        queryset=Programme.objects.current(),
        empty_label=_("All programmes"),
        method="by_programme",
    )
    year = PartialYearFilter("built_on", label=_("Built in"))
    since = SinceFilter("built_on", label=_("Built since"))
    until = UntilFilter("built_on", label=_("Built until"))
    condition = ChoiceFilter(_("Condition"), Condition, all=_("All states"), method="by_condition")
    capacity = BandFilter("design_sr", label=_("Designed SR"), empty_label=_("All sizes"))
    sludge = ChoiceFilter(
        _("Desludging"),
        [
            ("overdue", _("Past due")),
            ("soon", _("Due within 90 days")),
            ("never", _("Never recorded")),
            ("unrecorded", _("In operation, never recorded")),
            ("recorded", _("Recorded")),
        ],
        method="by_sludge",
    )
    land = ChoiceFilter(_("Land"), LandStatus, field_name="land_status")
    asset = ChoiceFilter(_("Asset"), AssetStatus, field_name="asset_status")
    tag = TagFilter(label=_("Tag"), max_length=200)
    missing = ChoiceFilter(
        _("Still missing"),
        [
            ("any", _("Anything of these")),
            *FACILITY_GAPS,
        ],
        method="by_missing",
    )
    stage = ChoiceFilter(
        _("Stage"),
        [
            *LifeStage.choices,
            (STANDS, _("Standing: built, or found standing")),
            (OF_UNKNOWN_YEAR, _("Standing today, then not known")),
        ],
        all=_("All stages"),
        method="by_stage",
    )
    check = ChoiceFilter(
        _("Needs attention"),
        [
            ("status", _("No status record for 12 months")),
            ("operator", _("Built, operator not recorded")),
            ("desludging", _("Desludging overdue")),
            ("emptying", _("No emptying recorded, reckoned date passed")),
            ("use", _("More SR in use than designed")),
        ],
        method="by_check",
    )

    position = ChoiceFilter(
        _("Coordinates"),
        [
            ("known", _("Known")),
            ("missing", _("Missing")),
            ("outside", _("Outside the region")),
        ],
        all=_("With and without"),
        method="by_position",
    )

    photo = ChoiceFilter(
        _("Photo of the facility"),
        [("yes", _("Recorded")), ("no", _("Missing"))],
        method="by_photo",
    )

    class Meta:
        model = Facility
        fields: list[str] = []

    @cached_property
    def moment(self) -> Moment:
        """The day that stage, type, function, use, operator and emptying are asked of."""
        return moment_of(self.data or {})[0]

    def by_type(self, qs: FacilityQuerySet, name: str, value: str) -> FacilityQuerySet:
        day = self.moment.past_day
        return qs.with_makeup(day).filter(type_at=value) if day else qs.filter(facility_type=value)

    def by_area(self, qs: FacilityQuerySet, name: str, value: str) -> FacilityQuerySet:
        area = Q(type_at=FacilityType.AREA)
        return qs.with_makeup(self.moment.past_day).filter(area if value == "yes" else ~area)

    def by_function(self, qs: FacilityQuerySet, name: str, value: str) -> FacilityQuerySet:
        rows = qs.with_latest_status(self.moment.past_day, only=("latest_function",))
        if value == FunctionStatus.UNKNOWN:
            return rows.filter(latest_function__isnull=True)
        wanted = OPERATES if value == KNOWN[0] else (value,)
        return rows.filter(latest_function__in=wanted)

    def by_both(self, qs: FacilityQuerySet, name: str, value: str) -> FacilityQuerySet:
        used, designed = {
            "sr": ("latest_active_sr", "design_sr_at"),
            "kk": ("latest_kk", "design_kk_at"),
            "jiwa": ("latest_jiwa", "design_jiwa"),
        }[value]
        day = self.moment.past_day
        rows = qs.with_makeup(day).with_latest_status(day, only=(used,))
        return rows.filter(**{f"{used}__isnull": False, f"{designed}__isnull": False})

    def by_condition(self, qs: FacilityQuerySet, name: str, value: str) -> FacilityQuerySet:
        if value == Condition.UNKNOWN:
            return qs.with_latest_status(only=("latest_condition",)).filter(
                latest_condition__isnull=True
            )
        return qs.with_latest_status(only=("latest_condition",)).filter(latest_condition=value)

    def by_sludge(self, qs: FacilityQuerySet, name: str, value: str) -> FacilityQuerySet:
        day = self.moment.day
        return {
            "overdue": lambda: qs.existing(day).desludging_overdue(day),
            "soon": lambda: qs.existing(day).desludging_due(day, day + dt.timedelta(days=90)),
            "never": lambda: qs.with_last_desludging(day).filter(last_emptied__isnull=True),
            "unrecorded": lambda: (
                qs.with_last_desludging(day)
                .with_latest_status(self.moment.past_day, only=("latest_function",))
                .filter(~Q(latest_function=FunctionStatus.NOT_STARTED) | Q(latest_function=None))
                .filter(last_emptied__isnull=True)
            ),
            "recorded": lambda: qs.with_last_desludging(day).filter(last_emptied__isnull=False),
        }[value]()

    def by_missing(self, qs: FacilityQuerySet, name: str, value: str) -> FacilityQuerySet:
        gaps = facility_gaps(self.user)
        return qs.filter(any_of(gaps.values()) if value == "any" else gaps[value])

    def by_stage(self, qs: FacilityQuerySet, name: str, value: str) -> FacilityQuerySet:
        if value == OF_UNKNOWN_YEAR:
            return qs.of_unknown_year(self.moment.day)
        return qs.existing(self.moment.past_day) if value == STANDS else qs.filter(stage=value)

    def by_operator(self, qs: FacilityQuerySet, name: str, value: str) -> FacilityQuerySet:
        return {
            "yes": qs.with_running_operator,
            "no": qs.without_operator,
            "nobody": qs.run_by_nobody,
        }[value](self.moment.past_day)

    def by_programme(self, qs: FacilityQuerySet, name: str, value: Programme) -> FacilityQuerySet:
        given = FundingContribution.objects.visible_to(self.user).current()
        return qs.filter(Exists(given.filter(facility=OuterRef("pk"), programme=value)))

    def by_photo(self, qs: FacilityQuerySet, name: str, value: str) -> FacilityQuerySet:
        photos = Attachment.objects.visible_to(self.user).current()
        shown = Q(pk__in=photos.filter(kind=FileKind.PHOTO).on_rows_of(Facility))
        return qs.filter(shown if value == "yes" else ~shown)

    def by_position(self, qs: ScopedQuerySet, name: str, value: str) -> ScopedQuerySet:
        if value == "outside":
            return qs.filter(OUTSIDE)
        return qs.filter(latitude__isnull=value == "missing")

    def by_check(self, qs: FacilityQuerySet, name: str, value: str) -> FacilityQuerySet:
        today = timezone.localdate()
        return {
            "status": lambda: qs.existing(today).not_observed_since(a_year_before(today)),
            "operator": lambda: qs.existing(today).without_operator(),
            "desludging": lambda: qs.existing(today).desludging_overdue(today),
            "emptying": lambda: qs.existing(today).desludging_unrecorded(today),
            "use": lambda: (
                qs.existing(today)
                .with_latest_status(only=("latest_active_sr",))
                .filter(latest_active_sr__gt=F("design_sr"))
            ),
        }[value]()


class WorksFilter(ScopedFilterSet):
    q = CodeSearch("facility__name", "facility__code", "facility__village", "description")
    region = RegionFilter(path="facility__region")
    kind = ChoiceFilter(_("Kind"), WorksKind, all=_("All kinds"))
    status = ChoiceFilter(_("Status"), WorksStatus, all=_("All statuses"))
    type = ChoiceFilter(
        _("Type"), FacilityType, all=_("All types"), field_name="facility__facility_type"
    )
    year = PartialYearFilter("started_on", label=_("Started in"))
    done = PartialYearFilter("finished_on", label=_("Finished in"))
    at_work = df.CharFilter(
        label=_("Begun or finished in"), validators=[YEAR], method="begun_or_finished"
    )
    funder = ChoiceFilter(
        _("Source of funds"), FUNDS.pairs, all=_("All sources"), method="by_funder"
    )

    class Meta:
        model = Works
        fields: list[str] = []

    def begun_or_finished(self, qs: ScopedQuerySet, name: str, value: str) -> ScopedQuerySet:
        in_year = Q(started_on__startswith=value) | Q(finished_on__startswith=value)
        return qs.filter(in_year).exclude(status=WorksStatus.PLANNED)

    def by_funder(self, qs: ScopedQuerySet, name: str, value: str) -> object:
        shares = WorksCost.objects.visible_to(self.user).current().filter(fund_source=value)
        return qs.filter(Exists(shares.filter(works=OuterRef("pk"))))


class DesludgingFilter(ScopedFilterSet):
    q = CodeSearch("facility__name", "facility__code", "facility__village", "provider")
    region = RegionFilter(path="facility__region")
    provider = ChoiceFilter(
        _("Provider"), ProviderKind, all=_("All providers"), field_name="provider_kind"
    )
    payer = ChoiceFilter(_("Paid by"), Payer)
    destination = df.CharFilter(
        label=_("Destination"), field_name="destination", lookup_expr="icontains", max_length=60
    )
    type = ChoiceFilter(
        _("Type"), FacilityType, all=_("All types"), field_name="facility__facility_type"
    )
    year = PartialYearFilter("done_on", label=_("Year"))
    since = SinceFilter("done_on", label=_("Since"))
    until = UntilFilter("done_on", label=_("Until"))

    class Meta:
        model = Desludging
        fields: list[str] = []


class StatusRecordFilter(ScopedFilterSet):
    q = CodeSearch("facility__name", "facility__code", "facility__village", "remark")
    region = RegionFilter(path="facility__region")
    function = ChoiceFilter(
        _("Function"), FunctionStatus, all=_("All states"), field_name="function_status"
    )
    condition = ChoiceFilter(
        _("Condition"), Condition, all=_("All states"), field_name="physical_condition"
    )
    year = PartialYearFilter("observed_on", label=_("Year"))
    since = SinceFilter("observed_on", label=_("Since"))
    until = UntilFilter("observed_on", label=_("Until"))

    class Meta:
        model = StatusRecord
        fields: list[str] = []


class MemberDuesFilter(ScopedFilterSet):
    q = SearchFilter("group__name", "group__village", "remark")
    region = RegionFilter(path="group__region")
    year = df.NumberFilter(label=_("Year"), min_value=2000, max_value=2100)

    class Meta:
        model = MemberDues
        fields: list[str] = []
