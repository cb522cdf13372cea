"""The page of one facility: how it stands now or on a day asked for, and its life by year."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import Action, may
from core.pages import DetailPage
from core.tools import formats, partial_dates
from core.tools.rough import of_row as is_rough
from core.tools.tables import Badge, Fact, Table
from core.tools.written.coordinates import is_outside
from ksm.choices import STANDING, Condition, FunctionStatus, LifeStage, badge, system_words
from ksm.desludging.intervals import TRUCK_REACH_M, due_of
from ksm.life.asof import read_day
from ksm.life.line import build_life
from ksm.life.records import Records, put_standing, read_records
from ksm.models import Facility
from ksm.operators import named_in
from ksm.views import columns as c
from ksm.views.about import stated_tables
from ksm.views.base import lead_to_kept
from ksm.views.columns import due_badge
from ksm.wording import operator_words, rough, type_word

ADD = (
    ("status-record", _("Status")),
    ("desludging", _("Desludging")),
    ("works", _("Works")),
    ("operation", _("Operator")),
    ("funding-contribution", _("Funding")),
    ("paper", _("Document")),
)


class FacilityDetailPage(DetailPage):
    """`?as_of=` shows type, capacity, operator and observations of that day."""

    model = Facility
    template_name = "ksm/facility_detail.html"
    records: Records

    @cached_property
    def day(self) -> dt.date | None:
        return read_day(self.request.GET.get("as_of", ""), today=timezone.localdate())

    @override
    def get_queryset(self) -> object:
        return super().get_queryset().select_related("region", "merged_into").with_makeup(self.day)

    @override
    def get_object(self) -> object:
        row: Any = super().get_object()
        self.records = read_records(self.request.user, row)
        put_standing(row, self.records, self.day)
        return row

    @override
    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        return lead_to_kept(self) or super().get(request, *args, **kwargs)

    @override
    def get_actions(self) -> list[tuple[Any, str]]:
        found = [
            (__("Form to fill in by hand"), reverse("ksm:facility-form", args=[self.object.code]))
        ]
        if may(self.request.user, Action.ARCHIVE, self.object) and not self.object.archived_at:
            found.append((__("Merge"), reverse("ksm:facility-merge", args=[self.object.code])))
        if self.day is None and (name := self._unrecorded_group()):
            words = __("Record %(group)s as operator") % {"group": name}
            address = reverse("ksm:operation-group", args=[self.object.code])
            found.append((words, f"{address}?{urlencode({'name': name})}"))
        return found

    def _unrecorded_group(self) -> str:
        """Return the group that a source or the facility's own name tells and that nobody recorded; "" for none."""
        row = self.object
        if row.operator_id or row.archived_at or not may(self.request.user, Action.ADD, row):
            return ""
        if row.operator_name is None:
            return named_in(row.name)
        return named_in(row.operator_name)

    @override
    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        row, user = self.object, self.request.user
        open_to_add = may(user, Action.ADD, row) and not row.archived_at
        life = build_life(user, row, records=self.records, until=self.day)
        return {
            **super().get_context_data(**kwargs),
            "life": life,
            "has_made_up_life": any(event.is_example for year in life for event in year.events),
            "add_links": [
                (label, reverse(f"ksm:{noun}-create", args=[row.code])) for noun, label in ADD
            ]
            if open_to_add
            else [],
            "day": self.day,
            "asked": self.request.GET.get("as_of", "")[:40],
            "photos_url": reverse("ksm:facility-photos", args=[row.code]),
        }

    @override
    def get_facts(self) -> list[Fact]:
        return [*self._state(), *self._make(), *self._standing()]

    @override
    def get_tables(self) -> list[Table]:
        return [] if self.day else stated_tables(self)

    def _state(self) -> list[Fact]:
        row = self.object
        facts = [
            Fact(
                _("Function"),
                self._function(),
                note=partial_dates.display(row.latest_function_on or ""),
            ),
            Fact(
                _("Physical condition"),
                badge(Condition, row.latest_condition),
                note=partial_dates.display(row.latest_condition_on or ""),
            ),
            *self._use(),
            Fact(
                _("Operator"),
                self._operators(),
                note=self._since(),
                url=reverse("ksm:group-detail", args=[row.operator_id]) if row.operator_id else "",
            ),
        ]
        if self.day is None:
            due = due_of(row)
            facts.append(Fact(_("Next desludging"), due_badge(due), note=due.reason))
        else:
            facts.append(Fact(_("Last emptied"), row.last_emptied, kind="partial"))
        return facts

    def _function(self) -> Badge | None:
        row, day = self.object, self.day
        if day is None:
            return c.function_badge(row)
        if row.built_on and row.built_on > day.isoformat():
            return Badge(__("Not built yet"), "none")
        if partial_dates.has_ended(row.closed_on, day):
            return Badge(row.get_stage_display(), "none")
        return badge(FunctionStatus, row.latest_function) or Badge(__("Not known"), "none")

    def _make(self) -> list[Fact]:
        row = self.object
        return [
            Fact(_("Code"), row.code),
            Fact(_("Type"), type_word(row.type_at), note=system_words(row.type_at)),
            Fact(_("Designed for"), self._design()),
            Fact(_("Installed SR"), rough(row.installed_sr_at, is_rough(row, "installed_sr"))),
            Fact(_("Treatment units"), str(row.technologies)),
            Fact(_("Room for sludge (m³)"), row.sludge_volume_m3, kind="number"),
            Fact(_("Truck access"), self._truck(), note=self._reach()),
            Fact(_("Desludging route"), row.desludging_route),
        ]

    def _standing(self) -> list[Fact]:
        row = self.object
        return [
            Fact(_("Region"), row.region, url=row.region.get_absolute_url()),
            Fact(_("Place"), row.place, note=row.village_region_id or ""),
            Fact(_("Coordinates"), row.coordinates, note=self._accuracy(), url=row.map_uri),
            *self._astray(),
            Fact(_("Stage"), row.get_stage_display(), note=self._found_standing()),
            Fact(
                _("Built so far"),
                None if row.built_percent is None else formats.per_cent(row.built_percent),
                note=partial_dates.display(row.built_percent_on),
            ),
            Fact(_("Year built"), row.built_on, kind="partial"),
            Fact(_("In use since"), row.commissioned_on, kind="partial"),
            *([Fact(_("Closed on"), row.closed_on, kind="partial")] if row.closed_on else []),
            Fact(_("Effluent goes to"), self._water()),
            Fact(_("Land"), row.get_land_status_display()),
            Fact(_("Asset"), row.get_asset_status_display()),
            c.tags_fact(row, "ksm:facility-list"),
            Fact(_("Remarks"), row.description),
        ]

    def _found_standing(self) -> str:
        """Return why a facility whose stage nobody stated is counted as built; "" where it is not."""
        row = self.object
        if row.stage != LifeStage.UNKNOWN:
            return ""
        seen = [
            row.latest_function_on if row.latest_function in STANDING else "",
            row.latest_condition_on,
            row.last_emptied,
        ]
        if not (days := [day for day in seen if day]):
            return __("Not counted as built until somebody finds it standing.")
        words = __("Counted as built: found standing, %(date)s.")
        return words % {"date": partial_dates.display(max(days))}

    def _truck(self) -> Any:
        distance = self.object.truck_distance_m
        if distance is None:
            return None
        tone = "bad" if distance > TRUCK_REACH_M else "good"
        return Badge(f"{formats.number(distance)} m", tone)

    def _reach(self) -> str:
        distance = self.object.truck_distance_m
        if distance is None or distance <= TRUCK_REACH_M:
            return ""
        return __("A hose reaches about %(reach)s m: plan extra hose or a hand pump.") % {
            "reach": TRUCK_REACH_M
        }

    def _use(self) -> list[Fact]:
        row = self.object
        share = formats.percent(row.latest_active_sr, row.design_sr_at)
        used = __("%(share)s of the design") % {"share": share} if share != formats.DASH else ""
        return [
            Fact(label, rough(value, is_rough), note=" · ".join(filter(None, (note, extra))))
            for label, value, is_rough, note, extra in (
                (
                    _("Active SR"),
                    row.latest_active_sr,
                    row.latest_active_sr_rough,
                    partial_dates.display(row.latest_active_sr_on or ""),
                    used,
                ),
                (
                    _("Households served (KK)"),
                    row.latest_kk,
                    row.latest_kk_rough,
                    partial_dates.display(row.latest_kk_on or ""),
                    "",
                ),
                (
                    _("People served (jiwa)"),
                    row.latest_jiwa,
                    row.latest_jiwa_rough,
                    partial_dates.display(row.latest_jiwa_on or ""),
                    "",
                ),
            )
        ]

    def _operators(self) -> str:
        """Return who runs it, part by part where several do."""
        runs = self.object.operators_running
        if len(runs) > 1 or any(one.part for one in runs):
            return "; ".join(one.operator_and_part for one in runs)
        return operator_words(self.object)

    def _since(self) -> str:
        since = partial_dates.display(self.object.operator_since or "")
        return __("since %(date)s") % {"date": since} if since else ""

    def _astray(self) -> list[Fact]:
        row = self.object
        if not is_outside(row.latitude, row.longitude, row.region):
            return []
        words = __("Outside %(region)s") % {"region": row.region}
        return [Fact(_("Coordinates to check"), Badge(words, "part"))]

    def _accuracy(self) -> str:
        row = self.object
        parts = [row.get_coordinate_source_display()] if row.coordinate_source else []
        if row.coordinate_accuracy_m is not None:
            parts.append(f"± {formats.number(row.coordinate_accuracy_m)} m")
        return " · ".join(map(str, parts))

    def _design(self) -> str:
        row = self.object
        parts = [
            f"{rough(value, is_rough(row, name))} {unit}"
            for name, value, unit in (
                ("design_sr", row.design_sr_at, "SR"),
                ("design_kk", row.design_kk_at, "KK"),
                ("design_jiwa", row.design_jiwa, "jiwa"),
                ("mck_doors", row.mck_doors, __("doors")),
            )
            if value is not None
        ]
        if row.design_flow_m3_day is not None:
            parts.append(f"{formats.number(row.design_flow_m3_day)} m³/{__('day')}")
        return " · ".join(parts)

    def _water(self) -> str:
        row = self.object
        words = str(row.get_receiving_water_display()) if row.receiving_water else ""
        return " – ".join(filter(None, (words, row.receiving_water_name)))
