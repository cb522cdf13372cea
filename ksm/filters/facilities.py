"""What the list of facilities can be narrowed by; every state is in the URL."""

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
)
from core.records.journal import Attachment, FileKind
from core.tools.rows.moment import Moment, moment_of
from ksm.choices import AssetStatus, Condition, FacilityType, FunctionStatus, LandStatus, LifeStage
from ksm.desludging.intervals import a_year_before
from ksm.filters.parts import (
    STANDS,
    BandFilter,
    CodeSearch,
    PartialYearFilter,
    SinceFilter,
    UntilFilter,
    any_of,
)
from ksm.models import Facility, FundingContribution, Programme
from ksm.place.points import OUTSIDE
from ksm.querysets import FacilityQuerySet
from ksm.reports.figures import OPERATES
from ksm.reports.gaps import FACILITY_GAPS, facility_gaps
from ksm.tags import TagFilter

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
        gaps = facility_gaps()
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
